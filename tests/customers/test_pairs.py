"""Records that may be one customer: judged by keys, found in groups, answered once and for all."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.types import EVERYBODY, Sight
from otokui.domain.customers import public
from otokui.domain.customers.models import Customer, Pair
from otokui.domain.customers.rules.identity import Known, judge, number_key
from otokui.domain.customers.types import CustomerInput, MailInput, PairAnswer, PhoneInput, Sign
from tests.customers.cast import NOW, TARO, TODAY, create, everybody
from tests.insights.cast import bought, buy

HOME, MOBILE, MAIL, PLACE = "0312345678", "09011112222", "taro@example.jp", "東京都千代田区1"
TAKEN = Known(
    1, name="田中太郎", family="田中", given="太郎", phones={HOME, MOBILE}, mails={MAIL}, places={PLACE}
)
STRANGER = {"name": "鈴木一", "family": "鈴木", "given": "一"}
CASES = [
    ("mail and name", {"mails": {MAIL}}, 80, True),
    ("mail alone, nameless", {"name": "", "family": "", "given": "", "mails": {MAIL}}, 50, True),
    ("name and telephone", {"phones": {HOME}}, 55, True),
    ("name and address", {"places": {PLACE}}, 50, True),
    ("name alone", {}, 30, False),
    ("his wife at the same telephone", {"name": "田中花子", "given": "花子", "phones": {HOME}}, 0, False),
    (
        "his wife with his mail address and telephone",
        {"name": "田中花子", "given": "花子", "phones": {HOME}, "mails": {MAIL}},
        15,
        False,
    ),
    (
        "a stranger at the same address",
        {"name": "鈴木一", "family": "鈴木", "given": "一", "places": {PLACE}},
        0,
        False,
    ),
    (
        "married since",
        {"name": "佐藤太郎", "family": "佐藤", "mails": {MAIL}, "phones": {MOBILE}},
        60,
        True,
    ),
    ("family name only, by telephone", {"name": "田中", "given": "", "phones": {HOME}}, 35, False),
    ("namesake born on another day", {"phones": {HOME}, "birthday": date(1980, 1, 1)}, 0, False),
    ("namesake with a variant of the number", {"code": "a12"}, 50, True),
]


@pytest.mark.parametrize(("what", "other", "score", "proposed"), CASES, ids=[case[0] for case in CASES])
def test_signs_for_and_against_are_added_up(what, other, score, proposed):
    taro = TAKEN._replace(birthday=date(1970, 1, 2), code="A-0012")
    blank = Known(2, name="田中太郎", family="田中", given="太郎")
    twin = blank._replace(**other)
    assert judge(taro, twin).score == judge(twin, taro).score == score
    assert (judge(taro, twin).score >= 50) is proposed


def test_writings_of_a_number():
    assert number_key("A-0012") == number_key("a12") == "a12"
    assert number_key("0012") == number_key("12") != number_key("120")


@pytest.fixture
def people(db):
    """田中 太郎 thrice: by mail, by telephone in full width; and 花子, who shares his telephone."""
    ids = everybody()
    by_phone = create(
        CustomerInput(family_name="田中", given_name="太郎", phones=(PhoneInput("０９０ 1111 2222"),))
    )
    by_mail = create(
        CustomerInput(family_name="田中", given_name="太郎", mails=(MailInput("TARO@example.jp"),))
    )
    public.find_pairs(now=NOW)
    return ids["0001"], by_phone, by_mail


def queue(sight=EVERYBODY, today=TODAY, **more):
    page = public.list_pairs(sight=sight, today=today, **more)
    return [(pair.one.id, pair.other.id) for pair in page.pairs]


def test_the_likeliest_come_first_and_a_household_is_not_proposed(people):
    taro, by_phone, by_mail = people
    assert queue() == [(taro, by_mail), (taro, by_phone)]
    assert public.find_pair(by_phone, taro).signs == (Sign.SAME_NAME, Sign.SAME_PHONE)
    assert public.count_pairs(sight=EVERYBODY, today=TODAY).value == 2
    first = public.list_pairs(sight=EVERYBODY, today=TODAY, limit=1)
    assert queue(limit=1, cursor=first.next_cursor) == [(taro, by_phone)]


def test_of_equally_likely_pairs_the_richer_comes_first(people):
    rich = [
        create(replace(TARO, code=code, mails=(), phones=(PhoneInput("06-1111-1111"),), addresses=()))
        for code in "XY"
    ]
    buy(bought(rich[0], "2026-01-01", 9000, order_id="rich"))
    public.find_pairs(rich, now=NOW)
    assert queue()[1:] == [tuple(rich), people[:2]]


def test_an_answer_is_remembered(people):
    taro, by_phone, by_mail = people
    pair = public.find_pair(taro, by_mail)
    public.answer_pair(pair.id, PairAnswer.DIFFERENT, now=NOW, today=TODAY)
    public.answer_pair(public.find_pair(taro, by_phone).id, PairAnswer.LATER, now=NOW, today=TODAY)
    public.find_pairs(now=NOW + timedelta(days=1))
    assert queue() == []
    assert queue(today=TODAY + timedelta(days=14)) == [(taro, by_phone)]
    public.answer_pair(pair.id, PairAnswer.OPEN, now=NOW, today=TODAY)
    assert queue() == [(taro, by_mail)]


def test_not_the_same_holds_for_whoever_they_are_merged_into(people):
    taro, by_phone, by_mail = people
    public.answer_pair(public.find_pair(taro, by_mail).id, PairAnswer.DIFFERENT, now=NOW, today=TODAY)
    other = create(
        CustomerInput(
            family_name="田中",
            given_name="太郎",
            mails=(MailInput("taro@example.jp"), MailInput("t@example.jp")),
        )
    )
    merged = public.merge_customers(other, by_mail, now=NOW)
    public.find_pairs(now=NOW + timedelta(hours=1))
    assert queue() == [(taro, by_phone)]
    public.unmerge_customers(merged, now=NOW)
    public.find_pairs(now=NOW + timedelta(hours=2))
    assert set(queue()) == {(taro, other), (by_mail, other), (taro, by_phone)}


def test_who_is_taken_apart_stands_in_the_queue_again(people):
    taro, by_phone, by_mail = people
    merges = public.merge_group(taro, [by_phone, by_mail], now=NOW)
    assert queue() == []
    public.unmerge_group(merges[0], now=NOW + timedelta(hours=1))
    page = public.list_pairs(sight=EVERYBODY, today=TODAY)
    assert [(pair.one.id, pair.other.id) for pair in page.pairs] == [(taro, by_mail), (taro, by_phone)]
    assert all(pair.parted.at == NOW + timedelta(hours=1) for pair in page.pairs)


def test_who_was_said_not_to_be_the_same_is_merged_only_despite_it(people, django_user_model):
    taro, by_phone, by_mail = people
    colleague = django_user_model.objects.create_user("c@example.jp", "a-good-password", name="同僚")
    pair = public.find_pair(taro, by_mail)
    public.answer_pair(pair.id, PairAnswer.DIFFERENT, now=NOW, today=TODAY, staff_id=colleague.pk)
    merged = public.merge_customers(by_phone, by_mail, now=NOW)
    (apart,) = public.list_apart([taro, by_phone])
    assert ({apart.one, apart.other}, apart.by, apart.at) == ({taro, by_phone}, "同僚", NOW)
    for attempt in (
        public.merge_customers,
        lambda one, other, **more: public.merge_group(one, [other], **more),
    ):
        with pytest.raises(Refused, match="同僚") as refused:
            attempt(taro, by_phone, now=NOW)
        assert refused.value.code == "told_apart"
    done = public.merge_customers(taro, by_phone, now=NOW, despite=True)
    public.unmerge_customers(done, now=NOW)
    public.unmerge_customers(merged, now=NOW)
    assert public.find_pair(taro, by_mail).answer is PairAnswer.DIFFERENT


def test_what_speaks_for_a_pair_no_more_leaves_the_queue_and_may_come_back(people):
    taro, by_phone, by_mail = people
    record = public.get_customer(by_mail, as_of=TODAY)
    moved = replace(public.input_of(record), mails=(MailInput("other@example.jp"),))
    version = public.update_customer(by_mail, moved, expected_version=record.version, now=NOW, today=TODAY)
    later = NOW + timedelta(hours=1)
    public.find_pairs([by_mail], now=later)
    assert queue() == [(taro, by_phone)]
    back = public.input_of(record)
    public.update_customer(by_mail, back, expected_version=version, now=NOW, today=TODAY)
    public.find_pairs([by_mail], now=later + timedelta(hours=1))
    assert queue() == [(taro, by_mail), (taro, by_phone)]
    public.merge_customers(taro, by_mail, now=later)
    assert queue() == [(taro, by_phone)]


def test_an_address_of_many_says_nothing(people):
    for number in range(13):
        create(CustomerInput(code=f"I{number}", mails=(MailInput("info@example.jp"),)))
    before = Pair.objects.count()
    public.find_pairs(now=NOW)
    assert Pair.objects.count() == before


def test_who_does_not_see_both_does_not_see_the_pair(people, django_user_model):
    colleague = django_user_model.objects.create_user("c@example.jp", "a-good-password", name="同僚")
    Customer.objects.filter(pk=people[1]).update(in_charge=colleague)
    assert queue(Sight(frozenset({0}))) == [(people[0], people[2])]
    assert len(queue(Sight(frozenset({colleague.pk})))) == 2
