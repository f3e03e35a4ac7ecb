"""The page of one customer: what it says, and what it costs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from otokui.domain.accounts.models import Business
from otokui.domain.accounts.types import Role
from otokui.domain.customers.public import UnknownCustomer, create_follow_up, mark_complaint, record_contact
from otokui.domain.customers.types import ContactWay
from otokui.domain.desk.queries.face import customer_face
from otokui.domain.desk.queries.timeline import timeline_page
from otokui.domain.desk.web.sentences import lateness
from tests.desk.shop import staff
from tests.insights.cast import bought, buy, start_run

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)


def face_of(customer_id: int):
    return customer_face(customer_id, now=NOW)


def test_products_with_months_quantity_gap_and_forecast(shop):
    (rice,) = face_of(shop["0001"]).products
    assert (rice.name, rice.orders, rice.net, rice.usual_quantity, rice.gap) == ("米 5kg", 8, 72000, 2000, 30)
    assert len(rice.months) == 12
    assert sum(rice.months) == 8
    assert rice.months[-1] == 0  # April has just begun; the last purchase was on 2 March
    assert rice.forecast is not None
    assert rice.forecast.next_on >= date(2026, 4, 1)


def test_figures_of_products_are_those_of_twelve_months(shop):
    buy(bought(shop["0001"], "2025-02-01", 5000, order_id="OLD", product_code="RICE"))
    (rice,) = face_of(shop["0001"]).products
    assert (rice.orders, rice.net) == (8, 72000)


def test_the_timeline_puts_purchases_contacts_and_changes_in_one_line(shop):
    record_contact(shop["0001"], way=ContactWay.CALL, at=NOW - timedelta(days=3), text="お礼の電話")
    timeline = face_of(shop["0001"]).timeline.happenings
    assert [bool(entry.order) for entry in timeline] == [False, False] + [True] * 8
    assert timeline[0].change is not None
    assert timeline[1].touch.text == "お礼の電話"
    assert [entry.at for entry in timeline] == sorted((entry.at for entry in timeline), reverse=True)


def test_a_long_timeline_comes_in_pages(shop):
    days = (date(2025, 12, 1) + timedelta(days=place) for place in range(40))
    buy(*(bought(shop["0002"], str(day), 500, order_id=f"L{n}") for n, day in enumerate(days)))
    face = face_of(shop["0002"])
    assert (len(face.timeline.happenings), bool(face.timeline.next_cursor)) == (20, True)
    shown, cursor = list(face.timeline.happenings), face.timeline.next_cursor
    while cursor:
        page = timeline_page(shop["0002"], cursor=cursor, business=face.business, today=face.today)
        shown += page.happenings
        cursor = page.next_cursor
    assert [entry.at for entry in shown] == sorted((entry.at for entry in shown), reverse=True)
    assert len({entry.order.id for entry in shown if entry.order}) == 41
    assert len(shown) == 41 + len([entry for entry in shown if not entry.order])


def test_a_day_that_was_wholly_returned_is_no_purchase_in_the_picture(shop):
    buy(bought(shop["0002"], "2026-03-25", 700, order_id="B1", product_code="CUP"))
    assert [day.on for day in face_of(shop["0002"]).days] == [date(2026, 3, 20), date(2026, 3, 25)]
    buy(
        bought(
            shop["0002"],
            "2026-03-28",
            -700,
            order_id="B2",
            product_code="CUP",
            status="returned",
            returned_order_id="B1",
        )
    )
    assert [day.on for day in face_of(shop["0002"]).days] == [date(2026, 3, 20)]


def test_nobody_is_found_under_a_wrong_id(shop):
    with pytest.raises(UnknownCustomer):
        face_of(0)


def visit(reader, customer_id: int) -> str:
    response = reader.get(f"/customers/{customer_id}/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_says_why_and_what_next(reader, shop):
    page = visit(reader, shop["0001"])
    for words in (
        "田中 太郎",
        "優良",
        "8回購入し",
        "米 5kg",
        "配達は午前中",
        "購入のリズム",
        "顔が見えている",
    ):
        assert words in page


def test_a_late_order_is_told_with_its_days(reader, shop):
    face = face_of(shop["0003"])
    _earliest, awaited, _latest = face.explanation.due
    assert lateness(face) == f"{(face.today - awaited).days}日遅れ"
    assert "日遅れ" in visit(reader, shop["0003"])


def test_prospects_have_a_page_without_figures(reader, shop):
    page = visit(reader, shop["0005"])
    assert "見込み" in page
    assert "最初の購入で「初回」になります" in page


def test_complaint_and_tasks_are_shown(reader, shop):
    now = timezone.now()
    mark_complaint(shop["0002"], is_open=True, now=now)
    create_follow_up(shop["0002"], due_on=date(2026, 3, 1), reason="お詫びに伺う", now=now)
    page = visit(reader, shop["0002"])
    assert "クレーム対応中" in page
    assert "お詫びに伺う" in page


def test_money_is_in_the_currency_of_the_business(reader, shop):
    Business.objects.update(currency="USD", minor_units=2)
    assert "$720.00" in visit(reader, shop["0001"])


def test_the_page_costs_the_same_for_any_number_of_purchases(reader, shop, django_assert_max_num_queries):
    path = f"/customers/{shop['0001']}/"
    reader.get(path)
    with django_assert_max_num_queries(11):
        reader.get(path)
    days = (date(2024, 6, 1) + timedelta(days=3 * place) for place in range(150))
    buy(
        *(
            bought(shop["0001"], str(day), 500, order_id=f"L{n}", product_code=f"P{n % 20}")
            for n, day in enumerate(days)
        )
    )
    start_run(date(2026, 4, 1))
    with django_assert_max_num_queries(11):
        reader.get(path)


def test_a_return_among_lines_of_one_instant_costs_twelve(reader, shop, django_assert_max_num_queries):
    one = shop["0002"]
    same_day = [bought(one, "2026-03-25", 700, order_id="B1", product_code=f"CUP{n}") for n in range(3)]
    back = bought(one, "2026-03-28", -700, order_id="B2", product_code="CUP1", status="returned")
    buy(*same_day, back | {"returned_order_id": "B1"})
    reader.get(f"/customers/{one}/")
    with django_assert_max_num_queries(12):
        reader.get(f"/customers/{one}/")


def test_an_unknown_customer_is_a_404(reader, shop):
    response = reader.get("/customers/999999/")
    assert response.status_code == 404
    assert "見つかりません" in response.content.decode()


def test_an_order_begins_on_the_page_for_those_who_may_write_one(reader, shop):
    link = f'href="/orders/new/?customer={shop["0001"]}" data-key="o"'
    assert link in visit(reader, shop["0001"])
    assert "受注を入力" in visit(reader, shop["0001"])  # the help sheet
    reader.force_login(
        staff(Role.VIEWER, "v@example.jp"), backend="otokui.domain.accounts.adapters.backend.StaffBackend"
    )
    assert "/orders/new/" not in visit(reader, shop["0001"])
