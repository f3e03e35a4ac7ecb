"""The registry of all that any room holds of a customer: each room registers what it holds."""

from collections.abc import Collection, Mapping

from otokui.domain.customers.types import Holder

_HOLDERS: dict[str, Holder] = {}


def register_holder(name: str, holder: Holder) -> None:
    """Reach this holder from now on. Called while the application starts; the same name replaces."""
    _HOLDERS[name] = holder


def list_holders() -> dict[str, Holder]:
    """All holders by name, in the order in which they are reached."""
    return dict(_HOLDERS)


def kept_by_holders(
    customer_ids: Collection[int], foreseen: Mapping[str, Mapping[int, bool]] | None = None
) -> set[int]:
    """Those of them who must stay because of what rooms hold of them. One query a room that keeps anybody.

    `foreseen`: by holder the customers of whom it is known already what the room will hold.
    """
    kept: set[int] = set()
    for name, holder in _HOLDERS.items():
        known = (foreseen or {}).get(name, {})
        kept |= {customer for customer in customer_ids if known.get(customer)}
        kept |= holder.keep([each for each in customer_ids if each not in known]) if holder.keep else set()
    return kept
