"""Does one thing in an installation: `python -m tests.prove.hand import FILE | judge DAY | pass | rebuild |
many | unmany |
erase CODE`.

Prints the number of the job, whose end it does not wait for.
"""

import io
import sys
from datetime import date
from pathlib import Path

from otokui.entry.cli.database import database

WANTED = {
    "import": "imports.run",
    "pass": "insights.pass_days",
    "many": "customers.bulk_change",
    "unmany": "customers.bulk_undo",
    "erase": "customers.erase",
}


def main(what: str, *arguments: str) -> None:
    with database():
        from django.utils import timezone

        from otokui.core.platform.jobs import enqueue
        from otokui.core.platform.models import JobRecord
        from otokui.domain.accounts.models import Staff
        from otokui.domain.customers import public as customers
        from otokui.domain.customers.models import BulkChange
        from otokui.domain.customers.types import BulkKind, BulkOrder, ContactWay, CustomerFilter, Ground
        from otokui.domain.exchange import public as exchange
        from otokui.domain.exchange.types import Kind
        from otokui.domain.insights import public as insights
        from otokui.domain.insights.types import RunReason

        now = timezone.now()
        if what == "import":
            request = exchange.request_import(Kind.PURCHASES, Path(arguments[0]))
            run = exchange.prepare_import(request, name=Path(arguments[0]).name, now=now)
            exchange.start_import(run_id=run, now=now)
        elif what == "judge":
            insights.request_run(reason=RunReason.ON_DEMAND, as_of=date.fromisoformat(arguments[0]), now=now)
        elif what == "pass":
            enqueue("insights.pass_days")
        elif what == "rebuild":
            insights.request_rebuild(now=now)
        elif what == "many":
            order = BulkOrder(kind=BulkKind.TASK, text="年賀", due_on=now.date(), way=ContactWay.NOTE)
            who = Staff.objects.get_or_create(email="a@example.jp", defaults={"name": "店主"})[0].pk
            customers.start_bulk_change(
                customers.customer_ids(CustomerFilter()), order, staff_id=who, now=now
            )
        elif what == "unmany":
            last = BulkChange.objects.latest("id")
            customers.undo_bulk_change(last.pk, staff_id=last.staff_id, now=now)
        elif what == "erase":
            one = customers.ids_by_code(arguments)[arguments[0]]
            paper = io.BytesIO(f"{arguments[0]} 様の契約書".encode())
            customers.attach_file(one, paper, name="契約書.txt", now=now, staff_id=None)
            customers.record_contact(one, way=ContactWay.NOTE, text="お電話", at=now)
            typed = customers.plan_erasure(one).name
            customers.ask_to_erase(one, typed=typed, ground=Ground.REQUEST, now=now, staff_id=None)
        wanted = WANTED.get(what, "insights.run")
        print(JobRecord.objects.filter(name=wanted).order_by("-id").values_list("id", flat=True)[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
