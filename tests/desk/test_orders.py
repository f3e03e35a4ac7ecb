"""Orders written by hand: what becomes of them, what is refused, and who sees whom."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.public import get_business
from otokui.domain.accounts.types import EVERYBODY, Role
from otokui.domain.desk.actions.record_order import ChangedMeanwhile, record_order, rewrite_order
from otokui.domain.desk.queries.orders import buyer, order_list, order_sheet, seen_mark
from otokui.domain.desk.types import OrderDraft, OrderedLine
from otokui.domain.desk.web.order_form import read_form
from otokui.domain.insights.public import get_standings
from otokui.domain.purchases.public import get_customer_purchases, get_order, list_order_history
from otokui.domain.purchases.types import DeliveryPlan
from tests.desk.shop import staff

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)


def line(**values) -> OrderedLine:
    told = {"product_code": "TEA", "product_name": "煎茶", "quantity": 2000, "unit_price": 600, "discount": 0}
    return OrderedLine(**told | values)


def draft(customer_id, *lines, **values) -> OrderDraft:
    told = {"ordered_at": NOW, "shop": "本店", "channel": "phone", "trigger": ""}
    return OrderDraft(customer_id=customer_id, lines=lines or (line(),), **told | values)


@pytest.mark.parametrize(
    ("quantity", "unit_price", "discount", "amount"),
    [(1000, 300, 0, 300), (1500, 333, 0, 500), (500, 333, 0, 167), (2000, 500, 100, 900), (1000, 0, 0, 0)],
)
def test_an_amount_is_price_times_quantity_less_the_discount(quantity, unit_price, discount, amount):
    assert line(quantity=quantity, unit_price=unit_price, discount=discount).amount == amount


def test_a_second_purchase_makes_a_toddler_at_once(shop):
    before = get_standings([shop["0002"]])[shop["0002"]]
    order = record_order(draft(shop["0002"]), number="N1", staff=None, now=NOW)
    after = get_standings([shop["0002"]])[shop["0002"]]
    assert (before.customer_class, after.customer_class) == ("first", "toddler")
    assert get_order(order).amount == 1200


def test_the_same_number_sent_twice_is_one_order(shop):
    first = record_order(draft(shop["0002"]), number="N1", staff=None, now=NOW)
    again = record_order(draft(shop["0002"], line(unit_price=9)), number="N1", staff=None, now=NOW)
    assert again == first
    assert get_order(first).amount == 1200


def test_a_correction_moves_the_order_and_both_customers_follow(shop):
    order = record_order(draft(shop["0002"]), number="N1", staff=None, now=NOW)
    seen = order_sheet(order, now=NOW).seen
    rewrite_order(order, draft(shop["0100"], line(quantity=3000)), seen=seen, staff=None, now=NOW)
    assert get_order(order).amount == 1800
    assert get_customer_purchases(shop["0002"]).orders == 1
    standings = get_standings([shop["0002"], shop["0100"]])
    assert standings[shop["0002"]].customer_class == "first"
    assert standings[shop["0100"]].customer_class == "first"


def test_who_corrects_what_they_no_longer_see_is_told(shop):
    order = record_order(draft(shop["0002"]), number="N1", staff=None, now=NOW)
    seen = order_sheet(order, now=NOW).seen
    rewrite_order(order, draft(shop["0002"], line(quantity=3000)), seen=seen, staff=None, now=NOW)
    with pytest.raises(ChangedMeanwhile):
        rewrite_order(order, draft(shop["0002"], line(quantity=1000)), seen=seen, staff=None, now=NOW)
    assert get_order(order).amount == 1800


def test_who_orders_is_seen_with_the_usual_goods_and_their_last_price(shop):
    seen = buyer(shop["0001"], now=NOW)
    (rice,) = seen.usual
    assert (rice.code, rice.quantity, rice.price) == ("RICE", 2000, 4500)
    assert seen.standing.customer_class == "best"
    assert len(seen.latest) == 5


def test_orders_come_with_names_the_latest_first(shop, django_assert_max_num_queries):
    order = record_order(draft(shop["0002"]), number="0007", staff=None, now=NOW)
    with django_assert_max_num_queries(5):
        page = order_list(now=NOW, sight=EVERYBODY)
    assert (page.rows[0].order.id, page.rows[0].customer) == (order, "田中 花子")
    assert [row.order.id for row in order_list(number="0007", now=NOW, sight=EVERYBODY).rows] == [order]
    assert order_list(number="7", now=NOW, sight=EVERYBODY).rows == ()


def test_pages_of_orders_go_on_where_the_last_ended(shop, monkeypatch):
    monkeypatch.setattr("otokui.domain.desk.queries.orders.SIZE", 4)
    for n in range(3):  # of one instant: the number of the row decides
        record_order(draft(shop["0002"]), number=f"S{n}", staff=None, now=NOW)
    seen, cursor = [], ""
    while True:
        page = order_list(cursor=cursor, now=NOW, sight=EVERYBODY)
        seen += [(row.order.ordered_at, row.order.id) for row in page.rows]
        if not (cursor := page.next_cursor):
            break
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 8 + 1 + 8 + 3


def test_a_strange_page_mark_is_refused(shop):
    with pytest.raises(Refused):
        order_list(cursor="x", now=NOW, sight=EVERYBODY)


def form(customer_id, **changes) -> dict:
    day = timezone.localtime() - timedelta(minutes=5)
    told = {
        "customer": str(customer_id),
        "number": "20260401-1",
        "day": day.date().isoformat(),
        "time": f"{day:%H:%M}",
        "channel": "phone",
        "shop": "本店",
        "product": ["煎茶 [TEA]", ""],
        "quantity": ["２", "1"],
        "price": ["¥600", ""],
        "discount": ["", ""],
    }
    return told | changes


def test_an_order_is_written_on_the_page(shop, reader):
    answer = reader.post("/orders/new/", form(shop["0002"]), follow=True)
    assert answer.redirect_chain
    assert "クラスは「こつこつ」になりました" in answer.content.decode()
    sheet = order_sheet(order_list(now=timezone.now(), sight=EVERYBODY).rows[0].order.id, now=timezone.now())
    assert [(one.line.product_code, one.line.quantity, one.line.amount) for one in sheet.lines] == [
        ("TEA", 2000, 1200)
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"product": ["", ""], "price": ["", ""]}, "商品を1つ以上入れてください。"),
        ({"price": ["", ""]}, "単価を入れてください。試供品は0です。"),
        ({"price": ["六百", ""]}, "金額を「1200」のように入れてください。"),
        ({"quantity": ["-1", ""]}, "返品は元の受注のページから記録します。"),
        ({"discount": ["5000", ""]}, "値引が金額を超えています。"),
        ({"day": "2999-01-01"}, "まだ来ていない日時です。"),
        ({"day": "きのう"}, "日付は「2026-11-22」"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(shop, reader, changes, told):
    before = len(order_list(now=timezone.now(), sight=EVERYBODY).rows)
    answer = reader.post("/orders/new/", form(shop["0002"], **changes))
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert len(order_list(now=timezone.now(), sight=EVERYBODY).rows) == before


def test_goods_come_back_and_the_class_falls(shop, reader):
    reader.post("/orders/new/", form(shop["0002"]))
    order = order_list(now=timezone.now(), sight=EVERYBODY).rows[0].order.id
    assert not order_sheet(order, now=timezone.now()).came_back
    reader.post(f"/orders/{order}/return/", {"line-1": "1"})
    sheet = order_sheet(order, now=timezone.now())
    assert (sheet.lines[0].left, sheet.came_back, sheet.is_taken_back) == (1000, True, False)
    reader.post(f"/orders/{order}/cancel/")
    sheet = order_sheet(order, now=timezone.now())
    assert (sheet.can_return, sheet.is_taken_back) == (False, True)
    back, cancelled = sheet.reversals
    assert (back.cancels, cancelled.cancels, sheet.rest) == (False, True, 0)
    page = reader.get(f"/orders/{order}/").content.decode()
    assert "返品・取消済み" in page
    assert f'href="/orders/{cancelled.order_id}/"' in page
    assert get_customer_purchases(shop["0002"]).orders == 1
    assert f'href="/orders/{order}/"' in reader.get(f"/orders/{cancelled.order_id}/").content.decode()


def test_what_was_cancelled_or_removed_is_offered_back_where_it_is_told(shop, reader):
    reader.post("/orders/new/", form(shop["0002"], deliver_on="2099-01-05"))
    order = order_list(now=timezone.now(), sight=EVERYBODY).rows[0].order.id
    told = reader.post(f"/orders/{order}/cancel/", follow=True).content.decode()
    sheet = order_sheet(order, now=timezone.now())
    assert sheet.is_cancelled
    assert "お届けも取りやめました" in told
    undo = f"/orders/{sheet.reversals[0].order_id}/delete/"
    assert f'action="{undo}"' in told
    told = reader.post(undo, follow=True).content.decode()
    assert "お届けも元に戻りました" in told
    assert order_sheet(order, now=timezone.now()).order.deliver_on == date(2099, 1, 5)
    told = reader.post(f"/orders/{order}/delete/", follow=True).content.decode()
    undo = f"/orders/gone/{order}/back/"
    assert f'action="{undo}"' in told
    assert "受注が元に戻りました" in reader.post(undo, follow=True).content.decode()


def test_a_reader_sees_orders_and_may_write_none(shop):
    client = Client()
    client.force_login(
        staff(Role.VIEWER, "viewer@example.jp"),
        backend="otokui.domain.accounts.adapters.backend.StaffBackend",
    )
    order = record_order(draft(shop["0001"]), number="N1", staff=None, now=NOW)
    page = client.get(f"/orders/{order}/")
    assert page.status_code == 200
    assert 'data-opens="delete"' not in page.content.decode()
    assert client.get("/orders/new/").status_code == 403
    assert client.post(f"/orders/{order}/delete/").status_code == 403


def test_an_unknown_number_becomes_a_new_customer_and_then_an_order(reader):
    found = reader.get("/orders/customers/?who=03-9999-9999").content.decode()
    assert "/customers/new/?phone=03-9999-9999&amp;then=order" in found
    typed = {"phone": "03-9999-9999", "family_name": "新", "kind": "person"}
    assert reader.post("/customers/new/?then=order", typed).url.startswith("/orders/new/?customer=")


BROUGHT = {
    "nothing": ({}, "", None),
    "day and slot": ({"deliver_on": "2026-04-02", "deliver_slot": "午前中"}, "", date(2026, 4, 2)),
    "a place without a day": ({"deliver_to": "倉庫"}, "deliver_on", None),
    "no day": ({"deliver_on": "明日"}, "deliver_on", None),
    "before it is ordered": ({"deliver_on": "2026-03-31"}, "deliver_on", None),
}


@pytest.mark.parametrize("case", BROUGHT)
def test_when_and_where_an_order_is_brought(shop, case):
    typed, wrong, on = BROUGHT[case]
    sent = QueryDict(mutable=True)
    sent.update(
        {"day": "2026-04-01", "product": "煎茶 [TEA]", "quantity": "1", "price": "600", "discount": ""}
        | typed
    )
    form = read_form(sent, customer_id=shop["0002"], now=NOW, business=get_business())
    assert set(form.errors) == ({wrong} if wrong else set())
    if form.draft:
        order = get_order(record_order(form.draft, number="N1", staff=None, now=NOW))
        assert (order.deliver_on, order.deliver_slot) == (on, typed.get("deliver_slot", ""))


def test_a_correction_moves_the_delivery_and_the_page_tells_it(shop, reader):
    order = record_order(draft(shop["0002"]), number="N1", staff=None, now=NOW)
    plan = DeliveryPlan(date(2026, 4, 3), "14-16時", "お勤め先")
    seen = seen_mark(get_order(order))
    rewrite_order(order, draft(shop["0002"], delivery=plan), seen=seen, staff=None, now=NOW)
    page = reader.get(f"/orders/{order}/").content.decode()
    assert "14-16時" in page
    assert "お勤め先" in page
    assert 'value="2026-04-03"' in reader.get(f"/orders/{order}/edit/").content.decode()


def test_who_sold_is_whoever_writes_unless_somebody_else_is_chosen(shop, reader):
    me, ken = reader.session["_auth_user_id"], staff(Role.SALES, "ken@example.jp")
    typed = {"customer": shop["0002"], "day": "2026-03-30", "time": "10:00", "channel": "phone"}
    typed |= {"product": "煎茶 [TEA]", "quantity": "1", "price": "600", "discount": ""}

    def sold(number, **more):
        page = reader.post("/orders/new/", typed | {"number": number} | more)
        return int(page["Location"].strip("/").split("/")[-1])

    assert f'<option value="{me}" selected>' in reader.get("/orders/new/?customer=0").content.decode()
    mine, kens = sold("S1"), sold("S2", sold_by=ken.pk)
    assert [get_order(one).staff_id for one in (mine, kens)] == [int(me), ken.pk]

    def correct(seller):
        seen = order_sheet(kens, now=NOW).seen
        reader.post(f"/orders/{kens}/edit/", typed | {"seen": seen, "sold_by": seller})
        return get_order(kens).staff_id

    ken.is_active = False
    ken.save()
    assert correct(ken.pk) == ken.pk  # who has left stays where they are noted
    assert correct("") is None
    assert correct(ken.pk) is None  # and is not chosen anew
    assert correct(me) == int(me)
    entries, _more = list_order_history(kens)
    told = [(f.before, f.after) for entry in entries for f in entry.fields if f.name == "staff_id"]
    assert told[:2] == [(None, int(me)), (ken.pk, None)]
    page = reader.post(f"/orders/{kens}/history/{entries[0].event}/restore/", {"name": "staff_id"})
    assert (page.status_code, get_order(kens).staff_id) == (302, None)
