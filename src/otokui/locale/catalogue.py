"""Reads, completes, checks and compiles the catalogues."""

import re
from collections.abc import Sequence
from pathlib import Path

import polib

from otokui.locale.messages import Message

FOLDER = Path(__file__).resolve().parent
LANGUAGES = {"ja": "nplurals=1; plural=0;", "en": "nplurals=2; plural=n != 1;"}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def path_of(language: str, folder: Path = FOLDER) -> Path:
    """The catalogue of a language."""
    return folder / language / "LC_MESSAGES" / "django.po"


def collect(messages: Sequence[Message], language: str, folder: Path = FOLDER) -> polib.POFile:
    """Write the catalogue anew: an entry for each message, what was translated kept, the rest left out.

    English texts are their own translation.
    """
    path = path_of(language, folder)
    known = {_key(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    catalogue = polib.POFile(wrapwidth=98)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": LANGUAGES[language],
    }
    for message in messages:
        catalogue.append(_entry(message, known.get(message.key), language))
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
    return catalogue


def _key(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgctxt or "", entry.msgid


def _entry(message: Message, known: polib.POEntry | None, language: str) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.text, msgctxt=message.context or None, occurrences=[(message.file, "")]
    )
    own = language == "en"
    if message.plural:
        entry.msgid_plural = message.plural
        forms = dict(known.msgstr_plural) if known and known.msgstr_plural else {}
        texts = [message.text, message.plural] if own else [""]
        entry.msgstr_plural = {place: forms.get(place) or text for place, text in enumerate(texts)}
    else:
        entry.msgstr = (known.msgstr if known else "") or (message.text if own else "")
    if _PLACEHOLDER.search(message.text):
        entry.flags = ["python-format"]
    return entry


def problems(messages: Sequence[Message], language: str, folder: Path = FOLDER) -> list[str]:
    """What is wrong with a catalogue, one line each; empty when it is complete and nothing too much."""
    entries = {_key(entry): entry for entry in polib.pofile(str(path_of(language, folder)))}
    wanted = {message.key: message for message in messages}
    found = [
        f"missing: {message.text!r} ({message.file})" for key, message in wanted.items() if key not in entries
    ]
    found += [f"unused: {entry.msgid!r}" for key, entry in entries.items() if key not in wanted]
    for entry in entries.values():
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if entry.fuzzy or entry.obsolete:
            found.append(f"fuzzy or obsolete: {entry.msgid!r}")
        if not all(texts):
            found.append(f"not translated: {entry.msgid!r}")
        allowed = set(_PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        for text in filter(None, texts):
            if not set(_PLACEHOLDER.findall(text)) <= allowed:
                found.append(f"other placeholders: {entry.msgid!r} → {text!r}")
    return [f"{language}: {line}" for line in found]


def compile_catalogue(language: str, folder: Path = FOLDER) -> bool:
    """Write the .mo beside the .po if it is older; says whether it was."""
    source = path_of(language, folder)
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    polib.pofile(str(source)).save_as_mofile(str(target))
    return True
