"""The door of insights."""

from otokui.domain.insights.actions.answer_reorder import answer_reorder, withdraw_answers
from otokui.domain.insights.actions.change_rules import change_rules
from otokui.domain.insights.actions.judge_week import judge_week
from otokui.domain.insights.actions.keep_lists import (
    change_list,
    choose_columns,
    delete_list,
    put_away,
    save_list,
    take_back_list,
)
from otokui.domain.insights.actions.pass_days import pass_days
from otokui.domain.insights.actions.rederive import rederive
from otokui.domain.insights.actions.request_run import activate_rules, request_rebuild, request_run
from otokui.domain.insights.actions.restore_list import OF_LIST, restore_list
from otokui.domain.insights.actions.save_rules import save_rules
from otokui.domain.insights.models.labels import CLASS_LABELS, DUE_LABELS, STATE_LABELS
from otokui.domain.insights.queries.answers import (
    count_answers,
    last_answers,
    list_answers,
    list_answers_given,
)
from otokui.domain.insights.queries.audience import audience_ids
from otokui.domain.insights.queries.buyers import buyers_in_order, list_buyers
from otokui.domain.insights.queries.candidates import count_expected, list_candidates
from otokui.domain.insights.queries.classify import classify_books
from otokui.domain.insights.queries.days import business_today
from otokui.domain.insights.queries.explain import find_explanation
from otokui.domain.insights.queries.guard import classes_on, standings_at_hand
from otokui.domain.insights.queries.list_history import list_saved_list_history
from otokui.domain.insights.queries.lists import (
    list_changes,
    list_changes_between,
    list_changes_since,
    list_due,
    list_due_products,
    list_near_upper,
    list_overdue,
    list_overdue_products,
)
from otokui.domain.insights.queries.marked import list_marked
from otokui.domain.insights.queries.next_days import next_days
from otokui.domain.insights.queries.past import class_as_of, class_believed_on
from otokui.domain.insights.queries.preview import list_moves, preview_rules
from otokui.domain.insights.queries.runs import (
    find_current_run,
    find_rules_in_use,
    get_rules,
    list_rule_versions,
    list_runs,
)
from otokui.domain.insights.queries.saved_lists import (
    find_saved_list,
    get_look,
    list_names_of_lists,
    list_saved_lists,
)
from otokui.domain.insights.queries.standings import count_standings, get_standings, ids_of_buyers, ids_where
from otokui.domain.insights.queries.survey import falls_in, find_falls, find_survey
from otokui.domain.insights.queries.together import stand_together
from otokui.domain.insights.queries.told_above import register_answers
from otokui.domain.insights.rules import audiences, can_stand, in_stock_until, settings_of_trade
from otokui.domain.insights.rules.audiences import from_plain

__all__ = [
    "CLASS_LABELS",
    "DUE_LABELS",
    "OF_LIST",
    "STATE_LABELS",
    "activate_rules",
    "answer_reorder",
    "audience_ids",
    "audiences",
    "business_today",
    "buyers_in_order",
    "can_stand",
    "change_list",
    "change_rules",
    "choose_columns",
    "class_as_of",
    "class_believed_on",
    "classes_on",
    "classify_books",
    "count_answers",
    "count_expected",
    "count_standings",
    "delete_list",
    "falls_in",
    "find_current_run",
    "find_explanation",
    "find_falls",
    "find_rules_in_use",
    "find_saved_list",
    "find_survey",
    "from_plain",
    "get_look",
    "get_rules",
    "get_standings",
    "ids_of_buyers",
    "ids_where",
    "in_stock_until",
    "judge_week",
    "last_answers",
    "list_answers",
    "list_answers_given",
    "list_buyers",
    "list_candidates",
    "list_changes",
    "list_changes_between",
    "list_changes_since",
    "list_due",
    "list_due_products",
    "list_marked",
    "list_moves",
    "list_names_of_lists",
    "list_near_upper",
    "list_overdue",
    "list_overdue_products",
    "list_rule_versions",
    "list_runs",
    "list_saved_list_history",
    "list_saved_lists",
    "next_days",
    "pass_days",
    "preview_rules",
    "put_away",
    "rederive",
    "register_answers",
    "request_rebuild",
    "request_run",
    "restore_list",
    "save_list",
    "save_rules",
    "settings_of_trade",
    "stand_together",
    "standings_at_hand",
    "take_back_list",
    "withdraw_answers",
]
