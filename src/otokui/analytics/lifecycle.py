"""Class and state of a customer, the day on which time alone changes them, and to what.

The rules are evaluated in this order, the first that holds decides (t: tenure of the preset, S: net, bar: the
money the upper classes start at, 7A):

    n = 0 prospect · n = 1 first · t < 90 toddler · S < bar steady · t < 210 trend · else best
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from otokui.analytics.arrays import ints, words
from otokui.analytics.schema import CLASSES, STATE_NAMES
from otokui.analytics.settings import Preset, Settings, Thresholds, preset

__all__ = ["Preset", "Settings", "Standing", "Thresholds", "classify", "judge", "next_change", "preset"]

PROSPECT, FIRST, TODDLER, STEADY, TREND, BEST = range(6)
ACTIVE, DORMANT, DEAD = range(3)
NONE = -1
NEVER = np.iinfo(np.int32).max

Days = NDArray[np.int32]
Codes = NDArray[np.int8]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules read of the state rows, as numpy columns; days since 1970, 0 where there is none."""

    orders: Ints
    first: Ints
    last: Ints
    net: Ints
    gaps: Ints

    @classmethod
    def of(cls, states: pa.Table) -> Facts:
        return cls(
            orders=ints(states, "orders"),
            first=ints(states, "first_on"),
            last=ints(states, "last_on"),
            net=ints(states, "net"),
            gaps=ints(states, "gaps"),
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """Codes into CLASSES and STATE_NAMES (-1: none), and the next change (NEVER: none)."""

    classes: Codes
    states: Codes
    next_day: Ints
    next_classes: Codes
    next_states: Codes


def classify(facts: Facts, thresholds: Thresholds, bar: int, as_of: int | Ints) -> Codes:
    """The class of every customer on the day(s) `as_of`."""
    until = np.asarray(as_of, dtype=np.int64) if thresholds.preset == "article" else facts.last
    tenure = until - facts.first
    rich, old = (facts.net >= bar).view(np.int8), (tenure >= thresholds.best_days).view(np.int8)
    above_steady = rich * (1 + old) if thresholds.trend else rich * old * np.int8(BEST - STEADY)
    above_toddler = (tenure >= thresholds.toddler_days) * (1 + above_steady)
    codes: Codes = (facts.orders > 0) * (1 + (facts.orders > 1) * (1 + above_toddler))
    return codes


def state_days(facts: Facts, thresholds: Thresholds) -> tuple[Ints | np.int64, Ints | np.int64]:
    """The silence in days from which a customer is dormant, and dead: one number, or one a customer."""
    dormant: Ints | np.int64 = np.int64(thresholds.dormant_days)
    dead: Ints | np.int64 = np.int64(thresholds.dead_days)
    if thresholds.dormant_gaps is not None and thresholds.dead_gaps is not None:
        own = facts.gaps > 0
        gaps = np.maximum(facts.gaps, 1)
        span = facts.last - facts.first
        dormant = np.where(own, -(-thresholds.dormant_gaps * span // gaps), dormant)
        dead = np.where(own, -(-thresholds.dead_gaps * span // gaps), dead)
    return dormant, dead


def state_of(facts: Facts, thresholds: Thresholds, as_of: int | Ints) -> Codes:
    """The state of every customer on the day(s) `as_of`; -1 for a prospect."""
    dormant, dead = state_days(facts, thresholds)
    silence = np.asarray(as_of, dtype=np.int64) - facts.last
    stages = (silence >= dormant).view(np.int8) + (silence >= dead)
    codes: Codes = (facts.orders > 0) * (stages - np.int8(NONE)) + np.int8(NONE)
    return codes


def next_change(
    facts: Facts, thresholds: Thresholds, bar: int, as_of: int, classes: Codes, states: Codes
) -> Ints:
    """The first day after `as_of` on which class or state differ from the day before, no purchase made.

    `classes` and `states` are those of `as_of`. NEVER where time changes nothing any more.
    """
    dormant, dead = state_days(facts, thresholds)
    found = np.where(states == ACTIVE, facts.last + dormant, NEVER)
    found = np.where(states == DORMANT, facts.last + dead, found)
    if thresholds.preset == "article":
        found = np.where(classes == TODDLER, np.minimum(found, facts.first + thresholds.toddler_days), found)
        maturing = (classes == TREND) | ((classes == STEADY) & (facts.net >= bar))
        found = np.where(maturing, np.minimum(found, facts.first + thresholds.best_days), found)
    return found


def judge(states: pa.Table, thresholds: Thresholds, bar: int, as_of: int) -> Standing:
    """Class, state and next change of all state rows at the end of day `as_of` (days since 1970)."""
    facts = Facts.of(states)
    classes, kinds = classify(facts, thresholds, bar, as_of), state_of(facts, thresholds, as_of)
    return look_ahead(facts, thresholds, bar, as_of, classes, kinds)


def look_ahead(
    facts: Facts, thresholds: Thresholds, bar: int, as_of: int, classes: Codes, states: Codes
) -> Standing:
    """Class and state of day `as_of` with their next change."""
    day = next_change(facts, thresholds, bar, as_of, classes, states)
    return Standing(
        classes=classes,
        states=states,
        next_day=day,
        next_classes=classify(facts, thresholds, bar, day),
        next_states=state_of(facts, thresholds, day),
    )


def class_names(codes: Codes, missing: NDArray[np.bool_] | None = None) -> pa.Array:
    """Codes as text; -1 and `missing` rows are null."""
    return words(codes, CLASSES, missing)


def state_names(codes: Codes, missing: NDArray[np.bool_] | None = None) -> pa.Array:
    """Codes as text; -1 and `missing` rows are null."""
    return words(codes, STATE_NAMES, missing)
