"""The customers by class, drawn."""

from typing import Any

from django.utils.translation import gettext as _

from otokui.core.kernel.money import divide_half_up
from otokui.core.ui.charts.shares import Part, share_bar
from otokui.domain.desk.types import STATES, Shares
from otokui.domain.desk.web.labels import CLASS_LABELS, STATE_LABELS


def drawn_shares(shares: Shares) -> dict[str, Any]:
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
    }
