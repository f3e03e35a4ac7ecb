"""`python -m tests.browser.shop CUSTOMERS`: fill the database of DATABASE_URL with what there is to look at.

The demo shop, judged today, and jobs in every state.
"""

import os
import sys
from datetime import datetime, timedelta

ADDRESS, PASSWORD = "demo@example.jp", "a-good-password"
WITH_MEMO = "000013"
OWN_FIELDS = (
    ("grind", "豆の挽き方", "choice", ("豆のまま", "中挽き", "細挽き")),
    ("dog", "愛犬の名前", "text", ()),
    ("points", "他店の会員", "yes_no", ()),
)
WITHOUT_RIGHTS = "juchu@example.jp"


def fill(customers: int) -> None:
    """Write everything through the doors and let the jobs run that come of it."""
    from django.utils import timezone

    from otokui.core.platform.worker import run_worker
    from otokui.domain.customers.models import Customer
    from otokui.domain.customers.public import define_attribute
    from otokui.domain.customers.types import AttributeInput, AttributeKind
    from otokui.domain.exchange.public import fill_demo_shop
    from otokui.domain.insights.public import business_today, judge_week

    now = timezone.now()
    fill_demo_shop(now=now, customers=customers, password=PASSWORD)
    bring_three(now)
    judge_week(today=business_today(now), now=now)
    run_worker(concurrency=1, wait=False)
    Customer.objects.filter(code=WITH_MEMO).update(memo="犬がいます。門は閉めること", memo_pops_up=True)
    for key, label, kind, options in OWN_FIELDS:
        define_attribute(AttributeInput(key, label, AttributeKind(kind), options))
    jobs(now)


def bring_three(now: datetime) -> None:
    """Whatever day it is: three orders are brought today, and no others."""
    from otokui.domain.insights.public import business_today
    from otokui.domain.purchases.models import Order
    from otokui.domain.purchases.public import plan_delivery
    from otokui.domain.purchases.types import NOT_BROUGHT, DeliveryPlan

    for order in Order.objects.filter(deliver_on__isnull=False):
        plan_delivery(order.pk, NOT_BROUGHT, staff=None)
    latest = Order.objects.filter(customer__kind="person").order_by("customer_id", "-pk")
    for order, slot in zip(latest.distinct("customer_id")[:3], ("午前中", "14-16時", "18-20時"), strict=True):
        plan_delivery(order.pk, DeliveryPlan(business_today(now), slot), staff=None)


def jobs(now: datetime) -> None:
    """One that failed, one that runs, one that waits."""
    from otokui.core.kernel.errors import Refused, keep, kept
    from otokui.core.platform.models import JobRecord
    from otokui.core.platform.types import JobState
    from otokui.domain.accounts.models import Staff

    person = Staff.objects.get(email=ADDRESS).pk
    JobRecord.objects.create(
        name="imports.run",
        arguments={"run": 1},
        state=JobState.FAILED.value,
        error=kept(Refused("%(file)s is empty: nothing to read", code="empty", file="注文.csv")),
        attempts=2,
        enqueued_by=person,
        enqueued_at=now - timedelta(minutes=9),
        started_at=now - timedelta(minutes=9),
        finished_at=now - timedelta(minutes=8),
    )
    JobRecord.objects.create(
        name="imports.run",
        arguments={"run": 2},
        state=JobState.RUNNING.value,
        done=412_300,
        total=1_050_000,
        note=keep("Writing"),
        attempts=1,
        enqueued_by=person,
        enqueued_at=now - timedelta(minutes=3),
        started_at=now - timedelta(minutes=2),
    )
    JobRecord.objects.create(
        name="insights.run", arguments={"run": 0}, state=JobState.WAITING.value, enqueued_at=now
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otokui.project.settings")
    import django

    django.setup()
    fill(int(sys.argv[1]))
