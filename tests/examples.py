"""How many examples a property is tried with: few in `make test`, ten times as many in `make prove`."""

from hypothesis import HealthCheck, settings

# A busy machine is no failure: what is measured is measured by `make bench`.
_CALM = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("house", max_examples=40, **_CALM)
settings.register_profile("long", max_examples=400, **_CALM)


def examples(share: float) -> int:
    """That share of the profile's examples: dear properties get less than one, the most important more."""
    return max(1, round(settings.default.max_examples * share))
