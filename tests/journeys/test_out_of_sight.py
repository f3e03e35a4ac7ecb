"""Who is not seen does not exist: every address answers as for a customer that never was, to the letter.

A seller of the east asks with ids of the west's customer in the address, in a form and in a search, and with
ids that nobody has; the answers may not differ. Then the west's customers do a year's work, and no page of
the seller's changes: no name, no count, no "3 more". Addresses and names of fields are read off the code.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from pghistory.models import Context

from otokui.domain.accounts.models import Staff
from otokui.domain.accounts.rules import may
from otokui.domain.accounts.types import Permission, Role
from otokui.domain.customers import public as customers
from otokui.domain.customers.models import Customer, Phone
from otokui.domain.customers.types import (
    AddressInput,
    BulkKind,
    BulkOrder,
    ContactWay,
    CustomerFilter,
    CustomerInput,
    MailInput,
    ObservationKind,
    ObservationSource,
    PhoneInput,
)
from otokui.domain.insights.actions.rederive import rederive
from otokui.domain.purchases.models import Order, OrderLine
from otokui.domain.purchases.public import delete_order
from tests.architecture.test_addresses import patterns
from tests.customers.cast import NOW, TARO, TODAY
from tests.insights.cast import bought, buy
from tests.journeys.test_role_matrix import OPEN_TO_ALL, Things, clients, things

__all__ = ["clients", "things"]  # fixtures
SOURCE = Path(__file__).parents[2] / "src" / "otokui"
NEVER, TOO_LARGE = 990_000_001, 10**30

TELLS_OF_OTHERS = {"customer_known", "customer_new", "field_known"}
"""These say "another colleague's customer", without a name, so that nobody is written down twice."""


@pytest.fixture(autouse=True)
def _ids_of_one_length(db):
    """So that an id of somebody looks like one of nobody, and like no other number of a page."""
    with connection.cursor() as cursor:
        for place, table in enumerate(("customers_customer", "purchases_order")):
            cursor.execute(f"SELECT setval('{table}_id_seq', {880_000_000 + place * 1_000_000})")


@pytest.fixture
def seller(clients) -> Client:
    return clients["S"]


@pytest.fixture
def hidden(shop, things: Things) -> dict[str, object]:
    """Everything of 田中 太郎 that has an id."""
    taro = shop["0001"]
    me = Staff.objects.get(email="a@example.jp").pk
    customers.note_observation(
        taro, kind=ObservationKind.DOG, source=ObservationSource.DELIVERY, noted_at=NOW, noted_on=TODAY
    )
    merged = customers.create_customer(
        CustomerInput(code="0091", family_name="田中", given_name="太郎", phones=TARO.phones),
        now=NOW,
        today=TODAY,
    )
    change, _total = customers.start_bulk_change(
        customers.customer_ids(CustomerFilter(within=[taro])),
        BulkOrder(kind=BulkKind.TAG_ADD, text="西"),
        staff_id=me,
        now=NOW,
    )
    event = apps.get_model("customers", "CustomerEvent").objects.filter(pgh_obj_id=taro).latest("pgh_id")
    with transaction.atomic():
        Order.objects.filter(pk=things["other"]["order_id"]).update(trigger="チラシ")
    removed = Order.objects.get(external_id="T1").pk
    delete_order(removed, staff=me)
    return {
        **things["other"],
        "gone_id": removed,
        "other_id": taro,
        "merge_id": customers.merge_customers(taro, merged, now=NOW, staff_id=me),
        "change_id": change,
        "event": event.pgh_id,
        "change": Context.objects.get(pk=event.pgh_context_id).pk if event.pgh_context_id else None,
        "row_id": Phone.objects.filter(customer=taro).latest("pk").pk,
        "order_event": apps.get_model("purchases", "OrderEvent").objects.latest("pgh_id").pgh_id,
    }


def addresses() -> list[URLPattern]:
    """All that a seller is let in to."""
    return [
        pattern
        for pattern in patterns(get_resolver())
        if pattern.name not in OPEN_TO_ALL and may(Role.SALES, pattern.callback.requires)
    ]


def of_address(pattern: URLPattern) -> set[str]:
    return set(pattern.pattern.converters)


def plain_values(pattern: URLPattern, things: Things) -> dict[str, object]:
    """Something that is there or could be, for what is no customer's."""
    words = {"of": "customer", "size": "small", "page": 0, "kind": "phones", "table": "customer"}
    words |= {"name": "head", "key": "name", "customer_class": "steady", "trade": "retail", "list_id": 1}
    words |= {"event": NEVER, "change": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "row_id": NEVER}
    words |= {
        "other_id": things["team"]["customer_id"],
        "merge_id": NEVER,
        "change_id": NEVER,
        "gone_id": NEVER,
    }
    known = words | things[""] | things["own"]
    return {name: known[name] for name in of_address(pattern)}


def asked_with_ids(things: Things, hidden: dict[str, object]) -> Iterator[tuple[URLPattern, str, str, str]]:
    """Each address with one id of the hidden one in it, and the same with ids that nobody has."""
    for pattern in addresses():
        values = plain_values(pattern, things)
        for name in of_address(pattern) & hidden.keys() - {"product_id"}:
            for key in {name, "order_event"} if name == "event" and "order" in pattern.name else {name}:
                seen = values | {name: hidden[key]}
                gone = "9" * 8 + "-0000-4000-8000-" + "9" * 12 if name == "change" else NEVER
                yield (
                    pattern,
                    name,
                    reverse(pattern.name, kwargs=seen),
                    reverse(pattern.name, kwargs=values | {name: gone}),
                )


TOKENS = (
    r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken[^}]+',
    r"[\w-]+:[\w-]{6}:[\w-]{43}",  # signed
    r'read-at="[^"]+"|"token": "\w+"',
    r"rows/phones/\d+|phones-\d+",  # a number is used up though nothing stays
    r'd="M[^"]+"|id="factor-key">[^<]+<',  # a new secret each time
)


def plain(answer: HttpResponse, *asked: object) -> tuple[int, str, str]:
    """Status, where it leads, and the page without what was asked, tokens and times."""
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    where = answer.get("Location", "") + answer.get("HX-Redirect", "")
    for token in TOKENS:
        text = re.sub(token, "", text)
    for one in asked:
        for written in {str(one), quote(str(one), safe=""), quote_plus(str(one))}:
            text, where = (re.sub(rf"(?<!\w){re.escape(written)}(?!\w)", "…", each) for each in (text, where))
    return answer.status_code, where, text


def difference(one: tuple[int, str, str], other: tuple[int, str, str]) -> list[str]:
    """The lines in which two answers differ."""
    lines = set(one[2].splitlines()) ^ set(other[2].splitlines())
    return [f"{one[:2]} {other[:2]}", *sorted(line.strip()[:300] for line in lines)[:6]]


def send(client: Client, address: str, method: str, body: dict[str, object] | None = None) -> HttpResponse:
    """Nothing that is written stays."""
    cache.clear()
    client.cookies.pop("messages", None)
    with transaction.atomic():
        if method == "post":
            answer = client.post(address, body or {})
        else:
            answer = client.get(
                address, body or {}, headers={"hx-request": "true"} if method == "htmx" else {}
            )
        transaction.set_rollback(True)
    return answer


def test_an_id_of_somebody_out_of_sight_answers_as_one_that_nobody_has(seller, things, hidden):
    wrong, asked = [], set()
    for pattern, name, address, gone in asked_with_ids(things, hidden):
        asked.add(pattern.name)
        for method in ("get", "htmx", "post"):
            ids = (address, gone, hidden[name], hidden["order_event"], NEVER)
            told = plain(send(seller, address, method), *ids)
            nobody = plain(send(seller, gone, method), *ids)
            if told != nobody or told[0] in (200, 500):
                wrong.append((method, address, difference(told, nobody)))
    assert wrong == []
    assert {"customer", "file_picture", "merge_undo", "customer_bulk_undo", "order_restore"} <= asked


def typed_names() -> set[str]:
    """Every name that a form or an address is read by."""
    read = re.compile(r'\b(?:POST|GET|typed|sent|values|query)\.(?:get|getlist)\("(\w+)"')
    return {name for path in SOURCE.rglob("web/**/*.py") for name in read.findall(path.read_text())}


def test_whatever_is_typed_of_somebody_out_of_sight_finds_nobody(seller, things, hidden):
    names = typed_names() - {"number", "phone"}  # an id is none
    assert {"customer", "q", "who", "id"} <= names
    name, number = ("田中 太郎", "無井 無子"), (str(hidden["customer_id"]), str(NEVER))
    wrong = []
    for pattern in addresses():
        if pattern.name in TELLS_OF_OTHERS or pattern.callback.requires is Permission.OWN_PAGE:
            continue
        if of_address(pattern) - {"customer_id", "order_id"}:  # what is typed there is no customer
            continue
        address = reverse(pattern.name, kwargs=plain_values(pattern, things))
        searched = () if of_address(pattern) else (("get", name), ("get", number))
        for method, pair in (*searched, ("post", number)):
            told, nobody = (
                plain(send(seller, address, method, dict.fromkeys(names, typed)), *pair) for typed in pair
            )
            if told != nobody or told[0] == 500:
                wrong.append((method, address, pair[0], difference(told, nobody)))
    assert wrong == []


def test_no_page_changes_by_what_happens_out_of_sight(seller, clients, things, shop):
    pages = [reverse(pattern.name, kwargs=plain_values(pattern, things)) for pattern in addresses()]
    pages += ["/today/?scope=all&rows=all", "/search/?q=田中", "/search/?q=090", "/customers/?sort=money"]
    pages += ["/customers/review/?flaw=incomplete", "/orders/?number=T", "/analysis/people/?of=top:20"]
    before = {page: plain(send(seller, page, "get")) for page in pages}
    assert [page for page, told in before.items() if "太郎" in told[2]] == []  # though he referred one
    everybody = clients["A"].get("/customers/?q=田中").content
    a_busy_year_in_the_west()
    assert clients["A"].get("/customers/?q=田中").content.count("西".encode()) > everybody.count(
        "西".encode()
    )
    changed = []
    for page, told in before.items():
        after = plain(send(seller, page, "get"))
        if after != told:
            changed.append((page, difference(told, after)))
    assert changed == []


def a_busy_year_in_the_west() -> None:
    """Three customers of every kind of trouble and merit, with all that hangs on them."""
    west = Staff.objects.get(email="w@example.jp").pk
    ids = []
    for number in range(3):
        given = CustomerInput(
            code=f"W{number}",
            family_name="田中",
            given_name=f"西{number}",
            phones=(PhoneInput(f"090-7000-000{number}"), PhoneInput("03-1234-5678")),
            mails=(MailInput(f"w{number}@example.jp"),),
            addresses=(AddressInput("100-0005", line="東京都千代田区丸の内1-2-3"),),
            tags=("西の札",),
        )
        one = customers.create_customer(given, now=NOW, today=TODAY)
        ids.append(one)
        Customer.objects.filter(pk=one).update(in_charge_id=west)
        customers.record_contact(one, way=ContactWay.CALL, at=NOW, text="田中さんの話", staff_id=west)
        customers.create_follow_up(one, due_on=TODAY, reason="田中に電話", now=NOW, staff_id=west)
        customers.attach_file(one, BytesIO("田中".encode()), name="田中.txt", now=NOW, staff_id=west)
        customers.open_deal(
            one, until=TODAY + timedelta(days=9), note="田中", today=TODAY, now=NOW, staff_id=west
        )
        days = [date(2025, 6, 1) + timedelta(days=20 * place) for place in range(12 - number)]
        buy(
            *(
                bought(one, str(day), 90_000, order_id=f"TW{number}{n}", product_code="RICE", quantity=5000)
                for n, day in enumerate(days)
            )
        )
    rederive(customer_ids=ids, as_of=TODAY, now=NOW, cause=None)
    customers.find_pairs(ids, now=NOW)
    cache.clear()
    assert OrderLine.objects.filter(customer_id=ids[0]).count() == 12
