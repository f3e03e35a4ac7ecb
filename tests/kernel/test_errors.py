"""Errors keep what they say apart from the language it is said in."""

import pytest

from otokui.core.kernel.errors import Refused, keep, kept, told, told_again

JA = {"%(file)s is empty": "%(file)s は空です", "Wait.": "お待ちください。"}


def in_japanese(message: str) -> str:
    return JA.get(message, message)


@pytest.mark.parametrize(
    ("problem", "english", "japanese"),
    [
        (Refused("%(file)s is empty", code="empty", file="a\t%s"), "a\t%s is empty", "a\t%s は空です"),
        (Refused("Wait."), "Wait.", "お待ちください。"),
        (Refused("100 % 済みです。"), "100 % 済みです。", "100 % 済みです。"),
        (ValueError("%d"), "%d", "%d"),
    ],
)  # fmt: skip
def test_an_error_is_told_at_once_or_later_in_any_language(problem, english, japanese):
    assert str(problem) == english
    assert told(problem, in_japanese) == japanese
    assert told_again(kept(problem), in_japanese) == japanese


def test_a_text_that_was_not_kept_by_us_comes_back_as_it_is():
    for text in ("", "a\tb", "a\t5", "何か\t[1]"):
        assert told_again(text, in_japanese) == text
    assert told_again(keep("%(file)s is empty", file=7), in_japanese) == "7 は空です"
