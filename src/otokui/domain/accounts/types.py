"""Roles, permissions, trades, and what others learn of the business and its staff."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class Permission(StrEnum):
    """One thing a member of staff may do; every view and endpoint names one."""

    CUSTOMERS_VIEW = "customers.view"
    CUSTOMERS_CHANGE = "customers.change"
    CUSTOMERS_EXPORT = "customers.export"
    CUSTOMERS_MERGE = "customers.merge"
    CUSTOMERS_ERASE = "customers.erase"
    PURCHASES_VIEW = "purchases.view"
    PURCHASES_RECORD = "purchases.record"
    IMPORTS_RUN = "imports.run"
    RULES_CHANGE = "rules.change"
    BUSINESS_CHANGE = "business.change"
    JOBS_VIEW = "jobs.view"
    JOBS_RETRY = "jobs.retry"
    STAFF_MANAGE = "staff.manage"
    SIGN_IN_CHANGE = "sign_in.change"
    FIELD_CAPTURE = "field.capture"
    OWN_PAGE = "own.page"


class Role(StrEnum):
    """管理者・責任者・営業・受注・配送保守・閲覧."""

    ADMIN = "admin"
    MANAGER = "manager"
    SALES = "sales"
    ORDERS = "orders"
    FIELD = "field"
    VIEWER = "viewer"


class Visibility(StrEnum):
    """Whose customers somebody sees, besides those nobody is in charge of: 自分・チーム・全員."""

    OWN = "own"
    TEAM = "team"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Sight:
    """Which customers exist for somebody: those in the charge of `staff_ids` or of nobody; None: all.

    What of a customer is out of sight (orders, tasks, files, counts) does not exist either: 404.
    """

    staff_ids: frozenset[int] | None

    @property
    def is_limited(self) -> bool:
        return self.staff_ids is not None

    def covers(self, in_charge_id: int | None) -> bool:
        """Whether a customer in the charge of this member of staff, or of nobody, is in sight."""
        return self.staff_ids is None or in_charge_id is None or in_charge_id in self.staff_ids


EVERYBODY = Sight(None)
"""The sight of the installation itself: nightly runs, imports, and whoever sees all."""


class Trade(StrEnum):
    """通販・小売・飲食・B2B消耗品: the presets by which other rooms choose their words and thresholds."""

    MAIL_ORDER = "mail_order"
    RETAIL = "retail"
    RESTAURANT = "restaurant"
    SUPPLIES = "supplies"


@dataclass(frozen=True, slots=True)
class BusinessSettings:
    """How this business counts days and money, and the language its documents are written in.

    Before it is set up: the defaults, with an empty name and version 0.
    """

    name: str = ""
    trade: Trade = Trade.RETAIL
    time_zone: str = "Asia/Tokyo"
    day_start_minutes: int = 0
    currency: str = "JPY"
    minor_units: int = 0
    document_language: str = "ja"
    version: int = field(default=0, compare=False)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff as lists and pickers show them."""

    id: int
    name: str
    email: str
    role: Role
    team: str
    is_active: bool
    version: int
    visibility: Visibility | None = None
    """None: what the role proposes."""
    exports: bool | None = None
    """Whether they may take customers out of the house; None: what the role says."""
    has_second_factor: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One place where somebody is signed in. `device`: browser and system, as far as they say so."""

    id: int
    device: tuple[str, str]
    address: str
    since: datetime
