"""The door of this room."""

from otokui.domain.accounts.actions.create_staff import create_staff
from otokui.domain.accounts.actions.update_business import update_business
from otokui.domain.accounts.actions.update_staff import update_staff
from otokui.domain.accounts.adapters.gate import may, open_to_all, requires
from otokui.domain.accounts.models import role_label, trade_label
from otokui.domain.accounts.queries.business import business_read_once, get_business
from otokui.domain.accounts.queries.staff import list_staff, staff_names

__all__ = [
    "business_read_once",
    "create_staff",
    "get_business",
    "list_staff",
    "may",
    "open_to_all",
    "requires",
    "role_label",
    "staff_names",
    "trade_label",
    "update_business",
    "update_staff",
]
