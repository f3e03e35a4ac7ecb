"""Attach a file to an order, take it out of sight, bring it back."""

from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from otokui.core.platform.audit import changing
from otokui.core.platform.files.attaching import attach, count_download, hide, rewrite_note, take_in, unhide
from otokui.core.platform.files.types import Attached, UnknownFile
from otokui.domain.purchases.adapters.locking import lock_order
from otokui.domain.purchases.models import OrderAttachment


def attach_to_order(
    order: int, content: BinaryIO, *, name: str, now: datetime, staff_id: int | None, note: str = ""
) -> Attached:
    """As `customers.public.attach_file`. `UnknownOrder`."""
    with take_in(content, name=name) as came, transaction.atomic(), changing(cause="attach", staff=staff_id):
        lock_order(order)
        return attach(OrderAttachment, {"order_id": order}, came, now=now, staff_id=staff_id, note=note)


def hide_order_file(file_id: int, *, order: int, now: datetime, staff_id: int | None) -> int:
    """Out of sight with all its versions, until the sweep takes it weeks later; how many versions."""
    with transaction.atomic(), changing(cause="remove", staff=staff_id):
        return hide(OrderAttachment, file_id, owner={"order_id": order}, now=now)


def unhide_order_file(file_id: int, *, order: int, staff_id: int | None) -> int:
    """Undo `hide_order_file`."""
    with transaction.atomic(), changing(cause="restore", staff=staff_id):
        lock_order(order)
        return unhide(OrderAttachment, file_id, owner={"order_id": order})


def note_order_file(file_id: int, *, order: int, note: str, staff_id: int | None) -> None:
    """What staff say about it. `UnknownFile`."""
    with transaction.atomic(), changing(cause="edit", staff=staff_id):
        row = OrderAttachment.objects.select_for_update().filter(pk=file_id, order=order).first()
        if row is None:
            raise UnknownFile("There is no such file.")
        rewrite_note(row, note)


def count_order_file_download(file_id: int, *, staff_id: int | None) -> None:
    """Somebody took the file away; the history says who."""
    with transaction.atomic(), changing(cause="download", staff=staff_id):
        count_download(OrderAttachment, file_id)
