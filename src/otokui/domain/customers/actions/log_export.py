"""Write down that customers leave the house, before they do."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from otokui.core.platform import audit
from otokui.domain.accounts.public import staff_names
from otokui.domain.customers.models import ExportLog


def log_export(
    *, staff_id: int, form: str, conditions: str, columns: str, customers: int, now: datetime
) -> int:
    """The id of the line. Call it before the first customer is written."""
    with transaction.atomic(), audit.changing(cause="export", staff=staff_id):
        line = ExportLog.objects.create(
            staff_id=staff_id,
            staff_name=staff_names({staff_id}).get(staff_id, ""),
            at=now,
            form=form,
            conditions=conditions,
            columns=columns,
            customers=customers,
        )
    return line.pk


def note_unwritable(export_id: int, unwritable: Mapping[str, int]) -> None:
    """The characters that could not be written, with the number of customers who bear them."""
    if unwritable:
        with transaction.atomic(), audit.changing(cause="export"):
            ExportLog.objects.filter(pk=export_id).update(unwritable=dict(unwritable))
