"""Who allows what."""

from collections.abc import Sequence

from otokui.domain.customers.queries.records import latest_consents
from otokui.domain.customers.types import Channel


def consenting(customer_ids: Sequence[int], channel: Channel) -> set[int]:
    """Those of the customers whose last word on the channel is a grant. One query, none for no ids."""
    if not customer_ids:
        return set()
    latest = latest_consents().filter(customer_id__in=customer_ids, channel=channel)
    return {row.customer_id for row in latest if row.granted}
