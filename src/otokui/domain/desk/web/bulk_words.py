"""Changes of many customers in words: what was ordered, what became of whom, and why not."""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from otokui.domain.accounts.public import staff_names
from otokui.domain.customers.public import find_bulk_change, label, list_attributes
from otokui.domain.customers.types import BulkKind, BulkOrder, BulkState, BulkView, Channel
from otokui.domain.desk.actions.exporting.cells import yes_or_text
from otokui.domain.desk.types import ListQuery
from otokui.domain.desk.web.labels import Label
from otokui.domain.desk.web.today_labels import HELD_WORDS, REFUSED_WAYS

_PEOPLE: Final[dict[BulkState, Label]] = {
    BulkState.DONE: gettext_lazy("Changed by “%(what)s”"),
    BulkState.SAME: gettext_lazy("Were so before “%(what)s”"),
    BulkState.REFUSED: gettext_lazy("Left out by “%(what)s”"),
    BulkState.UNDONE: gettext_lazy("Taken back: “%(what)s”"),
    BulkState.KEPT: gettext_lazy("Kept, changed since “%(what)s”"),
    BulkState.WAITING: gettext_lazy("Still to come: “%(what)s”"),
}


def say(order: BulkOrder) -> str:
    """The order in words. One SQL query where somebody is named, or a field of the shop's own."""
    match order.kind:
        case BulkKind.IN_CHARGE:
            name = staff_names({order.staff_id})[order.staff_id] if order.staff_id else _("nobody")
            return _("In charge: %(name)s") % {"name": name}
        case BulkKind.TAG_ADD:
            return _("Add the tag %(tag)s") % {"tag": order.text}
        case BulkKind.TAG_REMOVE:
            return _("Take the tag %(tag)s away") % {"tag": order.text}
        case BulkKind.OWN:
            field = next((one.label for one in list_attributes() if one.key == order.key), order.key)
            return _("%(field)s: %(value)s") % {"field": field, "value": yes_or_text(order.value) or "–"}
        case BulkKind.TASK:
            given = {"text": order.text, "purpose": label(order.purpose)}
            return _("Task: %(text)s (%(purpose)s)") % given
        case BulkKind.WITHDRAW:
            way = label(Channel(order.key)) if order.key else _("all ways")
            return _("Withdraw consent: %(way)s (%(source)s)") % {"way": way, "source": order.text}


def reason_words(code: str) -> str:
    if code == "merged":
        return _("merged into another record meanwhile")
    if code == "erased":
        return _("personal data erased")
    if code == "edited_since":
        return _("changed by somebody since")
    return str({**HELD_WORDS, **REFUSED_WAYS}.get(code, HELD_WORDS[""]))


def counts_in_words(view: BulkView, list_of: Callable[[BulkState], str]) -> list[tuple[str, int, str]]:
    """(words, how many, the list of these people) for every state that somebody is in."""
    words = {
        BulkState.DONE: pgettext("customers", "changed"),
        BulkState.SAME: _("were so already"),
        BulkState.REFUSED: _("left out"),
        BulkState.UNDONE: pgettext("customers", "taken back"),
        BulkState.KEPT: _("kept, changed since"),
        BulkState.WAITING: _("still to come"),
    }
    found = [(state, view.counts[state]) for state in words if view.counts.get(state)]
    return [(words[state], number, list_of(state)) for state, number in found]


def people_in_words(asked: ListQuery) -> str:
    """Whom of a change of many the list holds; "" where it asks for none. At most 4 SQL queries."""
    view = find_bulk_change(asked.bulk) if asked.bulk else None
    return str(_PEOPLE[asked.became]) % {"what": say(view.order)} if view else ""
