"""What a person is named by in texts that no key leads to."""

from collections.abc import Iterable
from typing import Any, Final

from otokui.domain.customers.types import Needles

BLANK: Final = "■"
"""Stands where a name was taken out."""
FEWEST_LETTERS: Final = 3
"""A shorter word is anybody's."""
LONG_TEXT: Final = 12
"""A remark of this length is nobody else's."""


def needles(names: Iterable[str], remarks: Iterable[str], codes: Iterable[str]) -> Needles:
    """What to look for: names as typed and without the gap between 姓 and 名, the longest first."""
    words = {word for name in names for word in _spellings(name) if len(word) >= FEWEST_LETTERS}
    words |= {text.strip() for text in remarks if len(text.strip()) >= LONG_TEXT}
    numbers = {code for code in codes if code}
    return Needles(tuple(sorted(words, key=lambda word: (-len(word), word))), tuple(sorted(numbers)))


def without(value: Any, words: Iterable[str]) -> Any:
    """The value, a text or whatever JSON holds, with a blank for each of the words."""
    if isinstance(value, str):
        for word in words:
            value = value.replace(word, BLANK)
        return value
    if isinstance(value, list):
        return [without(each, words) for each in value]
    if isinstance(value, dict):
        return {without(key, words): without(each, words) for key, each in value.items()}
    return value


def _spellings(name: str) -> set[str]:
    parts = name.split()
    return {name.strip(), "".join(parts), " ".join(parts), "　".join(parts)}
