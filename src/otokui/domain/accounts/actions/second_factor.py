"""Somebody turns the second factor on or off, or gets other codes on paper."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.platform import audit
from otokui.domain.accounts.actions.refusals import check_appointment
from otokui.domain.accounts.adapters import second_factor
from otokui.domain.accounts.models import Business, Staff
from otokui.domain.accounts.rules import may
from otokui.domain.accounts.types import Permission, Role


def turn_on(staff_id: int, secret: str, *, step: int, now: datetime) -> None:
    """This member's sign-in asks for a code from now on; one that was there before counts no more.

    `step`: the half minute whose code has proved that the app knows the secret; it opens nothing again.
    """
    with transaction.atomic(), audit.changing(cause="edit", staff=staff_id):
        member = Staff.objects.select_for_update().get(pk=staff_id)
        second_factor.forget(member)
        second_factor.keep(member, secret, step=step)
        member.second_factor_since = now
        member.save(update_fields=["second_factor_since"])


def turn_off(staff_id: int) -> None:
    """The password alone is enough again.

    `Refused` (second_factor_required) where the business asks for it.
    """
    with transaction.atomic(), audit.changing(cause="edit", staff=staff_id):
        member = Staff.objects.select_for_update().get(pk=staff_id)
        required = Business.objects.filter(pk=1, second_factor_required=True).exists()
        if required and may(Role(member.role), Permission.CUSTOMERS_EXPORT, exports=member.exports):
            raise Refused(
                _("Your shop asks for it: you may export customers."), code="second_factor_required"
            )
        _forget(member)


def reset(staff_id: int, *, by_staff_id: int) -> None:
    """A colleague has lost the telephone: the password alone lets them in, and they can set it up anew.

    `Refused` (admins_only) if a manager would do so for an administrator.
    """
    with transaction.atomic(), audit.changing(cause="edit", staff=by_staff_id):
        member = Staff.objects.select_for_update().get(pk=staff_id)
        check_appointment(by_staff_id, was=Role(member.role), becomes=Role(member.role))
        _forget(member)


def renew_codes(staff_id: int) -> None:
    """Other codes on paper. `Refused` (no_second_factor) where there is nothing to stand in for."""
    with transaction.atomic():
        member = Staff.objects.select_for_update().get(pk=staff_id)
        if member.second_factor_since is None:
            raise Refused(_("Set up the second factor first."), code="no_second_factor")
        second_factor.renew_codes(member)


def require(*, is_required: bool, by_staff_id: int) -> None:
    """Whether whoever may export customers has to have a second factor. Only an administrator asks for it."""
    with transaction.atomic(), audit.changing(cause="edit", staff=by_staff_id):
        Business.objects.filter(pk=1).exclude(second_factor_required=is_required).update(
            second_factor_required=is_required
        )


def _forget(member: Staff) -> None:
    second_factor.forget(member)
    member.second_factor_since = None
    member.save(update_fields=["second_factor_since"])
