"""When and where to an order is brought, from a sales file."""

from datetime import date

import pytest

from otokui.domain.exchange import public as exchange
from otokui.domain.purchases import public as purchases
from otokui.domain.purchases.types import DeliveryPlan
from tests.exchange.shop import attempt, books, counted, request, rows, take, undo, write

pytestmark = pytest.mark.django_db

HEAD = "受注番号,受注日,会員番号,商品コード,金額,お届け希望日,お届け時間帯,お届け先"
SALES = f"""
{HEAD}
1,2026/1/5,0012,P1,1980,2026/1/8(木),午前中,"大阪市北区1-1 倉庫"
1,2026/1/5,0012,P2,500,,,
2,2026/2/5,0012,P1,1980,令和8年2月9日,,
3,2026/2/6,0013,P1,1980,月末,14-16時,
4,2026/2/7,0013,P1,1980,月末,,
5,2026/2/8,0013,P1,1980,指定なし,18-20時,玄関
6,2026/2/9,0013,P1,1980,0000-00-00 00:00:00,,
"""


def plans():
    found = rows("SELECT external_id, deliver_on, deliver_slot, deliver_to FROM purchases_order ORDER BY 1")
    return {number: plan for number, *plan in found if any(plan)}


def test_what_is_brought_when_and_where_to(tmp_path):
    file = write(tmp_path / "a.csv", SALES, "cp932")
    tried, run = attempt("purchases", file), take("purchases", file)
    assert counted(tried.counts) == counted(run.counts) == (7, 7, 0, 0, 0)
    assert plans() == {
        "1": [date(2026, 1, 8), "午前中", "大阪市北区1-1 倉庫"],
        "2": [date(2026, 2, 9), None, None],
    }  # an order without a day is not brought, whatever else is said of it
    found = exchange.list_rejections(run.id)
    assert found == tried.rejections
    assert [(each.row, each.field, each.value, each.told) for each in found] == [
        (5, "deliver_on", "月末", True)
    ]
    assert "2" in found[0].reason  # both lines are in
    assert counted(take("purchases", file).counts) == (7, 0, 0, 7, 0)
    assert counted(attempt("purchases", file).counts) == (7, 0, 0, 7, 0)


def test_a_later_file_moves_it_and_its_undo_puts_it_back(tmp_path):
    first = take("purchases", write(tmp_path / "a.csv", SALES))
    order = purchases.find_order("file", "4")
    purchases.plan_delivery(order, DeliveryPlan(date(2026, 2, 20), "夜間"), staff=None)
    before = books()
    later = f"""
{HEAD}
1,2026/1/5,0012,P1,1980,2026/1/10,,
1,2026/1/5,0012,P2,500,2026/1/10,,
4,2026/2/7,0013,P1,1980,,,
5,2026/2/8,0013,P1,1980,2026/2/15,,
"""
    run = take("purchases", write(tmp_path / "b.csv", later))
    assert counted(run.counts) == (4, 0, 3, 1, 0)
    assert plans() == {
        "1": [date(2026, 1, 10), "午前中", "大阪市北区1-1 倉庫"],
        "2": [date(2026, 2, 9), None, None],
        "4": [date(2026, 2, 20), "夜間", None],  # planned here; the file says nothing of it
        "5": [date(2026, 2, 15), None, None],
    }
    assert undo(run).restored == 2
    assert books() == before
    assert next(each.what for each in undo(first).refused) == "file 4"


@pytest.mark.parametrize(
    ("headers", "ordered", "brought"),
    [
        ("会員番号,納品日,金額", "納品日", None),
        ("会員番号,受注日,納品日,金額", "受注日", "納品日"),
        ("会員番号,納品日,配達希望日,金額", "納品日", "配達希望日"),
    ],
)
def test_the_only_day_is_the_day_of_the_sale(tmp_path, headers, ordered, brought):
    cells = ",".join("1" if each in ("会員番号", "金額") else "13/4/2026" for each in headers.split(","))
    file = write(tmp_path / "a.csv", f"{headers}\n{cells}")
    mapping = request("purchases", file).mapping
    assert (mapping["ordered_at"], mapping.get("deliver_on")) == (ordered, brought)


def test_days_that_leave_the_order_open_are_written_as_those_of_the_sales(tmp_path):
    take(
        "purchases",
        write(tmp_path / "a.csv", "注文番号,会員番号,日付,金額,配達日\n1,1,13/4/2026,100,5/6/2026"),
    )
    assert plans() == {"1": [date(2026, 6, 5), None, None]}
