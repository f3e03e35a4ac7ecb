"""Fitting the gap model: one penalised likelihood, many groups at once.

Maximises, for each group, Σ ln P(gaps of an owner | r, α, k) with a normal pull of ln r, ln α, ln k towards a
centre: a product with few gaps stays near the pool, one with many goes its own way. Newton steps on 3 × 3
Hessians; sums run in the order of the rows, which callers keep sorted.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from otokui.analytics.engine.fixed import UNIT
from otokui.analytics.forecast import distinct
from otokui.analytics.parameters import GapPrior

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEPS = 40
HALVINGS = 6
WORLD = GapPrior(weight=2.0, scale=60.0, regularity=1.2)
"""What is assumed before any gap was seen: a mean gap of some 50 days, widely spread."""
LOOSE = (1.5, 3.0, 1.5)
TIGHT = (0.5, 1.0, 0.5)
"""Standard deviations of the pull on (ln r, ln α, ln k): towards WORLD, and of a product towards the pool."""
LOWEST = np.log([0.05, 1e-3, 0.1])
HIGHEST = np.log([1e3, 1e7, 1e3])
"""Bounds of (r, α, k). Gaps are whole days: more regular than 3 % cannot be told from a clock."""


@dataclass(frozen=True, slots=True)
class Streams:
    """Owners with at least one gap, alike ones counted together.

    Cells are the distinct (group, gaps x, days S): `cell_times` owners each, `cell_look` their look. Looks
    are the distinct (group, x): `look_group`, `look_gaps`, and how many owners. `logs`: Σ ln gap of each
    group.
    """

    cell_look: Ints
    cell_days: Floats
    cell_times: Floats
    look_group: Ints
    look_gaps: Floats
    look_times: Floats
    logs: Floats

    @classmethod
    def of(cls, group: Ints, gaps: Ints, days: Ints, logs: Ints, groups: int) -> "Streams":
        """From one row an owner; `logs` in fixed point, so that sums do not depend on their order."""
        rows, back = distinct(group, gaps, days)
        times = np.bincount(back, minlength=len(rows)).astype(np.float64)
        looks, look = distinct(group[rows], gaps[rows])
        total = np.zeros(groups, dtype=np.int64)
        np.add.at(total, group, logs)
        return cls(
            cell_look=look,
            cell_days=days[rows].astype(np.float64),
            cell_times=times,
            look_group=group[rows][looks],
            look_gaps=gaps[rows][looks].astype(np.float64),
            look_times=np.bincount(look, times, len(looks)).astype(np.float64),
            logs=total / UNIT,
        )


def fit(streams: Streams, groups: int, centre: GapPrior, pull: tuple[float, float, float]) -> list[GapPrior]:
    """The prior of each group 0 .. groups - 1, rounded to 6 digits; a group without streams gets the
    centre."""
    middle = np.log([centre.weight, centre.scale, centre.regularity])
    at = np.tile(middle, (groups, 1))
    if len(streams.cell_look):
        value = _objective(at, streams, middle, pull)
        for _ in range(STEPS):
            step = _newton_step(at, streams, middle, pull)
            at, value, moved = _climb(at, value, step, streams, middle, pull)
            if moved < 1e-7:
                break
    return [GapPrior(*(float(f"{np.exp(one):.6g}") for one in row)) for row in at]


def _climb(
    at: Floats,
    value: Floats,
    step: Floats,
    streams: Streams,
    middle: Floats,
    pull: tuple[float, float, float],
) -> tuple[Floats, Floats, float]:
    """Take each group's step, halved until it does not lose."""
    scale = np.ones(len(at))
    for _ in range(HALVINGS):
        tried = np.clip(at + step * scale[:, None], LOWEST, HIGHEST)
        reached = _objective(tried, streams, middle, pull)
        worse = reached < value - 1e-9 * np.abs(value)
        if not worse.any():
            break
        scale = np.where(worse, scale / 4, scale)
    reached_at = np.where(worse[:, None], at, tried)
    return reached_at, np.where(worse, value, reached), float(np.abs(reached_at - at).max())


def _objective(at: Floats, streams: Streams, middle: Floats, pull: tuple[float, float, float]) -> Floats:
    from scipy.special import gammaln

    weight, scale, regularity = np.exp(at).T
    group, x = streams.look_group, streams.look_gaps
    r, k = weight[group], regularity[group]
    strength = r + k * x
    of_look = r * np.log(scale[group]) + gammaln(strength) - gammaln(r) - x * gammaln(k)
    of_cell = strength[streams.cell_look] * np.log(scale[group][streams.cell_look] + streams.cell_days)
    each = streams.look_times * of_look - _by(streams.cell_look, streams.cell_times * of_cell, len(x))
    total = _by(group, each, len(at)) + (regularity - 1) * streams.logs
    penalised: Floats = total - 0.5 * (((at - middle) / np.array(pull)) ** 2).sum(axis=1)
    return penalised


def _by(group: Ints, each: Floats, groups: int) -> Floats:
    """Sums by group, in the order of the rows."""
    return np.bincount(group, each, groups).astype(np.float64, copy=False)


def _newton_step(at: Floats, streams: Streams, middle: Floats, pull: tuple[float, float, float]) -> Floats:
    """(-H)^-1 g in log parameters, negative curvature turned round, no component longer than 1."""
    gradient, hessian = _derivatives(at, streams)
    spread = np.array(pull) ** 2
    gradient = gradient - (at - middle) / spread
    hessian = hessian - np.diag(1 / spread)
    held = ((at <= LOWEST) & (gradient < 0)) | ((at >= HIGHEST) & (gradient > 0))
    gradient = np.where(held, 0.0, gradient)
    hessian = np.where(held[:, :, None] | held[:, None, :], -np.eye(3), hessian)
    values, vectors = np.linalg.eigh(-hessian)
    values = np.maximum(np.abs(values), 1e-6)
    along = np.einsum("gij,gi->gj", vectors, gradient) / values
    step: Floats = np.einsum("gij,gj->gi", vectors, along)
    longest = np.maximum(np.abs(step).max(axis=1), 1.0)
    limited: Floats = step / longest[:, None]
    return limited


def _derivatives(at: Floats, streams: Streams) -> tuple[Floats, Floats]:
    """Gradient and Hessian of the likelihood in ln r, ln α, ln k."""
    from scipy.special import psi, zeta

    groups = len(at)
    weight, scale, regularity = np.exp(at).T
    group, x, times = streams.look_group, streams.look_gaps, streams.look_times
    r, alpha, k = weight[group], scale[group], regularity[group]
    strength = r + k * x
    psi_strength, psi1 = psi(strength), zeta(2.0, strength)
    span = alpha[streams.cell_look] + streams.cell_days
    cells = streams.cell_times
    log_span = _by(streams.cell_look, cells * np.log(span), len(x))
    inverse = _by(streams.cell_look, cells / span, len(x))
    squares = _by(streams.cell_look, cells / span**2, len(x))

    def total(each: Floats) -> Floats:
        return _by(group, each, groups)

    first = [
        total(r * (times * (np.log(alpha) + psi_strength - psi(r)) - log_span)),
        total(times * r - alpha * strength * inverse),
        total(k * x * (times * (psi_strength - psi(k)) - log_span)) + regularity * streams.logs,
    ]
    second = {
        (0, 0): total(times * r * r * (psi1 - zeta(2.0, r))) + first[0],
        (0, 1): total(r * (times - alpha * inverse)),
        (0, 2): total(times * r * k * x * psi1),
        (1, 1): total(-times * r + alpha * alpha * strength * squares) + first[1],
        (1, 2): total(-alpha * k * x * inverse),
        (2, 2): total(times * k * k * (x * x * psi1 - x * zeta(2.0, k))) + first[2],
    }
    hessian = np.empty((groups, 3, 3))
    for (row, column), values in second.items():
        hessian[:, row, column] = hessian[:, column, row] = values
    return np.stack(first, axis=1), hessian
