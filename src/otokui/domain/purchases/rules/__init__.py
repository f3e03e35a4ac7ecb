"""Pure questions about purchases."""

from otokui.domain.purchases.rules.slots import USUAL_SLOTS, minutes_of_slot
from otokui.domain.purchases.rules.words import channel_of, is_free, kind_of, order_day

__all__ = ["USUAL_SLOTS", "channel_of", "is_free", "kind_of", "minutes_of_slot", "order_day"]
