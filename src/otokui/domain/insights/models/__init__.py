"""Rules, runs, standings, class history, reorders and the answers to them."""

from otokui.domain.insights.models.answer import ReorderAnswer
from otokui.domain.insights.models.reorder import Reorder
from otokui.domain.insights.models.rules import RuleVersion
from otokui.domain.insights.models.run import Run
from otokui.domain.insights.models.saved_list import ListLook, SavedList
from otokui.domain.insights.models.standing import Standing, StandingChange
from otokui.domain.insights.models.survey import Survey, SurveyColumn

__all__ = [
    "ListLook",
    "Reorder",
    "ReorderAnswer",
    "RuleVersion",
    "Run",
    "SavedList",
    "Standing",
    "StandingChange",
    "Survey",
    "SurveyColumn",
]
