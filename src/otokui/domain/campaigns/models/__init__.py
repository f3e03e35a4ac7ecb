"""Tables of this room."""

from otokui.domain.campaigns.models.day import PlanDay
from otokui.domain.campaigns.models.occasion import Occasion
from otokui.domain.campaigns.models.plan import PlanVersion
from otokui.domain.campaigns.models.why import WhyAnswer

__all__ = ["Occasion", "PlanDay", "PlanVersion", "WhyAnswer"]
