"""What a small form is made of, and how typed text becomes values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from otokui.core.tabular.moments import read_moment
from otokui.core.tabular.types import Reason

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """One input. `kind`: text, tel, email, area, select, check, postal or when.

    `choices` of a select are (key, words); of a text they are proposals.
    """

    name: str
    label: Text
    kind: str = "text"
    value: str = ""
    hint: Text = ""
    error: str = ""
    choices: tuple[tuple[str, Text], ...] = ()
    most: int = 300
    small: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Somebody was faster: what stands there now, who wrote it and when ('' and None if nobody knows)."""

    present: str
    mine: str
    who: str = ""
    at: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A small form. `card` is replaced when it is saved, `seen` marks what its reader saw."""

    id: str
    title: Text
    action: str
    card: str
    card_url: str
    blanks: tuple[Blank, ...]
    seen: str
    removable: bool = False
    can_lead: bool = False
    conflict: Conflict | None = None
    problem: str = ""
    note: Text = ""


class Unreadable(Exception):
    """What was typed cannot be read: the message for each input by name."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(str(errors))
        self.errors = errors


def filled(blanks: Iterable[Blank], typed: Mapping[str, str], errors: Mapping[str, str]) -> tuple[Blank, ...]:
    """The inputs with what was typed, and what is wrong with it."""
    return tuple(
        replace(blank, value=typed.get(blank.name, ""), error=errors.get(blank.name, "")) for blank in blanks
    )


def day_of(text: str, name: str) -> date | None:
    """A day in 西暦 or 和暦, any width; None for nothing. `Unreadable` for anything else."""
    if not text.strip():
        return None
    found = read_moment(text)
    if isinstance(found, Reason):
        raise Unreadable({name: _("Write the day like 1975/4/14 or S50.4.14.")})
    return found.at.date()
