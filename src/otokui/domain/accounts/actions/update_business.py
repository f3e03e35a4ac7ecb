"""Set up the business or change how it counts."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.platform import audit
from otokui.core.platform.events import publish
from otokui.domain.accounts.actions.refusals import changed_meanwhile
from otokui.domain.accounts.events import BusinessDayChanged
from otokui.domain.accounts.models import Business
from otokui.domain.accounts.queries.business import forget_business, get_business
from otokui.domain.accounts.types import BusinessSettings

_MINUTES_OF_A_DAY = 24 * 60


def update_business(
    settings: BusinessSettings,
    *,
    expected_version: int | None = None,
    staff_id: int | None = None,
    cause: str = "edit",
) -> None:
    """Store all settings; publishes `BusinessDayChanged` if purchases fall on other days now.

    `Refused` with code `unknown_time_zone`, `bad_day_start`, or, where `expected_version` is given and
    somebody has saved since, `changed_meanwhile`.
    """
    _check(settings)
    with transaction.atomic(), audit.changing(cause=cause, staff=staff_id):
        stored = Business.objects.select_for_update().filter(id=1).first()
        version = stored.version if stored else 0
        if stored and expected_version is not None and version != expected_version:
            raise changed_meanwhile(stored)
        forget_business()
        before = get_business()
        Business.objects.update_or_create(
            id=1,
            defaults={
                "name": settings.name,
                "trade": settings.trade.value,
                "time_zone": settings.time_zone,
                "day_start_minutes": settings.day_start_minutes,
                "currency": settings.currency,
                "minor_units": settings.minor_units,
                "document_language": settings.document_language,
                "version": version + 1,
            },
        )
        forget_business()
        if (before.time_zone, before.day_start_minutes) != (settings.time_zone, settings.day_start_minutes):
            publish(BusinessDayChanged(settings.time_zone, settings.day_start_minutes))


def _check(settings: BusinessSettings) -> None:
    try:
        ZoneInfo(settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Refused(_("This time zone is not known."), code="unknown_time_zone") from None
    if not 0 <= settings.day_start_minutes < _MINUTES_OF_A_DAY:
        raise Refused(_("The day has to start within the day."), code="bad_day_start")
