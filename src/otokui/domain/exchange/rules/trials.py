"""A trial as it is kept with its run."""

from dataclasses import asdict
from datetime import date
from typing import Any

from otokui.domain.exchange.types import Alike, Consequences, Counts, Extent, Rejection, Trial


def trial_to_json(trial: Trial) -> dict[str, Any]:
    """Plain JSON values; `trial_of` reads them."""
    kept = asdict(trial)
    if trial.extent:
        first, last = trial.extent.first_on, trial.extent.last_on
        kept["extent"] |= {
            "first_on": first.isoformat() if first else None,
            "last_on": last.isoformat() if last else None,
        }
    return kept


def trial_of(kept: dict[str, Any]) -> Trial:
    """The trial that `trial_to_json` wrote."""
    extent, consequences = kept["extent"], kept["consequences"]
    return Trial(
        counts=Counts(**kept["counts"]),
        rejections=tuple(Rejection(**each) for each in kept["rejections"]),
        extent=_extent(extent) if extent else None,
        consequences=Consequences(**consequences) if consequences else None,
        minor_units=kept["minor_units"],
        alike=_alike(kept["alike"]) if kept.get("alike") else None,
    )


def _alike(kept: dict[str, Any]) -> Alike:
    first = tuple((name, twin, score, tuple(signs)) for name, twin, score, signs in kept["first"])
    return Alike(kept["count"], first, kept["rows"])


def _extent(kept: dict[str, Any]) -> Extent:
    days = {name: date.fromisoformat(kept[name]) if kept[name] else None for name in ("first_on", "last_on")}
    return Extent(**(kept | days))
