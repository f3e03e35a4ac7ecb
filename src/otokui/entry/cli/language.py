"""The language in which a command answers. No Django: refusals of `analyse` are told without it."""

import os
from collections.abc import Callable
from pathlib import Path

import otokui

_LANGUAGES = ("ja", "en")
_PLAIN = ("", "C", "POSIX")


def language() -> str:
    """`ja` or `en`: OTOKUI_LANGUAGE (which `--lang` sets), else the language of the locale, else Japanese."""
    for name in ("OTOKUI_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        said = os.environ.get(name, "").partition(".")[0]
        if said in _PLAIN:
            continue
        return said[:2].lower() if said[:2].lower() in _LANGUAGES else "en"
    return "ja"


def speak(chosen: str | None) -> None:
    """Answer in this language from now on, in processes started from here too."""
    if chosen:
        os.environ["OTOKUI_LANGUAGE"] = chosen


def words() -> Callable[[str], str]:
    """The gettext of the language; what has no translation comes back as it is."""
    from gettext import translation

    folder = Path(otokui.__path__[0]) / "locale"
    return translation("django", folder, [language()], fallback=True).gettext


def say(message: str, **given: object) -> str:
    """A sentence in the language, with what it names filled in."""
    return words()(message) % given
