"""Who has changed something last."""

from otokui.domain.accounts.models import Business, Staff


def who_changed(row: Business | Staff) -> str:
    """The name of whoever saved this row last, "" if no person did. Two queries at most."""
    events = row.events  # type: ignore[union-attr]
    event = events.select_related("pgh_context").order_by("-pgh_id").first()
    staff_id = event.pgh_context.metadata.get("staff") if event and event.pgh_context else None
    name = Staff.objects.filter(pk=staff_id).values_list("name", flat=True).first() if staff_id else ""
    return name or ""
