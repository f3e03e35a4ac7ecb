"""What a draft of the rules would change, before it is saved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from otokui.analytics.fitting import average_of, bar_of
from otokui.analytics.lifecycle import Facts, classify, state_of
from otokui.analytics.schema import CLASSES, STATE_NAMES
from otokui.analytics.settings import Settings, Thresholds
from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.public import get_business
from otokui.domain.accounts.types import Sight
from otokui.domain.customers import public as customers
from otokui.domain.insights.queries.books import EPOCH, read_states
from otokui.domain.insights.queries.runs import find_current_judge
from otokui.domain.insights.rules import needs_lines, with_business
from otokui.domain.insights.types import Move, MoveKind, WhatIf

Place = tuple[str, str | None]
Ints = NDArray[np.int64]
_WIDTH = len(STATE_NAMES) + 1
_READ = ("customer_id", "orders", "first_on", "last_on", "net", "gaps", "latest_line_on")
_LOOKED_AT = 1000
EVERY_KIND = MoveKind()


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Everybody's place now and under the draft, as class · 4 + state + 1; `order`: movers, richest first.

    `readings`: how many are in each class of the article (rows) and of the book (columns) under the draft.
    """

    ids: Ints
    net: Ints
    now: Ints
    draft: Ints
    order: Ints
    readings: Ints
    average_now: tuple[int, int]
    average_draft: tuple[int, int]
    bar_now: int
    bar_draft: int


def preview_rules(draft: Settings, as_of: date, *, sight: Sight, limit: int = 50) -> WhatIf:
    """Who would move if these rules held today: counts, money, names of the richest
    in sight.

    Compared are the rules in force with their frozen A, and the draft with the A of today's books, for that
    is what activating it would freeze. Five SQL queries over the summaries, whatever the number of
    customers; a product group or single orders read the lines (`reads_lines`).
    """
    both = _compare(draft, as_of)
    moves, next_after = _moves(both, sight, None, limit)
    return WhatIf(
        as_of=as_of,
        customers=len(both.ids),
        moved=len(both.order),
        net=int(both.net.sum()),
        moved_net=int(both.net[both.order].sum()),
        matrix=_matrix(both),
        readings=_readings(both),
        moves=moves,
        next_after=next_after,
        average_now=both.average_now,
        average_draft=both.average_draft,
        bar_now=both.bar_now,
        bar_draft=both.bar_draft,
    )


def list_moves(
    draft: Settings,
    as_of: date,
    *,
    sight: Sight,
    after: tuple[int, int] | None = None,
    kind: MoveKind = EVERY_KIND,
    limit: int,
) -> tuple[tuple[Move, ...], tuple[int, int] | None]:
    """A page of a preview's list of one kind of movers, richest first, and where it goes on.

    `after` is the `next_after` of the page before.
    """
    both = _compare(draft, as_of)
    return _moves(replace(both, order=both.order[_of_kind(both, kind)]), sight, after, limit)


def reads_lines(draft: Settings) -> bool:
    """Whether a preview of this draft has to read all lines, which takes long for a large shop."""
    judge = find_current_judge()
    return needs_lines(_without_window(draft)) or (
        judge is not None and needs_lines(_without_window(judge.parameters.settings))
    )


def _without_window(settings: Settings) -> Settings:
    """An RFM window moves nobody to another class or state."""
    return replace(settings, rfm_window_days=None)


def _of_kind(both: _Comparison, kind: MoveKind) -> NDArray[np.bool_]:
    now, then = both.now[both.order], both.draft[both.order]
    wanted = np.ones(len(both.order), dtype=bool)
    for places, name in ((now, kind.from_class), (then, kind.to_class)):
        if name is not None:
            wanted &= places // _WIDTH == CLASSES.index(name)
    for places, name in ((now, kind.from_state), (then, kind.to_state)):
        if name is not None:
            wanted &= places % _WIDTH == STATE_NAMES.index(name) + 1
    return wanted


def _compare(draft: Settings, as_of: date) -> _Comparison:
    judge = find_current_judge()
    if judge is None:
        raise Refused(_("There are no classes yet to compare with."), code="no-run-yet")
    business = get_business()
    draft = with_business(
        _without_window(draft), time_zone=business.time_zone, day_start_minutes=business.day_start_minutes
    )
    rules = _without_window(judge.parameters.settings)
    now_states = read_states(None, rules, as_of, only=_READ)
    same_books = not needs_lines(rules) and not needs_lines(draft)
    states = now_states if same_books else read_states(None, draft, as_of, only=_READ)
    facts, now_facts = Facts.of(states), Facts.of(now_states)
    average = average_of(facts, draft)
    bar = bar_of(*average, draft.thresholds.factor)
    now = _places(now_facts, rules.thresholds, judge.parameters.bar, as_of)
    then = _places(facts, draft.thresholds, bar, as_of)
    ids, net = _ints(states, "customer_id"), facts.net
    moved = np.flatnonzero(now != then)
    return _Comparison(
        ids=ids,
        net=net,
        now=now,
        draft=then,
        order=moved[np.lexsort((ids[moved], -net[moved]))],
        readings=_both_readings(facts, draft.thresholds, bar, as_of),
        average_now=(judge.parameters.average_total, judge.parameters.average_count),
        average_draft=average,
        bar_now=judge.parameters.bar,
        bar_draft=bar,
    )


def _places(facts: Facts, thresholds: Thresholds, bar: int, as_of: date) -> Ints:
    today = (as_of - EPOCH).days
    classes = classify(facts, thresholds, bar, today).astype(np.int64)
    return classes * _WIDTH + state_of(facts, thresholds, today) + 1


def _both_readings(facts: Facts, thresholds: Thresholds, bar: int, as_of: date) -> Ints:
    today, size = (as_of - EPOCH).days, len(CLASSES)
    article, book = (
        classify(facts, replace(thresholds, preset=preset), bar, today).astype(np.int64)
        for preset in ("article", "book")
    )
    counts: Ints = np.bincount(article * size + book, minlength=size * size).reshape(size, size)
    return counts


def _readings(both: _Comparison) -> dict[tuple[str, str], int]:
    return {
        (CLASSES[article], CLASSES[book]): int(both.readings[article, book])
        for article, book in np.argwhere(both.readings)
    }


def _place(code: int) -> Place:
    customer_class, state = divmod(int(code), _WIDTH)
    return CLASSES[customer_class], STATE_NAMES[state - 1] if state else None


def _matrix(both: _Comparison) -> dict[Place, dict[Place, int]]:
    size = len(CLASSES) * _WIDTH
    counts = np.bincount(both.now * size + both.draft, minlength=size * size).reshape(size, size)
    matrix: dict[Place, dict[Place, int]] = {}
    for now, then in np.argwhere(counts):
        matrix.setdefault(_place(now), {})[_place(then)] = int(counts[now, then])
    return matrix


def _moves(
    both: _Comparison, sight: Sight, after: tuple[int, int] | None, limit: int
) -> tuple[tuple[Move, ...], tuple[int, int] | None]:
    order = both.order
    if after is not None:
        net, customer = after
        order = order[(both.net[order] < net) | ((both.net[order] == net) & (both.ids[order] > customer))]
    order = _seen(both, order, sight, limit + 1)
    page = order[:limit]
    names = customers.customer_names([int(customer) for customer in both.ids[page]])
    moves = tuple(_move(both, int(row), names) for row in page)
    last = moves[-1] if len(order) > limit else None
    return moves, None if last is None else (last.net, last.customer_id)


def _seen(both: _Comparison, order: Ints, sight: Sight, enough: int) -> Ints:
    """The first of these who are in sight, all for who sees all. One SQL query a thousand looked at."""
    if not sight.is_limited:
        return order
    found: list[int] = []
    for start in range(0, len(order), _LOOKED_AT):
        rows = order[start : start + _LOOKED_AT]
        seen = customers.seen_among((int(customer) for customer in both.ids[rows]), sight)
        found += [int(row) for row in rows if int(both.ids[row]) in seen]
        if len(found) >= enough:
            break
    return np.array(found, dtype=np.int64)


def _move(both: _Comparison, row: int, names: dict[int, str]) -> Move:
    customer = int(both.ids[row])
    from_class, from_state = _place(both.now[row])
    to_class, to_state = _place(both.draft[row])
    return Move(
        customer_id=customer,
        name=names.get(customer, ""),
        net=int(both.net[row]),
        from_class=from_class,
        from_state=from_state,
        to_class=to_class,
        to_state=to_state,
    )


def _ints(table: pa.Table, name: str) -> Ints:
    return np.asarray(table.column(name).combine_chunks().to_numpy(zero_copy_only=False), dtype=np.int64)
