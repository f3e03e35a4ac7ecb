from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import translation

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts import public as accounts
from otokui.domain.accounts.types import Role
from otokui.domain.customers import public
from otokui.domain.customers.models import Customer, FollowUp
from otokui.domain.customers.types import Channel, ConsentGiven, ContactWay, Direction, HouseholdKind, Outcome
from tests.customers.cast import NOW, TARO, TODAY, create, everybody

pytestmark = pytest.mark.django_db


@pytest.fixture
def sato():
    return accounts.create_staff(email="sato@example.jp", name="佐藤", role=Role.ORDERS)


def follow_up(customer_id, due_on=TODAY, **more):
    return public.create_follow_up(customer_id, due_on=due_on, reason="お礼の電話", now=NOW, **more)


def test_everything_between_us_is_on_one_line_of_time(sato, django_assert_num_queries):
    taro = create(TARO)
    public.record_contact(
        taro,
        way=ContactWay.CALL,
        at=NOW,
        direction=Direction.FROM_CUSTOMER,
        outcome=Outcome.ORDERED,
        text="追加注文",
        staff_id=sato,
    )
    follow_up(taro, staff_id=sato)
    public.record_consent(taro, ConsentGiven(Channel.MAIL, True, "店頭"), now=NOW - timedelta(days=1))
    public.record_contact(taro, way=ContactWay.NOTE, at=NOW - timedelta(days=2), text="犬を飼っている")
    with django_assert_num_queries(1), translation.override("en"):
        entries = public.list_timeline(taro)
    assert [(entry.kind, entry.text, entry.staff) for entry in entries] == [
        ("follow_up", "お礼の電話", "佐藤"),
        ("contact", "追加注文", "佐藤"),
        ("consent", "Mail ○ 店頭", ""),
        ("contact", "犬を飼っている", ""),
    ]
    assert entries[1].outcome is Outcome.ORDERED
    older = public.list_timeline(taro, before=NOW)
    assert [entry.kind for entry in older] == ["consent", "contact"]
    assert len(public.list_timeline(taro, limit=2)) == 2


def test_a_follow_up_is_done_once_and_leaves_a_contact(sato):
    taro = create(TARO)
    task = follow_up(taro, way=ContactWay.CALL, assignee_id=sato)
    contact_id = public.finish_follow_up(
        task, outcome=Outcome.REACHED, now=NOW, text="喜んでいた", staff_id=sato
    )
    entry = next(entry for entry in public.list_timeline(taro) if entry.kind == "contact")
    assert (entry.id, entry.text, entry.outcome) == (contact_id, "喜んでいた", Outcome.REACHED)
    for again in (
        lambda: public.finish_follow_up(task, outcome=Outcome.ABSENT, now=NOW),
        lambda: public.move_follow_up(task, due_on=TODAY, assignee_id=None),
    ):
        with pytest.raises(Refused) as refusal:
            again()
        assert refusal.value.code == "done_already"


def test_what_is_not_needed_leaves_no_contact():
    taro = create(TARO)
    task = follow_up(taro, way=ContactWay.CALL)
    assert public.finish_follow_up(task, outcome=Outcome.NOT_NEEDED, now=NOW) is None
    assert [entry.kind for entry in public.list_timeline(taro)] == ["follow_up"]


def test_the_same_origin_asks_only_once():
    taro = create(TARO)
    first = follow_up(taro, origin="first-thanks:1")
    assert follow_up(taro, origin="first-thanks:1") == first
    assert FollowUp.objects.count() == 1


def test_the_list_of_the_day_shows_mine_and_nobodys_the_oldest_first(sato, django_assert_num_queries):
    ids = everybody()
    other = accounts.create_staff(email="other@example.jp", name="高木", role=Role.SALES)
    follow_up(ids["0001"], assignee_id=sato)
    follow_up(ids["0002"], due_on=date(2026, 3, 1))
    follow_up(ids["0003"], assignee_id=other)
    follow_up(ids["0004"], due_on=date(2026, 5, 1), assignee_id=sato)
    with django_assert_num_queries(1):
        mine = public.list_follow_ups(due_by=TODAY, assignee_id=sato)
    assert [(record.customer, record.assignee) for record in mine] == [
        ("田中 花子", ""),
        ("田中 太郎", "佐藤"),
    ]
    public.move_follow_up(mine[0].id, due_on=date(2026, 6, 1), assignee_id=sato)
    assert [record.customer for record in public.list_follow_ups(due_by=TODAY, assignee_id=sato)] == [
        "田中 太郎"
    ]
    assert len(public.list_follow_ups(customer_id=ids["0004"])) == 1
    waiting = Customer.objects.filter(public.with_open_follow_up()).order_by("code")
    assert [customer.code for customer in waiting] == ["0001", "0002", "0003", "0004"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_finish_at_the_same_moment_one_is_told():
    task = follow_up(create(TARO), way=ContactWay.CALL)
    start, results = Barrier(2), []

    def finish():
        try:
            start.wait()
            results.append(bool(public.finish_follow_up(task, outcome=Outcome.REACHED, now=NOW)))
        except Refused as refusal:
            results.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=finish) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, results)) == ["True", "done_already"]


def test_every_fixed_word_has_a_name():
    with translation.override("en"):
        for words in (ContactWay, Direction, Outcome, Channel, HouseholdKind):
            assert len({public.label(word) for word in words}) == len(words)
            assert all(public.label(word)[0].isupper() for word in words)
