"""Every address that can be looked at, with the demo shop behind it: at most twelve SQL queries each.

A query is a statement that PostgreSQL ran for the page over any of its connections, see `wire`.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from otokui.domain.accounts.models import Business, Staff, Team
from otokui.domain.customers import public
from otokui.domain.customers.models import Phone
from otokui.domain.customers.types import AttributeInput, AttributeKind, BulkKind, BulkOrder, CustomerFilter
from otokui.domain.desk.queries.timeline import KINDS
from otokui.domain.desk.web.audiences.tokens import written
from otokui.domain.desk.web.editing.fields import FIELDS
from otokui.domain.desk.web.editing.rows import ROWS
from otokui.domain.exchange import public as exchange
from otokui.domain.exchange.actions.fill_demo_shop import fill_demo_shop
from otokui.domain.exchange.actions.run_import import run_import
from otokui.domain.exchange.actions.try_import import try_import
from otokui.domain.exchange.types import Kind
from otokui.domain.insights.actions.survey_run import survey_run
from otokui.domain.insights.models import Run
from otokui.domain.insights.public import business_today, find_survey, save_list
from otokui.domain.insights.rules.standing_lists import STANDING_LISTS
from otokui.domain.insights.types.audience import Audience, OneOf, Own, Trait
from otokui.domain.insights.types.saved_lists import Sharing
from otokui.domain.purchases import public as purchases
from otokui.domain.purchases.adapters import foresight
from otokui.domain.purchases.models import Order, OrderLine
from otokui.domain.purchases.types import Bought, Catalogued, Days
from tests.architecture.test_addresses import patterns
from tests.browser.places import PLACES
from tests.content import samples
from tests.exchange.shop import silent
from tests.insights.cast import start_run
from tests.journeys.wire import listening

MOST = 12
CONDITIONS = Audience(
    conditions=(
        Bought(products=(1,), days=Days(last=90), shop=1),
        OneOf(what=Trait.IN_CHARGE, keys=("1",)),
        Own(key="visits", value=3),
    )
)
SALES = "受注番号,会員番号,受注日,金額\n1,000001,2026/03/04,500\n2,000002,2026/03/05,x\n"
BOUGHT = "受注番号,会員番号,受注日,金額\n3,000001,2026/03/04,500\n4,000099,2026/03/05,700\n"
MEMBERS = "会員番号,氏名\n000001,髙橋 恵\n000002,青葉 光\n990001,新田 望\n"


def draft(text: str) -> int:
    return exchange.draft_import(BytesIO(text.encode("cp932")), name="a.csv", now=timezone.now())


def tried(run: int) -> int:
    exchange.start_trial(run_id=run, version=exchange.get_run(run).version)
    try_import(run_id=run, now=timezone.now(), progress=silent)
    return run


def taken(run: int) -> int:
    exchange.start_import(run_id=run, now=timezone.now())
    run_import(run_id=run, now=timezone.now(), progress=silent)
    return run


Variants = dict[str, list[tuple[dict[str, object], str]]]
"""By the name of the address: what stands in it, and what is asked behind it."""


def third_besides(*others: int) -> int:
    """Somebody else."""
    return Order.objects.filter(customer__isnull=False).exclude(customer__in=others).latest("id").customer_id


@pytest.fixture
def pages(db, settings, tmp_path) -> Variants:
    """Everything there is to look at in a shop at work."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.HOME = tmp_path
    now = timezone.now()
    fill_demo_shop(now=now, customers=40, password="a-good-password")
    drafted, on_trial, imported = draft(SALES), tried(draft(SALES)), taken(tried(draft(MEMBERS)))
    start_run(business_today(now))
    survey_run(run=Run.objects.latest("id").pk, now=now)
    removed, order = Order.objects.filter(customer__isnull=False).order_by("-id")[:2]
    purchases.delete_order(removed.pk, staff=None)
    one = {"customer_id": order.customer_id}
    phone = {"row_id": Phone.objects.get(customer_id=order.customer_id).pk}
    twin = (
        Order.objects.filter(customer__isnull=False)
        .exclude(customer=order.customer_id)
        .latest("id")
        .customer_id
    )
    changing = taken(tried(draft(BOUGHT)))
    scan = public.attach_file(
        order.customer_id, BytesIO(samples.pdf("one", "two")), name="a.pdf", now=now, staff_id=None
    ).id
    purchases.attach_to_order(order.pk, BytesIO(b"a"), name="a.txt", now=now, staff_id=None)
    file = {"of": "customer", "file_id": scan}
    product = OrderLine.objects.filter(order=order).latest("id").product_id
    team = Team.objects.latest("id").pk
    exchange.save_mapping(kind=Kind.PURCHASES, name="レジ", columns={"amount": "金額"}, now=now)
    mapping = exchange.list_mappings(Kind.PURCHASES)[0].id
    named = [
        {"kind": what.value, "row_id": purchases.list_catalogue(what)[0].id}
        for what in (Catalogued.SHOP, Catalogued.GROUP)
    ]
    searches = ("", "q=田", "q=0000", "class=best&sort=money", "letter=ア&overdue=1", "rfm=top&r=5&f=5")
    public.define_attribute(AttributeInput("visits", "来店", AttributeKind.NUMBER))
    searches += ("tag=法人&sort=money", "own.visits=3&q=田")
    changed, _total = public.start_bulk_change(
        public.customer_ids(CustomerFilter()),
        BulkOrder(kind=BulkKind.TAG_ADD, text="年末"),
        staff_id=Staff.objects.latest("id").pk,
        now=now,
    )
    leaving = public.log_export(
        staff_id=Staff.objects.get(email="demo@example.jp").pk,
        form="csv", conditions="", columns="", customers=9, now=now,
    )  # fmt: skip
    public.note_export_job(leaving, 1)
    public.keep_export(leaving, content=sha256(b"a").hexdigest(), size=1, customers=9, unwritable={})
    kept = save_list(
        name="豆", audience=CONDITIONS, sharing=Sharing.ALL, staff_id=Staff.objects.latest("id").pk, now=now
    )
    searches += ("list=near_best", f"list={kept}&sort=reading", f"if={written(CONDITIONS)}&class=best")
    listed = [*searches, f"run={imported}", f"run={imported}&touched=changed&sort=last"]
    month = find_survey().window.ends[-2]
    marks = "top:20", "move:then:new:first", f"class:{month:%Y-%m}:best:here", "begin:category:米:30:two"
    plain = (
        "jobs today_progress customer_shares customer_new analysis_classes analysis_rfm shop staff"
        " customer_columns own_fields own_field_new staff_new own_page own_safety own_factor rules"
        " shop_history catalogue rules_running rules_groups field field_offline"
        " field_pulse field_worker"
        " imports import_new"
    )
    return {
        **{name: [({}, "")] for name in plain.split()},
        "programme": [({"customer_class": key}, "") for key in ("first", "steady", "best")],
        "programme_step": [({"customer_class": "best"}, "state=dead")],
        "rules_trial": [({}, ""), ({}, "preset=book&factor=5")],
        "rules_moves": [({}, "preset=book")],
        "today": [({}, f"scope={scope}") for scope in ("mine", "team", "all")],
        "today_glance": [(one, "")],
        "customers": [({}, query) for query in listed],
        "customer_conditions": [({}, f"kind={kind}") for kind in ("bought", "first_bought", "in_charge")],
        "customer_condition_count": [({}, "list=near_best&kind=bought&period=90")],
        "customer_goods": [({}, "product=米")],
        "customer_bulk_change": [({"change_id": changed}, "")],
        "customer_export": [({}, "list=near_best")],
        "customer_export_made": [({"export_id": leaving}, "")],
        "customer_export_file": [({"export_id": leaving}, "")],
        "exports": [({}, "")],
        "saved_lists": [({}, "list=near_best")],
        "saved_list_new": [({}, f"if={written(STANDING_LISTS['near_best'])}")],
        "saved_list": [({"list_id": kept}, "")],
        "saved_list_history": [({"list_id": kept}, "")],
        "review_rules_history": [({}, "")],
        "customer_known": [({}, "phone=09000000001&family_name=田中")],
        "customer_towns": [({}, "postal_code=1000005")],
        "customer": [(one, "")],
        "customer_card": [
            (one | {"name": name}, "") for name in ("head", "memo", "person", "reach", "consents")
        ],
        "customer_field": [(one | {"key": key}, "") for key in FIELDS],
        "customer_row": [
            *((one | {"kind": kind}, "") for kind in ROWS),
            (one | {"kind": "phones"} | phone, ""),
        ],
        "customer_task": [(one, "")],
        "customer_timeline": [(one, f"kind={kind}") for kind in KINDS],
        "customer_product": [(one | {"product_id": product}, "")],
        "customer_history": [(one, "")],
        "review": [({}, f"flaw={flaw}") for flaw in ("stale", "unowned", "incomplete")],
        "review_rules": [({}, "")],
        "review_same": [({}, "")],
        "merges": [({}, "")],
        "customer_person": [(one, "")],
        "customer_erase": [(one, "")],
        "customer_same": [(one, ""), (one, "q=田")],
        "customer_merge": [(one | {"other_id": twin}, "")],
        "customer_group": [(one, f"with={twin}&with={third_besides(twin, order.customer_id)}")],
        "customer_offers": [(one, ""), (one, "brief=1")],
        "customer_files": [(one, "")],
        "search": [
            ({}, f"q={asked}") for asked in ("田", "田中", "0000", "2026/3/4", "取込", order.external_id)
        ],
        "order_files": [({"order_id": order.pk}, "")],
        "file": [(file, "")],
        "file_picture": [(file | {"size": "small", "page": 1}, "")],
        "file_download": [(file, "")],
        "analysis": [({}, "months=24")],
        "analysis_moves": [({}, ""), ({}, f"month={month:%Y-%m}")],
        "analysis_repeat": [({}, "days=30")],
        "analysis_takings": [({}, "months=24")],
        "analysis_table": [({}, f"of={of}&months=24") for of in ("classes", "shop", "takings")],
        "analysis_people": [({}, f"of={mark}") for mark in marks],
        "orders": [({}, ""), ({}, f"number={order.external_id}")],
        "field_find": [({}, "phone=090-0000-0001"), ({}, "name=田&place=丸の内")],
        "field_known": [({}, "phone=090-0000-0001")],
        "order_new": [({}, ""), ({}, "customer=0"), ({}, f"customer={order.customer_id}")],
        "order_customers": [({}, "who=田")],
        "order_goods": [({}, "product=米")],
        "order": [({"order_id": order.pk}, "")],
        "order_edit": [({"order_id": order.pk}, "")],
        "order_history": [({"order_id": order.pk}, "")],
        "orders_gone": [({}, "")],
        "order_gone": [({"gone_id": removed.pk}, "")],
        "product_history": [({"product_id": product}, "")],
        "own_field_history": [({"key": "visits"}, "")],
        "team": [({"team_id": team}, "")],
        "team_history": [({"team_id": team}, "")],
        "catalogued": [(one, "") for one in named],
        "catalogued_history": [(one, "") for one in named],
        "mapping_history": [({"mapping_id": mapping}, "")],
        "staff_history": [({"staff_id": Staff.objects.latest("id").pk}, "")],
        "own_field": [({"key": "visits"}, "")],
        "staff_change": [({"staff_id": Staff.objects.latest("id").pk}, "")],
        "import_sample": [({"trade": "retail"}, "")],
        "import_run": [({"run_id": run}, "") for run in (on_trial, imported)],
        "import_columns": [({"run_id": drafted}, "")],
        "import_matching": [({"run_id": drafted}, "")],
        "import_people": [({"run_id": imported}, "")],
        "import_rejects": [({"run_id": on_trial}, "")],
        "import_undo": [({"run_id": imported}, "")],
        "import_undo_foreseen": [({"run_id": run}, "") for run in (imported, changing)],
    }


@pytest.fixture
def boss(pages) -> Client:
    return reader_of(Staff.objects.get(email="demo@example.jp"))


def reader_of(person: Staff) -> Client:
    client = Client(headers={"accept-language": "ja"})
    client.force_login(person, backend="otokui.domain.accounts.adapters.backend.StaffBackend")
    return client


def queries_of(client: Client, path: str, ran: Callable[[], int]) -> int:
    """Of somebody who looks first in the morning, when nothing is known yet."""
    return look(client, path, ran)[0]


def look(client: Client, path: str, ran: Callable[[], int]) -> tuple[int, bytes]:
    """The statements that a first look takes, and what is shown."""
    cache.clear()
    ran()
    answer = client.get(path)
    assert answer.status_code == 200, path
    shown = b"".join(answer) if answer.streaming else answer.content
    return ran(), shown


@pytest.fixture
def ran(db) -> Iterator[Callable[[], int]]:
    """Tells how many statements PostgreSQL has run since it was last asked."""

    def refuse(**_signal: object) -> None:
        raise AssertionError("a page opened a connection of its own, whose statements nobody counts")

    with listening(connection.connection) as since:
        connection_created.connect(refuse)
        yield since
        connection_created.disconnect(refuse)


def test_every_page_of_a_shop_at_work(boss, pages, ran, monkeypatch):
    monkeypatch.setattr(foresight, "MANY", 0)  # as for an import of thousands of rows, which asks more
    costs, whole = {}, set[str]()
    for name, variants in pages.items():
        for path in (f"{reverse(name, kwargs=kwargs)}?{query}" for kwargs, query in variants):
            costs[path], shown = look(boss, path, ran)
            if shown.lstrip()[:15].lower() == b"<!doctype html>":
                whole.add(name)
    assert {path: cost for path, cost in costs.items() if not 0 < cost <= MOST} == {}
    # What a file of thousands leads to looks like a job.
    whole -= {"customer_export_made"}
    looked_at = {view for place in PLACES for view in place.views}
    assert whole - looked_at == set(), "a page without a line in tests/browser/places.py"


ELSEWHERE = {
    "home",
    "settings",
    "account_login",
    "account_logout",
    "customer_bulk",
    "mfa_authenticate",
    "own_codes",
    "programmes",
    "welcome",
    "health_live",
    "health_ready",
}
"""Doors that lead on, what machines ask, pages of those who have no shop yet: see the next test."""


def test_what_is_not_looked_at_here_is_only_written_to(boss, pages):
    fits = {"int": 1, "slug": "x", "string": "x", "uuid": UUID(int=0)}
    for pattern in patterns(get_resolver()):
        if pattern.name in pages or pattern.name in ELSEWHERE:
            continue
        kinds = {name: type(each).__name__ for name, each in pattern.pattern.converters.items()}
        kwargs = {name: fits[kind.removesuffix("Converter").lower()] for name, kind in kinds.items()}
        assert boss.get(reverse(pattern.name, kwargs=kwargs)).status_code == 405, pattern.name


def test_the_pages_of_an_empty_business(ran):
    Business.objects.create(id=1, name="")
    first = reader_of(Staff.objects.create_user("a@example.jp", None, name="店主", role="admin"))
    empty = ("welcome", "import_new", "imports", "customers", "orders", "analysis", "rules", "staff", "jobs")
    assert {name: cost for name in empty if (cost := queries_of(first, reverse(name), ran)) > MOST} == {}
    assert queries_of(Client(), reverse("account_login"), ran) <= MOST
