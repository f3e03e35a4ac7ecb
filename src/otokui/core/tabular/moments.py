"""One written date or time → a moment. Plain Python; `dates` uses it for what polars does not read at
speed."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from otokui.core.tabular.types import Reason

FIRST_YEAR, LAST_YEAR = 1900, 2199
_ERAS = {"M": 1867, "T": 1911, "S": 1925, "H": 1988, "R": 2018}
_ERA_NAMES = {"明治": "M", "大正": "T", "昭和": "S", "平成": "H", "令和": "R"}
_MONTHS = {
    m: n
    for n, m in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}

_WEEKDAY = re.compile(
    r"\(?[月火水木金土日]曜日?\)?|\([月火水木金土日]\)|^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +", re.I
)
_YMD = re.compile(r"(\d{4})[/.\-年](\d{1,2})[/.\-月](\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?=$|[ T]|\d{4}(?:\d\d)?$)")
_ERA = re.compile(
    r"(明治|大正|昭和|平成|令和|[MTSHR])\.? *(元|\d{1,2}) *[年./\-] *(\d{1,2}) *[月./\-] *(\d{1,2})日?", re.I
)
_AB_Y = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_D_MON_Y = re.compile(r"(\d{1,2})[ \-]([A-Za-z]{3})[a-z]*\.?[ \-,]+(\d{4})")
_MON_D_Y = re.compile(r"([A-Za-z]{3})[a-z]*\.? +(\d{1,2}),? +(\d{4})")
_SERIAL = re.compile(r"([2-7]\d{4})(?:\.(\d+))?")
_TIME = re.compile(
    r"[ T]*(午前|午後|AM|PM)? *(\d{1,2})[:時](\d{1,2})?"
    r"(?:[:分](\d{1,2})?(?:[.,](\d{1,9}))?)?[分秒]? *(AM|PM)?"
    r" *(Z|UTC|GMT|JST|[+\-]\d\d:?(?:\d\d)?)?",
    re.I,
)
_COMPACT_TIME = re.compile(r"[ T]?(\d\d)(\d\d)(\d\d)?")


@dataclass(frozen=True)
class Moment:
    """`at` is naive; `zoned` says that it is in UTC because the text named its zone, else it is a local
    time."""

    at: datetime
    zoned: bool = False


def read_moment(text: str, order: str = "") -> Moment | Reason:
    """The moment a text names. `order` is `dmy` or `mdy` for dates that end with the year, else they are no
    dates."""
    plain = _WEEKDAY.sub("", unicodedata.normalize("NFKC", text)).strip().strip("'\"")
    try:
        return _read(plain, order)
    except (ValueError, OverflowError):
        return Reason.NOT_A_DATE


def read_by_format(text: str, written: str) -> Moment | Reason:
    """The moment a text names in a `strftime` format."""
    try:
        at = datetime.strptime(text.strip(), written)  # noqa: DTZ007
    except ValueError:
        return Reason.NOT_A_DATE
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        return Reason.NOT_A_DATE
    return _in_utc(at) if at.tzinfo else Moment(at)


def _read(plain: str, order: str) -> Moment | Reason:
    if found := _SERIAL.fullmatch(plain):
        return Moment(_from_serial(found[1], found[2]))
    date, rest = _date_part(plain, order)
    if date is None:
        return Reason.NOT_A_DATE
    year, month, day = date
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Reason.NOT_A_DATE
    midnight = datetime(year, month, day)  # noqa: DTZ001
    return _with_time(midnight, rest)


def _date_part(plain: str, order: str) -> tuple[tuple[int, int, int] | None, str]:
    """((year, month, day) or None, what follows)."""
    if found := _YMD.match(plain) or _COMPACT.match(plain):
        return (int(found[1]), int(found[2]), int(found[3])), plain[found.end() :]
    if found := _ERA.match(plain):
        era = _ERA_NAMES.get(found[1], found[1].upper())
        year = _ERAS[era] + (1 if found[2] == "元" else int(found[2]))
        return (year, int(found[3]), int(found[4])), plain[found.end() :]
    if order and (found := _AB_Y.match(plain)):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        month, day = (second, first) if order == "dmy" else (first, second)
        return (year, month, day), plain[found.end() :]
    if found := _D_MON_Y.match(plain):
        return (int(found[3]), _MONTHS.get(found[2].lower(), 0), int(found[1])), plain[found.end() :]
    if found := _MON_D_Y.match(plain):
        return (int(found[3]), _MONTHS.get(found[1].lower(), 0), int(found[2])), plain[found.end() :]
    return None, ""


def _from_serial(days: str, fraction: str | None) -> datetime:
    """Excel's day number; the epoch takes its false 29 February 1900 into account."""
    seconds = round(float(f"0.{fraction}") * 86400) if fraction else 0
    return datetime(1899, 12, 30) + timedelta(days=int(days), seconds=seconds)  # noqa: DTZ001


def _with_time(midnight: datetime, rest: str) -> Moment | Reason:
    if not rest.strip():
        return Moment(midnight)
    if found := _COMPACT_TIME.fullmatch(rest):
        return Moment(midnight.replace(hour=int(found[1]), minute=int(found[2]), second=int(found[3] or 0)))
    found = _TIME.fullmatch(rest.strip())
    if found is None:
        return Reason.NOT_A_DATE
    hour = _hour(int(found[2]), (found[1] or found[6] or "").upper())
    micro = int((found[5] or "").ljust(6, "0")[:6])
    # 24:00 to 29:59 is how shops that close after midnight write it.
    days, hour = (1, hour - 24) if 24 <= hour < 30 else (0, hour)
    at = midnight.replace(hour=hour, minute=int(found[3] or 0), second=int(found[4] or 0), microsecond=micro)
    return _zoned(at + timedelta(days=days), (found[7] or "").upper())


def _hour(hour: int, half: str) -> int:
    if half in ("午後", "PM"):
        return hour if hour >= 12 else hour + 12
    if half == "AM" and hour == 12:
        return 0
    return hour


def _zoned(at: datetime, zone: str) -> Moment:
    if not zone:
        return Moment(at)
    if zone in ("Z", "UTC", "GMT"):
        return Moment(at, zoned=True)
    if zone == "JST":
        zone = "+09:00"
    sign = -1 if zone[0] == "-" else 1
    digits = zone[1:].replace(":", "").ljust(4, "0")
    offset = sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return _in_utc(at.replace(tzinfo=timezone(offset)))


def _in_utc(at: datetime) -> Moment:
    return Moment(at.astimezone(UTC).replace(tzinfo=None), zoned=True)
