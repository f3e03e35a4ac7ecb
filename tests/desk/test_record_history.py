"""Who changed an order, a member of staff, the shop or one of its fields; and taking a value back."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.test import Client

from otokui.core.platform import audit
from otokui.domain.accounts import public as accounts
from otokui.domain.accounts.models import Staff
from otokui.domain.accounts.types import BusinessSettings, Role, Trade
from otokui.domain.campaigns.models import WhyAnswer
from otokui.domain.customers import public as customers
from otokui.domain.customers.models import AttributeDefinition, FollowUp
from otokui.domain.customers.public import define_attribute
from otokui.domain.customers.types import AttributeInput, AttributeKind, ReviewSettings
from otokui.domain.insights.public import change_list, find_saved_list, get_standings, save_list
from otokui.domain.insights.types.audience import Audience, OneOf, Trait
from otokui.domain.insights.types.saved_lists import Sharing
from otokui.domain.purchases.models import Order, OrderLine, Product
from otokui.domain.purchases.public import correct_order, plan_delivery
from otokui.domain.purchases.types import DeliveryPlan, OrderChange, PurchaseLine

pytestmark = pytest.mark.django_db


def plain(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def restore(client: Client, address: str, name: str) -> str:
    """Press the first button that takes this value back; the page that follows, in plain words."""
    page = client.get(address).content.decode()
    forms = re.findall(r'action="([^"]+/restore/)"(?:(?!action=).)*?name="name" value="(\w+)"', page, re.S)
    action = next(action for action, value in forms if value == name)
    told = client.post(
        action, {"name": name}, follow=True, headers={"referer": f"http://testserver{address}"}
    )
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", told.content.decode()))


def test_an_order_tells_what_became_of_its_lines(reader, shop):
    me = Staff.objects.get(email="hanako@example.jp")
    order = Order.objects.get(external_id="T0")
    form = reader.get(f"/orders/{order.pk}/edit/").content.decode()
    assert form
    with transaction.atomic(), audit.changing(cause="correct", staff=me.pk):
        OrderLine.objects.filter(order=order).update(quantity=3000, amount=13500)
        Order.objects.filter(pk=order.pk).update(channel="phone")
    text = plain(reader, f"/orders/{order.pk}/history/")
    assert "山田 花子" in text
    assert "明細 · 数 ×2 ×3" in text
    assert "明細 · 金額 ¥9,000 ¥13,500" in text
    assert "電話" in text
    told = restore(reader, f"/orders/{order.pk}/history/", "channel")
    assert "戻しました" in told
    assert Order.objects.get(pk=order.pk).channel == ""
    assert f'href="/orders/{order.pk}/history/"' in reader.get(f"/orders/{order.pk}/").content.decode()


def test_delivery_and_lines_of_an_order_go_back(reader, shop):
    order = Order.objects.get(external_id="T0")
    plan_delivery(order.pk, DeliveryPlan(date(2026, 4, 3), "午前", "裏口"), staff=None)
    plan_delivery(order.pk, DeliveryPlan(date(2026, 4, 5), "午後", "裏口"), staff=None)
    address = f"/orders/{order.pk}/history/"
    for name in ("deliver_on", "deliver_slot"):
        assert "戻しました" in restore(reader, address, name)
    order.refresh_from_db()
    assert (order.deliver_on, order.deliver_slot, order.deliver_to) == (date(2026, 4, 3), "午前", "裏口")


def told_lines(order: Order) -> list[tuple[object, ...]]:
    lines = OrderLine.objects.filter(order=order).order_by("line_no")
    return list(lines.values_list("product__code", "product_text", "quantity", "amount"))


@pytest.mark.django_db(transaction=True)
def test_the_lines_of_an_order_go_back_together(reader, shop):
    order = Order.objects.get(external_id="T0")
    now = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
    two = tuple(
        PurchaseLine(customer_id=shop["0001"], ordered_at=order.ordered_at, amount=amount, product_code=code)
        for amount, code in ((500, "TEA"), (100, "RICE"))
    )
    for lines in (two, two[:1]):
        correct_order(order.pk, OrderChange(lines=lines), now=now, staff=None)
    address = f"/orders/{order.pk}/history/"
    page = reader.get(address).content.decode()
    assert "明細をこの変更の前に戻す" in page
    newest, older = re.findall(r'action="([^"]+/lines/)"', page)
    told = reader.post(older, headers={"referer": f"http://testserver{address}"}, follow=True)
    assert "いちばん新しい変更から" in told.content.decode()
    assert len(told_lines(order)) == 1
    reader.post(newest)
    assert [line[3] for line in told_lines(order)] == [500, 100]
    newest = re.findall(r'action="([^"]+/lines/)"', reader.get(address).content.decode())[0]
    reader.post(newest)
    assert [line[3] for line in told_lines(order)] == [500]


def test_a_removed_order_is_found_and_brought_back(reader, shop):
    order = Order.objects.get(external_id="T0")
    lines, bought = told_lines(order), get_standings([shop["0001"]])[shop["0001"]]
    plan_delivery(order.pk, DeliveryPlan(date(2026, 4, 3), "午前"), staff=None)
    reader.post(f"/orders/{order.pk}/delete/")
    listed = plain(reader, "/orders/gone/")
    assert "#T0 田中 太郎" in listed
    assert "山田 花子" in listed
    gone = f"/orders/gone/{order.pk}/"
    assert "明細" in plain(reader, gone)
    told = reader.post(f"{gone}back/", follow=True).content.decode()
    assert "受注が元に戻りました" in told
    again = Order.objects.get(external_id="T0")
    assert (told_lines(again), again.deliver_slot) == (lines, "午前")
    now = get_standings([shop["0001"]])[shop["0001"]]
    assert (now.customer_class, now.overdue_from) == (bought.customer_class, bought.overdue_from)
    assert reader.post(f"{gone}back/").status_code == 404
    assert "T0" not in plain(reader, "/orders/gone/")


def test_an_order_goes_back_to_its_customer_and_both_are_judged_anew(reader, shop):
    order = Order.objects.get(external_id="H1")
    change = OrderChange(customer_id=shop["0004"])
    correct_order(order.pk, change, now=datetime(2026, 4, 1, 3, 0, tzinfo=UTC), staff=None)
    address = f"/orders/{order.pk}/history/"
    assert "田中 花子 渡邉 美咲" in plain(reader, address)
    assert "戻しました" in restore(reader, address, "customer_id")
    assert Order.objects.get(pk=order.pk).customer_id == shop["0002"]
    assert get_standings([shop["0002"]])[shop["0002"]].customer_class == "first"
    older = re.findall(r'action="([^"]+/restore/)"', reader.get(address).content.decode())[-1]
    told = reader.post(
        older, {"name": "customer_id"}, headers={"referer": f"http://testserver{address}"}, follow=True
    )
    assert "いちばん新しい変更から" in told.content.decode()


def test_a_bulk_change_of_products_is_told_too(reader, shop):
    rice = Product.objects.get(code="RICE")
    Product.objects.all().update(price=4980)
    assert "¥4,980" in plain(reader, f"/products/{rice.pk}/history/")
    assert reader.get("/products/999999/history/").status_code == 404


def test_a_member_gets_the_old_role_back_unless_it_was_changed_again(reader):
    member = accounts.create_staff(email="k@example.jp", name="川口", role=Role.SALES, team="東")
    boss = Staff.objects.get(email="hanako@example.jp").pk
    accounts.update_staff(member, name="川口", role=Role.ORDERS, team="西", is_active=True, by_staff_id=boss)
    address = f"/settings/staff/{member}/history/"
    text = plain(reader, address)
    assert "役割 営業 受注" in text
    assert "チーム 東 西" in text
    told = restore(reader, address, "role")
    assert "戻しました" in told
    assert accounts.get_staff(member).role is Role.SALES
    assert accounts.get_staff(member).team == "西"
    assert "役割 受注 営業" in plain(reader, address)
    page = reader.get(address).content.decode()
    older = re.findall(r'action="([^"]+/restore/)"(?:(?!action=).)*?name="name" value="role"', page, re.S)[-1]
    refused = reader.post(
        older, {"name": "role"}, headers={"referer": f"http://testserver{address}"}, follow=True
    )
    assert "いちばん新しい変更から戻して" in refused.content.decode()
    assert reader.post(older, {"name": "password"}, follow=True).status_code == 200
    assert accounts.get_staff(member).role is Role.SALES


def test_a_restored_value_obeys_the_same_rules_as_a_typed_one(reader):
    """The last administrator stays one, by whatever way."""
    boss = Staff.objects.get(email="hanako@example.jp")
    other = Staff.objects.create_user("b@example.jp", None, name="次", role=Role.SALES)
    accounts.update_staff(other.pk, name="次", role=Role.ADMIN, team="", is_active=True, by_staff_id=boss.pk)
    accounts.update_staff(boss.pk, name="山田 花子", role=Role.MANAGER, team="", is_active=True)
    manager = Client(headers={"accept-language": "ja"})
    boss.refresh_from_db()
    manager.force_login(boss, backend="otokui.domain.accounts.adapters.backend.StaffBackend")
    told = restore(manager, f"/settings/staff/{other.pk}/history/", "role")
    assert "戻しました" not in told
    assert Staff.objects.get(pk=other.pk).role == Role.ADMIN


def test_the_shop_and_its_fields_tell_and_go_back(reader):
    accounts.update_business(BusinessSettings(name="おとくい商店"))
    me = Staff.objects.get(email="hanako@example.jp").pk
    accounts.update_business(BusinessSettings(name="新しい店", trade=Trade.RESTAURANT), staff_id=me)
    assert "店の名前 おとくい商店 新しい店" in plain(reader, "/settings/shop/history/")
    assert "戻しました" in restore(reader, "/settings/shop/history/", "name")
    assert accounts.get_business().name == "おとくい商店"
    assert accounts.get_business().trade is Trade.RESTAURANT
    define_attribute(AttributeInput("dog", "愛犬の名前", AttributeKind.TEXT), staff_id=me)
    define_attribute(AttributeInput("dog", "犬の名前", AttributeKind.TEXT), staff_id=me)
    restore(reader, "/settings/fields/dog/history/", "label")
    assert AttributeDefinition.objects.get(key="dog").label == "愛犬の名前"


def test_a_saved_list_and_the_review_tell_and_go_back(reader):
    me = Staff.objects.get(email="hanako@example.jp").pk
    now = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
    wide, narrow = (
        Audience(conditions=(OneOf(what=Trait.CLASS, keys=keys),)) for keys in (("best", "steady"), ("best",))
    )
    kept = save_list(name="お礼状", audience=wide, sharing=Sharing.ALL, staff_id=me, now=now)
    change_list(kept, seen_version=1, staff_id=me, may_manage=True, now=now, name="礼状", audience=narrow)
    address = f"/customers/lists/{kept}/history/"
    text = plain(reader, address)
    assert "名前 お礼状 礼状" in text
    assert "こつこつ" in text
    for name in ("name", "conditions"):
        assert "戻しました" in restore(reader, address, name)
    found = find_saved_list(str(kept), me, may_manage=True)
    assert (found.name, found.audience) == ("お礼状", wide)
    for days in (365, 200):
        customers.save_review_settings(ReviewSettings(stale_days=days), staff_id=me)
    assert "365 200" in plain(reader, "/customers/review/rules/history/")
    assert "戻しました" in restore(reader, "/customers/review/rules/history/", "stale_days")
    assert customers.get_review_settings().stale_days == 365


def test_what_hangs_on_a_customer_is_told_on_the_customer(reader, shop):
    """Also tasks, deals and what they answered, by whoever changed it and however."""
    me, taro = Staff.objects.get(email="hanako@example.jp"), shop["0001"]
    now, today = datetime(2026, 4, 1, 3, 0, tzinfo=UTC), date(2026, 4, 1)
    task = customers.create_follow_up(taro, due_on=today, reason="電話", now=now, staff_id=me.pk)
    customers.open_deal(taro, until=date(2026, 5, 1), note="浄水器", today=today, now=now, staff_id=me.pk)
    customers.open_deal(taro, until=date(2026, 5, 9), note="浄水器", today=today, now=now, staff_id=me.pk)
    with transaction.atomic(), audit.changing(cause="edit", staff=me.pk):
        FollowUp.objects.filter(pk=task).update(due_on=date(2026, 4, 9), assignee=me)
        WhyAnswer.objects.create(customer_id=taro, answer="price", words="高い", on=today)
    text = plain(reader, f"/customers/{taro}/history/")
    assert "やること 2026/4/1 2026/4/9 山田 花子" in text
    assert "商談中 2026/5/1 2026/5/9" in text
    assert "回数の理由" in text
