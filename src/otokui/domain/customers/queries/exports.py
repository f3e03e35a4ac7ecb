"""What left the house, newest first."""

from otokui.domain.customers.models import ExportLog
from otokui.domain.customers.types import ExportView


def list_exports(
    *, staff_id: int | None = None, before: int | None = None, limit: int = 50
) -> list[ExportView]:
    """All, or one person's; older than the line `before`. One SQL query."""
    lines = ExportLog.objects.order_by("-id")
    if staff_id is not None:
        lines = lines.filter(staff_id=staff_id)
    if before is not None:
        lines = lines.filter(pk__lt=before)
    return [_view(line) for line in lines[:limit]]


def list_disclosures(customer_id: int, *, limit: int = 20) -> list[ExportView]:
    """When one customer was handed all that is held of them, the latest first. One SQL query."""
    lines = ExportLog.objects.filter(form="person", wanted__customer=customer_id)
    return [_view(line) for line in lines.order_by("-id")[:limit]]


def find_export(export_id: int) -> ExportView | None:
    """One of them. One SQL query."""
    line = ExportLog.objects.filter(pk=export_id).first()
    return _view(line) if line else None


def _view(line: ExportLog) -> ExportView:
    return ExportView(
        id=line.pk,
        staff_id=line.staff_id,
        staff=line.staff_name,
        at=line.at,
        form=line.form,
        conditions=line.conditions,
        columns=line.columns,
        customers=line.customers,
        unwritable=line.unwritable,
        wanted=line.wanted,
        job=line.job,
        content=line.content,
        size=line.size,
        downloads=line.downloads,
    )
