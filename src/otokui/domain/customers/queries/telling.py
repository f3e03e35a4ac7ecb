"""Rows of this room in a few words, for the page that shows what a merge moves."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any, Final

from django.apps import apps
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from otokui.core.kernel.address import format_postal
from otokui.domain.customers.models.labels import label
from otokui.domain.customers.types import Channel, ContactWay, HouseholdKind, PreferenceKind


def tell_own_rows(table: str, rows: Collection[int]) -> dict[int, str]:
    """By id what the rows say. One query."""
    say = _SAY.get(table, str)
    return {row.pk: say(row) for row in apps.get_model(table)._default_manager.filter(pk__in=rows)}


def _address(row: Any) -> str:
    code = f"〒{format_postal(row.postal_code)} " if row.postal_code else ""
    return f"{code}{row}"


def _consent(row: Any) -> str:
    word = _("allowed") if row.granted else _("refused")
    return f"{label(Channel(row.channel))} {word} {_day(row.at)}"


def _contact(row: Any) -> str:
    return f"{_day(row.at)} {label(ContactWay(row.way))} {row.text}".strip()


def _day(moment: date | datetime) -> str:
    day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return str(date_format(day, "SHORT_DATE_FORMAT"))


_SAY: Final[dict[str, Callable[[Any], str]]] = {
    "customers.Address": _address,
    "customers.Consent": _consent,
    "customers.Household": lambda row: f"{label(HouseholdKind(row.kind))} {_day(row.noted_on)}",
    "customers.Preference": lambda row: f"{label(PreferenceKind(row.kind))}: {row.text}",
    "customers.Contact": _contact,
    "customers.FollowUp": lambda row: f"{_day(row.due_on)} {row.reason}",
    "customers.Customer": lambda row: row.name or row.code or f"#{row.pk}",
}
