"""The language in which a command answers."""

import os

_LANGUAGES = ("ja", "en")
_PLAIN = ("", "C", "POSIX")


def language() -> str:
    """`ja` or `en`: OTOKUI_LANGUAGE, else the language of the locale, else Japanese."""
    for name in ("OTOKUI_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        said = os.environ.get(name, "").partition(".")[0]
        if said in _PLAIN:
            continue
        return said[:2].lower() if said[:2].lower() in _LANGUAGES else "en"
    return "ja"
