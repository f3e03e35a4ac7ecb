"""The demo shop goes through the same doors as a customer's own data."""

from datetime import UTC, datetime

import pytest

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.public import get_business, list_staff, team_of, update_business
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.customers.public import (
    count_customers,
    get_customer,
    ids_by_code,
    ids_looked_after_by,
    list_customer_ids,
)
from otokui.domain.customers.types import CustomerFilter
from otokui.domain.exchange.actions.fill_demo_shop import BUSINESS, fill_demo_shop
from otokui.domain.exchange.adapters.demo.shop import demo_shop
from otokui.domain.purchases.public import lines_to_arrow, list_orders

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def fill(customers: int) -> int:
    return fill_demo_shop(now=NOW, customers=customers, password="demo-pass-17")


def test_the_shop_is_filled_once_and_goes_on_where_it_stopped():
    assert fill(60) == 60
    assert fill(60) == 0
    assert fill(90) == 30
    assert count_customers(CustomerFilter()).value == 90
    assert get_business().name == BUSINESS
    assert {member.role.value for member in list_staff()} == {"admin", "sales", "orders", "field", "viewer"}


def test_ones_own_the_teams_and_everybodys_customers_differ():
    fill(200)
    people = {member.email: member.id for member in list_staff()}
    everybody = count_customers(CustomerFilter()).value
    for mail in ("demo@example.jp", "eigyo@example.jp", "juchu@example.jp"):
        own, team = (
            count_customers(CustomerFilter(within=ids_looked_after_by(ids))).value
            for ids in ([people[mail]], team_of(people[mail]))
        )
        assert 0 < own < team < everybody


def test_some_have_agreed_to_line_and_some_have_not():
    fill(40)
    last_day = datetime(2026, 11, 21, tzinfo=UTC).date()
    known = [get_customer(one, as_of=last_day) for one in list_customer_ids(CustomerFilter())]
    agreed = {
        any(consent.channel == "line" and consent.granted for consent in customer.consents)
        for customer in known
        if customer.line_id
    }
    assert agreed == {True, False}


def test_a_customer_has_all_their_orders_and_is_known_by_face():
    fill(60)
    last_day = datetime(2026, 11, 21, tzinfo=UTC).date()
    person = max(demo_shop(last_day, 60), key=lambda each: len(each.orders))
    customer = ids_by_code([person.code])[person.code]
    orders = list_orders(customer, limit=1000)
    assert {order.external_id for order in orders} == {order.number for order in person.orders}
    assert sum(order.amount for order in orders) == sum(
        line.amount for order in person.orders for line in order.lines
    )
    assert person.family_name in get_customer(customer, as_of=last_day).name or person.company_name


def test_a_memo_is_shown_at_the_next_contact():
    fill(60)
    last_day = datetime(2026, 11, 21, tzinfo=UTC).date()
    noted = {person.code: person.memo for person in demo_shop(last_day, 60) if person.memo}
    known = [get_customer(customer, as_of=last_day) for customer in ids_by_code(list(noted)).values()]
    assert {customer.code: customer.memo for customer in known} == noted != {}
    assert all(customer.memo_pops_up for customer in known)


def test_another_business_is_left_alone():
    update_business(BusinessSettings(name="本物の店"))
    with pytest.raises(Refused) as refusal:
        fill(10)
    assert refusal.value.code == "not_empty"
    assert count_customers(CustomerFilter()).value == 0


def test_all_its_lines_can_be_handed_to_the_judgement():
    fill(400)
    tables = list(lines_to_arrow(datetime(2026, 11, 21, tzinfo=UTC).date()))
    people = list(demo_shop(datetime(2026, 11, 21, tzinfo=UTC).date(), 400))
    assert any(order.returns for person in people for order in person.orders)
    assert sum(table.num_rows for table in tables) == sum(
        len(order.lines) for person in people for order in person.orders
    )
