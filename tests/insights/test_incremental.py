"""Incremental = batch under the same run parameters, to the last bit, whatever happens in whatever order."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from otokui.core.platform.job_runner import run_record
from otokui.core.platform.models import JobRecord
from otokui.domain.insights.models import Standing, StandingChange
from otokui.domain.insights.public import pass_days, request_rebuild
from otokui.domain.purchases.models import Order
from otokui.domain.purchases.public import (
    correct_order,
    delete_order,
    reassign_purchases,
)
from otokui.domain.purchases.types import OrderChange
from tests.examples import examples
from tests.insights.cast import (
    TODAY,
    assert_equal_to_batch,
    bought,
    buy,
    customer,
    noon,
    start_run,
    stored_reorders,
    stored_standings,
)
from tests.purchases.cast import at

PEOPLE = 3
people = st.integers(0, PEOPLE - 1)
days = st.integers(-500, 20)
products = st.sampled_from(["RICE", "TEA"])
orders = st.integers(0, 30)
steps = st.one_of(
    st.tuples(st.just("buy"), people, days, products, st.integers(0, 9000)),
    st.tuples(st.just("buy"), people, days, products, st.integers(0, 9000)),
    st.tuples(st.just("buy"), people, days, products, st.integers(0, 9000)),
    st.tuples(st.just("take back"), people, days, products, st.integers(1, 9000), st.none() | orders),
    st.tuples(st.just("move"), orders, days),
    st.tuples(st.just("give away"), orders, people),
    st.tuples(st.just("delete"), orders),
    st.tuples(st.just("merge"), people, people),
    st.tuples(st.just("wait"), st.integers(1, 300)),
    st.tuples(st.just("deliver")),
)


@dataclass
class World:
    """A shop on its present day, with news that may not have been delivered yet."""

    customers: list[int]
    today: date = TODAY
    count: int = 0
    orders: list[int] = field(default_factory=list)

    def day(self, offset: int) -> str:
        return str(self.today + timedelta(days=offset))

    def buy(self, who: int, offset: int, product: str, amount: int) -> None:
        self._record(
            bought(self.customers[who], self.day(offset), amount, product_code=product, quantity=2000)
        )

    def take_back(self, who: int, offset: int, product: str, amount: int, named: int | None) -> None:
        row = bought(self.customers[who], self.day(offset), -amount, product_code=product, quantity=-1000)
        if named is not None and (order := self._find(named)):
            row["returned_order_id"] = order.external_id
        self._record(row)

    def move(self, which: int, offset: int) -> None:
        if order := self._find(which):
            correct_order(
                order.pk, OrderChange(ordered_at=at(self.day(offset))), now=noon(self.today), staff=None
            )

    def give_away(self, which: int, who: int) -> None:
        if order := self._find(which):
            change = OrderChange(customer_id=self.customers[who])
            correct_order(order.pk, change, now=noon(self.today), staff=None)

    def delete(self, which: int) -> None:
        if order := self._find(which):
            delete_order(order.pk, staff=None)

    def merge(self, one: int, other: int) -> None:
        if one != other:
            reassign_purchases(self.customers[one], self.customers[other], staff=None)

    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)
        pass_days(up_to=self.today, now=noon(self.today))

    def deliver(self) -> None:
        with time_machine.travel(noon(self.today), tick=False):
            while records := list(JobRecord.objects.filter(name="platform.react").order_by("id")):
                for record in records:  # what is done is gone, and may have had news of its own
                    run_record(record.pk)

    def _record(self, row: dict) -> None:
        self.count += 1
        buy({**row, "order_id": f"O{self.count}"}, now=noon(self.today))

    def _find(self, which: int) -> Order | None:
        return Order.objects.filter(external_id=f"O{which}").first()


def test_a_merge_is_told_as_such(shop):
    start_run()
    JobRecord.objects.all().delete()
    reassign_purchases(shop.taro, shop.jiro, staff=None)
    with time_machine.travel(noon(TODAY), tick=False):
        for record in JobRecord.objects.filter(name="platform.react").order_by("id"):
            run_record(record.pk)
    lines = StandingChange.objects.filter(cause="merge").order_by("customer_id")
    assert list(lines.values_list("customer_id", "from_class", "to_class", "to_state")) == [
        (shop.taro, "first", "prospect", None),
        (shop.jiro, "steady", "steady", "active"),
    ]
    assert_equal_to_batch(shop, TODAY)


@settings(
    max_examples=examples(0.2),
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # a failure is readable as it is; shrinking would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(before=st.lists(steps, max_size=6), after=st.lists(steps, min_size=3, max_size=14))
def test_what_happened_in_whatever_order_equals_one_batch(db, before, after):
    with transaction.atomic():
        world = World([customer(f"{n}") for n in range(PEOPLE)])
        for step in before:
            getattr(world, step[0].replace(" ", "_"))(*step[1:])
        start_run(world.today)
        for step in after:
            getattr(world, step[0].replace(" ", "_"))(*step[1:])
        world.deliver()
        assert_equal_to_batch(world.customers, world.today)
        assert_rebuilding_changes_nothing(world)
        transaction.set_rollback(True)


def assert_rebuilding_changes_nothing(world: World) -> None:
    standings, reorders, lines = stored_standings(), stored_reorders(), StandingChange.objects.count()
    Standing.objects.filter(customer_id=world.customers[0]).update(customer_class="best", to_upper=1)
    request_rebuild(now=noon(world.today))
    with time_machine.travel(noon(world.today), tick=False):
        run_record(JobRecord.objects.filter(name="insights.run").latest("id").pk)
    assert stored_standings().equals(standings)
    assert stored_reorders().equals(reorders)
    assert StandingChange.objects.count() >= lines
