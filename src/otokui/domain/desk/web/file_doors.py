"""The two kinds of records on which files hang, behind one set of addresses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from otokui.core.platform.files.types import FileLine
from otokui.domain.accounts.public import may, sight_of
from otokui.domain.accounts.types import Permission, Sight
from otokui.domain.customers import public as customers
from otokui.domain.purchases import public as purchases


@dataclass(frozen=True)
class Door:
    """How a room is asked about its files. `record`: the name of the record's id in its doors."""

    record: str
    column: str
    page: str
    view: Permission
    change: Permission
    get: Callable[..., FileLine]
    listed: Callable[[int], list[FileLine]]
    attach: Callable[..., object]
    hide: Callable[..., int]
    unhide: Callable[..., int]
    note: Callable[..., None]
    count: Callable[..., None]

    def owner(self, line: FileLine) -> dict[str, int]:
        """The record as a keyword of this door."""
        return {self.record: line.owner[self.column]}


DOORS: Final[Mapping[str, Door]] = {
    "customer": Door(
        record="customer_id",
        column="customer_id",
        page="customer",
        view=Permission.CUSTOMERS_VIEW,
        change=Permission.CUSTOMERS_CHANGE,
        get=customers.get_attachment,
        listed=customers.list_attachments,
        attach=customers.attach_file,
        hide=customers.hide_file,
        unhide=customers.unhide_file,
        note=customers.note_file,
        count=customers.count_file_download,
    ),
    "order": Door(
        record="order",
        column="order_id",
        page="order",
        view=Permission.PURCHASES_VIEW,
        change=Permission.PURCHASES_RECORD,
        get=purchases.get_order_attachment,
        listed=purchases.list_order_attachments,
        attach=purchases.attach_to_order,
        hide=purchases.hide_order_file,
        unhide=purchases.unhide_order_file,
        note=purchases.note_order_file,
        count=purchases.count_order_file_download,
    ),
}


def opened(request: HttpRequest, of: str, file_id: int, *, to_change: bool = False) -> tuple[Door, FileLine]:
    """The file, if it exists for this reader; 403 for who may not change it, 404 for everything else."""
    door = DOORS.get(of)
    if door is None or not may(request.user, door.view):
        raise Http404
    line = door.get(file_id, sight=_sight(request))
    if to_change and not may(request.user, door.change):
        raise PermissionDenied
    return door, line


def page_of(of: str, record_id: int) -> str:
    """The page of the record."""
    return reverse(DOORS[of].page, args=[record_id])


def _sight(request: HttpRequest) -> Sight:
    return sight_of(request.user)
