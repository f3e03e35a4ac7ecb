"""Write the customers of a list to a file: a few while the reader waits, many as a job."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO, Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_noop

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.period import business_day
from otokui.core.platform.files.store import arrivals, arriving, store
from otokui.core.platform.jobs import enqueue
from otokui.domain.accounts.public import get_business, member_may, sight_of_member
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import find_export, keep_export, log_export, note_export_job
from otokui.domain.desk.actions.exporting.asked import Wanted, from_plain, to_plain
from otokui.domain.desk.actions.exporting.files_of_lists import Cell, cells_of, csv_lines, write_excel
from otokui.domain.desk.queries.export import ids_in_order, rows_of_file

WRITE_EXPORT: Final = "desk.write_export"
AT_THE_DESK: Final = 2_000
"""So many customers are written while the reader waits; more are a job's."""
_ENCODINGS: Final = {"csv": "utf-8", "sjis": "cp932"}
_LARGEST: Final = 1 << 40
Tell = Callable[[int, int], None]


def order_export(
    wanted: Wanted, *, staff_id: int, conditions: str, columns: str, customers: int, now: datetime
) -> int:
    """Write down that customers are leaving, and have the file written; the line's id."""
    with transaction.atomic():
        export = log_export(
            staff_id=staff_id, form=wanted.form, conditions=conditions, columns=columns, customers=customers,
            now=now, wanted=to_plain(wanted),
        )  # fmt: skip
        note_export_job(export, enqueue(WRITE_EXPORT, enqueued_by=staff_id, export=export))
    return export


def write_export(export_id: int, *, now: datetime, tell: Tell) -> None:
    """Write the file that was ordered and keep it for its owner. Nothing happens to one that is there.

    `Refused` (not_allowed) for somebody who may not take customers along any more. Begins anew after a crash.
    """
    export = find_export(export_id)
    if export is None or export.content or export.staff_id is None:
        return
    if not member_may(export.staff_id, Permission.CUSTOMERS_EXPORT):
        raise Refused(gettext_noop("Whoever ordered it may not take customers along."), code="not_allowed")
    wanted = from_plain(export.wanted, sight_of_member(export.staff_id))
    with tempfile.TemporaryFile(dir=arrivals()) as target:
        customers, missing = write_file(wanted, target, now=now, tell=tell)
        target.seek(0)
        with arriving(target, largest=_LARGEST, into=arrivals()) as arrived:
            store().put(arrived)
            keep_export(
                export_id, content=arrived.sha256, size=arrived.size, customers=customers, unwritable=missing
            )


def write_file(
    wanted: Wanted, target: IO[bytes], *, now: datetime, tell: Tell | None = None
) -> tuple[int, Counter[str]]:
    """All of them in the list's own order; how many, and what the encoding does not have, by character.

    Memory holds the numbers of the customers, 8 bytes each, and five hundred customers at a time.
    """
    business = get_business()
    today = business_day(now, zone=business.zone, day_start_minutes=business.day_start_minutes)
    missing: Counter[str] = Counter()
    with translation.override(wanted.language):
        ids = ids_in_order(wanted.asked, today)

        def rows() -> Iterator[list[Cell]]:
            for number, one in enumerate(rows_of_file(ids, today), start=1):
                if tell is not None and number % 500 == 0:
                    tell(number, len(ids))
                yield cells_of(one, wanted.columns, business)

        if wanted.form == "xlsx":
            write_excel(target, wanted.heads, rows())
        else:
            for piece in csv_lines(wanted.heads, rows(), _ENCODINGS[wanted.form], missing):
                target.write(piece)
    return len(ids), missing
