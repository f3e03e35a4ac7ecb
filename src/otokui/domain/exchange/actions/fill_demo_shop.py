"""Fill an empty business with the demo shop おとくい商店."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from otokui.core.kernel.errors import Refused
from otokui.core.platform import audit
from otokui.domain.accounts.public import Member, get_business, list_staff, open_business
from otokui.domain.accounts.types import BusinessSettings, Role, Trade
from otokui.domain.customers.public import (
    ask_to_look_through,
    count_customers,
    create_follow_up,
    find_pairs,
    get_customer,
    ids_by_code,
    input_of,
    mark_complaint,
    note_household,
    note_observation,
    note_preference,
    record_contact,
    review_list,
    update_customer,
    write_customers,
)
from otokui.domain.customers.types import (
    ContactWay,
    CustomerFilter,
    Direction,
    HouseholdKind,
    HouseholdSource,
    MatchKey,
    ObservationKind,
    ObservationSource,
    Outcome,
    Policy,
    PreferenceKind,
)
from otokui.domain.exchange.adapters.demo.rows import customer_row, product_rows, purchase_lines
from otokui.domain.exchange.adapters.demo.shop import DemoCustomer, demo_shop
from otokui.domain.exchange.adapters.demo.twins import with_twins
from otokui.domain.exchange.models import ImportRun
from otokui.domain.exchange.types import ImportOptions, Kind, RunState
from otokui.domain.purchases.public import find_order, plan_delivery, record_purchases, write_products
from otokui.domain.purchases.types import DeliveryPlan

BUSINESS = "おとくい商店"
SOURCE = "demo"
CHUNK = 500
_LOOKED_AT_HERE = 20_000
"""Twins and flaws of so many are found while one waits; of a larger shop by the worker."""
MANAGER = Member("demo@example.jp", "大山 店長", Role.ADMIN, team="本店")
DRIVER = Member("haitatsu@example.jp", "駒田 配送", Role.FIELD)
COLLEAGUES = (
    Member("eigyo@example.jp", "川口 営業", Role.SALES, team="外商"),
    Member("gaisho@example.jp", "森 営業", Role.SALES, team="外商"),
    Member("juchu@example.jp", "水野 受注", Role.ORDERS, team="本店"),
    DRIVER,
    Member("etsuran@example.jp", "岡 経理", Role.VIEWER, team="本店"),
)
OUTCOMES = {"reached": Outcome.REACHED, "answered": Outcome.DONE, "handed_over": Outcome.DONE}


def fill_demo_shop(
    *, now: datetime, customers: int, password: str, told: Callable[[int, int], None] | None = None
) -> int:
    """Write the demo shop with everything up to yesterday; returns how many customers were new.

    `password` is what its six members of staff sign in with. Chunks of 500 customers, each a transaction:
    stopped in the middle and called again it goes on. `told(done, total)` hears of progress. `Refused`
    (code `not_empty`) if the business holds anything else.
    """
    business = get_business()
    if business.name not in ("", BUSINESS) or (not business.name and count_customers(CustomerFilter()).value):
        raise Refused(
            "this database belongs to another business; the demo shop needs an empty one", code="not_empty"
        )
    open_business(
        BusinessSettings(name=BUSINESS, trade=Trade.MAIL_ORDER), (MANAGER, *COLLEAGUES), password=password
    )
    run = demo_run(now=now, staff_id=None)
    new = write_demo(run=run, now=now, customers=customers, told=told)
    with transaction.atomic():
        ImportRun.objects.filter(pk=run).update(state=RunState.DONE.value, finished_at=now)
        if customers > _LOOKED_AT_HERE:
            ask_to_look_through(run)
    if customers <= _LOOKED_AT_HERE:
        find_pairs(now=now)
        review_list(now=now, today=now.astimezone(business.zone).date())
    return new


def demo_run(*, now: datetime, staff_id: int | None) -> int:
    """The run under which the demo shop stands, so that it can be taken out again; made if there is none."""
    known = ImportRun.objects.filter(is_demo=True).exclude(state=RunState.UNDONE).order_by("-pk").first()
    if known is not None:
        return known.pk
    return ImportRun.objects.create(
        kind=Kind.PURCHASES.value,
        state=RunState.RUNNING.value,
        is_demo=True,
        file_name=BUSINESS,
        file_sha256="",
        file_size=0,
        match_key=MatchKey.CODE.value,
        policy=Policy.BOTH.value,
        options=ImportOptions(source=SOURCE).to_json(),
        staff_id=staff_id,
        prepared_at=now,
        started_at=now,
    ).pk


def write_demo(
    *, run: int, now: datetime, customers: int, told: Callable[[int, int], None] | None = None
) -> int:
    """Write goods, people and their purchases under a run; returns how many customers were new."""
    with transaction.atomic():
        write_products(product_rows(), now=now, run=run)
    zone = get_business().zone
    last_day = now.astimezone(zone).date() - timedelta(days=1)
    people = with_twins(demo_shop(last_day, customers))
    staff = _in_charge(run)
    done = new = 0
    while chunk := list(islice(people, CHUNK)):
        known = ids_by_code([person.code for person in chunk])
        missing = [person for person in chunk if person.code not in known]
        with transaction.atomic():
            _write_people(missing, now, zone, run, staff)
        done, new = done + len(chunk), new + len(missing)
        if told:
            told(done, customers)
    return new


def _in_charge(run: int) -> dict[str, int]:
    """Staff by mail address; whoever opened the shop for a trial looks after the manager's customers."""
    staff = {member.email: member.id for member in list_staff(active_only=False)}
    host = ImportRun.objects.values_list("staff_id", flat=True).get(pk=run)
    return staff if host is None else {MANAGER.email: host} | staff


def _write_people(
    people: Sequence[DemoCustomer], now: datetime, zone: ZoneInfo, run: int, staff: Mapping[str, int]
) -> None:
    if not people:
        return
    rows = [customer_row(person, line, zone, staff) for line, person in enumerate(people, start=1)]
    result = write_customers(rows, match=MatchKey.CODE, policy=Policy.BOTH, now=now, run=run)
    if result.problems:
        raise AssertionError(f"the demo shop has an impossible customer: {result.problems[0]}")
    ids = ids_by_code([person.code for person in people])
    with audit.changing(cause="import", run=run):
        for person in people:
            _write_knowledge(ids[person.code], person, now, zone)
    lines = record_purchases(purchase_lines(people, ids, zone), source=SOURCE, now=now, run=run)
    with audit.changing(cause="import", run=run):
        for person in people:
            _write_round(ids[person.code], person, staff.get(DRIVER.email), zone)
    ImportRun.objects.filter(pk=run).update(
        rows_new=F("rows_new") + lines.new, rows_total=F("rows_new") + lines.new
    )


def _write_knowledge(customer: int, person: DemoCustomer, now: datetime, zone: ZoneInfo) -> None:
    seen_on = person.orders[-1].ordered_at.date() if person.orders else now.astimezone(zone).date()
    for kind, text in _preferences(person):
        note_preference(customer, kind=kind, text=text, noted_on=seen_on)
    if person.household and person.household_seen_on:
        note_household(
            customer,
            kind=HouseholdKind(person.household),
            source=HouseholdSource.AT_DOOR,
            noted_on=person.household_seen_on,
        )
    if person.memo:
        _let_memo_pop_up(customer, now, seen_on)
    if person.complaint:
        mark_complaint(customer, is_open=True, now=now)
    for contact in person.contacts:
        record_contact(
            customer,
            way=ContactWay(contact.way),
            at=contact.at.replace(tzinfo=zone),
            direction=Direction.FROM_CUSTOMER if contact.inbound else Direction.FROM_US,
            outcome=OUTCOMES.get(contact.outcome),
            text=contact.text,
        )
    if person.task:
        due_on, reason, script = person.task
        create_follow_up(
            customer,
            due_on=due_on,
            reason=reason,
            script=script,
            now=now,
            way=ContactWay.CALL,
            origin=f"demo:{person.code}",
        )


def _write_round(customer: int, person: DemoCustomer, driver: int | None, zone: ZoneInfo) -> None:
    """What the driver has seen at the door, and what is to be brought there next."""
    if seen_on := person.household_seen_on:
        for kind in person.seen:
            note_observation(
                customer,
                kind=ObservationKind(kind),
                source=ObservationSource.DELIVERY,
                noted_at=datetime.combine(seen_on, time(11), tzinfo=zone),
                noted_on=seen_on,
                staff_id=driver,
            )
    if person.delivery:
        number, on, slot = person.delivery
        order = find_order(SOURCE, number)
        assert order is not None
        plan_delivery(order, DeliveryPlan(on, slot), staff=None)


def _let_memo_pop_up(customer: int, now: datetime, today: date) -> None:
    known = get_customer(customer, as_of=today)
    given = replace(input_of(known), memo_pops_up=True)
    update_customer(customer, given, expected_version=known.version, now=now, today=today)


def _preferences(person: DemoCustomer) -> Iterator[tuple[PreferenceKind, str]]:
    if person.taste:
        yield (PreferenceKind.DISLIKE if "苦手" in person.taste else PreferenceKind.LIKE), person.taste
    if person.need:
        yield PreferenceKind.NEED, person.need
