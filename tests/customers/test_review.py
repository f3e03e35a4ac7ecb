"""The list is gone through: what should be looked at, and what cleans up by itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from otokui.core.platform.models import JobRecord
from otokui.domain.accounts.types import EVERYBODY, Sight
from otokui.domain.customers import public
from otokui.domain.customers.actions.review_list import works_with_charge
from otokui.domain.customers.adapters.flaws import seen_of
from otokui.domain.customers.adapters.postal import fits_postal_code
from otokui.domain.customers.events import (
    ConsentsChanged,
    ContactRecorded,
    IdentityChanged,
    KnowledgeChanged,
)
from otokui.domain.customers.models import Address, Customer, FlawMark, FollowUp, Merge, Phone
from otokui.domain.customers.reactions import know_more, let_through, look_again, reach_many_again
from otokui.domain.customers.types import (
    AddressInput,
    BulkKind,
    BulkOrder,
    Channel,
    CleanUp,
    ConsentGiven,
    ContactWay,
    CustomerFilter,
    CustomerInput,
    Flaw,
    HouseholdKind,
    MailInput,
    Policy,
    ReviewSettings,
    Sign,
)
from otokui.domain.purchases.events import PurchasesRecorded
from otokui.domain.purchases.reactions import let_buyers_through
from tests.customers.cast import NOW, TARO, TODAY, create, everybody
from tests.customers.test_write_customers import TANAKA, write
from tests.insights.cast import bought, buy

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=400)


def review(now=LATER):
    public.review_list(now=now, today=now.date())


def counted(flaw):
    return public.count_flawed(sight=EVERYBODY)[flaw].value


def flawed(flaw, sight=EVERYBODY, **more):
    return [row.line.code for row in public.list_flawed(flaw, sight=sight, **more).rows]


def test_the_percent_is_that_of_the_customers_page():
    ids = everybody()
    public.note_preference(ids["0100"], kind="need", text="包装", noted_on=TODAY)
    for seen in seen_of(ids.values(), today=TODAY):
        assert seen.percent == public.get_completeness(public.get_customer(seen.id, as_of=TODAY)).percent


def test_stale_are_those_whom_nobody_touched_and_who_bought_nothing():
    ids = everybody()
    public.record_contact(ids["0001"], way=ContactWay.CALL, at=LATER - timedelta(days=10))
    buy(
        bought(ids["0002"], str((LATER - timedelta(days=20)).date()), 900, order_id="new"),
        bought(ids["0003"], "2026-03-01", 5000, order_id="old"),
        now=LATER,
    )
    review()
    stale = public.list_flawed(Flaw.STALE, sight=EVERYBODY)
    assert (stale.rows[0].line.code, stale.rows[0].money) == ("0003", 5000)
    assert {row.line.code for row in stale.rows} == {"0003", "0004", "0005", "0100"}
    first = public.list_flawed(Flaw.STALE, sight=EVERYBODY, limit=1)
    assert flawed(Flaw.STALE, cursor=first.next_cursor) == ["0004", "0005", "0100"]
    public.record_contact(ids["0003"], way=ContactWay.VISIT, at=LATER)
    review()
    assert "0003" not in flawed(Flaw.STALE)


def test_what_was_done_about_leaves_the_review_at_once():
    ids = everybody()
    review()
    assert {"0003", "0004", "0005"} <= set(flawed(Flaw.UNREACHABLE))
    before = counted(Flaw.UNREACHABLE)
    public.create_follow_up(ids["0003"], due_on=LATER.date(), reason="連絡先", now=LATER)
    assert "0003" not in flawed(Flaw.UNREACHABLE) + flawed(Flaw.STALE)
    assert counted(Flaw.UNREACHABLE) == before - 1
    record = public.get_customer(ids["0004"], as_of=TODAY)
    reached = replace(public.input_of(record), mails=(MailInput("new@example.jp"),))
    public.update_customer(
        ids["0004"], reached, expected_version=record.version, now=LATER, today=LATER.date()
    )
    look_again(IdentityChanged((ids["0004"],)))
    public.record_contact(ids["0005"], way=ContactWay.CALL, at=LATER)
    let_through(ContactRecorded(ids["0005"], 0))
    assert flawed(Flaw.UNREACHABLE) == ["0005"]
    assert "0005" not in flawed(Flaw.STALE)
    FollowUp.objects.filter(customer_id=ids["0003"]).delete()
    assert "0003" in flawed(Flaw.UNREACHABLE)


def percents():
    rows = public.list_flawed(Flaw.INCOMPLETE, sight=EVERYBODY).rows
    return {row.line.code: row.percent for row in rows}


def told(event):
    """Who is told of this news, by name."""
    jobs = JobRecord.objects.filter(arguments__event__endswith=f".{event.__name__}")
    return {job.arguments["reaction"].rpartition(".")[2] for job in jobs}


def test_whoever_bought_or_is_known_better_leaves_at_once_too():
    ids = everybody()
    public.save_review_settings(ReviewSettings(incomplete_below=100))
    review()
    hana, jiro = ids["0003"], ids["0004"]
    assert {"0003", "0004"} <= set(flawed(Flaw.STALE))
    buy(bought(hana, str(LATER.date()), 900, order_id="new"), now=LATER)
    assert "let_buyers_through" in told(PurchasesRecorded)
    let_buyers_through(PurchasesRecorded((hana,), None))
    assert "0003" not in flawed(Flaw.STALE)
    before = percents()
    public.see_household(jiro, kind=HouseholdKind.FAMILY, noted_on=TODAY)
    public.note_preference(hana, kind="like", text="煎茶", noted_on=TODAY)
    assert told(KnowledgeChanged) == {"know_more"}
    know_more(KnowledgeChanged((hana, jiro)))
    assert {code for code, percent in percents().items() if percent > before[code]} == {"0003", "0004"}
    withdrawn = BulkOrder(kind=BulkKind.WITHDRAW, text="電話で")
    everyone = Customer.objects.filter(code="0001").values("pk")
    public.start_bulk_change(everyone, withdrawn, staff_id=None, now=LATER)
    assert "reach_many_again" in told(ConsentsChanged)
    assert "0001" not in flawed(Flaw.UNREACHABLE)
    reach_many_again(ConsentsChanged((ids["0001"],), ()))
    assert "0001" in flawed(Flaw.UNREACHABLE)


def test_unreachable_is_who_has_no_way_or_refused_each():
    ids = everybody()
    create(CustomerInput(code="M", mails=(MailInput("m@example.jp"),)))
    refused = ConsentGiven(Channel.MAIL, False, source="電話")
    public.record_consent(Customer.objects.get(code="M").pk, refused, now=NOW)
    public.record_consent(ids["0001"], refused, now=NOW)
    review()
    assert set(flawed(Flaw.UNREACHABLE)) == {"0003", "0004", "0005", "M"}


def test_nobody_in_charge_counts_where_the_shop_works_with_them(django_user_model):
    everybody()
    review()
    assert flawed(Flaw.UNOWNED) == []
    here, gone = (
        django_user_model.objects.create_user(f"{n}@example.jp", "a-good-password", name=n) for n in "ab"
    )
    Customer.objects.filter(code__in=["0001", "0002"]).update(in_charge=here)
    Customer.objects.filter(code="0003").update(in_charge=gone)
    django_user_model.objects.filter(pk=gone.pk).update(is_active=False)
    assert works_with_charge()
    review()
    assert set(flawed(Flaw.UNOWNED)) == {"0003", "0004", "0005", "0100"}
    counts = public.count_flawed(sight=Sight(frozenset({here.pk})))
    assert counts[Flaw.UNOWNED].value == 3
    everybody_there = public.customer_ids(CustomerFilter(within=public.ids_flawed(Flaw.UNOWNED)))
    order = BulkOrder(kind=BulkKind.IN_CHARGE, staff_id=here.pk)
    change, total = public.start_bulk_change(everybody_there, order, staff_id=here.pk, now=NOW)
    assert (total, flawed(Flaw.UNOWNED), counted(Flaw.UNOWNED)) == (4, [], 0)
    public.undo_bulk_change(change, staff_id=here.pk, now=NOW)
    assert len(flawed(Flaw.UNOWNED)) == counted(Flaw.UNOWNED) == 4


def test_whoever_is_merged_has_no_flaws():
    ids = everybody()
    review()
    public.merge_customers(ids["0003"], ids["0004"], now=NOW)
    assert "0004" not in flawed(Flaw.UNREACHABLE)
    review()
    assert not FlawMark.objects.filter(customer_id=ids["0004"]).exists()


def test_keys_are_derived_anew_and_what_was_typed_stays():
    ids = everybody()
    phone = Phone.objects.get(customer_id=ids["0100"])
    Phone.objects.filter(pk=phone.pk).update(digits="1", reversed_digits="1")
    one, two = Phone.objects.filter(customer_id=ids["0001"])
    Phone.objects.filter(pk=two.pk).update(number=one.number, digits="2")
    assert public.clean_up(now=NOW) == [CleanUp.KEYS, CleanUp.POSTAL]
    phone.refresh_from_db()
    assert (phone.digits, phone.number) == ("0452223333", "045-222-3333")
    report = next(each for each in public.list_clean_ups() if each.rule is CleanUp.KEYS)
    assert (report.found, report.changed) == (2, 1)


def test_a_code_that_contradicts_its_address_is_told_not_changed():
    everybody()
    osaka = AddressInput("530-0001", line="東京都港区六本木1")
    wrong = create(CustomerInput(code="W", family_name="林", addresses=(osaka,)))
    public.clean_up(now=NOW)
    report = next(each for each in public.list_clean_ups() if each.rule is CleanUp.POSTAL)
    assert (report.examples, report.changed) == ((wrong,), 0)
    assert Address.objects.get(customer_id=wrong).postal_code == "5300001"
    assert fits_postal_code("100-0005", prefecture="", line="丸の内1-1")
    assert fits_postal_code("999-9999", prefecture="東京都", line="どこか")


def test_certain_pairs_are_merged_only_where_the_shop_wants_it_and_can_be_taken_back():
    born = replace(TARO, birthday=TODAY.replace(year=1970))
    taro = create(born)
    twin = create(replace(born, code="2", phones=(), addresses=()))
    create(replace(TARO, code="3", phones=()))
    public.find_pairs(now=NOW)
    public.clean_up(now=NOW)
    assert not Merge.objects.exists()
    public.save_review_settings(ReviewSettings(rules=frozenset({CleanUp.MERGE_CERTAIN})))
    public.clean_up(now=NOW)
    (done,) = public.list_merges(sight=EVERYBODY)[0]
    assert (done.survivor_id, done.merged_id, done.rule) == (taro, twin, "merge_certain")
    assert public.list_clean_ups()[0].examples == (done.id,)
    public.unmerge_customers(done.id, now=LATER)
    public.clean_up(now=LATER)
    assert Merge.objects.count() == 1


def test_whoever_a_file_brought_or_changed_is_looked_at_when_it_is_through():
    born = replace(TARO, birthday=TODAY.replace(year=1970))
    taro = create(born)
    row = TANAKA._replace(code="F-1", phones=(), address=AddressInput(), mails=("taro@example.jp",))
    write(row._replace(birthday=None), run=7)
    public.look_through(7, now=NOW, today=TODAY)
    assert {row.name for row in JobRecord.objects.all()} >= {"customers.find_pairs", "customers.review_list"}
    assert public.find_pair(taro, Customer.objects.get(code="F-1").pk) is None
    review(NOW)
    public.look_through(7, now=NOW, today=TODAY)
    made = Customer.objects.get(code="F-1").pk
    assert Sign.SAME_MAIL in public.find_pair(taro, made).signs
    assert "F-1" not in flawed(Flaw.UNREACHABLE)
    write(row._replace(birthday=TODAY), run=8, policy=Policy.UPDATE)
    public.look_through(8, now=LATER, today=TODAY)
    assert public.find_pair(taro, made) is None
