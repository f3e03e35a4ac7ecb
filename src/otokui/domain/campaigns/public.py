"""The door of campaigns."""

from otokui.domain.campaigns.actions.carry_out import ORIGIN, carry_out_plan
from otokui.domain.campaigns.actions.save_plan import save_plan
from otokui.domain.campaigns.actions.settle import forget_why, note_why, reopen_occasion, settle_occasion
from otokui.domain.campaigns.models.labels import AIM_LABELS, LEFT_LABELS, NEVER_LABELS, WHY_LABELS, words_of
from otokui.domain.campaigns.queries.answers import count_why_answers, last_why_answers, list_why_answers
from otokui.domain.campaigns.queries.due import list_due_steps
from otokui.domain.campaigns.queries.foreseen import foresee
from otokui.domain.campaigns.queries.left import list_steps_of
from otokui.domain.campaigns.queries.plans import get_plan, list_plan_versions, plan_at_hand
from otokui.domain.campaigns.queries.response import list_responses
from otokui.domain.campaigns.rules.article import ARTICLE

__all__ = [
    "AIM_LABELS",
    "ARTICLE",
    "LEFT_LABELS",
    "NEVER_LABELS",
    "ORIGIN",
    "WHY_LABELS",
    "carry_out_plan",
    "count_why_answers",
    "foresee",
    "forget_why",
    "get_plan",
    "last_why_answers",
    "list_due_steps",
    "list_plan_versions",
    "list_responses",
    "list_steps_of",
    "list_why_answers",
    "note_why",
    "plan_at_hand",
    "reopen_occasion",
    "save_plan",
    "settle_occasion",
    "words_of",
]
