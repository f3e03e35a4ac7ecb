"""Values of imports. Match key 照合キー and policy are the words of customers; products go by their code."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from otokui.domain.customers.types import MatchKey, Policy


class Kind(StrEnum):
    """What a file is about: 顧客・購買・商品."""

    CUSTOMERS = "customers"
    PURCHASES = "purchases"
    PRODUCTS = "products"


class RunState(StrEnum):
    """下書き・試行中・準備・実行中・完了・失敗・取消中・取消済.

    A draft is still being understood; from `trying` it becomes `prepared`, with a trial, or a draft again.
    """

    DRAFT = "draft"
    TRYING = "trying"
    PREPARED = "prepared"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows of a file: `read` is the sum of the others but `removed`.

    `removed` are lines of the books that go because their order came again without them. `skipped` rows
    were right but not asked for by the policy (known ones under `new`, unknown ones under `update`).
    """

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    skipped: int = 0
    removed: int = 0

    @property
    def read(self) -> int:
        return self.new + self.updated + self.unchanged + self.rejected + self.skipped

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.new + other.new,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.rejected + other.rejected,
            self.skipped + other.skipped,
            self.removed + other.removed,
        )


@dataclass(frozen=True, slots=True, order=True)
class Rejection:
    """Why a row was left out. `row` is its number in the file, the header being row 1.

    `told`: only something of it was, and the row is in; such a fault may speak for all rows with this value.
    """

    row: int
    field: str
    value: str
    reason: str
    told: bool = False


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a file is to be understood where it does not say so itself.

    `source` names the system whose order numbers these are: source and number together recognise an order.
    `consent_source` is the origin of the permission to write to these contacts, as the law asks for it, with
    the words they agreed to and the day (ISO). `consent_asked`: somebody was asked for it and has answered;
    without an origin then a consent column counts only where it refuses. `encoding`, `delimiter` and `sheet`
    overrule what the file looks like.
    """

    source: str = "file"
    consent_source: str = ""
    date_format: str | None = None
    source_timezone: str | None = None
    consent_wording: str = ""
    consent_on: str = ""
    consent_asked: bool = False
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """One import as somebody asked for it. `mapping`: canonical field → column of the file."""

    kind: Kind
    path: Path
    mapping: dict[str, str]
    match_key: MatchKey = MatchKey.CODE
    policy: Policy = Policy.BOTH
    options: ImportOptions = field(default_factory=ImportOptions)


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a file is and what its columns seem to mean, before anything is done with it.

    `columns`: field → column. `missing`: required fields without one. `unused`: columns without a meaning.
    `first_rows`: cells of the first rows in the order of `headers`. `notes` are for people.
    """

    kind: Kind
    encoding: str
    delimiter: str
    sheet: str
    headers: tuple[str, ...]
    columns: dict[str, str]
    missing: tuple[str, ...]
    unused: tuple[str, ...]
    notes: tuple[str, ...]
    first_rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Extent:
    """What a sales file speaks of: days, money in minor units, lines without a customer, customers named."""

    first_on: date | None = None
    last_on: date | None = None
    total: int = 0
    guests: int = 0
    customers: int = 0


@dataclass(frozen=True, slots=True)
class Consequences:
    """How the books would stand after the import: customers in all and per class, then and now.

    `classes_now` is empty where nobody has been judged yet.
    """

    customers: int
    customers_now: int
    classes: dict[str, int]
    classes_now: dict[str, int]


@dataclass(frozen=True, slots=True)
class Alike:
    """Newcomers of a file who look like customers who are there.

    `first` are the likeliest: name, id of whom, score, signs (`customers.types.Sign`). `rows` is None if the
    whole file was looked at, else its first so many.
    """

    count: int
    first: tuple[tuple[str, int, int, tuple[str, ...]], ...]
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """What a trial found, kept with its run. `consequences` is None where finding out would take too long.

    `rejections` are the first ones by row; `counts.rejected` says how many. `minor_units`: of `extent.total`.
    """

    counts: Counts
    rejections: tuple[Rejection, ...]
    extent: Extent | None
    consequences: Consequences | None
    minor_units: int = 0
    alike: Alike | None = None


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an import would do. `rejections` are the first ones by row; `counts.rejected` says how many."""

    counts: Counts
    rejections: tuple[Rejection, ...]


@dataclass(frozen=True, slots=True)
class RunView:
    """One import, ready to show."""

    id: int
    kind: Kind
    state: RunState
    file_name: str
    file_size: int
    mapping: dict[str, str]
    match_key: MatchKey
    policy: Policy
    options: ImportOptions
    counts: Counts
    rows_total: int | None
    error: str
    staff_id: int | None
    prepared_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    undone_at: datetime | None
    removed: int
    restored: int
    refused: tuple["UndoRefusal", ...]  # while it is being undone: those known from the beginning
    version: int = 0
    job_id: int | None = None
    is_demo: bool = False
    trial: Trial | None = None


@dataclass(frozen=True, slots=True)
class PeopleOfRun:
    """The customers of an import: those it brought, those it changed (None: not counted), their classes now.

    `of_new_only`: the classes are those of the new ones. `being_judged`: the classes may still move.
    """

    new: int
    changed: int | None
    classes: dict[str, int]
    of_new_only: bool
    being_judged: bool

    @property
    def customers(self) -> int:
        return self.new + (self.changed or 0)


@dataclass(frozen=True, slots=True)
class UndoRefusal:
    """A row that an undo left as it is, by name, and why."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """A named mapping."""

    id: int
    name: str
    kind: Kind
    columns: dict[str, str]
