"""One change for many customers: who is meant, what became of each, and all of it taken back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.models import Staff
from otokui.domain.customers import public
from otokui.domain.customers.actions import bulk_change
from otokui.domain.customers.actions.bulk_change import carry_on
from otokui.domain.customers.models import BulkChange, BulkChangeRow, Consent, Contact, Customer, FollowUp
from otokui.domain.customers.types import (
    AttributeInput,
    AttributeKind,
    BulkKind,
    BulkOrder,
    BulkState,
    ContactWay,
    CustomerFilter,
    PurposeKind,
)
from tests.customers.cast import NOW, TODAY, everybody

ORDERS = [
    BulkOrder(kind=BulkKind.TAG_ADD, text="年末"),
    BulkOrder(kind=BulkKind.TAG_REMOVE, text="米"),
    BulkOrder(kind=BulkKind.OWN, key="size", value="L"),
    BulkOrder(kind=BulkKind.OWN, key="size"),
    BulkOrder(kind=BulkKind.IN_CHARGE, staff_id=None),
]


@pytest.fixture
def ids(db) -> dict[str, int]:
    people = everybody()
    public.define_attribute(AttributeInput("size", "大きさ", AttributeKind.TEXT))
    Customer.objects.filter(code__in=("0001", "0003")).update(attributes={"size": "S", "other": 1})
    Customer.objects.filter(code="0002").update(in_charge_id=member("b"))
    return people


def member(name: str = "a") -> int:
    return Staff.objects.get_or_create(email=f"{name}@example.jp", defaults={"name": name, "role": "sales"})[
        0
    ].pk


def start(order: BulkOrder, **wanted) -> int:
    found = public.customer_ids(CustomerFilter(**wanted))
    return public.start_bulk_change(found, order, staff_id=member(), now=NOW)[0]


def stored() -> list[tuple]:
    fields = ("id", "tags", "attributes", "in_charge_id", "memo", "search")
    return list(Customer.objects.order_by("id").values_list(*fields))


@pytest.mark.parametrize("order", ORDERS)
def test_all_is_as_before_after_it_is_taken_back(ids, order):
    before = stored()
    same = public.count_unchanged(public.customer_ids(CustomerFilter()), order)
    change = start(order)
    view = public.find_bulk_change(change)
    assert view.finished
    assert view.order == order
    assert view.counts.get(BulkState.SAME, 0) == same
    assert view.counts[BulkState.DONE] == len(ids) - same > 0
    assert public.count_unchanged(public.customer_ids(CustomerFilter()), order) == len(ids)
    assert stored() != before
    public.undo_bulk_change(change, staff_id=member(), now=NOW)
    assert stored() == before
    assert set(public.find_bulk_change(change).counts) <= {BulkState.UNDONE, BulkState.SAME}


def test_what_somebody_edited_since_stays_and_is_named(ids):
    change = start(BulkOrder(kind=BulkKind.IN_CHARGE, staff_id=member("c")))
    Customer.objects.filter(code="0001").update(in_charge_id=member("d"))
    public.undo_bulk_change(change, staff_id=member(), now=NOW)
    view = public.find_bulk_change(change)
    assert view.left_out == ((ids["0001"], "田中 太郎", "edited_since"),)
    charge = dict(Customer.objects.values_list("code", "in_charge_id"))
    assert charge == dict.fromkeys(charge, None) | {"0001": member("d"), "0002": member("b")}


def test_killed_in_the_middle_it_goes_on_and_does_nothing_twice(ids, monkeypatch):
    monkeypatch.setattr(bulk_change, "_AT_THE_DESK", 0)
    monkeypatch.setattr(bulk_change, "_AT_ONCE", 2)
    change = start(BulkOrder(kind=BulkKind.TASK, text="年賀の御礼", due_on=TODAY, way=ContactWay.NOTE))

    def dies(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carry_on(change, now=NOW, tell=dies)
    assert FollowUp.objects.count() == 2
    with pytest.raises(Refused) as refused:
        public.undo_bulk_change(change, staff_id=member(), now=NOW)
    assert refused.value.code == "still_running"
    told: list[tuple[int, int]] = []
    carry_on(change, now=NOW, tell=lambda done, total: told.append((done, total)))
    carry_on(change, now=NOW)
    assert told == [(2, 4), (4, 4)]
    assert FollowUp.objects.count() == len(ids)


def test_guards_are_asked_before_somebody_is_called(ids):
    Customer.objects.filter(code="0002").update(open_complaint=True)
    order = BulkOrder(kind=BulkKind.TASK, text="新茶の御案内", due_on=TODAY, way=ContactWay.CALL)
    assert public.why_not_tasks(order, list(ids.values()))[ids["0002"]]
    change = start(order)
    view = public.find_bulk_change(change)
    assert (ids["0002"], "田中 花子") in [(customer, name) for customer, name, _reason in view.left_out]
    done = set(BulkChangeRow.objects.filter(state="done").values_list("customer_id", flat=True))
    assert done == set(FollowUp.objects.values_list("customer_id", flat=True))
    FollowUp.objects.filter(customer_id=min(done)).update(done_at=NOW, outcome="done")
    public.undo_bulk_change(change, staff_id=member(), now=NOW + timedelta(days=1))
    assert list(FollowUp.objects.values_list("customer_id", flat=True)) == [min(done)]


def test_a_task_is_asked_about_in_its_own_sense(ids):
    """A question may be put where an advert may not: 花子 has heard two adverts this week."""
    order = BulkOrder(kind=BulkKind.TASK, text="使い心地", due_on=TODAY, way=ContactWay.CALL)
    for day in (1, 2):
        Contact.objects.create(
            customer_id=ids["0002"], at=NOW - timedelta(days=day), way="call", direction="out",
            purpose=PurposeKind.ADVERT, outcome="reached",
        )  # fmt: skip
    kept_out = {purpose: set(public.why_not_tasks(replace(order, purpose=purpose), [ids["0002"]]))
        for purpose in (PurposeKind.ADVERT, PurposeKind.SERVICE)}  # fmt: skip
    assert kept_out == {PurposeKind.ADVERT: {ids["0002"]}, PurposeKind.SERVICE: set()}


def allowed() -> dict[tuple[str, str], bool]:
    """By number and way the last word."""
    rows = Consent.objects.order_by("at", "id").values_list("customer__code", "channel", "granted")
    return {(code, way): granted for code, way, granted in rows}


def test_consent_is_withdrawn_and_the_withdrawal_taken_back_unless_somebody_spoke_since(ids):
    Consent.objects.all().delete()
    for code, granted in (("0001", True), ("0002", False)):
        Consent.objects.create(
            customer_id=ids[code], channel="mail", granted=granted, at=NOW, source="用紙", wording="文面"
        )
    before = allowed()
    order = BulkOrder(kind=BulkKind.WITHDRAW, key="mail", text="11月の葉書")
    assert public.count_unchanged(public.customer_ids(CustomerFilter()), order) == 1
    change = start(order)
    assert public.find_bulk_change(change).counts == {BulkState.DONE: len(ids) - 1, BulkState.SAME: 1}
    assert set(allowed().values()) == {False}
    assert len(allowed()) == len(ids)
    Consent.objects.create(customer_id=ids["0003"], channel="mail", granted=True, at=NOW, source="店頭")
    public.undo_bulk_change(change, staff_id=member(), now=NOW)
    view = public.find_bulk_change(change)
    assert [(customer, why) for customer, _name, why in view.left_out] == [(ids["0003"], "edited_since")]
    assert allowed() == before | {("0003", "mail"): True}
    everything = start(replace(order, key=""))
    assert public.find_bulk_change(everything).counts == {BulkState.DONE: len(ids)}
    assert len(allowed()) == 6 * len(ids)
    assert not any(allowed().values())


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (BulkOrder(kind=BulkKind.TAG_ADD), "bad_tag"),
        (BulkOrder(kind=BulkKind.TAG_ADD, text="あ" * 51), "bad_tag"),
        (BulkOrder(kind=BulkKind.TASK, text="電話"), "bad_task"),
        (BulkOrder(kind=BulkKind.TASK, due_on=date(2026, 4, 1)), "bad_task"),
        (BulkOrder(kind=BulkKind.OWN), "bad_field"),
        (BulkOrder(kind=BulkKind.WITHDRAW, key="mail"), "bad_source"),
        (BulkOrder(kind=BulkKind.WITHDRAW, key="pigeon", text="申出"), "bad_way"),
    ],
)
def test_what_is_not_complete_changes_nobody(ids, order, code):
    with pytest.raises(Refused) as refused:
        start(order)
    assert refused.value.code == code
    assert not BulkChange.objects.exists()


def test_nobody_chosen_is_said(ids):
    with pytest.raises(Refused) as refused:
        start(ORDERS[0], tags=("無い",))
    assert refused.value.code == "nobody"
    assert not BulkChange.objects.exists()
