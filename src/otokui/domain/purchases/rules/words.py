"""What the words of a line mean: its day, whether it takes back, its channel."""

import unicodedata
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from otokui.domain.purchases.types import Channel, LineKind

_CANCELLED: Final = frozenset(
    {
        "cancelled", "canceled", "cancel", "void", "voided",
        "取消", "取消し", "取り消し", "取消済", "取消済み", "キャンセル", "キャンセル済", "キャンセル済み",
        "注文取消し", "注文取消", "注文キャンセル", "無効",
    }
)  # fmt: skip
_RETURNED: Final = frozenset(
    {
        "returned", "return", "refunded", "refund",
        "返品", "返品済", "返品済み", "返金", "返金済", "返金済み", "赤伝", "赤伝票",
    }
)  # fmt: skip

_WORDS_OF_CHANNEL: Final = {
    Channel.STORE: "store shop pos counter 店頭 店舗 実店舗 来店 レジ",
    Channel.WEB: "web ec online net internet site ネット 通販 webサイト インターネット",
    Channel.PHONE: "phone tel telephone call 電話 電話注文",
    Channel.FAX: "fax ファックス ファクス fax注文",
    Channel.POST: "post letter はがき ハガキ 葉書 郵便 郵送",
    Channel.VISIT: "visit field 訪問 外商 営業",
    Channel.WHOLESALE: "wholesale b2b 卸 卸売 卸売り 法人",
}
_CHANNELS: Final = {word: channel for channel, words in _WORDS_OF_CHANNEL.items() for word in words.split()}


def order_day(at: datetime, zone: ZoneInfo, day_start_minutes: int) -> date:
    """The day an instant belongs to: local time minus the start of day. `at` must be aware."""
    local = at.astimezone(zone).replace(tzinfo=None)
    return (local - timedelta(minutes=day_start_minutes)).date()


def plain_word(text: str) -> str:
    """A word of a status or channel column as the tables above spell it: NFKC, lower case, trimmed."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def kind_of(amount: int, status: str | None) -> LineKind:
    """A line is a reversal if its money is negative or its status, as somebody typed it, says so."""
    word = plain_word(status) if status else ""
    if word in _CANCELLED:
        return LineKind.CANCEL
    return LineKind.RETURN if amount < 0 or word in _RETURNED else LineKind.SALE


def channel_of(text: str | None) -> str:
    """The key of a known channel, else the word as it was given ('' if none)."""
    if text is None:
        return ""
    known = _CHANNELS.get(plain_word(text))
    return known.value if known else text.strip()


def is_free(amount: int, kind: LineKind) -> bool:
    """A zero-price line or sample: kept, never counted."""
    return kind is LineKind.SALE and amount == 0
