"""Pure questions about purchases."""

from otokui.domain.purchases.rules.trades import TRADES, TradePreset, trade_preset
from otokui.domain.purchases.rules.words import channel_of, is_free, kind_of, order_day

__all__ = ["TRADES", "TradePreset", "channel_of", "is_free", "kind_of", "order_day", "trade_preset"]
