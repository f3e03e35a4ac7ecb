"""What not to do in a contact, as stable codes."""

from otokui.domain.customers.types import Reason
from otokui.domain.desk.rules.today.facts import Story

ADDON_ONLY = frozenset({"first_buyer_no_cross_sell", "trend_buyer_not_chased", "programme_never_cross_sell"})
"""Refusals of add-ons that leave the rest of a row alone."""
PROPOSALS_ONLY = frozenset({"open_deal", "advert_cap", "programme_never_advert"})
"""Refusals of proposals: what answers for goods bought stays. Any other reason refuses the contact."""


def code_of(reason: Reason) -> str:
    """The reason as one word; what a plan never offers is named by what it is."""
    return f"{reason.code}_{reason.values['never']}" if reason.code == "programme_never" else reason.code


def donts_of(story: Story, refused: str, *, out_of_stock: bool = False) -> tuple[str, ...]:
    """The most important first. `out_of_stock`: what the row is about cannot be sent now."""
    found = []
    if refused == "open_complaint" or story.customer.open_complaint:
        found.append("open_complaint")
    if refused == "open_deal":
        found.append("open_deal")
    if out_of_stock:
        found.append("out_of_stock")
    if story.customer_class == "first":
        found.append("no_cross_sell")
    elif story.customer_class == "toddler":
        found.append("no_addon_yet")
    elif story.customer_class == "trend":
        found.append("do_not_chase")
    return tuple(found)
