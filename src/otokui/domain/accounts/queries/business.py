"""The settings of the business."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from otokui.core.platform import prepared
from otokui.domain.accounts.types import BusinessSettings, Trade

_FIELDS = tuple(BusinessSettings.__dataclass_fields__)
_STORED = f"SELECT {', '.join(_FIELDS)} FROM accounts_business WHERE id = 1"

_read: ContextVar[list[BusinessSettings] | None] = ContextVar("business read in this request", default=None)


def get_business() -> BusinessSettings:
    """One query by primary key; the defaults if the business has not been set up yet.

    Inside `business_read_once` the first answer is given again.
    """
    read = _read.get()
    if read:
        return read[0]
    business = _stored()
    if read is not None:
        read.append(business)
    return business


@contextmanager
def business_read_once() -> Iterator[None]:
    """A request asks for the business in many places; inside this block one query answers all of them."""
    token = _read.set([])
    try:
        yield
    finally:
        _read.reset(token)


def forget_business() -> None:
    """What was read in this request holds no more."""
    if read := _read.get():
        read.clear()


def _stored() -> BusinessSettings:
    rows = prepared.rows(_STORED)  # asked on each page
    if not rows:
        return BusinessSettings()
    kept = dict(zip(_FIELDS, rows[0], strict=True))
    return BusinessSettings(**kept | {"trade": Trade(kept["trade"])})
