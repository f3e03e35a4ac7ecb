"""The way of one purchase, as the shop walks it: a ledger in cp932, a try, the import, the class with its
reason, the next order, a correction, and everything taken back.

Command line, database, jobs and events are the real ones; only the day is chosen.
"""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
import time_machine

from otokui.core.platform.job_runner import run_record
from otokui.core.platform.models import JobRecord
from otokui.core.platform.schedule import enqueue_due
from otokui.core.platform.types import JobState
from otokui.domain.customers.public import ids_by_code
from otokui.domain.insights.public import find_current_run, find_explanation, get_standings, list_changes
from otokui.domain.insights.types import DueStatus, RunReason
from otokui.domain.purchases.public import list_orders, return_lines
from otokui.entry.cli import main

pytestmark = pytest.mark.django_db(transaction=True)

LEDGER = """\
受注番号,受注日,会員番号,氏名,商品コード,商品名,数量,金額,状態
1001,2025/09/01,0012,髙橋 花子,RICE5,新潟米①5kg,2,6000,
1002,2025/10/01,0012,髙橋 花子,RICE5,新潟米①5kg,2,6000,
1003,2025/10/31,0012,髙橋 花子,RICE5,新潟米①5kg,2,6000,
1004,2025/12/01,0012,髙橋 花子,RICE5,新潟米①5kg,2,6000,
1005,2026/01/05,0013,㈱みどり商店,TEA,煎茶,1,800,
1006,2026/01/20,0013,㈱みどり商店,TEA,煎茶,1,800,
1007,2026/03/28,0014,林 一,TEA,煎茶,1,800,
1008,2026/03/29,,,TEA,煎茶,1,800,
1009,昨日,0014,林 一,TEA,煎茶,1,800,
"""
MORE = """\
受注番号,受注日,会員番号,氏名,商品コード,商品名,数量,金額,状態
1010,2026/04/02,0014,林 一,RICE5,新潟米①5kg,3,9000,
"""


@pytest.fixture
def shop(settings, tmp_path, capsys):
    settings.HOME = tmp_path / "home"
    with time_machine.travel(datetime(2026, 4, 1, 3, tzinfo=UTC), tick=False) as clock:
        yield Shop(tmp_path, capsys, clock)


class Shop:
    """What the people of the shop do."""

    def __init__(self, folder, capsys, clock) -> None:
        self.folder, self.capsys, self.clock = folder, capsys, clock

    def otokui(self, *words: object) -> tuple[int, str]:
        code = main([str(word) for word in words])
        return code, self.capsys.readouterr().out

    def receives(self, text: str):
        path = self.folder / "売上.csv"
        path.write_bytes(text.encode("cp932"))
        return path

    def imports(self, text: str, *options: object) -> dict:
        _, out = self.otokui("import", "purchases", self.receives(text), *options)
        return json.loads(out.strip().splitlines()[-1])

    def worker_works(self) -> None:
        """What a worker does, until nothing waits."""
        while waiting := JobRecord.objects.filter(state=JobState.WAITING).order_by("id").first():
            run_record(waiting.pk)
        assert not JobRecord.objects.filter(state=JobState.FAILED).exists()

    def sleeps_until(self, day: date) -> None:
        self.clock.move_to(datetime(day.year, day.month, day.day, 3, tzinfo=UTC))
        enqueue_due(datetime.now(UTC))
        self.worker_works()

    def classes(self) -> dict[str, tuple[str, str]]:
        code, out = self.otokui("classify")
        assert code == 0
        return {row["customer_id"]: (row["class"], row["state"]) for row in csv.DictReader(io.StringIO(out))}

    def person(self, code: str) -> int:
        return ids_by_code([code])[code]


def test_the_way_of_one_purchase(shop):
    # A try first: counts, the bad row, nothing written.
    tried = shop.imports(LEDGER, "--dry-run", "--rejects", shop.folder / "bad.csv")
    assert tried == {"read": 9, "new": 8, "updated": 0, "unchanged": 0, "rejected": 1, "run": None}
    assert "昨日" in (shop.folder / "bad.csv").read_text("utf-8-sig")
    assert ids_by_code(["0012"]) == {}

    # The import itself; the same file again changes nothing.
    first = shop.imports(LEDGER)
    assert first | {"run": None} == tried
    assert shop.imports(LEDGER)["unchanged"] == 8
    shop.worker_works()
    run = find_current_run()
    assert (run.reason, run.as_of, run.customers) == (RunReason.FIRST, date(2026, 4, 1), 3)

    # Hanako: class, reason, next order in words.
    hanako = shop.person("0012")
    told = find_explanation(hanako, date(2026, 4, 1))
    assert (told.customer_class, told.state, told.reasons.rule) == ("steady", "active", "below_bar")
    assert (told.reasons.n, told.reasons.d, told.reasons.s, told.reasons.money) == (4, 212, 91, 24000)
    assert (told.reasons.average_total, told.reasons.average_count) == (26400, 7)
    assert (told.reasons.more_money, told.reasons.money_leads_to) == (2400, "best")
    rice = told.products[0]
    assert (rice.hits, rice.gaps, rice.lo, rice.hi, rice.usual_quantity) == (3, 3, 30, 31, 2000)
    assert get_standings([hanako])[hanako].due_status(date(2026, 4, 1)) is DueStatus.OVERDUE
    assert shop.classes() == {
        "0012": ("steady", "active"),
        "0013": ("toddler", "active"),
        "0014": ("first", "active"),
    }

    # A second purchase makes a first buyer a toddler; nobody else is touched.
    shop.sleeps_until(date(2026, 4, 2))
    second = shop.imports(MORE)
    shop.worker_works()
    hayashi = shop.person("0014")
    newest = list_changes(customer_id=hayashi, limit=1)[0]
    assert (newest.from_class, newest.to_class, newest.on) == ("first", "toddler", date(2026, 4, 2))
    assert (newest.cause, newest.import_run) == ("import", second["run"])

    # A correction: the rice came back.
    (bought, *_) = list_orders(hayashi)
    return_lines(bought.id, {1: 3000}, now=datetime.now(UTC), staff=None)
    shop.worker_works()
    assert list_changes(customer_id=hayashi, limit=1)[0].to_class == "first"

    # Time alone: on the 90th day the toddler of January becomes steady.
    shop.sleeps_until(date(2026, 4, 5))
    newest = list_changes(customer_id=shop.person("0013"), limit=1)[0]
    assert (newest.to_class, newest.cause, newest.on) == ("steady", "time", date(2026, 4, 5))

    # Everything taken back: the second import refuses what was edited since, the first goes.
    code, out = shop.otokui("import", "undo", second["run"])
    assert code == 1
    assert json.loads(out.strip().splitlines()[-1])["refused"] >= 1
    code, _ = shop.otokui("import", "undo", first["run"])
    shop.worker_works()
    assert ids_by_code(["0012", "0013"]) == {}
    assert get_standings([hanako]) == {}
