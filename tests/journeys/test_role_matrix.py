"""Who is let in where: every address × every role, asked over HTTP, with the rights of each in one table.

An address of one customer or order is asked three times by sellers: they see their own and those of the team;
another team's do not exist for them. Everybody else asks for the other team's. A new address needs a line in
`MATRIX`; the last test says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from otokui.core.platform.models import JobRecord
from otokui.domain.accounts.models import Staff, Team
from otokui.domain.accounts.types import Role
from otokui.domain.customers.models import Customer
from otokui.domain.customers.public import attach_file, create_follow_up, define_attribute
from otokui.domain.customers.types import AttributeInput, AttributeKind
from otokui.domain.exchange.models import MappingTemplate
from otokui.domain.exchange.public import draft_import
from otokui.domain.purchases.models import OrderLine
from otokui.domain.purchases.models import Shop as Counter
from tests.architecture.test_addresses import patterns
from tests.customers.cast import NOW, TODAY

ROLES = {
    "A": Role.ADMIN,
    "M": Role.MANAGER,
    "S": Role.SALES,
    "O": Role.ORDERS,
    "F": Role.FIELD,
    "V": Role.VIEWER,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One address: who is let in, by the letters of `ROLES` (a dash: 403); strangers are sent to sign in.

    `post`: it is written to. `query`: what stands behind the address. `nothing`: who is let in may find that
    there is nothing (404). `values` stand in the address, beside what `things` knows of each customer.
    """

    name: str
    let_in: str
    post: bool = False
    query: str = ""
    nothing: bool = False
    values: tuple[tuple[str, object], ...] = ()


def line(address: str, let_in: str, /, **more: object) -> Line:
    known = {key: more.pop(key) for key in ("post", "query", "nothing") if key in more}
    return Line(address, let_in, values=tuple(more.items()), **known)  # type: ignore[arg-type]


POST = {"post": True}

MATRIX = (
    # Everybody's own
    line("home", "AMSOFV"),
    line("settings", "AMSOFV"),
    line("own_page", "AMSOFV"),
    line("own_safety", "AMSOFV"),
    line("own_factor", "AMSOFV"),
    line("own_factor_off", "AMSOFV", **POST),
    line("own_codes", "AMSOFV"),
    line("own_session_end", "AMSOFV", **POST),
    # 今日
    line("today", "AMSO-V"),
    line("today_progress", "AMSO-V"),
    line("today_glance", "AMSO-V"),
    line("today_act", "AMSO--", **POST),
    line("today_undo", "AMSO--", **POST),
    # 顧客
    line("customers", "AMSO-V"),
    line("customer_conditions", "AMSO-V"),
    line("customer_condition_count", "AMSO-V"),
    line("customer_goods", "AMSO-V", query="product=米"),
    line("customer_bulk", "AMSO--", **POST),
    line("customer_bulk_change", "AMSO--", nothing=True, change_id=1),
    line("customer_bulk_undo", "AMSO--", **POST, nothing=True, change_id=1),
    line("customer_export", "AM----"),
    line("customer_export_made", "AM----", nothing=True, export_id=1),
    line("customer_export_file", "AM----", nothing=True, export_id=1),
    line("exports", "AM----"),
    line("customer_columns", "AMSO-V"),
    line("customer_shares", "AMSO-V"),
    line("saved_lists", "AMSO-V"),
    line("saved_list_new", "AMSO--"),
    line("saved_list", "AMSO--", nothing=True, list_id=1),
    line("saved_list_history", "AMSO--", nothing=True, list_id=1),
    line("saved_list_restore", "AMSO--", **POST, list_id=1, event=1),
    line("saved_list_delete", "AMSO--", **POST, list_id=1),
    line("saved_list_back", "AMSO--", **POST, list_id=1),
    line("saved_list_hide", "AMSO-V", **POST, key="near_best"),
    line("customer_new", "AMSO--"),
    line("customer_known", "AMSO-V"),
    line("customer_towns", "AMSO-V"),
    line("customer", "AMSO-V"),
    line("customer_card", "AMSO-V", name="head"),
    line("customer_timeline", "AMSO-V"),
    line("customer_product", "AMSO-V"),
    line("product_history", "AMSO-V"),
    line("customer_history", "AMSO-V"),
    line("customer_offers", "AMSO-V"),
    line("customer_deal", "AMSO--", **POST),
    line("customer_field", "AMSO--", key="name"),
    line("customer_row", "AMSO--", kind="phones"),
    line("customer_contact", "AMSO--", **POST),
    line("customer_task", "AMSO--"),
    line("customer_task_move", "AMSO--", **POST),
    line("customer_complaint", "AMSO--", **POST),
    line("customer_answer", "AMSO--", **POST),
    line("customer_memo_seen", "AMSO--", **POST),
    line("customer_restore", "AMSO--", **POST, nothing=True, table="customer", event=1),
    line("customer_restore_all", "AMSO--", **POST, nothing=True, change=UUID(int=0)),
    # 検索
    line("search", "AMSO-V", query="q=田中"),
    # ファイル
    line("customer_files", "AMSO-V"),
    line("order_files", "AMSO-V"),
    line("file", "AMSO-V", of="customer"),
    line("file_download", "AMSO-V", of="customer"),
    line("file_picture", "AMSO-V", nothing=True, of="customer", size="small", page=0),
    line("file_remove", "AMSO--", **POST, of="customer"),
    line("file_restore", "AMSO--", **POST, nothing=True, of="customer"),
    line("file_renew", "AMSO--", **POST, nothing=True, of="customer"),
    line("file_note", "AMSO--", **POST, of="customer"),
    line("review", "AMSO-V"),
    line("review_rules", "AM----"),
    line("review_rules_history", "AM----"),
    line("review_rules_restore", "AM----", **POST, event=1),
    line("review_same", "AMS---"),
    line("merges", "AMS---"),
    line("merge_undo", "AMS---", **POST, nothing=True, merge_id=1),
    line("customer_person", "AM----"),
    line("customer_erase", "A-----"),
    line("customer_same", "AMS---"),
    line("customer_group", "AMS---"),
    line("customer_merge", "AMS---", nothing=True, other_id=1),
    # 受注
    line("orders", "AMSO-V"),
    line("order_history", "AMSO-V"),
    line("order_restore", "AMSO--", **POST, event=1),
    line("order_restore_lines", "AMSO--", **POST, event=1),
    line("orders_gone", "AMSO-V"),
    line("order_gone", "AMSO-V", nothing=True, gone_id=1),
    line("order_bring_back", "AMSO--", **POST, nothing=True, gone_id=1),
    line("order", "AMSO-V"),
    line("order_new", "AMSO--"),
    line("order_customers", "AMSO--", query="who=田"),
    line("order_goods", "AMSO--", query="product=米"),
    line("order_edit", "AMSO--"),
    line("order_return", "AMSO--", **POST),
    line("order_cancel", "AMSO--", **POST),
    line("order_delete", "AMSO--", **POST),
    # 外まわり
    line("field", "AMSOF-"),
    line("field_offline", "AMSOF-"),
    line("field_find", "AMSOF-", query="phone=03-0000-0001"),
    line("field_known", "AMSOF-", query="phone=03-0000-0001"),
    line("field_pulse", "AMSOF-"),
    line("field_worker", "AMSOF-"),
    line("field_act", "AMSOF-", **POST),
    # 分析
    line("analysis", "AMSO-V"),
    line("analysis_classes", "AMSO-V"),
    line("analysis_moves", "AMSO-V"),
    line("analysis_rfm", "AMSO-V"),
    line("analysis_repeat", "AMSO-V"),
    line("analysis_takings", "AMSO-V"),
    line("analysis_table", "AMSO-V", query="of=shop", nothing=True),
    line("analysis_people", "AMSO-V", query="of=top:20", nothing=True),
    # 取込
    line("welcome", "AM----"),
    line("welcome_demo", "AM----", **POST),
    line("demo_away", "AM----", **POST),
    line("imports", "AM----"),
    line("import_new", "AM----"),
    line("import_sample", "AM----", trade="retail"),
    line("import_sample_try", "AM----", **POST, trade="retail"),
    line("import_run", "AM----"),
    line("import_columns", "AM----"),
    line("import_matching", "AM----"),
    line("import_people", "AM----"),
    line("import_trial", "AM----", **POST),
    line("import_start", "AM----", **POST),
    line("import_cancel", "AM----", **POST),
    line("import_forget", "AM----", **POST),
    line("import_rejects", "AM----", nothing=True),
    line("import_undo", "AM----"),
    line("import_undo_foreseen", "AM----"),
    # 設定
    line("rules", "AMSO-V"),
    line("rules_running", "AMSO-V"),
    line("rules_trial", "AMSO-V"),
    line("rules_moves", "AMSO-V"),
    line("rules_groups", "AMSO-V"),
    line("rules_save", "AM----", **POST),
    line("programmes", "AMSO-V"),
    line("programme", "AMSO-V", customer_class="steady"),
    line("programme_step", "AMSO-V", query="state=dormant", customer_class="steady"),
    line("programme_foreseen", "AMSO-V", **POST, customer_class="steady"),
    line("programme_save", "AM----", **POST, customer_class="steady"),
    line("shop", "AM----"),
    line("own_fields", "AM----"),
    line("own_field_new", "AM----"),
    line("own_field", "AM----", key="visits"),
    line("staff", "AM----"),
    line("staff_history", "AM----"),
    line("staff_restore", "AM----", **POST, event=1),
    line("shop_history", "AM----"),
    line("shop_restore", "AM----", **POST, event=1),
    line("team", "AM----"),
    line("team_history", "AM----"),
    line("team_restore", "AM----", **POST, event=1),
    line("catalogue", "AM----"),
    line("catalogued", "AM----", kind="shop"),
    line("catalogued_history", "AM----", kind="shop"),
    line("catalogued_restore", "AM----", **POST, kind="shop", event=1),
    line("mapping_history", "AM----"),
    line("mapping_restore", "AM----", **POST, event=1),
    line("own_field_history", "AM----", key="visits"),
    line("own_field_restore", "AM----", **POST, key="visits", event=1),
    line("staff_new", "AM----"),
    line("staff_change", "AM----"),
    line("staff_factor_reset", "AM----", **POST),
    line("staff_factor_required", "A-----", **POST),
    line("jobs", "AM----"),
    line("job_retry", "AM----", **POST),
    line("job_cancel", "AM----", **POST),
)

OPEN_TO_ALL = {"account_login", "account_logout", "mfa_authenticate", "health_live", "health_ready", "look"}
"""No line of the matrix: whoever they are, they are let in; see tests/architecture/test_addresses."""

LET_IN = {200, 204, 302, 409, 422}
SELLERS = {"S", "s"}
WHOSE = {"own": "0003", "team": "0002", "other": "0001"}
"""The three customers of whom an address is asked, for the seller of the east."""

Things = dict[str, dict[str, object]]


@pytest.fixture
def clients(shop: dict[str, int], settings) -> dict[str, Client]:
    """A reader of each role by its letter, `s` a seller who sees but their own, "" a stranger."""
    settings.AXES_ENABLED = False
    east, west = (Team.objects.create(name=name) for name in ("東", "西"))
    people = {
        letter: Staff.objects.create(email=f"{letter}@example.jp".lower(), name=letter, role=role, team=east)
        for letter, role in ROLES.items()
    }
    people["s"] = Staff.objects.create(
        email="own@example.jp", name="s", role=Role.SALES, team=east, visibility="own"
    )
    stranger_to_them = Staff.objects.create(email="w@example.jp", name="西", role=Role.SALES, team=west)
    charge = {"0001": stranger_to_them, "0002": people["A"], "0003": people["S"]}
    for code, member in charge.items():
        Customer.objects.filter(code=code).update(in_charge=member)
    cache.clear()
    clients = {letter: Client(headers={"accept-language": "ja"}) for letter in people}
    for letter, client in clients.items():
        client.force_login(people[letter], backend="otokui.domain.accounts.adapters.backend.StaffBackend")
    return clients | {"": Client()}


@pytest.fixture
def things(shop: dict[str, int], clients) -> Things:
    """What stands in addresses: for each of `WHOSE`, and under "" what belongs to no customer."""
    define_attribute(AttributeInput("visits", "来店", AttributeKind.NUMBER))
    kept = MappingTemplate.objects.create(kind="purchases", name="レジ", mapping={}, saved_at=NOW)
    text = "受注番号,会員番号,受注日,金額\n1,0001,2026/03/04,500\n"
    found: Things = {
        "": {
            "run_id": draft_import(BytesIO(text.encode("cp932")), name="a.csv", now=timezone.now()),
            "job_id": JobRecord.objects.create(name="x", enqueued_at=NOW).pk,
            "staff_id": Staff.objects.get(email="w@example.jp").pk,
            "team_id": Team.objects.latest("id").pk,
            "row_id": Counter.objects.get_or_create(name="本店")[0].pk,
            "mapping_id": kept.pk,
        }
    }
    for whose, code in WHOSE.items():
        customer = shop[code]
        task = create_follow_up(
            customer,
            due_on=TODAY,
            reason="電話",
            now=NOW,
            staff_id=Staff.objects.get(email="a@example.jp").pk,
        )
        bought = OrderLine.objects.filter(customer=customer).latest("id")
        found[whose] = {
            "customer_id": customer,
            "order_id": bought.order_id,
            "product_id": bought.product_id,
            "task_id": task,
            "file_id": attach_file(customer, BytesIO(b"a"), name="a.txt", now=NOW, staff_id=None).id,
        }
    return found


def asked(things: Things) -> Iterator[tuple[Line, str, str]]:
    """Each line with whose customer it is about ("" for none) and the address."""
    for each in MATRIX:
        needed = needs(each.name)
        values = {key: value for key, value in each.values if key in needed} | {
            key: value for key, value in things[""].items() if key in needed
        }
        of_somebody = needed & things["own"].keys()
        if of_somebody == {"product_id"}:  # a product alone is nobody's
            values, of_somebody = values | {"product_id": things["own"]["product_id"]}, set()
        for whose in WHOSE if of_somebody else ("",):
            about = {key: things[whose][key] for key in of_somebody}
            yield each, whose, reverse(each.name, kwargs=values | about) + f"?{each.query}"


def needs(name: str) -> set[str]:
    """What stands in the shortest address of this name."""
    found = [set(one.pattern.converters) for one in patterns(get_resolver()) if one.name == name]
    return min(found, key=len)


def answer_to(client: Client, each: Line, address: str) -> str:
    """`in`, `403`, `404` or `sign in`; nothing that is written stays."""
    with transaction.atomic():
        response = client.post(address) if each.post else client.get(address)
        transaction.set_rollback(True)
    if response.status_code == 302 and response["Location"].startswith(reverse("account_login")):
        return "sign in"
    if response.status_code in LET_IN or (response.status_code == 404 and each.nothing):
        return "in"
    return str(response.status_code)


def right(each: Line, letter: str, whose: str) -> str:
    """What the table says this reader gets."""
    if not letter:
        return "sign in"
    if letter.upper() not in each.let_in:
        return "403"
    seen = {"S": ("", "own", "team"), "s": ("",)}.get(letter)
    # The line's customer is S's own: for the seller who sees but their own, nobody here is.
    return "in" if seen is None or whose in seen or each.nothing else "404"


def test_every_role_gets_what_the_table_says(clients, things):
    wrong = {
        f"{address} as {letter or 'a stranger'}": f"{got}, not {wanted}"
        for each, whose, address in asked(things)
        for letter, client in clients.items()
        if (letter in SELLERS or whose in {"", "other"})
        and (got := answer_to(client, each, address)) != (wanted := right(each, letter, whose))
    }
    assert wrong == {}


def test_every_role_lands_on_a_page_after_signing_in(clients):
    for letter, client in clients.items():
        if letter:
            page = client.get("/", follow=True)
            assert page.status_code == 200, letter
            assert page.redirect_chain, letter


def test_every_address_has_its_line():
    known = {each.name for each in MATRIX} | OPEN_TO_ALL
    there = {pattern.name for pattern in patterns(get_resolver())}
    assert sorted(there - known) == [], "add a line to MATRIX above: the name, and the roles it lets in"
    assert sorted(known - there) == [], "no such address any more: take its line out of MATRIX"
