"""Japanese text as people type it → keys that compare, sort and search alike. Display text is never changed.

`name_key` is the one key of names: equal for ﾀﾅｶ・たなか・タナカ, for 髙﨑・高崎, for ㈱山田商店・山田商店.
Every function here is pure and takes a few microseconds, so that imports may call it for each row.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from unicodedata import normalize

from otokui.core.kernel.kanji import NEW_FORM_OF

_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)} | {0x309D: 0x30FD, 0x309E: 0x30FE}
_SMALL = dict(zip("ァィゥェォヵヶッャュョヮ", "アイウエオカケツヤユヨワ", strict=True))
_SAME_SOUND = {
    "ヂ": "ジ",
    "ヅ": "ズ",
    "ヰ": "イ",
    "ヱ": "エ",
    "ヲ": "オ",
    "ヷ": "バ",
    "ヸ": "ビ",
    "ヹ": "ベ",
    "ヺ": "ボ",
}
_DASHES = "-‐‑‒–—―−─━"
_PUNCTUATION = "!\"#$%&'()*+,./:;<=>?@[\\]^_`{|}~・、。「」『』【】〔〕〈〉《》〝〟…‥‘’“”´¨°′″※〒〜~"
_INVISIBLE = [*range(0x20), 0x7F, 0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF, *range(0xFE00, 0xFE10)]


def _katakana(char: str) -> str:
    code = _HIRAGANA.get(ord(char))
    char = chr(code) if code else char
    char = _SMALL.get(char, char)
    return _SAME_SOUND.get(char, char)


_KEY_TABLE: dict[int, str | None] = {
    **{ord(old): new for old, new in NEW_FORM_OF.items()},
    **{code: _katakana(chr(code)) for code in [*range(0x3041, 0x3097), *range(0x30A1, 0x30FB)]},
    **{ord(dash): "ー" for dash in _DASHES},
    **{ord(mark): " " for mark in _PUNCTUATION},
    **dict.fromkeys(_INVISIBLE, ""),
    **dict.fromkeys(range(0xE0100, 0xE01F0), ""),
    **{ord(space): " " for space in "\t\n\r\v\f"},
}

LONG_VOWELS = {
    "ア": "アカサタナハマヤラワガザダバパ",
    "イ": "イキシチニヒミリギジビピエケセテネヘメレゲゼデベペ",
    "ウ": "ウクスツヌフムユルグズブプヴオコソトノホモヨロゴゾドボポ",
}
"""A long-vowel mark behind one of these kana is this vowel."""
_LENGTHENED = {kana: vowel for vowel, row in LONG_VOWELS.items() for kana in row}
_LONG_VOWEL = re.compile(r"([^\sー]?)ー+")
_REPEATED = re.compile(r"(\w)[々〻]")

_FORMS = (
    "株式会社|有限会社|合同会社|合資会社|合名会社|相互会社|特定非営利活動法人|NPO法人|社会福祉法人|学校法人|宗教法人"
    "|(?:一般|公益|特定|特例)?(?:社団|財団)法人|(?:特定)?医療法人(?:社団|財団)?|独立行政法人|税理士法人|弁護士法人|監査法人"
    "|農業生産法人|農事組合法人|生活協同組合|協同組合"
)
_ABBREVIATIONS = r"\((?:株|有|同|合|資|名|相|社|財|一社|一財|公社|公財|医|医社|医財|福|学|宗|特非|独|農)\)"
_KANA_FORMS = (
    r"^(?:カ|ユ|ド)\)|\((?:カ|ユ|ド)\)?|カブシキ[カガ]イシャ|ユウゲン[カガ]イシャ|ゴウドウ[カガ]イシャ"
)
_ENGLISH_FORMS = r"[,\s]*(?:co\.?,?\s*ltd\.?|inc\.?|corp\.?|llc\.?|k\.k\.|ltd\.?)\s*$"
_LEGAL_FORM = re.compile(rf"{_FORMS}|{_ABBREVIATIONS}|{_KANA_FORMS}|{_ENGLISH_FORMS}", re.IGNORECASE)
_MAY_CARRY_FORM = re.compile(r"[社法組()A-Za-z]|イシャ")  # cheaper to look for, and most names have none


def key_table() -> dict[int, str]:
    """What each character becomes in a key, by its code; "" for those that are left out, NUL not named."""
    return {code: key or "" for code, key in _KEY_TABLE.items() if code}


def word_tokens(search: list[str]) -> str:
    """The tsquery (text form) for documents without places: every single character and pair of these words.

    More may be found than has the words; `find_word` tells.
    """
    wanted = dict.fromkeys(
        token for word in search for token in ([f"{one}{two}" for one, two in pairwise(word)] or [word])
    )
    return " & ".join(f"'{token}'" for token in wanted)


def clean(text: str) -> str:
    """What is stored for display: as typed, without invisible control characters and outer blanks."""
    if not text or text.isprintable():
        return text.strip()
    return "".join(char if char.isprintable() or char in "\n\u3000" else " " for char in text).strip()


def compatible(text: str) -> str:
    """NFKC, with the free-standing voicing marks joined to their kana."""
    if text.isascii():
        return text
    if "゛" in text or "゜" in text:
        text = text.replace("゛", "\u3099").replace("゜", "\u309a")
    return normalize("NFKC", text)


def has_legal_form(text: str) -> bool:
    """Whether the name carries 株式会社, (有), 医療法人 … and is thereby a company's."""
    plain = compatible(text).strip()
    return bool(_MAY_CARRY_FORM.search(plain) and _LEGAL_FORM.search(plain))


def initial(name: str) -> str:
    """The letter that stands for a name: of ㈱桜木印刷 and 株式会社桜木印刷 it is 桜."""
    plain = compatible(name).strip()
    bare = _LEGAL_FORM.sub(" ", plain).strip() if has_legal_form(name) else plain
    return (bare or plain)[:1]


def words(text: str) -> list[str]:
    """The text in key form, cut where blanks and punctuation stood; legal forms of companies left out."""
    plain = compatible(text).strip()
    # Most names of persons are too short to carry a legal form, and the search for one is not free.
    is_long = len(plain) > 4 or ")" in plain
    if is_long and _MAY_CARRY_FORM.search(plain) and _LEGAL_FORM.search(plain):
        plain = _LEGAL_FORM.sub(" ", plain) if _LEGAL_FORM.sub("", plain).strip() else plain
    folded = plain.casefold().translate(_KEY_TABLE)
    if "\u3099" in folded or "\u309a" in folded:  # a small kana takes its voicing mark once it is large
        folded = normalize("NFC", folded).translate(_KEY_TABLE)
    if "ー" in folded:
        folded = _LONG_VOWEL.sub(_spell_out, folded)
    return _repeated(folded).split()


def _repeated(text: str) -> str:
    """佐々木 as 佐佐木. What is left of 々 has nothing before it."""
    while ("々" in text or "〻" in text) and (spelt := _REPEATED.sub(r"\1\1", text)) != text:
        text = spelt
    return text


def _spell_out(match: re.Match[str]) -> str:
    kana = match.group(1)
    return kana + _LENGTHENED.get(kana, "")


def name_key(text: str) -> str:
    """The comparison key of a name or a reading: no blanks, no punctuation, no legal form; '' for nothing.

    NFKC, katakana, small kana as large ones, ショーコ = ショウコ, old kanji as new ones, 佐々木 = 佐佐木.
    """
    family, blank, given = text.partition(" ")
    key, maybe_form = _key_of_part(family)
    if not blank:
        return key
    given_key, maybe_form_too = _key_of_part(given)
    # Only a legal form is more than the sum of its parts.
    return _repeated("".join(words(text)) if maybe_form or maybe_form_too else key + given_key)


@lru_cache(maxsize=8192)
def _key_of_part(part: str) -> tuple[str, bool]:
    """The key of a part of a name, and whether a legal form may be in it. Many people share each part."""
    return _repeated("".join(words(part))), bool(_MAY_CARRY_FORM.search(compatible(part)))


def search_document(keys: Iterable[str]) -> str:
    """Single characters and neighbouring pairs of each key with their places, in tsvector form.

    Places make a longer word exact: タナカ is タナ followed by ナカ, so ナカタナオ is not found by it.
    """
    parts: list[str] = []
    start = 1
    for key in dict.fromkeys(keys):
        if key:
            parts.append(_form_of_document(start, len(key)).format(*key))
        start += len(key) + 1
    return " ".join(parts)


@lru_cache(maxsize=512)
def _form_of_document(start: int, count: int) -> str:
    """For keys of so many characters, the first at the place `start`."""
    singles = [f"'{{{place}}}':{start + place}" for place in range(count)]
    pairs = [f"'{{{place}}}{{{place + 1}}}':{start + place}" for place in range(count - 1)]
    return " ".join(singles + pairs)


def text_document(text: str) -> str:
    """The same for running text; below some 4,000 characters no token is so frequent that a place is lost."""
    parts: list[str] = []
    place = 1
    for word in words(text):
        parts += [f"'{char}':{place + step}" for step, char in enumerate(word)]
        parts += [f"'{one}{two}':{place + step}" for step, (one, two) in enumerate(pairwise(word))]
        place += len(word) + 1
    return " ".join(parts)


def find_word(text: str, word: str) -> tuple[int, int] | None:
    """Where a key word stands in a text as it is displayed: (start, end), None if it does not.

    高崎 is found in 髙﨑 健, タナカ in たなか, デンワ in ﾃﾞﾝﾜ. Blanks and punctuation inside do not matter.
    """
    key, places, end = "", [], 0
    for char in _VOICED.findall(text) if _MARK.search(text) else text:
        of_char = _key_of_char(char)
        if of_char == "ー":  # a dash too: AB-77 is ab77
            of_char = _LENGTHENED.get(key[-1:], "")
        elif char in "々〻" and key:
            of_char = key[-1]
        place, end = end, end + len(char)
        key += of_char
        places += [(place, end)] * len(of_char)
    start = key.find(word)
    return None if start < 0 or not word else (places[start][0], places[start + len(word) - 1][1])


# A kana and its free-standing voicing mark, as narrow kana and file names of some systems have it, are one.
_MARK = re.compile(r"[ﾞﾟ゛゜\u3099\u309a]")
_VOICED = re.compile(rf".{_MARK.pattern}?", re.DOTALL)


@lru_cache(maxsize=8192)
def _key_of_char(char: str) -> str:
    return "".join(compatible(char).casefold().translate(_KEY_TABLE).split())


@lru_cache(maxsize=1)
def _writings() -> dict[str, str]:
    """By character of a key all that is written for it, as alternatives of a regular expression."""
    plain = [*range(0x21, 0x7F), *range(0x3041, 0x30FF), *range(0xFF01, 0xFFA0)]
    singles = [*map(chr, plain), *NEW_FORM_OF, "㈱", "㈲"]
    narrow = [base + mark for base in map(chr, range(0xFF66, 0xFF9E)) for mark in "ﾞﾟ"]
    spelt = [normalize("NFD", chr(code)) for code in range(0x3041, 0x30FF)]
    voiced = [*narrow, *(each for each in spelt if len(each) == 2)]
    found: dict[str, list[str]] = {}
    for writing in (*singles, *voiced):
        key = "".join(compatible(writing).casefold().translate(_KEY_TABLE).split())
        if len(key) == 1 and key != "ー":
            found.setdefault(key, []).append(writing)
    for vowel in LONG_VOWELS:
        found[vowel] += ["ー", "ｰ"]
    return {key: "|".join(map(re.escape, dict.fromkeys([key, *each]))) for key, each in found.items()}


_BETWEEN = rf"[\s・ーｰ－﹣{re.escape(_DASHES)}]*"


def pattern_of_word(word: str) -> str:
    """A regular expression for texts as displayed that very likely have this key word in them.

    For a look at a few thousand texts that no index covers; `find_word` says for certain.
    """
    writings = _writings()
    parts = []
    for place, char in enumerate(word):
        written = writings.get(char) or re.escape(char)
        repeated = "|[々〻]" if place and word[place - 1] == char else ""
        parts.append(f"(?:{written}{repeated})")
    return _BETWEEN.join(parts)


_ADDRESSED = re.compile(r"(?:様|さま|さん|殿|御中|先生)\s*$")


def search_words(text: str) -> list[str]:
    """What somebody typed into a search box, as key words; a closing 様, さん or 御中 is left out."""
    return words(_ADDRESSED.sub("", text)) or words(text)


def search_query(search: list[str]) -> str:
    """The tsquery (text form) that finds documents in which each of these key words stands somewhere."""
    wanted = []
    for word in search:
        pairs = [f"'{one}{two}'" for one, two in pairwise(word)]
        wanted.append(" <-> ".join(pairs) if pairs else f"'{word}'")
    return " & ".join(f"({each})" for each in wanted)


_UNVOICED = str.maketrans(
    "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴ",
    "カキクケコサシスセソタチツテトハヒフヘホハヒフヘホウ",
)
INDEX_ROWS = "アカサタナハマヤラワ"
INDEX_KANA = {
    "ア": "アイウエオ", "カ": "カキクケコ", "サ": "サシスセソ", "タ": "タチツテト", "ナ": "ナニヌネノ",
    "ハ": "ハヒフヘホ", "マ": "マミムメモ", "ヤ": "ヤユヨ", "ラ": "ラリルレロ", "ワ": "ワン",
}  # fmt: skip
_ALL_KANA = "".join(INDEX_KANA.values())
_AFTER_THE_LAST = chr(ord("ン") + 1)


def sort_key(reading_key: str, name: str = "", number: str = "") -> str:
    """Order of the telephone book by a reading's and a name's key: あ–わ, Latin, names without reading.

    Voicing does not separate (カトウ, ガトウ, カナイ); it decides only between otherwise equal readings.
    The nameless come last, by `number`.
    To be compared by code point (PostgreSQL: COLLATE "C").
    """
    key = reading_key or name
    first = key[:1]
    if not first:
        return f"9{number}"
    if "ア" <= first <= "ー":
        return f"1{key.translate(_UNVOICED)} {key}"
    return f"{'2' if first.isascii() else '3'}{key}"


def index_range(row: str) -> tuple[str, str]:
    """The half-open range of sort keys of one row of the あ–わ index; 'A' = Latin, '他' = without reading."""
    if row == "A":
        return "2", "3"
    if row == "他":
        return "3", "\U0010ffff"
    return f"1{row}", kana_range(INDEX_KANA[row][-1])[1]


def kana_range(kana: str) -> tuple[str, str]:
    """The half-open range of sort keys of the readings that begin with this (unvoiced) kana."""
    following = _ALL_KANA.index(kana) + 1
    return f"1{kana}", f"1{_ALL_KANA[following] if following < len(_ALL_KANA) else _AFTER_THE_LAST}"
