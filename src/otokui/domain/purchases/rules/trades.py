"""What differs between trades (R128-129)."""

from dataclasses import dataclass
from typing import Final

from otokui.domain.purchases.types import Channel


@dataclass(frozen=True, slots=True)
class TradePreset:
    """Words, units and how money is typed in one trade.

    `order_word`, `customer_word`, `product_word` are the words the trade uses on its screens; `units` are
    offered at product entry, the first is the default; `prices_include_tax` is how amounts are typed at the
    order desk; `takes_returns` is False where goods never come back (a meal), which hides the return door on
    screens only: files with negative lines are always understood.
    """

    key: str
    order_word: str
    customer_word: str
    product_word: str
    units: tuple[str, ...]
    default_channel: Channel
    prices_include_tax: bool
    takes_returns: bool
    counts_stock: bool


TRADES: Final[dict[str, TradePreset]] = {
    preset.key: preset
    for preset in (
        TradePreset(
            "mail_order", "注文", "お客様", "商品", ("個", "箱", "袋", "本"), Channel.WEB, True, True, True
        ),
        TradePreset(
            "retail", "お買上げ", "お客様", "商品", ("点", "個", "枚", "本"), Channel.STORE, True, True, True
        ),
        TradePreset(
            "food",
            "ご注文",
            "お客様",
            "メニュー",
            ("枚", "皿", "杯", "人前"),
            Channel.STORE,
            True,
            False,
            False,
        ),
        TradePreset(
            "b2b", "受注", "お取引先", "品目", ("個", "箱", "ケース", "kg"), Channel.PHONE, False, True, True
        ),
    )
}


def trade_preset(trade: str) -> TradePreset:
    """The preset of a trade; an unknown trade is served like a retail shop."""
    return TRADES.get(trade, TRADES["retail"])
