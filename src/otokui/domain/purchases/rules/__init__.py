"""Pure questions about purchases."""

from otokui.domain.purchases.rules.words import channel_of, is_free, kind_of, order_day

__all__ = ["channel_of", "is_free", "kind_of", "order_day"]
