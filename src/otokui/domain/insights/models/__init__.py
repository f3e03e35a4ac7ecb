"""Rules, runs, standings, class history and reorders."""

from otokui.domain.insights.models.reorder import Reorder
from otokui.domain.insights.models.rules import RuleVersion
from otokui.domain.insights.models.run import Run
from otokui.domain.insights.models.standing import Standing, StandingChange

__all__ = ["Reorder", "RuleVersion", "Run", "Standing", "StandingChange"]
