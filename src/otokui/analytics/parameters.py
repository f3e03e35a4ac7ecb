"""What a run froze. Everything a state row needs, with the day looked from, to become a result.

`incremental = batch under the same run parameters` holds because results are functions of one owner's state
row, these values and as_of, and of nothing else.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from otokui.analytics.settings import Settings

Cuts = tuple[int | None, int | None, int | None, int | None]
"""The smallest value that scores at least 2, 3, 4, 5; None: no value does."""


@dataclass(frozen=True, slots=True)
class GapPrior:
    """Gaps of one owner are gamma(`regularity` k, rate), rates over owners gamma(`weight` r, `scale` days).

    `weight` is how many gaps' worth the pool is trusted, `scale` its days, `regularity` 1 = random visits,
    larger = more regular.
    """

    weight: float
    scale: float
    regularity: float


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The gap model of one kind of stream (a customer's visits, or customer × product).

    `prior`: the pool. `own`: priors of single products, by `str(product_id)`. `levels`: per cell of (past
    gaps × variability) the survival level at which silence is called overdue, see `limits`.
    """

    prior: GapPrior
    levels: tuple[float, ...]
    own: Mapping[str, GapPrior] = field(default_factory=dict)

    def to_plain(self) -> dict[str, Any]:
        return {
            "prior": _plain_prior(self.prior),
            "levels": list(self.levels),
            "own": {name: _plain_prior(self.own[name]) for name in sorted(self.own)},
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        own = {name: GapPrior(*values) for name, values in plain["own"].items()}
        return cls(GapPrior(*plain["prior"]), tuple(plain["levels"]), own)


def _plain_prior(prior: GapPrior) -> list[float]:
    return [prior.weight, prior.scale, prior.regularity]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunParameters:
    """One run. A = `average_total` / `average_count` minor units, kept as two integers so that "≥ 7A" is
    exact.

    `bar`: the smallest whole amount that is ≥ factor × A. `data_first_on`: the data's first day.
    `horizon_days`: how long a silence was watched when limits were calibrated (0: nothing to calibrate on).
    """

    as_of: date
    settings: Settings
    average_total: int
    average_count: int
    bar: int
    recency_cuts: Cuts  # of minus the days since the last purchase
    frequency_cuts: Cuts
    money_cuts: Cuts
    data_first_on: date | None
    horizon_days: int
    visits: Rhythm
    products: Rhythm

    @property
    def average(self) -> float:
        """A in minor units, for showing; never for deciding."""
        return self.average_total / self.average_count if self.average_count else 0.0

    @property
    def run_id(self) -> str:
        """A name for these values: equal parameters have equal ids."""
        return hashlib.sha256(self._text().encode()).hexdigest()[:16]

    def to_plain(self) -> dict[str, Any]:
        """As JSON-ready values, `run_id` included."""
        return {"run_id": self.run_id, **self._plain()}

    def to_json(self) -> str:
        """As text; `from_json(p.to_json()) == p` to the last bit."""
        return json.dumps(self.to_plain(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        return cls.from_plain(json.loads(text))

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        first = plain["data_first_on"]
        return cls(
            as_of=date.fromisoformat(plain["as_of"]),
            settings=Settings.from_plain(plain["settings"]),
            average_total=plain["average_total"],
            average_count=plain["average_count"],
            bar=plain["bar"],
            recency_cuts=_cuts(plain["recency_cuts"]),
            frequency_cuts=_cuts(plain["frequency_cuts"]),
            money_cuts=_cuts(plain["money_cuts"]),
            data_first_on=None if first is None else date.fromisoformat(first),
            horizon_days=plain["horizon_days"],
            visits=Rhythm.from_plain(plain["visits"]),
            products=Rhythm.from_plain(plain["products"]),
        )

    def _plain(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of.isoformat(),
            "settings": self.settings.to_plain(),
            "average_total": self.average_total,
            "average_count": self.average_count,
            "bar": self.bar,
            "recency_cuts": list(self.recency_cuts),
            "frequency_cuts": list(self.frequency_cuts),
            "money_cuts": list(self.money_cuts),
            "data_first_on": None if self.data_first_on is None else self.data_first_on.isoformat(),
            "horizon_days": self.horizon_days,
            "visits": self.visits.to_plain(),
            "products": self.products.to_plain(),
        }

    def _text(self) -> str:
        return json.dumps(self._plain(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _cuts(values: list[int | None]) -> Cuts:
    two, three, four, five = values
    return two, three, four, five
