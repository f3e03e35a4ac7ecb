"""The history of one record in words, for every record the same page: `otokui/record_history.html`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from otokui.core.platform.history import Entry, FieldChanged

Text = str | Promise
CAUSES: dict[str, Text] = {
    "restore": gettext_lazy("taken back"),
    "import": gettext_lazy("Import"),
    "undo": gettext_lazy("Import undone"),
    "cancel": pgettext_lazy("history", "Order cancelled"),
}
OFFERS: dict[str, Text] = {
    "update": gettext_lazy("Restore this value"),
    "insert": gettext_lazy("Take back"),
    "delete": gettext_lazy("Bring back"),
}
"""What taking back is called, by what was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How a record speaks. `rows`: what the rows of its other tables are called, by table.

    `names`: of its values, in the order in which they are told; what is not among them is not told. `say`:
    a value in words, "" for nothing. `named`: what of a whole row is said with its name. `deeds`: what was
    done, by the name of the value that only says when. `restore`: the address that takes a value back, ""
    where none does; `whole`: the same of a row that came or went; `together`: the one that takes back what
    was changed together and goes back only so.
    """

    names: Mapping[str, Text]
    say: Callable[[str, str, Any], str]
    rows: Mapping[str, Text]
    named: frozenset[str] = frozenset()
    deeds: Mapping[str, Text] = field(default_factory=dict)
    restore: Callable[[Entry, FieldChanged], str] = lambda _entry, _field: ""
    whole: Callable[[Entry], str] = lambda _entry: ""
    together: Callable[[Sequence[Entry]], str] = lambda _entries: ""


class Done(Protocol):
    """What a history knows of the doing itself."""

    @property
    def staff_id(self) -> int | None: ...
    @property
    def run(self) -> int | None: ...
    @property
    def cause(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One value, or a whole row (`name` ""), before and after. `restore`: where taking it back is sent to."""

    label: Text
    before: str
    after: str
    kind: str
    name: str = ""
    restore: str = ""

    @property
    def offer(self) -> Text:
        """What taking it back is called."""
        return OFFERS[self.kind]


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed together; `restore`: where taking all of it back is sent to. `at`: None if unknown."""

    at: datetime | None
    who: str
    cause: Text
    run: int | None
    lines: tuple[Line, ...]
    restore: str = ""


def told(entries: Iterable[Entry], words: Words, staff: Mapping[int, str]) -> list[Change]:
    """In words; a change of which nothing is told is left out."""
    groups = (list(each) for _key, each in groupby(entries, key=lambda entry: entry.change))
    changes = (
        Change(
            at=group[0].at,
            who=who_did(group[0], staff.get(group[0].staff_id or 0, "")),
            cause=cause_of(group[0], CAUSES),
            run=group[0].run,
            lines=tuple(line for entry in group for line in _lines(entry, words)),
            restore=words.together(group),
        )
        for group in groups
    )
    return [change for change in changes if change.lines]


def who_did(done: Done, name: str) -> str:
    """The member of staff called so, the import, or, where nobody did it, the installation."""
    if done.staff_id is not None:
        return name
    return _("Import %(run)s") % {"run": done.run} if done.run else _("otokui, by itself")


def cause_of(done: Done, causes: Mapping[str, Text]) -> Text:
    """What was done, in words. Outside an import "undo" is what taking one deed back calls itself."""
    taken_back = done.cause == "undo" and done.run is None
    return causes.get("restore" if taken_back else done.cause, "")


def _lines(entry: Entry, words: Words) -> Iterable[Line]:
    order = {name: place for place, name in enumerate(words.names)}
    fields = sorted((one for one in entry.fields if one.name in order), key=lambda one: order[one.name])
    if entry.kind == "update":
        for one in fields:
            yield from _update(entry, one, words)
        return
    values = ((one.name, one.after if entry.kind == "insert" else one.before) for one in fields)
    said = dict.fromkeys(_part(name, words.say(entry.table, name, value), words) for name, value in values)
    text = " · ".join(filter(None, said))
    if text:
        label = words.rows.get(entry.table, pgettext_lazy("history", "Written down for the first time"))
        before, after = ("", text) if entry.kind == "insert" else (text, "")
        yield Line(label=label, before=before, after=after, kind=entry.kind, restore=words.whole(entry))


def _part(name: str, value: str, words: Words) -> str:
    return f"{words.names[name]} {value}" if value and name in words.named else value


def _update(entry: Entry, one: FieldChanged, words: Words) -> Iterable[Line]:
    label, name = words.rows.get(entry.table), words.names[one.name]
    if one.name in words.deeds:
        yield Line(label=name, before="", after=str(words.deeds[one.name]), kind="insert")
        return
    before, after = (words.say(entry.table, one.name, value) for value in (one.before, one.after))
    if before != after:
        yield Line(
            label=f"{label} · {name}" if label else name,
            before=before,
            after=after,
            kind=entry.kind,
            name=one.name,
            restore=words.restore(entry, one),
        )
