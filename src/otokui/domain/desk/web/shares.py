"""The customers by class and state, drawn; each class and state a door to its customers."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from otokui.core.kernel.money import divide_half_up
from otokui.core.ui.charts.shares import Part, share_bar
from otokui.domain.desk.types import STATES, ListQuery, Shares
from otokui.domain.desk.web.labels import CLASS_LABELS, STATE_LABELS

Link = Callable[..., str]


def drawn_shares(shares: Shares, asked: ListQuery, link: Link) -> dict[str, Any]:
    """Context of `desk/shares.html`: within a class its colour fades from active to dead."""
    parts = []
    for share in shares.classes:
        name = str(CLASS_LABELS[share.key])
        if share.key == "prospect":
            parts.append(Part(share.key, share.customers, f"{name} {share.customers:,}"))
        for fade, state in enumerate(STATES):
            words = f"{name} {STATE_LABELS[state]} {share.states[state]:,}"
            parts.append(Part(share.key, share.states[state], words, fade))
    average = shares.run.average if shares.run else (0, 1)
    return {
        "shares": shares,
        "bar": share_bar(parts, label=_("Customers by class and state")),
        "average": divide_half_up(average[0], average[1] or 1),
        "classes": [
            (share, asked.customer_class == share.key, _link_to_class(asked, share.key, link))
            for share in shares.classes
        ],
        "states": [
            (state, _in_state(shares, asked, state), asked.state == state, _link_to_state(asked, state, link))
            for state in STATES
        ],
    }


def _link_to_class(asked: ListQuery, key: str, link: Link) -> str:
    if asked.customer_class == key:
        return link(**{"class": None})
    # Prospects have no state: with one chosen there would be nobody.
    return link(**{"class": key, "state": None if key == "prospect" else asked.state})


def _link_to_state(asked: ListQuery, state: str, link: Link) -> str:
    if asked.state == state:
        return link(state=None)
    return link(state=state, **({"class": None} if asked.customer_class == "prospect" else {}))


def _in_state(shares: Shares, asked: ListQuery, state: str) -> int:
    """Customers in this state, of the chosen class if one is chosen."""
    chosen = asked.customer_class if asked.customer_class != "prospect" else ""
    return sum(share.states[state] for share in shares.classes if chosen in ("", share.key))
