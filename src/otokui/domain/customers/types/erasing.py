"""Erasing one person (消去), and handing out what is held of them (開示)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Ground(StrEnum):
    """Why the law asks for it, or allows it (個人情報保護法 35条, 22条)."""

    REQUEST = "request"
    """The person asked: 利用停止・消去の請求."""
    NO_NEED = "no_need"
    """The purpose is fulfilled: 利用する必要がなくなった."""
    WRONG = "wrong"
    """It should never have been taken down."""


@dataclass(frozen=True, slots=True)
class Needles:
    """What a person is found by where no key leads to them: `words` as typed, `codes` as whole cells."""

    words: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldTable:
    """How many rows of a table are a person's, what becomes of them, and of their versions in the history.

    `stays`: the rows stay, without the person.
    """

    table: str
    rows: int
    stays: bool


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What erasing a customer would do. `records`: their own and all that were merged into it."""

    customer_id: int
    name: str
    records: int
    tables: tuple[HeldTable, ...]
    files: int
    orders: int


@dataclass(frozen=True, slots=True)
class ErasureView:
    """The tombstone. `erased_at` None: asked for, and not done yet."""

    customer_id: int
    asked_at: datetime
    erased_at: datetime | None
    by: str
    ground: Ground
    why: str
    job: int | None


@dataclass(frozen=True, slots=True)
class ToldTable:
    """Rows of a table as they are handed out: columns by name in the table's order."""

    table: str
    rows: tuple[Mapping[str, Any], ...]
    former: tuple[Mapping[str, Any], ...] = field(default=())
    """Earlier versions of rows, also of those that are gone, with `changed_at` and `change`."""
