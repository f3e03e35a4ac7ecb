"""Try the import with a sample file."""

from datetime import datetime, timedelta
from io import BytesIO

from otokui.domain.accounts.public import get_business
from otokui.domain.accounts.types import Trade
from otokui.domain.exchange.actions.draft_import import draft_import
from otokui.domain.exchange.adapters.samples import sample_file, sample_name


def sample_of(trade: Trade, *, now: datetime) -> tuple[str, bytes]:
    """(name, content) of the sample of a trade, with sales up to yesterday."""
    last_day = now.astimezone(get_business().zone).date() - timedelta(days=1)
    return sample_name(trade), sample_file(trade, last_day)


def draft_sample(trade: Trade, *, now: datetime, staff_id: int | None = None) -> int:
    """A draft import of the sample; returns the run's id."""
    name, content = sample_of(trade, now=now)
    return draft_import(BytesIO(content), name=name, now=now, staff_id=staff_id)
