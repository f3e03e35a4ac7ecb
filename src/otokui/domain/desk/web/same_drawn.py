"""What a merge would do, as its pages say it: fields, rows, ways to get in touch, class."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otokui.domain.accounts.public import staff_names
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import customer_names, label, list_own_fields, seen_among, tell_plan
from otokui.domain.customers.types import Channel, FieldChoice, MergePlan, Side
from otokui.domain.desk.web.labels import CLASS_LABELS
from otokui.domain.desk.web.same_words import field_label, shown, table_label
from otokui.domain.insights.public import stand_together
from otokui.domain.insights.types import Stand


def drawn_fields(fields: Sequence[FieldChoice], sight: Sight) -> list[dict[str, Any]]:
    """Fields side by side, in words. At most 4 queries."""
    asks_own = any(field.name.startswith("attributes.") for field in fields)
    own = {field.key: field.label for field in list_own_fields()} if asks_own else {}
    names = _names(fields, sight)
    return [
        {
            "choice": choice,
            "label": field_label(choice.name, own),
            "of_survivor": shown(choice, choice.of_survivor, names),
            "of_other": shown(choice, choice.of_other, names),
            "both": shown(choice, choice.result, names) if Side.BOTH in choice.options else "",
        }
        for choice in fields
    ]


def _names(fields: Sequence[FieldChoice], sight: Sight) -> dict[str, dict[int, str]]:
    values = {
        field.name: {*field.of_survivor, *field.of_other} - {None}
        for field in fields
        if field.name in ("in_charge", "referred_by")
    }
    referrers = values.get("referred_by", set())
    return {
        "in_charge": staff_names(values.get("in_charge", ())),
        "referred_by": dict.fromkeys(referrers, _("A customer a colleague is in charge of"))
        | customer_names(seen_among(referrers, sight)),
    }


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
