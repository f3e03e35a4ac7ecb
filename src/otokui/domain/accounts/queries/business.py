"""The settings of the business."""

from otokui.domain.accounts.models import Business
from otokui.domain.accounts.types import BusinessSettings, Trade


def get_business() -> BusinessSettings:
    """One query by primary key; the defaults if the business has not been set up yet."""
    row = Business.objects.filter(id=1).first()
    if row is None:
        return BusinessSettings()
    return BusinessSettings(
        name=row.name,
        trade=Trade(row.trade),
        time_zone=row.time_zone,
        day_start_minutes=row.day_start_minutes,
        currency=row.currency,
        minor_units=row.minor_units,
    )
