"""Words and days, boundaries first."""

import pytest

from otokui.domain.purchases.rules import channel_of, is_free, kind_of
from otokui.domain.purchases.rules.reversal import Sold, TakenBack, left_of, money_of
from otokui.domain.purchases.types import LineKind

SALE, RETURN, CANCEL = LineKind.SALE, LineKind.RETURN, LineKind.CANCEL


@pytest.mark.parametrize(
    ("amount", "status", "kind"),
    [
        (100, None, SALE),
        (0, None, SALE),
        (-1, None, RETURN),
        (-1, "完了", RETURN),
        (100, "完了", SALE),
        (100, "returned", RETURN),
        (100, "返品", RETURN),
        (0, "返品", RETURN),
        (100, " Cancelled ", CANCEL),
        (-100, "キャンセル", CANCEL),
        (100, "ｷｬﾝｾﾙ", CANCEL),
        (100, "返品不可", SALE),
    ],
)
def test_kind_of_a_line(amount, status, kind):
    assert kind_of(amount, status) is kind


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (None, ""),
        ("店頭", "store"),
        ("ＥＣ", "web"),
        ("電話", "phone"),
        (" 生協 ", "生協"),
        ("Ｗｅｂサイト", "web"),
    ],
)
def test_known_channels_have_keys_and_others_keep_their_word(text, key):
    assert channel_of(text) == key


def test_zero_price_lines_are_free_and_returns_are_not():
    assert is_free(0, SALE)
    assert not is_free(1, SALE)
    assert not is_free(0, RETURN)


def test_what_is_left_of_an_order():
    sold = [Sold(1, 7, 3000, 1000), Sold(2, 7, 1000, 400), Sold(3, None, None, 50)]
    assert [left.quantity for left in left_of(sold, [])] == [3000, 1000, None]
    after = left_of(sold, [TakenBack(7, 3500, 1200), TakenBack(None, None, 50)])
    assert [(left.quantity, left.amount, left.is_something) for left in after] == [
        (0, 0, False),
        (500, 200, True),
        (None, 0, False),
    ]


def test_the_last_piece_takes_the_rest_of_the_money():
    (whole,) = left_of([Sold(1, 7, 3000, 1000)], [])
    assert [money_of(whole, pieces) for pieces in (1000, 2000, 3000)] == [333, 666, 1000]
    (rest,) = left_of([Sold(1, 7, 3000, 1000)], [TakenBack(7, 2000, 666)])
    assert money_of(rest, 1000) == 334
