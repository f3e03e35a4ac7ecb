"""What is brought, when and where to, and who has brought it."""

from datetime import date, timedelta

import pytest

from otokui.domain.accounts.models import Staff
from otokui.domain.accounts.types import Role
from otokui.domain.customers.models import Customer
from otokui.domain.purchases import public
from otokui.domain.purchases.models import Order
from otokui.domain.purchases.types import DeliveryPlan, OrderChange
from tests.customers.test_write_customers import NOW
from tests.purchases.cast import bought, lines

DAY = date(2026, 4, 1)


@pytest.fixture
def orders(db) -> list[int]:
    customer = Customer.objects.create(code="1", created_at=NOW, updated_at=NOW, sort_key="91", search="").pk
    batch = lines(*(bought(customer, "2026-03-01", 1000, order_id=number) for number in "ABC"))
    public.record_purchases(batch, source="web", now=NOW, run=None)
    return list(Order.objects.order_by("external_id").values_list("pk", flat=True))


@pytest.fixture
def drivers(db) -> tuple[int, int]:
    people = (
        Staff.objects.create_user(f"{name}@example.jp", "a-good-password", name=name, role=Role.FIELD)
        for name in ("komada", "ono")
    )
    one, other = (person.pk for person in people)
    return one, other


@pytest.mark.parametrize(
    ("slot", "hour"),
    [
        ("午前中", 8),
        ("9-12", 9),
        ("１２～１４時", 12),
        ("14:30", 14.5),
        ("午後3時", 15),
        ("午後15時", 15),
        ("夕方", 17),
        ("18-20時", 18),
        ("夜間", 19),
        ("いつでも", 24),
        ("", 24),
        ("99番", 24),
    ],
)
def test_a_slot_has_its_place_in_the_day(slot, hour):
    assert public.minutes_of_slot(slot) == hour * 60


def test_the_deliveries_of_a_day_come_by_slot(orders):
    for order, slot in zip(orders, ("14-16", "09-12", ""), strict=True):
        public.plan_delivery(order, DeliveryPlan(DAY, slot), staff=None)
    public.plan_delivery(orders[2], DeliveryPlan(DAY + timedelta(days=1)), staff=None)
    found = public.list_deliveries(DAY)
    assert [(each.number, each.slot, each.delivered_at) for each in found] == [
        ("B", "09-12", None),
        ("A", "14-16", None),
    ]
    assert set(public.delivered_to(DAY, DAY)) == {found[0].customer_id}
    assert not public.delivered_to(DAY - timedelta(days=9), DAY - timedelta(days=1)).exists()


def test_what_is_not_brought_has_no_place(orders):
    public.plan_delivery(orders[0], DeliveryPlan(DAY, "09-12", "倉庫"), staff=None)
    assert public.get_order(orders[0]).deliver_to == "倉庫"
    public.plan_delivery(orders[0], DeliveryPlan(None, "09-12", "倉庫"), staff=None)
    order = public.get_order(orders[0])
    assert (order.deliver_on, order.deliver_slot, order.deliver_to) == (None, "", "")
    assert public.find_delivery(orders[0]) is None


def test_what_is_cancelled_is_brought_no_more_unless_it_has_been(orders, drivers):
    for order in orders[:2]:
        public.plan_delivery(order, DeliveryPlan(DAY), staff=None)
    public.mark_delivered(orders[1], at=NOW, staff=drivers[0])
    for order in orders[:2]:
        public.cancel_order(order, now=NOW, staff=None)
    assert [each.order_id for each in public.list_deliveries(DAY)] == [orders[1]]


def test_what_was_called_off_is_brought_again_unless_it_was_planned_anew(orders):
    plan = DeliveryPlan(DAY, "09-12", "倉庫")
    for order in orders[:2]:
        public.plan_delivery(order, plan, staff=None)
    one, other = (public.cancel_order(order, now=NOW, staff=None) for order in orders[:2])
    assert [(each.order_id, each.amount < 0, each.cancels) for each in public.list_reversals(orders[0])] == [
        (one, True, True)
    ]
    assert list(public.reversed_orders(one).values()) == [orders[0]]
    public.plan_delivery(orders[1], plan, staff=None)
    public.plan_delivery(orders[1], DeliveryPlan(), staff=None)
    for cancellation in (one, other):
        public.delete_order(cancellation, staff=None)
    order = public.get_order(orders[0])
    assert DeliveryPlan(order.deliver_on, order.deliver_slot, order.deliver_to) == plan
    assert public.find_delivery(orders[1]) is None
    assert public.list_reversals(orders[0]) == ()


def test_one_person_delivers_and_may_take_it_back(orders, drivers):
    komada, ono = drivers
    public.plan_delivery(orders[0], DeliveryPlan(DAY), staff=None)
    public.mark_delivered(orders[0], at=NOW, staff=komada)
    public.mark_delivered(orders[0], at=NOW + timedelta(hours=1), staff=komada)
    found = public.find_delivery(orders[0])
    assert (found.delivered_at, found.delivered_by) == (NOW, "komada")
    for change in (
        lambda: public.mark_delivered(orders[0], at=NOW, staff=ono),
        lambda: public.take_delivery_back(orders[0], staff=ono),
    ):
        with pytest.raises(public.NotThisDelivery, match="komada"):
            change()
    public.take_delivery_back(orders[0], staff=komada)
    public.take_delivery_back(orders[0], staff=ono)
    assert public.find_delivery(orders[0]).delivered_at is None


def test_an_order_that_is_not_there_is_not_delivered(db):
    with pytest.raises(public.UnknownDelivery):
        public.mark_delivered(0, at=NOW, staff=None)


def test_correcting_and_importing_again_leave_the_delivery_alone(orders, drivers):
    public.plan_delivery(orders[0], DeliveryPlan(DAY, "09-12"), staff=None)
    public.mark_delivered(orders[0], at=NOW, staff=drivers[0])
    public.correct_order(orders[0], OrderChange(channel="web"), now=NOW, staff=None)
    customer = public.get_order(orders[0]).customer_id
    again = lines(bought(customer, "2026-03-02", 1200, order_id="A"))
    public.record_purchases(again, source="web", now=NOW)
    found = public.find_delivery(orders[0])
    assert (found.on, found.slot, found.delivered_at) == (DAY, "09-12", NOW)
