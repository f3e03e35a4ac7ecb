"""Occasions that no longer apply, with the reason: a few statements, whatever the size of the shop."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from otokui.core.platform import prepared
from otokui.core.platform.arrays import array_of

_OFF: Final = """
UPDATE campaigns_occasion o SET "left" = 'off', left_at = %(now)s
WHERE o.left = '' AND o.step <> ALL(%(steps)s) {whom} RETURNING o.id"""
_MOVED: Final = """
UPDATE campaigns_occasion o SET "left" = 'moved', left_at = %(now)s,
    to_class = coalesce(s.customer_class, 'prospect'), to_state = coalesce(s.state, '')
FROM campaigns_occasion old LEFT JOIN insights_standing s ON s.customer_id = old.customer_id
WHERE old.id = o.id AND o.left = '' {whom}
    AND (s.customer_class IS DISTINCT FROM o.customer_class OR s.state IS DISTINCT FROM o.state)
RETURNING o.id"""
_BOUGHT: Final = """
UPDATE campaigns_occasion o SET "left" = 'bought', left_at = %(now)s
FROM purchases_purchasesummary p
WHERE p.customer_id = o.customer_id AND o.left = '' AND o.follows_purchase {whom}
    AND p.last_on IS DISTINCT FROM o.anchor
RETURNING o.id"""
_EXPIRED: Final = """
UPDATE campaigns_occasion o SET "left" = 'expired', left_at = %(now)s
WHERE o.left = '' AND o.until < %(today)s {whom} RETURNING o.id"""


def close_what_no_longer_applies(
    steps: Sequence[str], *, today: date, now: datetime, only: Sequence[int] | None = None
) -> list[int]:
    """The ids of the occasions that ended: switched off, class or state changed, bought since, time over.

    `steps`: those that are on. `only`: among these customers. Four SQL statements.
    """
    values: dict[str, Any] = {"steps": list(steps), "today": today, "now": now}
    whom = ""
    if only is not None:
        whom, values["only"] = "AND o.customer_id = ANY(%(only)s::bigint[])", array_of(only)
    ended: list[int] = []
    for sql in (_OFF, _MOVED, _BOUGHT, _EXPIRED):
        ended += [occasion for (occasion,) in prepared.rows(sql.format(whom=whom), values)]
    return ended
