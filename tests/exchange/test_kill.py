"""kill −9 in the middle of an import or its undo: taken up again, it is as if nothing had happened."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from otokui.domain.exchange import public as exchange
from otokui.domain.exchange.actions.undo_import import undo_import
from otokui.domain.exchange.types import Counts, RunState
from tests.exchange.shop import NOW, books, request, rows, write
from tests.platform.test_worker import address_of_the_test_database

pytestmark = pytest.mark.django_db(transaction=True)

ORDERS = 120


def sales(tmp_path):
    head = "受注番号,明細番号,受注日,会員番号,顧客名,商品コード,商品名,数量,金額"
    lines = [
        f"{order:04},{line},2026/{order % 12 + 1}/{order % 28 + 1},C{order % 17:02},客 {order % 17},"
        f"P{(order + line) % 9},品{(order + line) % 9},{line},{order * 10 + line}"
        for line in (1, 2)
        for order in range(ORDERS)
    ]
    return write(tmp_path / "a.csv", "\n".join([head, *lines, "x,1,なし,C01,客,P1,品,1,5"]), "cp932")


def prepare(tmp_path):
    file = sales(tmp_path)
    run = exchange.prepare_import(request("purchases", file), name="a.csv", now=NOW)
    exchange.start_import(run_id=run, now=NOW)
    return run


def process(run, home, point):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.exchange.dying_process", str(run), str(home), point],
        env={**os.environ, "DATABASE_URL": address_of_the_test_database()},
    )


def content():
    """What the books say, whatever numbers the database gave to the rows."""
    return {
        "lines": rows(
            "SELECT external_id, line_no, c.code, p.code, quantity, amount, l.order_day::text"
            " FROM purchases_orderline l JOIN purchases_order o ON o.id = order_id"
            " JOIN customers_customer c ON c.id = l.customer_id JOIN purchases_product p ON p.id = product_id"
            " ORDER BY 1, 2"
        ),
        "summaries": rows(
            "SELECT code, orders, first_on::text, last_on::text, net FROM purchases_purchasesummary"
            " JOIN customers_customer c ON c.id = customer_id ORDER BY 1"
        ),
        "customers": rows("SELECT code, name FROM customers_customer ORDER BY 1"),
    }


WHOLE = Counts(new=2 * ORDERS, rejected=1)


@pytest.mark.parametrize(
    "points",
    [
        ("writing", "between"),
        pytest.param(("ordering", "writing", "between", "finishing"), marks=pytest.mark.prove),
    ],
)
def test_killed_again_and_again_an_import_and_its_undo_come_to_their_end(tmp_path, home, points):
    empty = books()
    run = prepare(tmp_path)
    written = []
    for point in points:
        assert process(run, home, point).wait() == -signal.SIGKILL
        view = exchange.get_run(run)
        assert view.state is RunState.RUNNING
        assert rows("SELECT count(*) FROM purchases_orderline") == [(view.counts.new,)]
        written.append(view.counts.new)
    assert written == sorted(written)
    at = dict(zip(points, written, strict=True))
    assert 0 < at["writing"] < at["between"] < WHOLE.new
    assert (at.get("ordering", 0), at.get("finishing", WHOLE.new)) == (0, WHOLE.new)
    assert process(run, home, "never").wait() == 0
    assert (exchange.get_run(run).state, exchange.get_run(run).counts) == (RunState.DONE, WHOLE)
    assert [each.field for each in exchange.list_rejections(run)] == ["ordered_at"]
    check_content()
    exchange.start_undo(run_id=run)
    assert process(run, home, "undoing").wait() == -signal.SIGKILL
    assert exchange.get_run(run).state is RunState.UNDOING
    check_half(orders=ORDERS - 60)
    assert process(run, home, "undone").wait() == -signal.SIGKILL
    assert (exchange.get_run(run).state, books()) == (RunState.UNDOING, empty)
    undo_import(run_id=run, now=NOW)
    undone = exchange.get_run(run)
    assert (undone.state, undone.removed, undone.refused) == (RunState.UNDONE, ORDERS + 9 + 17, ())
    assert books() == empty


def check_half(*, orders):
    """The parts before the kill are out, the rest is whole, and all summaries say what the lines say."""
    assert rows("SELECT count(*), count(DISTINCT order_id) FROM purchases_orderline") == [
        (2 * orders, orders)
    ]
    assert rows(
        "SELECT customer_id, orders, net FROM purchases_purchasesummary WHERE orders > 0 ORDER BY 1"
    ) == rows(
        "SELECT customer_id, count(DISTINCT order_day), sum(amount)::bigint FROM purchases_orderline"
        " GROUP BY 1 ORDER BY 1"
    )


def check_content():
    found = content()
    assert (len(found["lines"]), len(found["customers"])) == (WHOLE.new, 17)
    assert sum(net for *_, net in found["summaries"]) == sum(
        order * 10 + line for order in range(ORDERS) for line in (1, 2)
    )


@pytest.mark.prove
def test_fifty_kills_at_any_moment(tmp_path, home):
    chance = random.Random(20_040_401)
    run = prepare(tmp_path)
    kills = 0
    while exchange.get_run(run).state is RunState.RUNNING:
        taking = process(run, home, "never")
        time.sleep(chance.uniform(0.5, 3) if kills < 50 else 60)
        if taking.poll() is None:
            taking.kill()
            kills += 1
        taking.wait()
        if exchange.get_run(run).state is RunState.DONE and kills < 50:
            exchange.start_undo(run_id=run)
            undo_import(run_id=run, now=NOW)
            run = prepare(tmp_path)
    assert exchange.get_run(run).counts == WHOLE
    check_content()
