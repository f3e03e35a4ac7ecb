"""Something was done about a reason to get in touch: the contact, and what becomes of the follow-up."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.text import clean
from otokui.core.platform import audit
from otokui.domain.customers.actions.keep_customers import known_as
from otokui.domain.customers.actions.record_contact import record_contact
from otokui.domain.customers.models import Contact, FollowUp
from otokui.domain.customers.types import ContactWay, Outcome, PurposeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What asked for it: an open follow-up by its `id`, or a rule by its `origin`, which makes one."""

    customer_id: int
    id: int | None = None
    origin: str = ""
    reason: str = ""
    script: str = ""
    at_stake: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What was written, as plain values, so that it can be taken back: `was_due_on` is None for a new one."""

    follow_up: int
    contact: int | None
    was_due_on: date | None
    was_assignee: int | None


class TakenAlready(Refused):
    """A colleague was quicker; the sentence says who."""

    code = "done_already"


def settle_follow_up(
    asked: Asked,
    *,
    outcome: Outcome,
    today: date,
    now: datetime,
    staff_id: int,
    way: ContactWay | None = None,
    note: str = "",
    again_on: date | None = None,
    purpose: PurposeKind | None = None,
) -> Settled:
    """One transaction: a contact if there was a `way`, and the follow-up done, or moved to `again_on`.

    `purpose`: why we got in touch, noted with the contact.

    `TakenAlready` if somebody finished or moved it since it was shown; two at once wait for each other.
    """
    with transaction.atomic(), audit.changing(cause="follow_up", staff=staff_id):
        asked = replace(asked, customer_id=known_as(asked.customer_id))
        row, is_new = _claimed(asked, today=today, now=now, staff_id=staff_id)
        settled = Settled(
            follow_up=row.pk,
            contact=_contact(row, outcome, way, note, now, staff_id, purpose),
            was_due_on=None if is_new else row.due_on,
            was_assignee=None if is_new else row.assignee_id,
        )
        row.contact_id = settled.contact or row.contact_id
        row.way = way or row.way
        if again_on is None:
            row.done_at, row.done_by_id, row.outcome = now, staff_id, outcome
        else:
            row.due_on, row.assignee_id = again_on, staff_id
        row.save()
    return settled


def _claimed(asked: Asked, *, today: date, now: datetime, staff_id: int) -> tuple[FollowUp, bool]:
    """The follow-up, locked, and whether it is new."""
    is_new = False
    if asked.id is None:
        row, is_new = FollowUp.objects.get_or_create(
            origin=asked.origin,
            defaults={
                "customer_id": asked.customer_id,
                "assignee_id": staff_id,
                "due_on": today,
                "reason": clean(asked.reason)[:300],
                "script": clean(asked.script),
                "at_stake": asked.at_stake,
                "created_at": now,
                "created_by_id": staff_id,
            },
        )
    else:
        row = FollowUp(pk=asked.id)
    locked = (
        FollowUp.objects.select_for_update(of=("self",))
        .select_related("done_by", "assignee")
        .filter(pk=row.pk, customer_id=asked.customer_id)
        .first()
    )
    if locked is None:
        raise TakenAlready(_("This is not on the list any more."))
    if locked.done_at is not None:
        name = locked.done_by.name if locked.done_by else _("A colleague")
        raise TakenAlready(_("%(name)s has done this already.") % {"name": name})
    if not is_new and locked.due_on > today:
        name = locked.assignee.name if locked.assignee else _("A colleague")
        raise TakenAlready(_("%(name)s has put this off already.") % {"name": name})
    return locked, is_new


def _contact(
    row: FollowUp,
    outcome: Outcome,
    way: ContactWay | None,
    note: str,
    now: datetime,
    staff_id: int,
    purpose: PurposeKind | None,
) -> int | None:
    if way is None:
        return None
    text = "\n".join(part for part in (row.reason, clean(note)) if part)
    return record_contact(
        row.customer_id, way=way, at=now, outcome=outcome, text=text, staff_id=staff_id, purpose=purpose
    )


def unsettle_follow_up(settled: Settled, *, staff_id: int) -> None:
    """Take it back: the contact goes (its history stays), the follow-up is as it was before.

    `Refused` (changed_since) if it has been touched again meanwhile.
    """
    with transaction.atomic(), audit.changing(cause="undo", staff=staff_id):
        row = FollowUp.objects.select_for_update().filter(pk=settled.follow_up).first()
        if row is None or (settled.contact or row.contact_id) != row.contact_id:
            raise Refused(_("It has been changed again since; nothing was undone."), code="changed_since")
        if settled.was_due_on is None:
            row.delete()
        else:
            row.due_on, row.assignee_id = settled.was_due_on, settled.was_assignee
            row.done_at, row.done_by_id, row.outcome, row.contact_id = None, None, "", None
            row.save()
        if settled.contact is not None:
            Contact.objects.filter(pk=settled.contact).delete()
