"""Japanese postal codes and addresses → keys that compare."""

import re
from functools import lru_cache
from unicodedata import normalize

from otokui.core.kernel.kanji import NEW_FORM_OF

_CODE_DIGITS = 7
_PREFECTURE = re.compile(r"\s*(北海道|東京都|大阪府|京都府|神奈川県|和歌山県|鹿児島県|[一-龥]{2}県)\s*")
_NOT_DIGIT = re.compile(r"\D+")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−ー─━~〜"), "-")
_FOLD: dict[int, str] = {
    **_DASHES,
    **{ord(old): new for old, new in NEW_FORM_OF.items()},
    ord("ヶ"): "ケ",
    ord("ヵ"): "カ",
}
_NUMERAL = re.compile(r"[〇零一二三四五六七八九十百千]+(?=丁目|番|号|条)|(?<=第)[一二三四五六七八九十]+")
_BETWEEN_KANJI = re.compile(r"(?<=[一-龥])[がガケ](?=[一-龥])")
_BLOCK_WORD = re.compile(r"(?<=\d)(?:丁目|丁(?!\d)|番地の?|番(?!町)|号室?|[のノ之](?=\d))")
_DASH_RUN = re.compile(r"--+")
_WORDED = re.compile(r"[丁番号条第字がガケのノ之]")
_LETTERING = re.compile(r"(?<=[市区町村郡])(?:大字|字)")
_CHAIN = re.compile(r"\d+(?:-\d+)*-?")
_PART_OF_A_NAME = re.compile(r"条|線|号線|番町|町|区|地割|丁|問屋|町内|[^\W\d_]{1,6}町")
_TOWN_AND_BLOCK = re.compile(r"([^0-9]+)([0-9]+(?:-[0-9]+)*)")
_DIGIT_OF = {kanji: value for value, kanji in enumerate("〇一二三四五六七八九")} | {"零": 0}
_UNIT_OF = {"十": 10, "百": 100, "千": 1000}
_BLOCK_PARTS = 3


@lru_cache(maxsize=4096)
def postal_key(text: str) -> str:
    """`1234567` from 〒123-4567 in any writing; '' if it is no seven-digit code. A lost leading 0 returns."""
    digits = _NOT_DIGIT.sub("", normalize("NFKC", text))
    if len(digits) == _CODE_DIGITS - 1:
        digits = f"0{digits}"
    return digits if len(digits) == _CODE_DIGITS else ""


def format_postal(key: str) -> str:
    """`123-4567`."""
    return f"{key[:3]}-{key[3:]}" if len(key) == _CODE_DIGITS else key


def split_prefecture(text: str) -> tuple[str, str]:
    """(prefecture or '', the rest) of an address in one line."""
    found = _PREFECTURE.match(text)
    return (found.group(1), text[found.end() :].strip()) if found else ("", text.strip())


def kanji_number(text: str) -> int:
    """The value of 二十三, 百五, 一二〇."""
    total = current = 0
    for char in text:
        if char in _UNIT_OF:
            total += (current or 1) * _UNIT_OF[char]
            current = 0
        else:
            current = current * 10 + _DIGIT_OF[char]
    return total + current


def address_key(text: str) -> str:
    """Town and block numbers, without prefecture, building and room: 千代田区丸の内1-2-3; '' for none.

    1丁目2番3号 = 1-2-3 = 一丁目２－３, 霞が関 = 霞ヶ関 = 霞関, 大字 left out, old kanji as new ones.
    Where no block number stands (Kyoto's street names), the whole line is the key.
    """
    usual = _TOWN_AND_BLOCK.fullmatch(text)
    town = usual and _plain_town(usual[1])
    if usual is None or town is None:
        return _key_of_any(text)
    return town + _first_numbers(usual[2])


@lru_cache(maxsize=4096)
def _plain_town(text: str) -> str | None:
    """The key of what stands before the block numbers; None where it would grow into them."""
    folded = _DASH_RUN.sub("-", _folded(text))
    grows = folded[-1:] == "-" or any(char.isdigit() for char in folded)
    return None if grows else folded.lstrip(",.、")


def _key_of_any(text: str) -> str:
    plain = _DASH_RUN.sub("-", _folded(text)).strip(",.、")
    block = _block(plain)
    if block is None:
        return plain
    return plain[: block.start()] + _first_numbers(block.group().strip("-"))


def _folded(text: str) -> str:
    """Without prefecture, in one writing."""
    plain = normalize("NFKC", text).translate(_FOLD).casefold()
    _, plain = split_prefecture("".join(plain.split()))
    if _WORDED.search(plain):  # 銀座1-2-3 needs none of it
        plain = _NUMERAL.sub(lambda found: str(kanji_number(found.group())), plain)
        plain = _BETWEEN_KANJI.sub("", _LETTERING.sub("", plain))
        plain = _BLOCK_WORD.sub("-", plain)
    return plain


def _first_numbers(chain: str) -> str:
    return "-".join([str(int(number)) for number in chain.split("-")[:_BLOCK_PARTS]])


def _block(plain: str) -> re.Match[str] | None:
    """The block numbers: the first with a dash, else the first number that is not part of a town's name."""
    chains = list(_CHAIN.finditer(plain))
    for chain in chains:
        if "-" in chain.group():
            return chain
    for chain in chains:
        if not _PART_OF_A_NAME.match(plain, chain.end()):
            return chain
    return None
