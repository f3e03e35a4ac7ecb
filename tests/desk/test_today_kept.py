"""What a process keeps of 今日 between two requests is what telling everything anew would say."""

import pytest

from otokui.domain.customers.models import Customer
from otokui.domain.customers.public import create_follow_up, note_preference, record_contact
from otokui.domain.customers.queries import agenda
from otokui.domain.customers.types import ContactWay, Outcome, PreferenceKind
from otokui.domain.desk.queries import today, today_stories
from otokui.domain.desk.queries.today import TodayPage
from otokui.domain.insights.public import rederive
from otokui.domain.insights.queries import standings
from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.public import get_worth
from otokui.domain.purchases.queries import worth
from tests.desk.shop import staff
from tests.desk.test_today import NOW, TODAY, act, cast, days, every, page, ticket_of
from tests.insights.cast import bought, buy

__all__ = ["cast"]


def told_anew() -> TodayPage:
    """The page of a process that has just begun."""
    stores = (
        agenda._KEPT,
        standings._KEPT,
        standings._VERSIONS,
        worth._KEPT,
        today_stories._KEPT,
        today_stories._DAYS,
        today._RANKED,
        today._PARTED,
        today._LISTED,
    )
    for kept in stores:
        kept.forget()
    return page()


@pytest.fixture(autouse=True, params=[0, 100], ids=["many", "few"])
def _both_ways_of_writing(request, monkeypatch):
    """A purchase and a file are written in different ways."""
    monkeypatch.setattr(copying, "FEW", request.param)


@pytest.mark.django_db(transaction=True)
def test_every_change_is_seen_at_once_and_the_rest_is_kept(transactional_db, cast):
    who = staff()
    changes = {
        "nothing": lambda: None,
        "skipped": lambda: act(ticket_of(cast, "late"), who, outcome=Outcome.ABSENT),
        "bought": lambda: (
            buy(bought(cast["week"], str(TODAY), 9000, order_id="again", product_code="BEANS")),
            rederive(customer_ids=[cast["week"]], as_of=TODAY, now=NOW),
        ),
        "a cost": lambda: buy(
            bought(
                cast["first"],
                str(days(4)[0]),
                3000,
                order_id="first0",
                product_code="BEANS",
                quantity=1000,
                unit_cost=2000,
            )
        ),
        "a wish": lambda: note_preference(
            cast["rhythm4"], kind=PreferenceKind.LIKE, text="フィルター", noted_on=TODAY
        ),
        "a promise": lambda: create_follow_up(cast["first"], due_on=TODAY, reason="電話", now=NOW),
        "a complaint": lambda: Customer.objects.filter(pk=cast["second"]).update(open_complaint=True),
        "called": lambda: record_contact(
            cast["rhythm5"], way=ContactWay.CALL, at=NOW, outcome=Outcome.REACHED
        ),
        "moved": lambda: Customer.objects.filter(pk=cast["toddler"]).update(name="名 変わる"),
    }
    unseen = {"nothing", "a wish", "called"}  # those people wait for nothing today
    before = page()
    assert before.rows
    for name, change in changes.items():
        change()
        now = page()
        assert now == told_anew(), name
        assert (now == before) == (name in unseen), name
        before = now


@pytest.mark.django_db(transaction=True)
def test_lines_that_leave_the_state_as_it_was_are_read_again(transactional_db, cast):
    who = cast["late"]
    assert get_worth([who], as_of=TODAY)[who].margin_permille == 1000
    assert get_worth([who], as_of=TODAY)[who] is get_worth([who], as_of=TODAY)[who]
    lines = [
        bought(who, str(day), 3000, order_id=f"late{n}", product_code="BEANS", quantity=1000, unit_cost=600)
        for n, day in enumerate(every(14, last=34, times=9))
    ]
    buy(*lines)
    assert get_worth([who], as_of=TODAY)[who].margin_permille == 800
    assert get_worth([who], as_of=days(-1)[0])[who].margin_permille == 800
