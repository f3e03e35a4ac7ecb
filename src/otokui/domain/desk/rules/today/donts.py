"""What not to do in a contact, as stable codes."""

from otokui.domain.desk.rules.today.facts import Story

FIRST_ONLY = frozenset({"first_buyer_no_cross_sell", "trend_buyer_not_chased"})
"""Refusals of add-ons that leave the rest of a row alone; any other reason of a guard refuses the contact."""


def donts_of(story: Story, refused: str) -> tuple[str, ...]:
    """The most important first."""
    found = []
    if refused == "open_complaint" or story.customer.open_complaint:
        found.append("open_complaint")
    if story.customer_class == "first":
        found.append("no_cross_sell")
    elif story.customer_class == "toddler":
        found.append("no_addon_yet")
    elif story.customer_class == "trend":
        found.append("do_not_chase")
    return tuple(found)
