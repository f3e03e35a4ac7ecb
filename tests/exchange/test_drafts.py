"""A file as a draft: understood, corrected, tried, taken; the sample files and the demo shop likewise."""

from io import BytesIO

import pytest
from django.db import connection

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.public import get_business
from otokui.domain.accounts.types import Trade
from otokui.domain.exchange import public as exchange
from otokui.domain.exchange.actions.fill_demo_shop import fill_demo_shop
from otokui.domain.exchange.actions.run_import import run_import
from otokui.domain.exchange.actions.try_import import try_import
from otokui.domain.exchange.types import Kind, RunState
from tests.exchange.shop import NOW, books, rows, silent, undo

pytestmark = pytest.mark.django_db


def draft_of(text: str, name: str = "a.csv", encoding: str = "cp932") -> int:
    return exchange.draft_import(BytesIO(text.encode(encoding)), name=name, now=NOW)


def tried(run: int):
    exchange.start_trial(run_id=run, version=exchange.get_run(run).version)
    try_import(run_id=run, now=NOW, progress=silent)
    return exchange.get_run(run)


def taken(run: int):
    exchange.start_import(run_id=run, now=NOW)
    run_import(run_id=run, now=NOW, progress=silent)
    return exchange.get_run(run)


@pytest.mark.parametrize("trade", Trade)
def test_a_sample_goes_in_as_its_trial_said_and_comes_out_again(trade):
    before = books()
    name, content = exchange.sample_of(trade, now=NOW)
    text = content.decode("cp932")
    assert {"①", "㈱" if trade is Trade.SUPPLIES else "髙"} <= set(text)
    assert ",00001," in text
    assert (name, content) == exchange.sample_of(trade, now=NOW)
    run = exchange.draft_sample(trade, now=NOW)
    view = exchange.view_draft(run)
    assert (view.encoding, view.problem, view.missing) == ("cp932", "", ())
    draft = exchange.get_run(run)
    assert draft.kind is Kind.PURCHASES
    trial = tried(run).trial
    assert books() == before
    assert trial is not None
    assert trial.consequences is not None
    assert trial.extent is not None
    assert trial.counts.rejected == len(trial.rejections) == 2
    assert trial.consequences.customers == trial.extent.customers
    assert min(trial.consequences.classes[key] for key in ("first", "steady", "best")) > 0
    done = taken(run)
    assert done.counts == trial.counts
    assert rows("SELECT count(*) FROM customers_customer") == [(trial.extent.customers,)]
    undo(done)
    assert books() == before


def test_columns_are_corrected_and_remembered():
    odd = "だれ,いつ,いくら\n0001,2026/03/01,500\n0002,2026/03/02,700\n"
    run = draft_of(odd)
    assert exchange.get_run(run).kind is Kind.CUSTOMERS
    version = exchange.change_draft(run_id=run, version=0, staff_id=None, kind=Kind.PURCHASES)
    assert exchange.view_draft(run).problem == "missing"
    columns = {"customer_id": "だれ", "ordered_at": "いつ", "amount": "いくら"}
    exchange.change_draft(run_id=run, version=version, staff_id=None, columns=columns)
    view = exchange.view_draft(run)
    assert view.problem == ""
    assert view.rows[0].cells == ("0001", "2026/3/1", "¥500")
    exchange.save_mapping(kind=Kind.PURCHASES, name="うちのレジ", columns=columns, now=NOW)
    again = exchange.draft_import(BytesIO(odd.encode()), name="b.csv", now=NOW, kind=Kind.PURCHASES)
    assert exchange.get_run(again).mapping == columns


def test_whoever_looks_at_an_older_state_is_refused():
    run = draft_of("会員番号,日付,金額\n1,2026/03/01,500\n")
    exchange.change_draft(run_id=run, version=0, staff_id=None, source_timezone="UTC")
    for act in (
        lambda: exchange.change_draft(run_id=run, version=0, staff_id=None, source_timezone=None),
        lambda: exchange.start_trial(run_id=run, version=0),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "changed_meanwhile"


def test_the_same_file_is_not_imported_by_two_at_once():
    one, other = (draft_of("会員番号,日付,金額\n1,2026/03/01,500\n") for _ in range(2))
    tried(one), tried(other)
    exchange.start_import(run_id=one, now=NOW)
    with pytest.raises(Refused) as refusal:
        exchange.start_import(run_id=other, now=NOW)
    assert refusal.value.code == "same_file"
    assert exchange.get_run(other).state is RunState.PREPARED


def test_dates_that_can_be_read_in_two_ways_are_asked_for():
    run = draft_of("会員番号,日付,金額\n1,03/04/2026,500\n")
    view = exchange.view_draft(run)
    assert (view.problem, view.date_column, view.date_examples) == ("dates", "日付", ("03/04/2026",))
    exchange.change_draft(run_id=run, version=0, staff_id=None, date_format="%d/%m/%Y")
    assert exchange.view_draft(run).rows[0].cells[1] == "2026/4/3"


@pytest.mark.parametrize(
    "content", [b"", b"   \r\n", b"PK\x03\x04not a workbook", bytes(range(256)) * 20, b"\x1f\x8b\x08rest"]
)
def test_a_file_that_is_no_table_leaves_nothing(content, home):
    with pytest.raises(Refused):
        exchange.draft_import(BytesIO(content), name="売上.csv", now=NOW)
    assert exchange.count_runs() == 0
    assert [path for path in (home / "files").rglob("*") if path.is_file()] == []


def test_the_demo_shop_is_taken_out_whole():
    before = books()
    fill_demo_shop(now=NOW, customers=60, password="demo-pass-17")
    assert get_business().name
    run = exchange.find_demo_run()
    assert run is not None
    assert run.counts.new > 0
    gone = undo(run)
    assert gone.refused == ()
    after = books()
    for table in before:
        if "accounts" not in table and "reviewrules" not in table:  # when the list was last reviewed
            assert after[table] == before[table], table
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM customers_followup")
        assert cursor.fetchone() == (0,)
