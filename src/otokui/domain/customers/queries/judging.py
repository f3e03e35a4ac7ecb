"""Who looks like whom by what both have in common, and which newcomers of a run look like somebody there."""

from collections.abc import Collection
from typing import Final

from otokui.core.kernel.text import name_key
from otokui.domain.customers.adapters.pairs import pairs_sharing, read_known, told_apart
from otokui.domain.customers.models import Customer
from otokui.domain.customers.queries.merging import called
from otokui.domain.customers.rules.identity import PROPOSED_FROM, judge
from otokui.domain.customers.types.identity import Judgement, LooksLike, Newcomers

AT_ONCE: Final = 2_000
FIRST: Final = 10


def judged_pairs(pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], Judgement]:
    """Those of the pairs that are likely one customer, and of whom nobody said otherwise. 2 queries."""
    known = read_known({each for pair in pairs for each in pair}, name_key)
    judged = {
        (one, other): judge(known[one], known[other])
        for one, other in pairs
        if one in known and other in known
    }
    likely = {pair: judgement for pair, judgement in judged.items() if judgement.score >= PROPOSED_FROM}
    apart = told_apart({each for pair in likely for each in pair}) if likely else set()
    return {pair: judgement for pair, judgement in likely.items() if pair not in apart}


def newcomers_of_run(run: int) -> Newcomers:
    """Those whom the run made, and who of them looks like somebody who was there before, the first by score.

    At most 5 queries for some thousands of newcomers; memory does not grow with them.
    """
    brought = Customer.objects.filter(created_by_run=run).order_by("pk").values_list("pk", flat=True)
    after, made, alike = 0, 0, 0
    first: list[tuple[int, int, Judgement]] = []
    while ids := list(brought.filter(pk__gt=after)[:AT_ONCE]):
        after, made = ids[-1], made + len(ids)
        best = _best_twins(run, set(ids))
        alike += len(best)
        found = [(one, twin, judgement) for one, (twin, judgement) in best.items()]
        first = sorted([*first, *found], key=lambda each: (-each[2].score, each[0]))[:FIRST]
    names = Customer.objects.only("name", "code").in_bulk([one for one, _twin, _judgement in first])
    return Newcomers(
        made,
        alike,
        tuple(
            LooksLike(called(names[one]), twin, judgement.score, judgement.signs)
            for one, twin, judgement in first
        ),
    )


def _best_twins(run: int, new: set[int]) -> dict[int, tuple[int, Judgement]]:
    """By newcomer who of those before the run is likeliest the same. 4 queries."""
    pairs = [(one, other) for one, other in pairs_sharing(new) if (one in new) != (other in new)]
    if not pairs:
        return {}
    others = {each for pair in pairs for each in pair} - new
    newcomers = new | set(
        Customer.objects.filter(pk__in=others, created_by_run=run).values_list("pk", flat=True)
    )
    best: dict[int, tuple[int, Judgement]] = {}
    for (one, other), judgement in judged_pairs(pairs).items():
        made, there = (one, other) if one in new else (other, one)
        if there not in newcomers and (made not in best or best[made][1].score < judgement.score):
            best[made] = (there, judgement)
    return best
