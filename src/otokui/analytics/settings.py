"""What a shop may set about the judgement. Plain values, no numbers yet seen from any purchase."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, Self

Preset = Literal["article", "book"]
AverageRule = Literal["per_purchase", "per_customer", "fixed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The bounds of the classes and states.

    `preset`: what the class tenure t is: `article` = as_of - first_on (the articles' wording), `book` =
    last_on - first_on. Days: toddler below `toddler_days`, trend below `best_days`. Money: the upper classes
    from `factor` times A. States by days since the last purchase, or, when `dormant_gaps`/`dead_gaps` are set
    and the customer has a gap, by multiples of the customer's own mean gap. `trend` False: steady until
    `best_days`.
    """

    preset: Preset = "article"
    toddler_days: int = 90
    best_days: int = 210
    factor: int = 7
    dormant_days: int = 240
    dead_days: int = 365
    dormant_gaps: int | None = None
    dead_gaps: int | None = None
    trend: bool = True

    def __post_init__(self) -> None:
        if self.preset not in ("article", "book"):
            raise ValueError(f"preset must be article or book, not {self.preset!r}")
        if not 0 < self.toddler_days <= self.best_days:
            raise ValueError("0 < toddler_days <= best_days must hold")
        if not 0 < self.dormant_days <= self.dead_days:
            raise ValueError("0 < dormant_days <= dead_days must hold")
        if self.factor < 1:
            raise ValueError("factor must be at least 1")
        if (self.dormant_gaps is None) != (self.dead_gaps is None):
            raise ValueError("dormant_gaps and dead_gaps go together")
        if not 0 < (self.dormant_gaps or 1) <= (self.dead_gaps or 1):
            raise ValueError("0 < dormant_gaps <= dead_gaps must hold")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One version of a shop's settings.

    `time_zone`, `day_start_minutes`: where a day begins (instants with a zone are converted, naive ones are
    local). `average`, `fixed_average`: what A is (`fixed` = `fixed_average` minor units). `rfm_window_days`:
    RFM looks back so far (None: all history). `guard_days`: first purchases within so many days of the data's
    first day are flagged `short_history` (0: off). `epsilon_permille`: the share of returning customers who
    may be called overdue. `one_purchase_per_day` False: each order counts as a purchase. `categories`: the
    product group everything is restricted to (None: all).
    """

    thresholds: Thresholds = field(default_factory=Thresholds)
    time_zone: str = "Asia/Tokyo"
    day_start_minutes: int = 0
    average: AverageRule = "per_purchase"
    fixed_average: int | None = None
    rfm_window_days: int | None = None
    guard_days: int = 0
    epsilon_permille: int = 100
    one_purchase_per_day: bool = True
    categories: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if (self.average == "fixed") != (self.fixed_average is not None):
            raise ValueError("fixed_average goes with average='fixed', and only with it")
        if not 0 < self.epsilon_permille < 1000:
            raise ValueError("epsilon_permille must lie between 1 and 999")
        if self.guard_days < 0 or not 0 <= self.day_start_minutes < 1440:
            raise ValueError("guard_days and day_start_minutes must not be negative, a day has 1440 minutes")
        if self.rfm_window_days is not None and self.rfm_window_days < 1:
            raise ValueError("rfm_window_days must be at least 1")
        if self.categories is not None:
            object.__setattr__(self, "categories", tuple(sorted(set(self.categories))))

    def to_plain(self) -> dict[str, Any]:
        """As JSON-ready values."""
        plain = asdict(self)
        if self.categories is not None:
            plain["categories"] = list(self.categories)
        return plain

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """The inverse of `to_plain`; unknown keys are refused."""
        known = {one.name for one in fields(cls)}
        if unknown := plain.keys() - known:
            raise ValueError(f"unknown settings: {sorted(unknown)}")
        values = dict(plain)
        if "thresholds" in values:
            values["thresholds"] = Thresholds(**values["thresholds"])
        if values.get("categories") is not None:
            values["categories"] = tuple(values["categories"])
        return cls(**values)


def preset(name: Preset) -> Settings:
    """The settings of a preset, everything else at its default."""
    return Settings(thresholds=Thresholds(preset=name))
