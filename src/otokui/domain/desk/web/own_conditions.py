"""Tags and the fields of the shop's own as conditions of the customer list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from otokui.domain.accounts.public import requires
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import list_attributes
from otokui.domain.customers.types import AttributeRecord, AttributeValue
from otokui.domain.desk.web.editing.blanks import Text, Unreadable
from otokui.domain.desk.web.editing.fields import own_choices, read_own
from otokui.domain.desk.web.tags import own_value

_BEFORE = "own."
_NOT_KEPT = ("cursor", "before", "tag")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One input of the form; `choices` of a select are (key, words), none: it is typed."""

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, Text], ...]


def own_asked(typed: QueryDict) -> tuple[tuple[str, AttributeValue], ...]:
    """The conditions of an address: `own.KEY=value`; what cannot be read or is unknown is none.

    One SQL query, none without conditions.
    """
    said = _said(typed)
    if not said:
        return ()
    found = {key: _value(field, said[key]) for key, field in _fields().items() if key in said}
    return tuple((key, value) for key, value in found.items() if value is not None)


def own_words(
    own: tuple[tuple[str, AttributeValue], ...], tag: str, link: Callable[..., str]
) -> list[tuple[str, str]]:
    """(words, the list without it) of each condition. One SQL query, none without own fields."""
    found = [(_("Tag: %(tag)s") % {"tag": tag}, link(tag=None))] if tag else []
    fields = _fields(dict(own)) if own else {}
    for key, _asked in own:
        told = {"field": fields[key].label, "value": own_value(fields[key])}
        found.append((_("%(field)s: %(value)s") % told, link(**{_BEFORE + key: None})))
    return found


@requires(Permission.CUSTOMERS_VIEW)
def conditions(request: HttpRequest) -> HttpResponse:
    """The form that narrows the list, fetched when somebody opens it."""
    said = _said(request.GET)
    blanks = [
        Condition(name=_BEFORE + key, label=field.label, value=said.get(key, ""), choices=_choices(field))
        for key, field in _fields().items()
    ]
    kept = [
        (name, value)
        for name, value in request.GET.items()
        if value and name not in _NOT_KEPT and not name.startswith(_BEFORE)
    ]
    context = {"blanks": blanks, "tag": request.GET.get("tag", ""), "kept": kept}
    return render(request, "desk/customers_conditions.html", context)


def _said(typed: Mapping[str, str]) -> dict[str, str]:
    said = {name.removeprefix(_BEFORE): text for name, text in typed.items() if name.startswith(_BEFORE)}
    return {key: text.strip()[:300] for key, text in said.items() if text.strip()}


def _fields(values: Mapping[str, object] | None = None) -> dict[str, AttributeRecord]:
    return {field.key: field for field in list_attributes(values)}


def _value(field: AttributeRecord, text: str) -> AttributeValue | None:
    try:
        value: AttributeValue | None = read_own(field, text)
    except Unreadable:
        return None
    return value


def _choices(field: AttributeRecord) -> tuple[tuple[str, Text], ...]:
    chosen = own_choices(field)
    return (("", _("All")), *chosen[1:]) if chosen else ()
