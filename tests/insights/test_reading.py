"""What people read: explanations, past days, previews, lists, guards."""

from datetime import date, timedelta

import pytest

from otokui.analytics.settings import Settings, Thresholds
from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.types import EVERYBODY
from otokui.domain.customers.public import gather, why_not_contact
from otokui.domain.customers.types import ContactWay, Crowd, Purpose, PurposeKind
from otokui.domain.insights.actions.rederive import rederive
from otokui.domain.insights.public import (
    class_as_of,
    class_believed_on,
    count_standings,
    find_explanation,
    ids_of_buyers,
    ids_where,
    list_buyers,
    list_changes,
    list_changes_since,
    list_due_products,
    list_moves,
    list_near_upper,
    list_overdue,
    preview_rules,
)
from otokui.domain.insights.types import DueStatus, PastClass, StandingFilter, due_status
from tests.insights.cast import NOW, TODAY, bought, buy, customer, start_run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def judged(request):
    """Most people read after the first run."""
    if "shop" in request.fixturenames:
        request.getfixturevalue("shop")
        start_run()


def test_an_explanation_says_why_and_what_comes_next(shop):
    told = find_explanation(shop.hana, TODAY)
    assert (told.customer_class, told.state, told.reasons.rule) == ("best", "active", "all_reached")
    assert (told.reasons.n, told.reasons.d, told.reasons.s, told.reasons.money) == (7, 212, 180, 21000)
    assert (told.reasons.average_total, told.reasons.average_count, told.reasons.bar) == (23900, 10, 16730)
    assert (told.other_preset, told.other_class) == ("book", "trend")
    assert (told.next_change_on, told.next_class, told.next_state) == (date(2026, 10, 26), "best", "dormant")
    assert told.usual_value == 3000
    rice = told.products[0]
    assert (rice.hits, rice.gaps, rice.lo, rice.hi, rice.gap_median) == (6, 6, 30, 30, 30.0)
    assert rice.usual_quantity == 2000
    assert (told.rfm.r, told.rfm.f, told.rfm.m, told.rfm.top) == (3, 5, 5, False)
    assert told.run.parameters_key


@pytest.mark.parametrize("by", ["net", "last_on"])
@pytest.mark.parametrize("backwards", [False, True])
def test_a_page_of_buyers_is_the_same_whether_they_were_read_or_are_a_crowd(shop, by, backwards):
    chosen = ids_where(StandingFilter(states=("active", "dormant")))
    one = list_buyers(StandingFilter(), sight=EVERYBODY, by=by, limit=9)[1]
    for mark in (None, (getattr(one, by), one.customer_id)):
        pages = [
            list_buyers(
                StandingFilter(),
                sight=EVERYBODY,
                by=by,
                mark=mark,
                backwards=backwards,
                within=within,
                limit=1,
            )
            for within in (chosen, gather([chosen]), Crowd(chosen))
        ]
        assert pages == [pages[0]] * 3
        assert pages[0] or mark


def test_an_explanation_says_what_would_move_up(shop):
    told = find_explanation(shop[2], TODAY)
    assert (told.customer_class, told.state, told.reactivation) == ("steady", "dead", "lost")
    assert (told.reasons.more_money, told.reasons.money_leads_to) == (16730 - 1700, "best")
    assert told.leaving == "high"


def test_who_has_nothing_in_the_books_is_not_explained(shop):
    assert find_explanation(customer("009"), TODAY) is None


def test_an_explanation_of_a_past_day_does_not_see_what_came_later(shop):
    told = find_explanation(shop[0], date(2025, 10, 1))
    assert (told.customer_class, told.reasons.n) == ("toddler", 2)


def test_the_number_of_queries_of_an_explanation(shop, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        find_explanation(shop[0], TODAY)


def test_a_past_day_is_today_s_books_cut_at_that_day_and_the_belief_is_kept(shop):
    buy(bought(shop.taro, "2026-03-25", -1200, order_id="R1", returned_order_id="T1"))
    rederive(customer_ids=[shop.taro], as_of=TODAY, now=NOW + timedelta(days=1))
    assert class_as_of(shop, date(2026, 3, 24))[shop.taro] == PastClass("first", "active")
    assert class_as_of(shop, TODAY)[shop.taro] == PastClass("prospect", None)
    assert class_as_of(shop, date(2025, 1, 10)) == {shop.jiro: PastClass("first", "active")}
    assert class_believed_on(shop, TODAY)[shop.taro] == PastClass("first", "active")
    assert class_believed_on(shop, TODAY + timedelta(days=1))[shop.taro] == PastClass("prospect", None)
    assert class_believed_on(shop, TODAY - timedelta(days=1)) == {}


def test_counts_and_sub_queries(shop):
    assert count_standings() == {("best", "active"): 1, ("first", "active"): 1, ("steady", "dead"): 1}
    assert set(ids_of_buyers().values_list("customer_id", flat=True)) == set(shop)


@pytest.mark.parametrize(
    ("condition", "who"),
    [
        (StandingFilter(classes=("best", "first")), {0, 1}),
        (StandingFilter(states=("dead",)), {2}),
        (StandingFilter(overdue=True, as_of=TODAY), {2}),
        (StandingFilter(overdue=False, as_of=TODAY), {0, 1}),
        (StandingFilter(due_within=7, as_of=TODAY), {0, 1}),
        (StandingFilter(near_upper=20_000), {2}),
        (StandingFilter(near_upper=10_000), set()),
        (StandingFilter(rfm_top=True, as_of=TODAY), set()),
        (StandingFilter(rfm_top=False, as_of=TODAY), {0, 1, 2}),
        (StandingFilter(rfm_top=True, as_of=date(2026, 3, 9)), {0}),
        (StandingFilter(changed_since=TODAY), set()),
        (StandingFilter(short_history=False), {0, 1, 2}),
    ],
)
def test_filters(shop, condition, who):
    found = set(ids_where(condition).values_list("customer_id", flat=True))
    assert found == {shop[n] for n in who}


def test_lists_page_by_key(shop):
    late = list_overdue(as_of=date(2026, 12, 1), limit=2)
    assert len(late) == 2
    rest = list_overdue(as_of=date(2026, 12, 1), after=(late[-1].overdue_from, late[-1].customer_id), limit=9)
    assert {one.customer_id for one in [*late, *rest]} == {shop.hana, shop.taro, shop.jiro}
    assert [one.overdue_from for one in [*late, *rest]] == sorted(
        (one.overdue_from for one in [*late, *rest]), reverse=True
    )
    assert [(one.customer_id, one.to_upper) for one in list_near_upper(at_most=99_999, limit=5)] == [
        (shop.jiro, 15030)
    ]
    due = list_due_products(as_of=TODAY, within_days=3, limit=9)
    assert [one.customer_id for one in due] == [shop.taro, shop.hana]


def test_changes_are_listed(shop):
    buy(bought(shop.taro, "2026-04-01", 5000, order_id="T2", product_code="TEA"))
    rederive(customer_ids=[shop.taro], as_of=TODAY, now=NOW)
    newest, oldest = list_changes(customer_id=shop.taro, limit=9)
    assert (oldest.from_class, oldest.to_class, newest.to_class) == (None, "first", "toddler")
    assert list_changes(customer_id=shop.taro, before=newest.id, limit=9) == [oldest]
    assert list_changes_since(day=TODAY, limit=9) == [newest]


def test_a_preview_shows_who_would_move_with_names_and_money(shop, django_assert_max_num_queries):
    draft = Settings(thresholds=Thresholds(preset="book"))
    with django_assert_max_num_queries(5):
        seen = preview_rules(draft, TODAY, sight=EVERYBODY)
    assert (seen.customers, seen.moved, seen.net, seen.moved_net) == (3, 2, 23900, 22700)
    assert seen.matrix[("best", "active")] == {("trend", "active"): 1}
    assert seen.matrix[("first", "active")] == {("first", "active"): 1}
    assert [(move.customer_id, move.name, move.net, move.to_class) for move in seen.moves] == [
        (shop.hana, "客001", 21000, "trend"),
        (shop.jiro, "客003", 1700, "toddler"),
    ]
    assert seen.next_after is None
    first = preview_rules(draft, TODAY, limit=1, sight=EVERYBODY)
    moves, after = list_moves(draft, TODAY, after=first.next_after, limit=1, sight=EVERYBODY)
    assert ([move.customer_id for move in moves], after) == ([shop.jiro], None)


def test_there_is_nothing_to_preview_before_the_first_run():
    with pytest.raises(Refused):
        preview_rules(Settings(), TODAY, sight=EVERYBODY)


@pytest.mark.parametrize(
    ("who", "kind", "code"),
    [
        (1, PurposeKind.CROSS_SELL, "first_buyer_no_cross_sell"),
        (1, PurposeKind.OFFER, None),
        (1, PurposeKind.ADVERT, None),
        (0, PurposeKind.CROSS_SELL, None),
    ],
)
def test_the_class_guard(shop, who, kind, code):
    reason = why_not_contact(shop[who], Purpose(kind), ContactWay.MAIL, as_of=TODAY)
    assert (reason.code if reason else None) == code


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2026, 1, 1), DueStatus.WAITING),
        (date(2026, 1, 3), DueStatus.SOON),
        (date(2026, 1, 10), DueStatus.DUE),
        (date(2026, 1, 19), DueStatus.DUE),
        (date(2026, 1, 20), DueStatus.OVERDUE),
    ],
)
def test_the_wait_for_the_next_order(day, status):
    assert due_status(date(2026, 1, 10), date(2026, 1, 20), day, soon_days=7) is status
