"""Who changed what about a customer, and taking it back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from otokui.core.kernel.address import format_postal
from otokui.core.ui import figures
from otokui.core.ui.record_history import CAUSES, Change, Line, Text, cause_of, who_did
from otokui.domain.accounts.public import may, requires, sight_of, staff_names
from otokui.domain.accounts.types import Permission, Sight
from otokui.domain.campaigns.public import WHY_LABELS
from otokui.domain.campaigns.types import WhyNotMore
from otokui.domain.customers.public import (
    customer_names,
    is_restorable,
    label,
    list_attributes,
    list_history,
    of_seen_customer,
    restore_change,
    restore_value,
    seen_among,
)
from otokui.domain.customers.types import (
    Channel,
    ContactWay,
    CustomerKind,
    Direction,
    FieldChange,
    HistoryEntry,
    HouseholdKind,
    HouseholdSource,
    ObservationKind,
    ObservationSource,
    Outcome,
    PreferenceKind,
    PurposeKind,
)
from otokui.domain.desk.web.editing.views import moment_of

UUID_LENGTH = 36


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
@of_seen_customer
def history(request: HttpRequest, customer_id: int) -> HttpResponse:
    """A page of the history, the latest first."""
    page = list_history(customer_id, cursor=request.GET.get("cursor", ""))
    context = {
        "customer_id": customer_id,
        "changes": _told(
            customer_id,
            page.entries,
            sight_of(request.user),
            may(request.user, Permission.CUSTOMERS_CHANGE),
        ),
        "next_cursor": page.next_cursor,
        "first_page": "cursor" not in request.GET
        and any(entry.table in ("consent", "observation") for entry in page.entries),
        "run_view": "import_run" if may(request.user, Permission.IMPORTS_RUN) else "",
    }
    return render(request, "desk/history.html", context)


@requires(Permission.CUSTOMERS_CHANGE)
@require_POST
@of_seen_customer
def restore(request: HttpRequest, customer_id: int, table: str, event: int) -> HttpResponse:
    """Take one change back; the page says so and the history shows it."""
    moment = moment_of(request)
    name = request.POST.get("name", "")
    restore_value(
        customer_id,
        table,
        event,
        names=(name,) if name else (),
        now=moment.now,
        today=moment.today,
        staff_id=moment.staff_id,
    )
    messages.success(request, _("Taken back. The history shows it, and it can be undone there."))
    return redirect("customer", customer_id)


@requires(Permission.CUSTOMERS_CHANGE)
@require_POST
@of_seen_customer
def restore_all(request: HttpRequest, customer_id: int, change: UUID) -> HttpResponse:
    """Take back all that was changed together; what somebody has changed since is named and stays."""
    moment = moment_of(request)
    done = restore_change(
        customer_id, str(change), now=moment.now, today=moment.today, staff_id=moment.staff_id
    )
    if done.kept:
        own = {own.key: own.label for own in list_attributes()}
        names = _Names(staff={}, customers={}, own=own)
        labels = (_label(name, names) if name else TABLES[table] for table, name in done.kept)
        kept = figures.listed(dict.fromkeys(map(str, labels)))
        said = _("Taken back, except what has been changed again since: %(kept)s.")
        if not done.restored:
            said = _("Nothing was taken back: all of it has been changed again since (%(kept)s).")
        messages.warning(request, said % {"kept": kept})
    else:
        messages.success(request, _("Taken back. The history shows it, and it can be undone there."))
    return redirect("customer", customer_id)


TABLES: dict[str, Text] = {
    "phone": gettext_lazy("Telephone number"),
    "mail": gettext_lazy("Mail address"),
    "address": gettext_lazy("Address"),
    "contact_person": gettext_lazy("Contact person"),
    "household": gettext_lazy("Household"),
    "preference": gettext_lazy("Needs and tastes"),
    "observation": pgettext_lazy("what was", "Seen"),
    "consent": gettext_lazy("Consent"),
    "attachment": gettext_lazy("File"),
    "contact": pgettext_lazy("history", "Contact"),
    "follow_up": gettext_lazy("Task"),
    "deal": gettext_lazy("Open deal"),
    "why": gettext_lazy("Why not more often"),
}
NAMES: dict[str, Text] = {
    "code": gettext_lazy("Customer number"),
    "kind": pgettext_lazy("customer", "Kind"),
    "name": gettext_lazy("Name"),
    "family_name": gettext_lazy("Family name"),
    "given_name": gettext_lazy("Given name"),
    "family_kana": gettext_lazy("Reading of the family name"),
    "given_kana": gettext_lazy("Reading of the given name"),
    "company_name": gettext_lazy("Company name"),
    "company_kana": gettext_lazy("Reading of the company name"),
    "honorific": gettext_lazy("Honorific"),
    "birthday": gettext_lazy("Birthday"),
    "customer_since": gettext_lazy("Customer since"),
    "line_id": gettext_lazy("LINE"),
    "tags": gettext_lazy("Tags"),
    "reason_chosen": gettext_lazy("Why us"),
    "referred_by_id": gettext_lazy("Referred by"),
    "in_charge_id": gettext_lazy("In charge"),
    "memo": gettext_lazy("Memo"),
    "memo_pops_up": gettext_lazy("Show it when the page is opened"),
    "open_complaint": gettext_lazy("Open complaint"),
}
_SAID = (
    "company_name family_name given_name company_kana family_kana given_kana honorific code kind channel"
    " granted postal_code prefecture line building number address text size source department post label"
)
ORDER = {name: place for place, name in enumerate(_SAID.split())}
"""In which order the values of a row are said."""

_OF_NAME = frozenset(_SAID.split()[:6])
"""What the line of a new customer begins with; "code" and all after it are named."""

_CAUSES: dict[str, Text] = CAUSES | {
    "attach": gettext_lazy("attached"),
    "remove": pgettext_lazy("history", "removed"),
    "download": gettext_lazy("downloaded"),
}
_WORDS: dict[tuple[str, str], Any] = {
    ("customer", "kind"): CustomerKind,
    ("household", "kind"): HouseholdKind,
    ("household", "source"): HouseholdSource,
    ("observation", "kind"): ObservationKind,
    ("observation", "source"): ObservationSource,
    ("preference", "kind"): PreferenceKind,
    ("consent", "channel"): Channel,
    ("contact", "way"): ContactWay,
    ("contact", "direction"): Direction,
    ("contact", "outcome"): Outcome,
    ("contact", "purpose"): PurposeKind,
    ("follow_up", "way"): ContactWay,
    ("follow_up", "outcome"): Outcome,
}


@dataclass(frozen=True, slots=True)
class _Names:
    """What numbers in the history stand for."""

    staff: Mapping[int, str]
    customers: Mapping[int, str]
    own: Mapping[str, str]


def _told(customer_id: int, entries: Iterable[HistoryEntry], sight: Sight, can_change: bool) -> list[Change]:
    found = list(entries)
    names = _names(found, sight)

    def restore(entry: HistoryEntry) -> str:
        if not (can_change and is_restorable(entry)):
            return ""
        return reverse("customer_restore", args=[customer_id, entry.table, entry.event])

    def change(group: list[HistoryEntry]) -> Change:
        first = group[0]
        lines = tuple(line for entry in group for line in _lines(entry, names, restore(entry)))
        several = len(first.change) == UUID_LENGTH and sum(bool(line.restore) for line in lines) > 1
        return Change(
            at=first.at,
            who=who_did(first, first.staff),
            cause=cause_of(first, _CAUSES),
            run=first.run,
            lines=lines,
            restore=reverse("customer_restore_all", args=[customer_id, first.change]) if several else "",
        )

    return [change(list(each)) for _key, each in groupby(found, key=lambda entry: entry.change)]


def _names(entries: list[HistoryEntry], sight: Sight) -> _Names:
    def numbers(name: str) -> set[int]:
        changes = [change for entry in entries for change in entry.fields if change.name == name]
        return {value for change in changes for value in (change.before, change.after) if value}

    has_own = any(change.name.startswith("attributes.") for entry in entries for change in entry.fields)
    return _Names(
        staff=staff_names(numbers("in_charge_id") | numbers("assignee_id")),
        customers=customer_names(seen_among(numbers("referred_by_id"), sight)),
        own={own.key: own.label for own in list_attributes()} if has_own else {},
    )


def _lines(entry: HistoryEntry, names: _Names, restore: str) -> Iterable[Line]:
    if entry.table == "customer" and entry.kind == "update":
        for change in entry.fields:
            yield Line(
                label=_label(change.name, names),
                before=_value(entry.table, change.name, change.before, names) or _not(change.before),
                after=_value(entry.table, change.name, change.after, names) or _not(change.after),
                kind=entry.kind,
                name=change.name,
                restore=restore,
            )
        return
    label = TABLES.get(entry.table, pgettext_lazy("history", "Written down for the first time"))
    if entry.table == "attachment":  # what was done to it is its cause
        name = str(entry.row.get("name", ""))
        gone = entry.kind == "delete" or entry.cause == "remove"
        before, after = (name, "") if gone else ("", name)
    else:
        before, after = _row(entry, names)
    yield Line(label=label, before=before, after=after, kind=entry.kind, restore=restore)


def _not(value: Any) -> str:
    return _("No") if value is False else ""


def _row(entry: HistoryEntry, names: _Names) -> tuple[str, str]:
    """What changed of a row in one line before and after; a whole one where it came or went."""
    fields = sorted(entry.fields, key=lambda change: ORDER.get(change.name, len(ORDER)))
    before = [_value(entry.table, change.name, change.before, names) for change in fields]
    after = [_value(entry.table, change.name, change.after, names) for change in fields]
    was = "" if entry.kind == "insert" else _said(entry, fields, before, names) or _whole(entry)
    return was, "" if entry.kind == "delete" else _said(entry, fields, after, names)


def _said(entry: HistoryEntry, fields: Iterable[FieldChange], values: Iterable[str], names: _Names) -> str:
    """A row in one line; of a customer what is no part of the name is called what it is."""
    bare, named = [], []
    for change, value in zip(fields, values, strict=True):
        if value and entry.table == "customer" and change.name not in _OF_NAME:
            named.append(f"{_label(change.name, names)} {value}")
        elif value:
            bare.append(value)
    return " · ".join(filter(None, (" ".join(bare), *named)))


def _whole(entry: HistoryEntry) -> str:
    return str(entry.row.get("number") or entry.row.get("address") or entry.row.get("text") or "")


def _label(name: str, names: _Names) -> Text:
    own = name.removeprefix("attributes.")
    return names.own.get(own, own) if own != name else NAMES.get(name, name)


def _value(table: str, name: str, value: Any, names: _Names) -> str:
    """One value in words; '' for nothing."""
    if name == "granted":
        return _("may be sent news") if value else _("wants no news")
    if name == "is_so":
        return "" if value else _("not any more")
    if value in (None, "", [], False):
        return ""
    if (table, name) in _WORDS:
        return label(_WORDS[table, name](value))
    if (table, name) == ("why", "answer"):
        return str(WHY_LABELS[WhyNotMore(value)])
    if name in ("in_charge_id", "assignee_id"):
        return names.staff.get(value, "")
    if name == "referred_by_id":
        return names.customers.get(value, "")
    if name == "postal_code":
        return f"〒{format_postal(str(value))}"
    if name == "done_at":
        return _("done")
    if name in ("birthday", "customer_since", "noted_on", "expires_on", "left_on", "due_on", "until", "on"):
        return figures.day(date.fromisoformat(value))
    if name in ("at", "noted_at"):
        return ""
    if value is True:
        return _("Yes")
    return figures.listed(map(str, value)) if isinstance(value, list) else str(value)
