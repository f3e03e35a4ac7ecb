"""The door of this room."""

from otokui.domain.accounts.actions.choose_language import choose_language
from otokui.domain.accounts.actions.create_staff import create_staff
from otokui.domain.accounts.actions.lend_staff import lend_staff, take_back_staff
from otokui.domain.accounts.actions.open_business import Member, open_business
from otokui.domain.accounts.actions.update_business import update_business
from otokui.domain.accounts.actions.update_own_page import update_own_page
from otokui.domain.accounts.actions.update_staff import update_staff
from otokui.domain.accounts.adapters.gate import may, member_may, open_to_all, requires, staff_id_of
from otokui.domain.accounts.adapters.history_page import history_page, taken_back
from otokui.domain.accounts.adapters.patience import count_wrong_answer, is_locked, minutes_of_patience
from otokui.domain.accounts.models import role_label, trade_label
from otokui.domain.accounts.queries.business import business_read_once, get_business
from otokui.domain.accounts.queries.sight import sight_of, sight_of_member
from otokui.domain.accounts.queries.staff import (
    get_staff,
    list_staff,
    list_teams,
    staff_at_work,
    staff_called,
    staff_names,
    team_of,
)

__all__ = [
    "Member",
    "business_read_once",
    "choose_language",
    "count_wrong_answer",
    "create_staff",
    "get_business",
    "get_staff",
    "history_page",
    "is_locked",
    "lend_staff",
    "list_staff",
    "list_teams",
    "may",
    "member_may",
    "minutes_of_patience",
    "open_business",
    "open_to_all",
    "requires",
    "role_label",
    "sight_of",
    "sight_of_member",
    "staff_at_work",
    "staff_called",
    "staff_id_of",
    "staff_names",
    "take_back_staff",
    "taken_back",
    "team_of",
    "trade_label",
    "update_business",
    "update_own_page",
    "update_staff",
]
