"""What somebody with a limited sight is shown: another team's customer is nowhere to be found.

川口 of the east team asks. 田中 太郎 (0001) is the west's, 田中 花子 (0002) a colleague's in the east,
髙﨑 (0003) 川口's own; nobody is in charge of the others.
"""

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from otokui.domain.accounts import public as accounts
from otokui.domain.accounts.models import Staff
from otokui.domain.accounts.types import EVERYBODY, Role, Sight
from otokui.domain.customers import public as customers
from otokui.domain.customers.models import Customer
from otokui.domain.customers.queries import chosen, listing
from otokui.domain.customers.types import CustomerFilter
from otokui.domain.desk.queries.shares import customer_shares
from otokui.domain.insights.public import count_standings
from otokui.domain.purchases.models import Order
from tests.customers.cast import NOW

pytestmark = pytest.mark.django_db
BACKEND = "otokui.domain.accounts.adapters.backend.StaffBackend"
HIDDEN = ("田中 太郎", "03-1234-5678", "/customers/{taro}/")


@pytest.fixture
def seller(shop) -> Client:
    def taken_on(name: str, team: str) -> int:
        return accounts.create_staff(email=f"{name}@example.jp", name=name, role=Role.SALES, team=team)

    mine, colleague, west = taken_on("kawaguchi", "東"), taken_on("kudo", "東"), taken_on("nishi", "西")
    for code, member in (("0001", west), ("0002", colleague), ("0003", mine)):
        Customer.objects.filter(code=code).update(in_charge_id=member)
    client = Client(headers={"accept-language": "ja"})
    client.force_login(Staff.objects.get(pk=mine), backend=BACKEND)
    return client


def shown(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("/customers/", "髙﨑"),
        ("/customers/?q=田中", "田中 花子"),
        ("/customers/?q=0001", ""),
        ("/customers/?q=0312345678", "田中 花子"),
        ("/customers/?q=5678", "田中 花子"),
        ("/customers/?q=taro@example.jp", ""),
        ("/customers/?q=タナ", "田中 花子"),
        ("/customers/?q=中", "中田"),
        ("/customers/?letter=タ", "田中 花子"),
        ("/customers/?letter=タ&kana=タ", "田中 花子"),
        ("/customers/?sort=last", "髙﨑"),
        ("/customers/?sort=money", "田中 花子"),
        ("/customers/?sort=money&q=田中", "田中 花子"),
        ("/customers/?class=prospect", "渡邉"),
        ("/customers/?tag=米", ""),
        ("/orders/", "田中 花子"),
        ("/orders/customers/?who=田中", "田中 花子"),
        ("/orders/customers/?who=0312345678", "田中 花子"),
        ("/today/?scope=all&rows=all", "髙﨑"),
        ("/today/?scope=team&rows=all", "髙﨑"),
    ],
)
def test_lists_and_searches_leave_out_who_is_not_seen(seller, shop, address, seen):
    text = shown(seller, address)
    assert seen in re.sub(r"<[^>]+>", "", text)
    for hidden in HIDDEN[::2] if "5678" in address else HIDDEN:  # a couple has one telephone
        assert hidden.format(taro=shop["0001"]) not in text


def test_counts_are_of_whom_the_reader_sees(seller):
    assert re.search(r"5\s*(人|名)", shown(seller, "/customers/"))
    shares = shown(seller, "/customers/shares/")
    assert "見込み 3" in shares
    mine = Staff.objects.get(email="kawaguchi@example.jp").pk
    for sight in (Sight(frozenset({mine})), Sight(frozenset())):  # more in sight than out of it, and fewer
        cache.clear()
        found = {share.key: share.customers for share in customer_shares(sight).classes if share.customers}
        standings = count_standings(customers.visible(sight))
        assert sum(found.values()) == customers.visible(sight).count()
        assert found["prospect"] == 3
        assert sum(found.values()) - 3 == sum(standings.values())
    assert customers.count_customers(CustomerFilter(sight=Sight(frozenset({mine})))).value == 4
    assert customers.count_customers(CustomerFilter(sight=EVERYBODY)).value == 6


def test_an_order_of_somebody_not_seen_does_not_exist(seller, shop):
    hidden = Order.objects.get(external_id="T0").pk
    for address in (f"/orders/{hidden}/", f"/orders/{hidden}/edit/", f"/orders/new/?customer={shop['0001']}"):
        assert seller.get(address).status_code == 404, address
    for act in ("edit", "return", "cancel", "delete"):
        assert seller.post(f"/orders/{hidden}/{act}/").status_code == 404
    assert Order.objects.filter(pk=hidden).exists()
    assert f"/orders/{hidden}/" not in shown(seller, "/orders/?number=T0")
    own = Order.objects.get(external_id="K0").pk
    shown(seller, f"/orders/{own}/")
    moved = seller.post(f"/orders/{own}/edit/", {"customer": shop["0001"]})
    assert moved.status_code == 404


def test_who_is_there_already_is_told_without_a_name(seller):
    text = shown(seller, "/customers/new/known/?family_name=田中&given_name=太郎&phone=090-1111-2222")
    assert "他の担当のお客様" in text
    assert "090-1111" not in text
    assert "太郎" not in text
    typed = {"kind": "person", "family_name": "田中", "given_name": "太郎", "phone": "090-1111-2222"}
    asked = seller.post("/customers/new/", typed)
    assert asked.status_code == 422
    assert "他の担当のお客様" in asked.content.decode()


def test_a_referrer_who_is_not_seen_has_no_name(seller, shop):
    Customer.objects.filter(code="0003").update(referred_by_id=shop["0001"])
    page = shown(seller, f"/customers/{shop['0003']}/")
    assert "太郎" not in page
    assert "太郎" not in shown(seller, f"/customers/{shop['0003']}/history/")
    field = f"/customers/{shop['0003']}/fields/referrer/"
    form = shown(seller, field)
    seen = re.search(r'name="seen" value="([^"]*)"', form)
    assert seen
    kept = re.search(r'name="referrer"[^>]*value="([^"]*)"', form)
    assert kept
    seller.post(field, {"referrer": kept[1], "seen": seen[1]})
    assert Customer.objects.get(code="0003").referred_by_id == shop["0001"]
    assert seller.post(field, {"referrer": "田中 太郎", "seen": seen[1]}).status_code == 422


def test_a_task_of_somebody_not_seen_is_not_on_the_day(seller, shop):
    me = Staff.objects.get(email="kawaguchi@example.jp").pk
    for code in ("0001", "0002"):
        customers.create_follow_up(
            shop[code], due_on=date(2026, 4, 1), reason=f"電話 {code}", assignee_id=me, now=NOW, staff_id=me
        )
    text = shown(seller, "/today/?rows=all")
    assert "電話 0002" in text
    assert "電話 0001" not in text


def test_a_number_that_is_taken_names_its_holder_to_who_sees_them(seller):
    typed = {"kind": "person", "family_name": "森", "given_name": "一"}
    for code, named in (("0001", ""), ("0002", "田中 花子")):
        answer = seller.post("/customers/new/", typed | {"code": code})
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "太郎" not in text
        assert named in text


def test_a_task_goes_to_nobody_who_does_not_see_the_customer(seller, shop):
    west = Staff.objects.get(email="nishi@example.jp").pk
    address = f"/customers/{shop['0002']}/task/"
    refused = seller.post(address, {"reason": "電話", "assignee": west})
    assert refused.status_code == 422
    assert "このお客様が見えません" in refused.content.decode()
    assert seller.post(address, {"reason": "電話", "assignee": ""}).status_code < 400
    free = f"/customers/{shop['0004']}/task/"
    assert seller.post(free, {"reason": "電話", "assignee": west}).status_code < 400


@pytest.mark.parametrize(
    ("page", "many"),
    [
        ("/customers/?q=田", False),
        *(("/customers/?sort=money", many) for many in (False, True)),
        ("/customers/?class=steady", True),
        ("/customers/?class=steady&sort=last&letter=タ", True),
        ("/orders/", False),
        ("/today/", False),
        ("/customers/{0}/", False),
    ],
)
def test_a_limited_sight_costs_a_page_at_most_twelve_queries(
    seller, shop, page, many, django_assert_max_num_queries, monkeypatch
):
    """`many`: as where more are in sight, and in the list, than are read or counted."""
    if many:
        monkeypatch.setattr(chosen, "MOST_GATHERED", 0)
        monkeypatch.setattr(listing, "EXACT_COUNT_LIMIT", 0)
    Customer.objects.filter(code="0003").update(referred_by_id=shop["0001"])
    with django_assert_max_num_queries(12):
        shown(seller, page.format(shop["0003"]))
