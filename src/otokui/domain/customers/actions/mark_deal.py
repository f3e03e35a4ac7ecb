"""A deal is open (商談中), or over: guards refuse proposals meanwhile."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.text import clean
from otokui.core.platform import audit
from otokui.domain.customers.actions.keep_customers import known_as
from otokui.domain.customers.models import OpenDeal


def open_deal(
    customer_id: int, *, until: date, note: str = "", today: date, now: datetime, staff_id: int | None
) -> None:
    """Somebody works on a sale until this day. `Refused` (past_day) for a day that is over.

    `Refused` (others_deal) while another colleague's deal is open: that one is ended first.
    """
    if until < today:
        raise Refused(_("Choose a day that is still to come."), code="past_day")
    with transaction.atomic(), audit.changing(cause="deal", staff=staff_id):
        customer_id = known_as(customer_id, alone=True)
        known = OpenDeal.objects.select_related("staff").filter(customer_id=customer_id).first()
        if known and known.until >= today and known.staff_id not in (None, staff_id):
            name = known.staff.name if known.staff else _("A colleague")
            raise Refused(
                _("%(name)s is working on a deal with this customer already.") % {"name": name},
                code="others_deal",
            )
        OpenDeal.objects.update_or_create(
            customer_id=customer_id,
            defaults={"until": until, "note": clean(note)[:200], "staff_id": staff_id, "noted_at": now},
        )


def end_deal(customer_id: int, *, staff_id: int | None) -> bool:
    """The deal is won or lost; False if there was none."""
    with transaction.atomic(), audit.changing(cause="deal", staff=staff_id):
        gone, _of = OpenDeal.objects.filter(customer_id=known_as(customer_id, alone=True)).delete()
    return bool(gone)
