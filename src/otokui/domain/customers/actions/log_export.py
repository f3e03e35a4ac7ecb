"""Write down that customers leave the house, before they do."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from otokui.core.platform import audit
from otokui.domain.accounts.public import staff_names
from otokui.domain.customers.models import ExportLog


def log_export(
    *,
    staff_id: int,
    form: str,
    conditions: str,
    columns: str,
    customers: int,
    now: datetime,
    wanted: Mapping[str, Any] | None = None,
) -> int:
    """The id of the line. Call it before the first customer is written. `wanted`: for a job to write."""
    with transaction.atomic(), audit.changing(cause="export", staff=staff_id):
        line = ExportLog.objects.create(
            staff_id=staff_id,
            staff_name=staff_names({staff_id}).get(staff_id, ""),
            at=now,
            form=form,
            conditions=conditions,
            columns=columns,
            customers=customers,
            wanted=dict(wanted or {}),
        )
    return line.pk


def note_export_job(export_id: int, job: int) -> None:
    """Which job writes it; part of the caller's transaction."""
    with audit.changing(cause="export"):
        ExportLog.objects.filter(pk=export_id).update(job=job)


def keep_export(
    export_id: int, *, content: str, size: int, customers: int, unwritable: Mapping[str, int]
) -> None:
    """The file is whole: what it is in the store, and how many customers it holds in truth."""
    _set(export_id, content=content, size=size, customers=customers, unwritable=dict(unwritable))


def note_unwritable(export_id: int, unwritable: Mapping[str, int]) -> None:
    """The characters that could not be written, with the number of customers who bear them."""
    if unwritable:
        _set(export_id, unwritable=dict(unwritable))


def count_export_download(export_id: int, *, staff_id: int) -> None:
    """Its owner fetches the file."""
    with transaction.atomic(), audit.changing(cause="export", staff=staff_id):
        ExportLog.objects.filter(pk=export_id).update(downloads=F("downloads") + 1)


def _set(export_id: int, **values: Any) -> None:
    with transaction.atomic(), audit.changing(cause="export"):
        ExportLog.objects.filter(pk=export_id).update(**values)
