"""Which flaws a customer has."""

from datetime import date, timedelta

from otokui.domain.customers.types.review import Flaw, ReviewSettings


def flaws(
    *,
    percent: int,
    unreachable: bool,
    unowned: bool,
    last_on: date,
    today: date,
    settings: ReviewSettings,
    asks_charge: bool,
) -> set[Flaw]:
    """`last_on`: the last contact or purchase, or since when the customer is in the books."""
    found = {
        Flaw.STALE: last_on <= today - timedelta(days=settings.stale_days),
        Flaw.UNREACHABLE: unreachable,
        Flaw.UNOWNED: unowned and asks_charge,
        Flaw.INCOMPLETE: percent < settings.incomplete_below,
    }
    return {flaw for flaw, has in found.items() if has}
