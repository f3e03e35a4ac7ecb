"""Attach a file to a customer, take it out of sight, bring it back."""

from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from otokui.core.platform import audit
from otokui.core.platform.files.attaching import attach, count_download, hide, rewrite_note, take_in, unhide
from otokui.core.platform.files.types import Attached, UnknownFile
from otokui.domain.customers.actions.keep_customers import known_as
from otokui.domain.customers.models import Attachment, Contact, FollowUp
from otokui.domain.customers.queries.customer import UnknownCustomer


def attach_file(
    customer_id: int,
    content: BinaryIO,
    *,
    name: str,
    now: datetime,
    staff_id: int | None,
    note: str = "",
    contact_id: int | None = None,
    follow_up_id: int | None = None,
) -> Attached:
    """The same name again is the next version, the same content under it what is there already.

    Refused: `file_empty`, `file_too_large`, `unknown_customer`; a contact or task of somebody else is
    unknown as well. Sending it twice (a bad connection) attaches it once.
    """
    with (
        take_in(content, name=name) as came,
        transaction.atomic(),
        audit.changing(cause="attach", staff=staff_id),
    ):
        customer_id = known_as(customer_id)
        _check(Contact, contact_id, customer_id)
        _check(FollowUp, follow_up_id, customer_id)
        owner = {"customer_id": customer_id, "contact_id": contact_id, "follow_up_id": follow_up_id}
        return attach(Attachment, owner, came, now=now, staff_id=staff_id, note=note)


def hide_file(file_id: int, *, customer_id: int, now: datetime, staff_id: int | None) -> int:
    """Out of sight with all its versions, until the sweep takes it weeks later; how many versions."""
    with transaction.atomic(), audit.changing(cause="remove", staff=staff_id):
        return hide(Attachment, file_id, owner={"customer_id": customer_id}, now=now)


def unhide_file(file_id: int, *, customer_id: int, staff_id: int | None) -> int:
    """Undo `hide_file`."""
    with transaction.atomic(), audit.changing(cause="restore", staff=staff_id):
        return unhide(Attachment, file_id, owner={"customer_id": customer_id})


def note_file(file_id: int, *, customer_id: int, note: str, staff_id: int | None) -> None:
    """What staff say about it. `UnknownFile`."""
    with transaction.atomic(), audit.changing(cause="edit", staff=staff_id):
        row = Attachment.objects.select_for_update().filter(pk=file_id, customer=customer_id).first()
        if row is None:
            raise UnknownFile("There is no such file.")
        rewrite_note(row, note)


def count_file_download(file_id: int, *, staff_id: int | None) -> None:
    """Somebody took the file away; the history says who."""
    with transaction.atomic(), audit.changing(cause="download", staff=staff_id):
        count_download(Attachment, file_id)


def _check(model: type[Contact] | type[FollowUp], row_id: int | None, customer_id: int) -> None:
    found = row_id is None or model.objects.filter(pk=row_id, customer=customer_id).exists()
    if not found:
        raise UnknownCustomer(f"{row_id} is not of {customer_id}")
