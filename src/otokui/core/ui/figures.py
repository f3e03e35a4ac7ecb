"""Figures as people read them: money, quantities, days, several words. Plain functions, so that templates,
charts and sentences write a figure in one way."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from otokui.core.kernel.money import SYMBOLS, format_money

THOUSANDTHS = 1000
_SHORT = {
    "ja": ((10**8, 10**8, "億"), (10**4, 10**4, "万")),
    "en": ((10**9, 10**9, "B"), (10**6, 10**6, "M"), (10**4, 10**3, "k")),
}
"""From which amount on, by what it is divided, and what stands behind it."""


def money(amount: int, currency: str = "JPY", minor_units: int = 0) -> str:
    """`amount` in minor units: 12300 → ¥12,300; with two minor units → $123.00. A true minus sign."""
    return format_money(amount, currency=currency, minor_units=minor_units).replace("-", "−")


def round_money(amount: int, currency: str = "JPY", minor_units: int = 0) -> str:
    """A round sum on an axis, short: ¥2,000万 · ¥20M. Beneath ten thousand as `money`, without decimals."""
    whole = amount // 10**minor_units
    for least, divisor, unit in _SHORT["ja" if get_language() == "ja" else "en"]:
        if whole >= least:
            return money_sign(currency) + f"{whole / divisor:,.2f}".rstrip("0").rstrip(".") + unit
    return f"{money_sign(currency)}{whole:,}"


def about_money(amount: int, currency: str = "JPY", minor_units: int = 0) -> str:
    """A sum that is not exact, by its two leading figures: 約¥660,000 · about ¥660,000."""
    step = 10 ** max(len(str(abs(amount))) - 2, minor_units)
    rounded = (amount + step // 2) // step * step
    return pgettext("estimate", "about %(n)s") % {"n": money(rounded, currency, minor_units)}


def money_sign(currency: str) -> str:
    """What stands before an amount: ¥, $; `CHF ` where a currency has no sign."""
    return SYMBOLS.get(currency, f"{currency} ")


def money_unit(currency: str) -> str:
    """What stands behind a number that is typed: 円, else the sign."""
    return _("yen") if currency == "JPY" else money_sign(currency).strip()


def listed(words: Iterable[object]) -> str:
    """One behind the other: 米、茶 · rice, tea."""
    return pgettext("list of words", ", ").join(map(str, words))


def quantity(thousandths: int) -> str:
    """Thousandths of a piece: 1500 → 1.5, 2000 → 2."""
    sign = "−" if thousandths < 0 else ""
    whole, rest = divmod(abs(thousandths), THOUSANDTHS)
    decimals = f"{rest:03d}".rstrip("0")
    return f"{sign}{whole:,}" + (f".{decimals}" if decimals else "")


def day(value: date | None) -> str:
    """2026/11/21 · 21 Nov 2026."""
    return _day(value, get_language()) if value else "–"


@lru_cache(maxsize=4096)
def _day(value: date, language: str) -> str:
    # Lists show the same days again and again, and Django takes its time to spell one.
    return date_format(value, pgettext("date format", "j M Y"))


def short_day(value: date | None, *, today: date) -> str:
    """11/21 · 21 Nov, with the year only when it is another year than today's."""
    if value is None or value.year != today.year:
        return day(value)
    return day_of_year(value)


def month(value: date) -> str:
    """The month on an axis: 11月 · Nov; January says its year: 2027年1月 · Jan 2027."""
    return _month(value.year if value.month == 1 else 0, value.month, get_language())


@lru_cache(maxsize=256)
def _month(year: int, month: int, language: str) -> str:
    if year:
        return date_format(date(year, month, 1), pgettext("date format", "M Y"))
    return date_format(date(2000, month, 1), pgettext("date format", "M"))


def month_of_year(value: date) -> str:
    """2026年3月 · Mar 2026."""
    return _month(value.year, value.month, get_language())


def year(value: date) -> str:
    """2026年 · 2026."""
    return _year(value.year, get_language())


@lru_cache(maxsize=256)
def _year(value: int, language: str) -> str:
    return date_format(date(value, 1, 1), pgettext("date format", "Y"))


def day_of_year(value: date) -> str:
    """11/21 · 21 Nov."""
    return _day_of_year(value, get_language())


@lru_cache(maxsize=4096)
def _day_of_year(value: date, language: str) -> str:
    return date_format(value, pgettext("date format", "j M"))


def clock(value: datetime) -> str:
    """8:05."""
    return f"{value.hour}:{value.minute:02d}"


def moment(value: datetime, *, zone: tzinfo, now: datetime, with_day: bool = False) -> str:
    """Day and time in the business's zone; today's moments are the time alone, unless asked `with_day`."""
    local = value.astimezone(zone)
    today = now.astimezone(zone).date()
    if local.date() == today and not with_day:
        return clock(local)
    return f"{short_day(local.date(), today=today)} {clock(local)}"


def duration(span: timedelta) -> str:
    """How long something took: under a second, 8 s, 3 min 20 s, 2 h 5 min."""
    seconds = max(0, int(span.total_seconds()))
    if seconds == 0:
        return _("under a second")
    if seconds < 60:
        return _("%(s)d s") % {"s": seconds}
    if seconds < 3600:
        return _("%(min)d min %(s)d s") % {"min": seconds // 60, "s": seconds % 60}
    return _("%(h)d h %(min)d min") % {"h": seconds // 3600, "min": seconds % 3600 // 60}


def ago(value: date | None, *, today: date) -> str:
    """In words, from the reader's day: today, yesterday, 12 days ago, in 3 days, 5 months ago."""
    if value is None:
        return "–"
    return _days_ago((today - value).days, get_language())


@lru_cache(maxsize=4096)
def _days_ago(days: int, language: str) -> str:
    if days == 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days == -1:
        return _("tomorrow")
    if days < 0:
        return ngettext("in %(days)d day", "in %(days)d days", -days) % {"days": -days}
    if days < 100:
        return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}
    if days < 730:
        months = days // 30
        return ngettext("%(months)d month ago", "%(months)d months ago", months) % {"months": months}
    years = days // 365
    return ngettext("%(years)d year ago", "%(years)d years ago", years) % {"years": years}


def count(value: int, *, estimated: bool = False) -> str:
    """1,234; an estimate is marked: 約1,230,000."""
    return pgettext("estimate", "about %(n)s") % {"n": f"{value:,}"} if estimated else f"{value:,}"
