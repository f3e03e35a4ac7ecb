"""Who changed an order, a member of staff, the shop or one of its fields; and taking a value back."""

import re
from datetime import UTC, date, datetime

import pytest
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.test import Client

from otokui.core.kernel.errors import Refused
from otokui.core.platform import audit
from otokui.domain.accounts import public as accounts
from otokui.domain.accounts.models import Staff
from otokui.domain.accounts.types import BusinessSettings, Role, Trade
from otokui.domain.campaigns.models import WhyAnswer
from otokui.domain.campaigns.public import forget_why, note_why
from otokui.domain.campaigns.types import WhyNotMore
from otokui.domain.customers import public as customers
from otokui.domain.customers.models import AttributeDefinition, Contact, Customer, FollowUp, OpenDeal
from otokui.domain.customers.public import define_attribute
from otokui.domain.customers.types import (
    AttributeInput,
    AttributeKind,
    ContactWay,
    ObservationKind,
    ObservationSource,
    Outcome,
    ReviewSettings,
)
from otokui.domain.exchange.public import list_mappings, save_mapping
from otokui.domain.exchange.types import Kind
from otokui.domain.insights.public import change_list, find_saved_list, get_standings, save_list
from otokui.domain.insights.types.audience import Audience, OneOf, Trait
from otokui.domain.insights.types.saved_lists import Sharing
from otokui.domain.purchases.models import Order, OrderLine, Product, Shop
from otokui.domain.purchases.public import (
    change_catalogue,
    correct_order,
    mark_delivered,
    plan_delivery,
    take_delivery_back,
)
from otokui.domain.purchases.types import Catalogued, DeliveryPlan, OrderChange, PurchaseLine

pytestmark = pytest.mark.django_db


def plain(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def restore(client: Client, address: str, name: str) -> str:
    """Press the first button that takes this value back; the page that follows, in plain words."""
    page = client.get(address).content.decode()
    forms = re.findall(r'action="([^"]+/restore/)"(?:(?!action=).)*?name="name" value="([\w.]+)"', page, re.S)
    action = next(action for action, value in forms if value == name)
    told = client.post(
        action, {"name": name}, follow=True, headers={"referer": f"http://testserver{address}"}
    )
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", told.content.decode()))


def press(client: Client, action: str) -> str:
    """One button, and the page that follows."""
    return client.post(
        action, headers={"referer": "http://testserver/customers/"}, follow=True
    ).content.decode()


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


def test_who_sold_and_what_was_delivered_go_back(reader, shop):
    """Also by somebody else than who delivered it; and not once it is noted otherwise again."""
    order, me = Order.objects.get(external_id="T0"), Staff.objects.get(email="hanako@example.jp").pk
    driver = accounts.create_staff(email="d@example.jp", name="運転 大介", role=Role.FIELD)
    now = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
    correct_order(order.pk, OrderChange(sold_by=me), now=now, staff=None)
    correct_order(order.pk, OrderChange(sold_by=driver), now=now, staff=None)
    mark_delivered(order.pk, at=now, staff=driver)
    take_delivery_back(order.pk, staff=driver)
    address = f"/orders/{order.pk}/history/"
    text = plain(reader, address)
    assert "担当者 山田 花子 運転 大介" in text
    for name in ("delivered_at", "staff_id"):
        assert "戻しました" in restore(reader, address, name)
    order.refresh_from_db()
    assert (order.delivered_at, order.delivered_by_id, order.staff_id) == (now, driver, me)
    assert "元に戻した" in plain(reader, address)
    older = re.findall(r'action="([^"]+/restore/)"', reader.get(address).content.decode())[-2]
    told = reader.post(
        older, {"name": "staff_id"}, headers={"referer": f"http://testserver{address}"}, follow=True
    )
    assert "いちばん新しい変更から" in told.content.decode()


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
    assert (again.pk, told_lines(again), again.deliver_slot) == (order.pk, lines, "午前")
    assert "山田 花子 元に戻した" in plain(reader, f"/orders/{order.pk}/history/")
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
    assert "同意と見たこと" not in text


def test_what_hangs_on_a_customer_goes_back(reader, shop):
    """A task moved or done, a deal, an answer, a contact; each once, and not over another's change."""
    me, taro = Staff.objects.get(email="hanako@example.jp").pk, shop["0001"]
    now, today = datetime(2026, 4, 1, 3, 0, tzinfo=UTC), date(2026, 4, 1)
    task = customers.create_follow_up(taro, due_on=today, reason="電話", now=now, staff_id=me)
    customers.move_follow_up(task, due_on=date(2026, 4, 9), assignee_id=me, staff_id=me)
    customers.finish_follow_up(task, outcome=Outcome.REACHED, now=now, staff_id=me)
    customers.open_deal(taro, until=date(2026, 5, 1), note="浄水器", today=today, now=now, staff_id=me)
    customers.end_deal(taro, staff_id=me)
    answer = note_why(taro, WhyNotMore.PRICE, words="高い", on=today, staff_id=me)
    call = customers.record_contact(taro, way=ContactWay.CALL, at=now, text="留守", staff_id=me)
    customers.take_contact_back(taro, way=ContactWay.CALL, outcome="", since=now, staff_id=me)
    customers.note_observation(
        taro,
        kind=ObservationKind.DOG,
        source=ObservationSource.DOOR,
        noted_at=now,
        noted_on=today,
        staff_id=me,
    )
    address = f"/customers/{taro}/history/"
    page = reader.get(address).content.decode()
    assert "同意と見たこと" in page
    forms = re.findall(r'action="([^"]+/history/(\w+)/\d+/restore/)"', page)
    forms = [form for form in forms if form[1] not in ("phone", "mail", "address")]
    assert {table for _action, table in forms} == {"follow_up", "deal", "why", "contact"}
    assert [table for _action, table in forms].count("follow_up") == 2
    for action, _table in [form for form in forms if form[1] != "deal"]:
        assert "戻しました" in press(reader, action)
    row = FollowUp.objects.get(pk=task)
    assert (row.due_on, row.done_at, row.outcome, row.assignee_id) == (today, None, "", None)
    assert not WhyAnswer.objects.filter(pk=answer).exists()
    assert Contact.objects.get(pk=call).text == "留守"
    gone, opened = (action for action, table in forms if table == "deal")
    assert "いちばん新しい変更から" in press(reader, opened)
    assert "戻しました" in press(reader, gone)
    assert OpenDeal.objects.get(pk=taro).note == "浄水器"
    assert "いちばん新しい変更から" in press(reader, gone)
    forget_why(note_why(taro, WhyNotMore.PRICE, words="", on=today, staff_id=me), staff_id=me)
    Customer.objects.filter(pk=taro).update(memo="毎晩の整理")
    told = reader.get(address).content.decode().split('class="change"')[1:]
    (by_itself,) = (change for change in told if "毎晩の整理" in change)
    assert "自動（otokui）" in by_itself
    assert all("山田 花子" in change for change in told if "回数の理由" in change)
    assert not any("取込の取り消し" in change for change in told)


def test_shops_groups_goods_teams_and_kept_columns_tell_and_go_back(reader, shop):
    me, now = Staff.objects.get(email="hanako@example.jp").pk, datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
    counter, rice = Shop.objects.create(name="本店"), Product.objects.get(code="RICE")
    known = {"name": "本店", "active": True}
    change_catalogue(Catalogued.SHOP, counter.pk, {"name": "東京本店"}, seen=known, staff=me)
    with pytest.raises(Refused, match="その間に"):
        change_catalogue(Catalogued.SHOP, counter.pk, {"active": False}, seen=known, staff=me)
    seen = {"price": rice.price}
    change_catalogue(Catalogued.PRODUCT, rice.pk, {"price": 4980}, seen=seen, staff=me)
    member = accounts.create_staff(email="k@example.jp", name="川口", role=Role.SALES, team="東")
    team = Staff.objects.get(pk=member).team_id
    told = reader.post(f"/settings/staff/teams/{team}/", {"name": "関東", "seen": "東"}, follow=True)
    assert "関東" in told.content.decode()
    late = reader.post(f"/settings/staff/teams/{team}/", {"name": "東部", "seen": "東"})
    assert "ほかの人が「関東」に" in late.content.decode()
    for columns in ({"amount": "金額"}, {"amount": "税込", "order_id": "番号"}):
        save_mapping(kind=Kind.PURCHASES, name="レジ", columns=columns, now=now, staff_id=me)
    mapping = list_mappings(Kind.PURCHASES)[0].id
    for address, name, said in (
        (f"/settings/shop/names/shop/{counter.pk}/history/", "name", "本店 東京本店"),
        (f"/products/{rice.pk}/history/", "price", "¥4,980"),
        (f"/settings/staff/teams/{team}/history/", "name", "東 関東"),
        (f"/imports/kept/{mapping}/history/", "column.amount", "列「金額」 列「税込」"),
    ):
        assert said in plain(reader, address)
        assert "戻しました" in restore(reader, address, name)
        assert "元に戻した" in plain(reader, address)
    counter.refresh_from_db()
    rice.refresh_from_db()
    assert (counter.name, rice.price) == ("本店", seen["price"])
    assert list_mappings(Kind.PURCHASES)[0].columns == {"amount": "金額", "order_id": "番号"}
    assert accounts.get_staff(member).team == "東"


def test_who_set_a_password_and_ended_sessions_is_told_without_it(reader, client):
    me = Staff.objects.get(email="hanako@example.jp").pk
    member = accounts.create_staff(email="k@example.jp", name="川口", role=Role.SALES)
    client.force_login(
        Staff.objects.get(pk=member), backend="otokui.domain.accounts.adapters.backend.StaffBackend"
    )
    client.get("/")
    UserSession.objects.get_or_create(
        user_id=member, session_key=client.session.session_key, defaults={"ip": "::1", "user_agent": ""}
    )
    accounts.update_staff(
        member, name="川口", role=Role.SALES, team="", is_active=True, password="saru-no-kiku", by_staff_id=me
    )
    text = plain(reader, f"/settings/staff/{member}/history/")
    assert "山田 花子 ログイン ほかの端末からログアウト パスワード 新しく設定" in text
    assert "saru" not in text
    assert "pbkdf2" not in text
