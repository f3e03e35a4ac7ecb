"""The member of staff of an order: found by mail address or name, else kept as the file has it."""

import pytest

from otokui.domain.accounts.models import Staff
from otokui.domain.accounts.types import Role
from otokui.domain.exchange import public as exchange
from otokui.domain.purchases import public as purchases
from tests.exchange.shop import attempt, books, counted, request, rows, take, undo, write

pytestmark = pytest.mark.django_db

SALES = """
受注番号,受注日,会員番号,商品コード,金額,担当者
1,2026/1/5,0012,P1,1980,大山　店長
1,2026/1/5,0012,P2,500,大山　店長
2,2026/2/5,0012,P1,1980,EIGYO@example.jp
3,2026/2/6,0013,P1,1980,山本
4,2026/2/7,0013,P1,1980,山本
5,2026/2/8,0013,P1,1980,佐藤
6,2026/2/9,0013,P1,金,
7,2026/2/9,0013,P1,700,
"""


def member(name, mail):
    return Staff.objects.create(email=mail, name=name, role=Role.SALES)


def sold_by():
    return dict(
        rows(
            "SELECT external_id, coalesce(s.name, '') || '/' || staff_text FROM purchases_order o"
            " LEFT JOIN accounts_staff s ON s.id = o.staff_id ORDER BY 1"
        )
    )


def test_who_sold_is_found_or_kept_as_written_and_no_line_is_lost(tmp_path):
    for name, mail in (("大山 店長", "boss@example.jp"), ("川口 営業", "eigyo@example.jp")):
        member(name, mail)
    for mail in ("sato1@example.jp", "sato2@example.jp"):
        member("佐藤", mail)
    file = write(tmp_path / "a.csv", SALES, "cp932")
    tried, run = attempt("purchases", file), take("purchases", file)
    assert counted(tried.counts) == counted(run.counts) == (8, 7, 0, 0, 1)
    assert sold_by() == {
        "1": "大山 店長/大山　店長",
        "2": "川口 営業/EIGYO@example.jp",
        "3": "/山本",
        "4": "/山本",
        "5": "/佐藤",
        "7": "/",
    }
    found = exchange.list_rejections(run.id)
    assert found == tried.rejections
    assert [(each.row, each.field, each.value, each.told) for each in found] == [
        (8, "amount", "金", False),
        (5, "staff", "山本", True),
        (7, "staff", "佐藤", True),
    ]
    exchange.write_rejects_of(run.id, tmp_path / "r.csv")
    assert (tmp_path / "r.csv").read_text("utf-8-sig").count("\n") == 2  # whoever is in is not sent again
    assert counted(take("purchases", file).counts) == (8, 0, 0, 7, 1)

    before = books()
    member("山本", "yama@example.jp")
    later = take("purchases", file)
    assert counted(later.counts) == (8, 0, 2, 5, 1)
    assert sold_by()["3"] == "山本/山本"
    order = purchases.get_order(purchases.find_order("file", "3"))
    assert order.staff == "山本"
    assert undo(later).restored == 2
    assert books() | {"accounts_staff": []} == before | {"accounts_staff": []}
    without = write(tmp_path / "b.csv", "受注番号,受注日,会員番号,商品コード,金額\n3,2026/2/6,0013,P1,2000")
    assert counted(take("purchases", without).counts) == (1, 0, 1, 0, 0)
    assert sold_by()["3"] == "/山本"  # a file without the column says nothing of it
    assert request("purchases", file).mapping["staff"] == "担当者"
