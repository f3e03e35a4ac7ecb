"""Telephone numbers as people type them → one digits key."""

import re
from unicodedata import normalize

_EXTENSION = re.compile(r"(?:内線|ext\.?|extension|#|;)\s*(\d+)", re.IGNORECASE)
_JAPAN = re.compile(r"^(?:\+|00|010)81(?:\(0\)|0)?")
_ABROAD = ("0081", "01081")
_TRUNK_ZERO = re.compile(r"\(0\)")
_NOT_DIGIT = re.compile(r"\D+")
_SEVERAL = re.compile(r"[/、,;；\n\r・]|\s{2,}|または|又は")
_DASHES = str.maketrans("‐‑‒–—―−ー", "-" * 8)
_LAST = 4


def phone_key(text: str) -> str:
    """Digits that identify the line: `0312345678`, abroad `+14155550100`; '' if there are none.

    Full width, brackets, dashes, +81, 0081 and a 内線 behind the number do not matter. A Japanese number
    that lost its leading 0 in a spreadsheet gets it back.
    """
    usual = text.replace("-", "")
    if usual.isascii() and usual.isdigit() and not usual.startswith(_ABROAD):
        return _with_zero(usual)
    plain = _EXTENSION.sub("", normalize("NFKC", text)).strip()
    compact = plain.replace(" ", "").replace("-", "").replace("‐", "").replace("−", "").replace("ー", "")
    japanese = _JAPAN.match(compact)
    if japanese:
        return "0" + _NOT_DIGIT.sub("", compact[japanese.end() :])
    digits = _NOT_DIGIT.sub("", _TRUNK_ZERO.sub("", compact) if compact.startswith("+") else compact)
    if compact.startswith("+"):
        return f"+{digits}" if digits else ""
    return _with_zero(digits)


def _with_zero(digits: str) -> str:
    """Excel drops the 0 of 0312345678 (9 digits left) and 09012345678 (10 digits left)."""
    if digits[:1] in ("", "0"):
        return digits
    lost = len(digits) == 9 or (len(digits) == 10 and digits[1] == "0" and digits[0] in "5789")
    return f"0{digits}" if lost else digits


def plain_phone(text: str) -> str:
    """A number as it was typed, in narrow signs: `０３（１２３４）５６７８` → `03(1234)5678`."""
    return text if text.isascii() else normalize("NFKC", text).translate(_DASHES)


def extension(text: str) -> str:
    """The 内線 behind the number, '' if there is none."""
    found = _EXTENSION.search(normalize("NFKC", text))
    return found.group(1) if found else ""


def split_phones(text: str) -> list[str]:
    """The numbers written into one cell: `03-1234-5678／090-1234-5678`."""
    return [part.strip() for part in _SEVERAL.split(normalize("NFKC", text)) if phone_key(part)]


def last_four(key: str) -> str:
    """What a caller says to prove the number, and what people search by."""
    return key[-_LAST:]


def reversed_key(key: str) -> str:
    """The key backwards: a prefix of it is an end of the number (index for "last four digits")."""
    return key[::-1]


def find_digits(text: str, key: str) -> tuple[int, int] | None:
    """Where the digits of a key stand in a number as it is displayed: (start, end), None if they do not."""
    places = [place for place, char in enumerate(text) if char.isdigit()]
    start = normalize("NFKC", "".join(text[place] for place in places)).find(key)
    return None if start < 0 or not key else (places[start], places[start + len(key) - 1] + 1)


def looks_like_phone(text: str) -> bool:
    """Whether a search text is meant as a number: at least three digits and nothing that makes a word."""
    plain = normalize("NFKC", text).strip()
    digits = sum(char.isdigit() for char in plain)
    return digits >= 3 and all(char.isdigit() or char in "+-‐−ー()# ." for char in plain)
