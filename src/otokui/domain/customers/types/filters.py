"""How customer lists are narrowed."""

from dataclasses import dataclass, field
from typing import Any

from otokui.domain.accounts.types import EVERYBODY, Sight
from otokui.domain.customers.types.inputs import AttributeValue
from otokui.domain.customers.types.words import CustomerKind


@dataclass(frozen=True, slots=True)
class Handful:
    """Customers who were chosen and read: few enough to be told to each statement.

    `ids`: as PostgreSQL writes arrays, each once.
    """

    ids: str
    size: int


@dataclass(frozen=True, slots=True)
class Crowd:
    """Customers who were chosen by a query of their ids and are known to be too many to be read."""

    ids: Any


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """All given conditions hold together.

    `within`: any iterable of ids, or a queryset of one id column from an upper room; it becomes a sub-query.
    `also_within`: another such condition, `chosen`: any number of them, a `Handful` or a `Crowd` too.
    `row`: a row of the あ–わ index (ア カ … ワ, A, 他); `kana`: one kana of it. `tags`: all of them.
    `attributes`: (key, value) pairs. `sight`: whose list it is; what the installation itself does sees all.
    """

    text: str = ""
    row: str = ""
    kana: str = ""
    kind: CustomerKind | None = None
    tags: tuple[str, ...] = ()
    attributes: tuple[tuple[str, AttributeValue], ...] = ()
    in_charge_id: int | None = None
    open_complaint: bool | None = None
    prefecture: str = ""
    within: Any = None
    also_within: Any = None
    chosen: tuple[Any, ...] = ()
    without: Any = field(default=None)
    sight: Sight = EVERYBODY
