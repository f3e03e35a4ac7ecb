"""Fitting the gap model: one penalised likelihood, many groups at once.

Maximises, for each group, Σ ln P(gaps of an owner | r, α, k) with a normal pull of ln r, ln α, ln k towards a
centre: a product with few gaps stays near the pool, one with many goes its own way. Newton steps on 3 × 3
Hessians; sums run in the order of the rows, which callers keep sorted.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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


@dataclass(frozen=True, slots=True)
class Streams:
    """Owners with at least one gap: their group, number of gaps x, days S, and Σ ln gap."""

    group: Ints
    gaps: Floats
    days: Floats
    logs: Floats


def fit(streams: Streams, groups: int, centre: GapPrior, pull: tuple[float, float, float]) -> list[GapPrior]:
    """The prior of each group 0 .. groups - 1, rounded to 6 digits; a group without streams gets the
    centre."""
    middle = np.log([centre.weight, centre.scale, centre.regularity])
    at = np.tile(middle, (groups, 1))
    if len(streams.group):
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
        tried = at + step * scale[:, None]
        reached = _objective(tried, streams, middle, pull)
        worse = reached < value - 1e-9 * np.abs(value)
        if not worse.any():
            break
        scale = np.where(worse, scale / 4, scale)
    step = np.where(worse, 0.0, scale)[:, None] * step
    return at + step, np.where(worse, value, reached), float(np.abs(step).max())


def _objective(at: Floats, streams: Streams, middle: Floats, pull: tuple[float, float, float]) -> Floats:
    from scipy.special import gammaln

    r, alpha, k = np.exp(at)[streams.group].T
    x, strength = streams.gaps, r + k * streams.gaps
    each = r * np.log(alpha) + gammaln(strength) - gammaln(r) - x * gammaln(k)
    each = each + (k - 1) * streams.logs - strength * np.log(alpha + streams.days)
    total = np.bincount(streams.group, each, len(at))
    penalised: Floats = total - 0.5 * (((at - middle) / np.array(pull)) ** 2).sum(axis=1)
    return penalised


def _newton_step(at: Floats, streams: Streams, middle: Floats, pull: tuple[float, float, float]) -> Floats:
    """(-H)^-1 g in log parameters, negative curvature turned round, no component longer than 1."""
    gradient, hessian = _derivatives(at, streams)
    spread = np.array(pull) ** 2
    gradient = gradient - (at - middle) / spread
    hessian = hessian - np.diag(1 / spread)
    values, vectors = np.linalg.eigh(-hessian)
    values = np.maximum(np.abs(values), 1e-6)
    along = np.einsum("gij,gi->gj", vectors, gradient) / values
    step: Floats = np.einsum("gij,gj->gi", vectors, along)
    longest = np.maximum(np.abs(step).max(axis=1), 1.0)
    limited: Floats = step / longest[:, None]
    return limited


def _derivatives(at: Floats, streams: Streams) -> tuple[Floats, Floats]:
    from scipy.special import psi, zeta

    groups = len(at)
    r, alpha, k = np.exp(at)[streams.group].T
    x = streams.gaps
    strength, span = r + k * x, alpha + streams.days
    log_span, psi_strength, psi1 = np.log(span), psi(strength), zeta(2.0, strength)

    def total(each: Floats) -> Floats:
        return np.bincount(streams.group, each, groups).astype(np.float64, copy=False)

    first = [
        total(r * (np.log(alpha) + psi_strength - psi(r) - log_span)),
        total(r - alpha * strength / span),
        total(k * (x * psi_strength - x * psi(k) + streams.logs - x * log_span)),
    ]
    second = {
        (0, 0): total(r * r * (psi1 - zeta(2.0, r))) + first[0],
        (0, 1): total(r * alpha * (1 / alpha - 1 / span)),
        (0, 2): total(r * k * x * psi1),
        (1, 1): total(-r + alpha * alpha * strength / span**2) + first[1],
        (1, 2): total(-alpha * k * x / span),
        (2, 2): total(k * k * (x * x * psi1 - x * zeta(2.0, k))) + first[2],
    }
    hessian = np.empty((groups, 3, 3))
    for (row, column), values in second.items():
        hessian[:, row, column] = hessian[:, column, row] = values
    return np.stack(first, axis=1), hessian
