"""A run whose chunks end in any order knows what is left."""

import itertools

import pytest

from otokui.domain.exchange.rules.checkpoints import is_done, with_done

CHAIN = [[0, 0, 0, 1], [0, 1, 0, 2], [0, 2, 2, 0], [2, 0, 3, 0]]


@pytest.mark.parametrize("order", itertools.permutations(CHAIN))
def test_whatever_the_order_the_frontier_ends_behind_the_last_chunk(order):
    frontier, ahead = (0, 0), []
    for number, span in enumerate(order):
        assert not is_done(span, frontier, ahead)
        frontier, ahead = with_done(span, frontier, ahead)
        for each in CHAIN:
            assert is_done(each, frontier, ahead) == (each in order[: number + 1])
    assert (frontier, ahead) == ((3, 0), [])
