"""The report's vocabulary in Japanese and English, and how numbers are written."""

from datetime import date
from html import escape
from typing import NamedTuple

from otokui.core.tabular.types import Reason


class Both(NamedTuple):
    """The same text in both languages. Plain text, not HTML."""

    ja: str
    en: str


CLASSES = {
    "prospect": Both("見込み客", "Prospects"),
    "first": Both("初回客", "First-time"),
    "toddler": Both("よちよち客", "Toddlers"),
    "steady": Both("こつこつ客", "Steady"),
    "trend": Both("流行客", "Trend"),
    "best": Both("優良客", "Best"),
}
STATES = {
    "active": Both("現役", "Active"),
    "dormant": Both("休眠", "Dormant"),
    "dead": Both("死滅", "Dead"),
    "none": Both("—", "—"),
}
PRESETS = {
    "article": Both(
        "記事の定義(初回購入から基準日までの日数)", "the articles' rule (days since the first purchase)"
    ),
    "book": Both(
        "書籍の定義(初回購入から最終購入までの在籍期間)", "the book's rule (first to last purchase)"
    ),
}
REASONS_JA = {
    Reason.UNDECODABLE: "文字コードが壊れていて読めません",
    Reason.TOO_FEW_FIELDS: "項目の数が見出しより少ない行です",
    Reason.TOO_MANY_FIELDS: "項目の数が見出しより多い行です",
    Reason.OPEN_QUOTE: "引用符が閉じられていません",
    Reason.MISSING: "必須の値がありません",
    Reason.NOT_MONEY: "金額として読めません",
    Reason.FRACTION: "この通貨にない端数です",
    Reason.TOO_LARGE: "数が大きすぎます",
    Reason.TOO_LONG: "番号が長すぎます(100文字まで)",
    Reason.NOT_A_DATE: "日付として読めません",
    Reason.NOT_A_NUMBER: "数として読めません",
    Reason.NO_SUCH_TIME: "存在しない時刻です",
}


_SYMBOLS = {"JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}


class Money(NamedTuple):
    """How amounts in minor units are written."""

    currency: str
    minor_units: int

    def write(self, amount: int | float | None) -> str:
        """¥12,300 · 1,234.50 · −¥500; "—" where there is none."""
        if amount is None:
            return "—"
        shown = abs(amount) / 10**self.minor_units
        digits = f"{shown:,.{self.minor_units}f}"
        sign = "−" if amount < 0 else ""
        return f"{sign}{_SYMBOLS.get(self.currency, self.currency + ' ').lstrip()}{digits}"


def both(ja: str, en: str) -> str:
    """HTML of a text in both languages; the page shows one of them."""
    if ja == en:
        return escape(ja)
    return f'<span lang="ja">{escape(ja)}</span><span lang="en">{escape(en)}</span>'


def tell(text: Both) -> str:
    """`both` of a pair."""
    return both(text.ja, text.en)


def count(number: int) -> str:
    """1,234."""
    return f"{number:,}"


def share(part: float, whole: float, *, digits: int = 1) -> str:
    """66.5 %; "—" of nothing."""
    return f"{100 * part / whole:.{digits}f}%" if whole else "—"


def day(on: date | None) -> str:
    """A day as HTML in both languages, short."""
    if on is None:
        return "—"
    return both(f"{on.year}/{on.month}/{on.day}", f"{on.day} {on:%b} {on.year}")


def long_day(on: date) -> str:
    """A day as HTML in both languages, for headings."""
    return both(f"{on.year}年{on.month}月{on.day}日", f"{on.day} {on:%B} {on.year}")
