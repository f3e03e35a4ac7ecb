"""Whatever any room holds of a customer is reached."""

import pytest
from django.apps import apps

from otokui.domain.customers import public
from otokui.domain.customers.models import Contact, Customer
from otokui.domain.customers.queries.customer import UnknownCustomer
from otokui.domain.customers.types import ContactWay, Holder, ObservationKind, ObservationSource
from otokui.domain.purchases import public as purchases
from otokui.domain.purchases.models import Order, PurchaseSummary
from tests.customers.test_write_customers import NOW
from tests.purchases.cast import bought, lines

# These are derived anew from the purchases, or by the next run.
_FOLLOWING = {"insights.Reorder", "insights.Standing", "insights.StandingChange"}


@pytest.fixture
def two(db):
    one, other = (
        Customer.objects.create(code=code, created_at=NOW, updated_at=NOW, sort_key=f"9{code}", search="").pk
        for code in "12"
    )
    public.record_contact(one, way=ContactWay.CALL, at=NOW)
    public.note_observation(
        one,
        kind=ObservationKind.DOG,
        source=ObservationSource.DELIVERY,
        noted_at=NOW,
        noted_on=NOW.date(),
    )
    purchases.record_purchases(lines(bought(one, "2026-03-01", 1000, order_id="A")), source="web", now=NOW)
    return one, other


def test_every_row_about_a_customer_has_a_holder():
    answered = set().union(*(holder.tables for holder in public.list_holders().values()))
    about = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.related_model is Customer and not hasattr(model, "pgh_tracked_model")
    }
    assert about - _FOLLOWING == answered


def test_all_of_it_moves_and_a_second_time_nothing(two):
    one, other = two
    moved = public.reassign_customer(one, other)
    rows = {name: number for name, number in moved.items() if number}
    assert rows == {"customers": 2, "purchases": 2}
    assert list(Contact.objects.values_list("customer_id", flat=True)) == [other]
    assert list(Order.objects.values_list("customer_id", flat=True)) == [other]
    assert PurchaseSummary.objects.get(customer_id=other).net == 1000
    assert public.reassign_customer(one, other) == dict.fromkeys(moved, 0)


def test_all_of_it_or_nothing(two):
    one, other = two

    def fail(*_):
        raise RuntimeError("no")

    public.register_holder("last", Holder(frozenset({"customers.Contact"}), fail))
    try:
        with pytest.raises(RuntimeError):
            public.reassign_customer(one, other)
    finally:
        from otokui.domain.customers.queries import holding

        del holding._HOLDERS["last"]
    assert list(Contact.objects.values_list("customer_id", flat=True)) == [one]
    assert list(Order.objects.values_list("customer_id", flat=True)) == [one]


def test_nobody_can_be_given_anything(two):
    with pytest.raises(UnknownCustomer):
        public.reassign_customer(two[0], 0)
    with pytest.raises(UnknownCustomer):
        public.reassign_customer(0, two[1])
