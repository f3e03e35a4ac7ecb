"""What to propose beside the usual, and to whom."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from otokui.domain.customers.types import PreferenceKind
from otokui.domain.desk.rules.today.facts import AddOn
from otokui.domain.purchases.types import Companions, Good

ALLOWED_CLASSES: Final = ("steady", "best")
"""Cross-sell begins with こつこつ (R38)."""
WHOLE_WORD: Final = 3
_MEANING = re.compile(r"[^\W\u3041-\u309f\d_]{2,}")


def addon_for(
    bases: Iterable[int],
    companions: Mapping[int, Companions],
    *,
    owned: Iterable[int],
    disliked: Iterable[str] = (),
) -> AddOn | None:
    """For an order that is expected: what belongs to the product, else what its buyers most often also buy.

    Never what the customer buys already, nor against a taste.
    """
    mine, against = set(owned), tuple(disliked)
    for why in ("belongs", "along"):
        for base in bases:
            known = companions.get(base)
            goods = () if known is None else known.belonging if why == "belongs" else known.bought_along
            for good in goods:
                if good.id not in mine and not _against(good, against):
                    assert known is not None
                    return AddOn(good=good, why=why, base=known.good.name)
    return None


def refill_for(bases: Iterable[int], companions: Mapping[int, Companions]) -> AddOn | None:
    """For the second purchase: the refill of what was bought, None where the same again is all there is."""
    for base in bases:
        known = companions.get(base)
        if known is not None and known.refills:
            return AddOn(good=known.refills[0], why="refill", base=known.good.name)
    return None


def fitting_addon(
    bases: Iterable[int],
    companions: Mapping[int, Companions],
    *,
    owned: Iterable[int],
    preferences: Iterable[tuple[PreferenceKind, str]],
) -> AddOn | None:
    """An add-on whose name or shelf a recorded need or taste speaks of; rather none than a blind one."""
    known = tuple(preferences)
    disliked = tuple(text for kind, text in known if kind is PreferenceKind.DISLIKE)
    wishes = [text for kind, text in known if kind is not PreferenceKind.DISLIKE]
    mine = set(owned)
    for base in bases:
        beside = companions.get(base)
        if beside is None:
            continue
        for good in (*beside.belonging, *beside.bought_along):
            fits = next((wish for wish in wishes if speaks_of(wish, good)), "")
            if fits and good.id not in mine and not _against(good, disliked):
                return AddOn(good=good, why="fits", base=beside.good.name, fits=fits)
    return None


def speaks_of(text: str, good: Good) -> bool:
    """Whether the words name the good: a whole word of its name, or two kanji, katakana or letters in a row
    of its name or shelf.

    Hiragana alone carry grammar, not goods: 「深煎りが好き」 speaks of 深煎りブレンド,
    「在庫を切らしたくない」 of nothing.
    """
    return any(piece in text for piece in _pieces(good.name, good.category))


@lru_cache(maxsize=4096)
def _pieces(name: str, category: str) -> tuple[str, ...]:
    """What names a good of this name and shelf, one of them is enough."""
    whole = [word for word in name.split() if len(word) >= WHOLE_WORD]
    words = _MEANING.findall(f"{name} {category}")
    return (*whole, *(word[start : start + 2] for word in words for start in range(len(word) - 1)))


def _against(good: Good, disliked: tuple[str, ...]) -> bool:
    return any(speaks_of(text, good) for text in disliked)
