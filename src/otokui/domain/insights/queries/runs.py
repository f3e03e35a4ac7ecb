"""Runs and versions of the rules."""

from functools import lru_cache

from otokui.analytics.parameters import RunParameters
from otokui.analytics.settings import Settings
from otokui.domain.insights.models import RuleVersion, Run
from otokui.domain.insights.types import RuleVersionView, RunReason, RunView
