"""One change for many customers: who is meant, what became of each, and all of it taken back."""

from datetime import date, timedelta

import pytest

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.models import Staff
from otokui.domain.customers import public
from otokui.domain.customers.actions import bulk_change
from otokui.domain.customers.actions.bulk_change import carry_on
from otokui.domain.customers.models import BulkChange, BulkChangeRow, Customer, FollowUp
from otokui.domain.customers.types import (
    AttributeInput,
    AttributeKind,
    BulkKind,
    BulkOrder,
    BulkState,
    ContactWay,
    CustomerFilter,
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


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (BulkOrder(kind=BulkKind.TAG_ADD), "bad_tag"),
        (BulkOrder(kind=BulkKind.TAG_ADD, text="あ" * 51), "bad_tag"),
        (BulkOrder(kind=BulkKind.TASK, text="電話"), "bad_task"),
        (BulkOrder(kind=BulkKind.TASK, due_on=date(2026, 4, 1)), "bad_task"),
        (BulkOrder(kind=BulkKind.OWN), "bad_field"),
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
