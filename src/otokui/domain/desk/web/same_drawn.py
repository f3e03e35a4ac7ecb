"""What a merge would do, as its pages say it: fields, rows, ways to get in touch, class."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, tzinfo
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otokui.core.ui import figures
from otokui.domain.accounts.public import staff_names
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import customer_names, label, list_own_fields, seen_among, tell_plan
from otokui.domain.customers.types import Apart, Channel, FieldChoice, GroupField, MergePlan, Side
from otokui.domain.desk.web.labels import CLASS_LABELS
from otokui.domain.desk.web.same_words import field_label, shown, table_label
from otokui.domain.insights.public import stand_together
from otokui.domain.insights.types import Stand


def drawn_fields(fields: Sequence[FieldChoice], sight: Sight) -> list[dict[str, Any]]:
    """Fields side by side, in words. At most 4 queries."""
    own = _own_labels(field.name for field in fields)
    names = _names(
        ((field.name, values) for field in fields for values in (field.of_survivor, field.of_other)), sight
    )
    return [
        {
            "choice": choice,
            "label": field_label(choice.name, own),
            "of_survivor": shown(choice.name, choice.of_survivor, names),
            "of_other": shown(choice.name, choice.of_other, names),
            "both": shown(choice.name, choice.result, names) if Side.BOTH in choice.options else "",
        }
        for choice in fields
    ]


def drawn_several(fields: Sequence[GroupField], sight: Sight) -> list[dict[str, Any]]:
    """Fields of several side by side, in words, record by record. At most 4 queries."""
    own = _own_labels(field.name for field in fields)
    names = _names(((field.name, values) for field in fields for values in field.values.values()), sight)
    return [
        {
            "field": field,
            "label": field_label(field.name, own),
            "cells": [(each, shown(field.name, values, names)) for each, values in field.values.items()],
            "result": shown(field.name, field.result, names),
        }
        for field in fields
    ]


def _own_labels(fields: Iterable[str]) -> dict[str, str]:
    asked = any(field.startswith("attributes.") for field in fields)
    return {field.key: field.label for field in list_own_fields()} if asked else {}


def _names(told: Iterable[tuple[str, tuple[Any, ...]]], sight: Sight) -> dict[str, dict[int, str]]:
    """Members of staff and customers that fields name, by field and id."""
    values: dict[str, set[int]] = {"in_charge": set(), "referred_by": set()}
    for field, said in told:
        if field in values:
            values[field] |= {*said} - {None}
    referrers = values["referred_by"]
    return {
        "in_charge": staff_names(values["in_charge"]),
        "referred_by": dict.fromkeys(referrers, _("A customer a colleague is in charge of"))
        | customer_names(seen_among(referrers, sight)),
    }


def said_apart(apart: Iterable[Apart], zone: tzinfo | None) -> list[str]:
    """Who said of whom that they are not the same, and when."""
    return [
        _("%(one)s and %(other)s: not the same (%(by)s, %(on)s)")
        % {
            "one": each.names[0],
            "other": each.names[1],
            "by": each.by or _("A colleague"),
            "on": figures.day(each.at.astimezone(zone).date()) if each.at else "–",
        }
        for each in apart
    ]


def moved_by(*plans: MergePlan) -> dict[str, Any]:
    """What the page says of the rows that move, and of those that stay."""
    held = [(table_label(each.table, each.label), each) for each in tell_plan(*plans)]
    moving = sum(each.moving for _label, each in held)
    return {
        "held": held,
        "moving": ngettext("%(count)d row moves", "%(count)d rows move", moving) % {"count": moving},
    }


def ways_after(consents: Mapping[str, bool]) -> list[tuple[str, bool]]:
    """By which ways we may get in touch afterwards."""
    return [(label(Channel(way)), granted) for way, granted in sorted(consents.items())]


def stands_of(customer_ids: Sequence[int], today: date) -> dict[str, Any] | None:
    """Class, purchases and money of each alone, in this order, and of the one they become. 2 queries."""
    found = stand_together(customer_ids, today)
    if found is None:
        return None
    alone = [(each, _stand(found.alone.get(each))) for each in customer_ids]
    return {"alone": alone, "together": _stand(found.together)}


def _stand(stand: Stand | None) -> dict[str, Any]:
    key = stand.customer_class if stand else "prospect"
    return {
        "key": key,
        "label": CLASS_LABELS[key],
        "orders": stand.orders if stand else 0,
        "net": stand.net if stand else 0,
    }
