"""The language in which a command answers. No Django: refusals of `analyse` are told without it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import otokui
from otokui.core.kernel.errors import keep

LANGUAGES = ("ja", "en")
_PLAIN = ("", "C", "POSIX")
_DOMAIN = "django"
_FOLDER = Path(otokui.__path__[0]) / "locale"


def language() -> str:
    """`ja` or `en`: OTOKUI_LANGUAGE (which `--lang` sets), else the language of the locale, else Japanese."""
    for name in ("OTOKUI_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        said = os.environ.get(name, "").partition(".")[0]
        if said in _PLAIN:
            continue
        return said[:2].lower() if said[:2].lower() in LANGUAGES else "en"
    return "ja"


def speak(chosen: str | None) -> None:
    """Answer in this language from now on, in processes started from here too."""
    if chosen:
        os.environ["OTOKUI_LANGUAGE"] = chosen


def words() -> Callable[[str], str]:
    """The gettext of the language; what has no translation comes back as it is."""
    from gettext import translation

    return translation(_DOMAIN, _FOLDER, [language()], fallback=True).gettext


def spoken(message: str) -> str:
    """A text in the language, as it is: for `help=`, in which argparse fills in what it names."""
    return words()(message)


def say(message: str, **given: object) -> str:
    """A sentence in the language, with what it names filled in."""
    return words()(message) % given


@contextmanager
def argparse_speaks() -> Iterator[None]:
    """Within: what argparse says itself comes from our catalogue, in the language.

    argparse asks the process-wide gettext, and that asks LANGUAGE, which nobody else is to inherit.
    """
    import gettext

    before = os.environ.get("LANGUAGE")
    os.environ["LANGUAGE"] = language()
    gettext.bindtextdomain(_DOMAIN, _FOLDER)
    gettext.textdomain(_DOMAIN)
    try:
        yield
    finally:
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before


ARGPARSE_SAYS = (
    keep("usage: "),
    keep("positional arguments"),
    keep("options"),
    keep("show this help message and exit"),
    keep("the following arguments are required: %s"),
    keep("unrecognized arguments: %s"),
    keep("expected one argument"),
    keep("argument %(argument_name)s: %(message)s"),
    keep("invalid choice: %(value)r (choose from %(choices)s)"),
    keep("invalid %(type)s value: %(value)r"),
    keep("%(prog)s: error: %(message)s\n"),
)
"""What argparse may say of our commands: listed here so that it is translated with all else."""
