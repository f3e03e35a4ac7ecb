"""Roles and permissions."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing a member of staff may do; every view and endpoint names one."""

    CUSTOMERS_VIEW = "customers.view"
    CUSTOMERS_CHANGE = "customers.change"
    CUSTOMERS_EXPORT = "customers.export"
    PURCHASES_VIEW = "purchases.view"
    PURCHASES_RECORD = "purchases.record"
    IMPORTS_RUN = "imports.run"
    RULES_CHANGE = "rules.change"
    JOBS_VIEW = "jobs.view"
    JOBS_RETRY = "jobs.retry"
    STAFF_MANAGE = "staff.manage"


class Role(StrEnum):
    """管理者・責任者・営業・受注・配送保守・閲覧."""

    ADMIN = "admin"
    MANAGER = "manager"
    SALES = "sales"
    ORDERS = "orders"
    FIELD = "field"
    VIEWER = "viewer"

    @property
    def label(self) -> str:
        return {
            Role.ADMIN: "管理者",
            Role.MANAGER: "責任者",
            Role.SALES: "営業",
            Role.ORDERS: "受注",
            Role.FIELD: "配送・保守",
            Role.VIEWER: "閲覧",
        }[self]
