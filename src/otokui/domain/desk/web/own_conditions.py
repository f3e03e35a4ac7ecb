"""Tags and the fields of the shop's own as conditions of the customer list."""

from collections.abc import Callable, Mapping

from django.http import QueryDict
from django.utils.translation import gettext as _

from otokui.domain.customers.public import list_attributes
from otokui.domain.customers.types import AttributeRecord, AttributeValue
from otokui.domain.desk.web.editing.blanks import Unreadable
from otokui.domain.desk.web.editing.fields import read_own
from otokui.domain.desk.web.tags import own_value

_BEFORE = "own."


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
