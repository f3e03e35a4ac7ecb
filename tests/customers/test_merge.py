"""Two records of one customer become one, and two again: no row is lost, every current table is as before."""

import io
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import hypothesis
import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import example, given
from hypothesis import strategies as st

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.types import EVERYBODY
from otokui.domain.campaigns.models import Occasion
from otokui.domain.campaigns.public import carry_out_plan, note_why
from otokui.domain.campaigns.types import WhyNotMore
from otokui.domain.customers import public
from otokui.domain.customers.actions import merge_customers as merging
from otokui.domain.customers.actions.gather_strays import gather_strays
from otokui.domain.customers.models import Contact, Customer, Merge, MergedRow, Phone
from otokui.domain.customers.queries.merging import held_columns
from otokui.domain.customers.types import (
    AddressInput,
    AttributeInput,
    AttributeKind,
    BulkKind,
    BulkOrder,
    Channel,
    ConsentGiven,
    ContactPersonInput,
    ContactWay,
    CustomerFilter,
    CustomerInput,
    CustomerKind,
    Direction,
    HouseholdKind,
    HouseholdSource,
    MailInput,
    MatchKey,
    ObservationKind,
    ObservationSource,
    PhoneInput,
    Policy,
    PreferenceKind,
    Side,
)
from otokui.domain.insights.actions.rederive import rederive
from otokui.domain.insights.models import Standing
from otokui.domain.insights.public import answer_reorder, stand_together
from otokui.domain.insights.types import Answer, Stand
from otokui.domain.purchases.models import Order, PurchaseSummary
from otokui.domain.purchases.public import attach_to_order
from tests.customers.cast import NOW, TARO, TODAY, create, everybody
from tests.customers.test_write_customers import TANAKA, write
from tests.examples import examples
from tests.insights.cast import bought, buy, start_run
from tests.purchases.test_races import at_once

LATER = NOW + timedelta(hours=1)
DERIVED = {"purchases.ProductSummary", "insights.Reorder", "platform.Passage"}
SUMMED = {"purchases.PurchaseSummary", "insights.Standing"}
HISTORIES = {
    "customers.Merge",
    "customers.MergedRow",
    "insights.StandingChange",
    "platform.JobRecord",
    "procrastinate",
}
# Without a history of their own: the rows that a merge wrote down are all there is.
TOLD_BY_THE_MERGE = {"campaigns.Occasion", "insights.ReorderAnswer"}
# Counters that tell readers to look again; a summary or standing without a purchase says what none says.
COUNTERS = {"version", "updated_at", "lines_written"}


def tables():
    """All models of all rooms but the logs of changes."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("otokui.")
        and not hasattr(model, "pgh_tracked_model")
        and not model._meta.proxy
    ]


def current_tables():
    """All rows of all tables there are, by model and key; an open deal by who bears it, as a merge does."""
    return {
        model._meta.label: {
            row.pk: {
                field.attname: getattr(row, field.attname)
                for field in model._meta.local_concrete_fields
                if field.attname not in COUNTERS
            }
            for row in model._default_manager.all()
            if not (model._meta.label in SUMMED and not row.orders)
        }
        for model in tables()
        if model._meta.label not in HISTORIES
    }


def written_logs():
    """How many rows each history and each log of changes has."""
    found = Counter()
    for model in apps.get_models():
        if hasattr(model, "pgh_tracked_model") or model._meta.label in HISTORIES:
            found[model._meta.label] = model._default_manager.count()
    return found


def assert_nothing_lost(before, after):
    for table, rows in before.items():
        if table == "customers.OpenDeal":  # its key is the customer
            assert len(rows) == len(after[table])
        elif table not in DERIVED | SUMMED:
            assert rows.keys() <= after[table].keys(), table


def merge(survivor, other, **more):
    return public.merge_customers(survivor, other, now=NOW, **more)


def refusal(work):
    """The code with which it is refused, nothing if it is done."""
    try:
        work()
    except Refused as refused:
        return refused.code
    return ""


def assert_history_tells(plan):
    """Of each row that changed hands the history of its table has an event of this merge."""
    of_model = {
        event.pgh_tracked_model: event for event in apps.get_models() if hasattr(event, "pgh_tracked_model")
    }
    for row in plan.rows:
        model = apps.get_model(row.table)
        if row.moves and row.table not in TOLD_BY_THE_MERGE:
            events = of_model[model].objects.filter(pgh_context__metadata__cause="merge")
            told = {row.from_id, row.to_id} if model._meta.pk.attname == row.field else {row.row}
            assert told <= set(events.values_list("pgh_obj_id", flat=True)), row


def derive(*ids):
    rederive(customer_ids=ids, as_of=TODAY, now=NOW)


# What either of the two may hold: few values, so that they often have the same.
_some = st.integers(0, 2)
_holdings = st.fixed_dictionaries(
    {
        "company": st.booleans(),
        "name": st.sampled_from([("田中", "太郎"), ("髙﨑", "健"), ("", "")]),
        "kana": st.sampled_from(["", "タナカ"]),
        "code": st.booleans(),
        "phones": st.lists(_some, unique=True, max_size=3),
        "mails": st.lists(_some, unique=True, max_size=2),
        "addresses": st.lists(_some, max_size=2),
        "tags": st.lists(st.sampled_from("米茶酒"), unique=True),
        "memo": st.sampled_from(["", "朝", "夕方に"]),
        "pops": st.booleans(),
        "complains": st.booleans(),
        "size": st.sampled_from([None, "M", "L"]),
        "person": st.booleans(),
        "consents": st.lists(st.tuples(st.sampled_from(list(Channel)[:2]), st.booleans(), _some), max_size=4),
        "household": st.booleans(),
        "likes": st.lists(st.sampled_from("米茶"), unique=True),
        "contacts": _some,
        "tasks": _some,
        "deal": st.booleans(),
        "seen": st.lists(st.sampled_from(list(ObservationKind)[:2]), unique=True),
        "files": _some,
        "answers": _some,
        "reasons": st.booleans(),
        "steps": st.lists(st.sampled_from(["first.thanks", "first.help"]), unique=True),
        "orders": st.lists(st.tuples(st.integers(0, 200), st.integers(-2, 9)), max_size=3),
    }
)


def all_of_it(number):
    """Whoever has a row in each table there is."""
    return {
        "company": True,
        "name": ("田中", "太郎"),
        "kana": "タナカ",
        "code": True,
        "phones": [0, number],
        "mails": [0, number],
        "addresses": [0, number],
        "tags": ["米"],
        "memo": "朝" * number,
        "pops": True,
        "complains": number == 1,
        "size": "ML"[number - 1],
        "person": True,
        "consents": [(Channel.MAIL, number == 1, 0), (Channel.PHONE, True, number)],
        "household": True,
        "likes": ["米"],
        "contacts": 1,
        "tasks": 1,
        "deal": True,
        "seen": list(ObservationKind)[:2],
        "files": 2,
        "answers": 1,
        "reasons": True,
        "steps": ["first.thanks"],
        "orders": [(10 * number, 5), (40 * number, 7)],
    }


def make(number, held):
    family, given_name = held["name"]
    customer = create(
        CustomerInput(
            kind=CustomerKind.COMPANY if held["company"] else CustomerKind.PERSON,
            code=str(number) if held["code"] else "",
            company_name=f"㈱{family}" if held["company"] else "",
            family_name=family or ("無名" if not held["company"] else ""),
            given_name=given_name,
            family_kana=held["kana"],
            phones=tuple(PhoneInput(f"03-1111-000{each}") for each in held["phones"]),
            mails=tuple(MailInput(f"m{each}@example.jp") for each in held["mails"]),
            addresses=tuple(AddressInput("100-0005", line=f"東京都港区{each}") for each in held["addresses"]),
            tags=tuple(held["tags"]),
            memo=held["memo"],
            memo_pops_up=held["pops"],
            attributes={"size": held["size"]} if held["size"] else {},
        )
    )
    if held["complains"]:
        public.mark_complaint(customer, is_open=True, now=NOW)
    if held["person"] and held["company"]:
        public.write_contact_person(customer, ContactPersonInput(family_name="鈴木"), now=NOW)
    for channel, granted, hour in held["consents"]:
        at = NOW - timedelta(hours=hour)
        public.record_consent(customer, ConsentGiven(channel, granted, at=at, source="店頭"), now=NOW)
    if held["household"]:
        public.note_household(
            customer, kind=HouseholdKind.COUPLE, size=2, source=HouseholdSource.TOLD, noted_on=TODAY
        )
    for like in held["likes"]:
        public.note_preference(customer, kind=PreferenceKind.LIKE, text=like, noted_on=TODAY)
    for place in range(held["contacts"]):
        public.record_contact(customer, way=ContactWay.CALL, at=NOW - timedelta(days=place), text="電話")
    for _each in range(held["tasks"]):
        public.create_follow_up(customer, due_on=TODAY, reason="お礼", now=NOW)
    if held["deal"]:
        public.open_deal(customer, until=TODAY, today=TODAY, now=NOW, staff_id=None)
    if held["orders"]:
        buy(*_orders(customer, number, held["orders"]))
    for kind in held["seen"]:
        public.note_observation(
            customer, kind=kind, source=ObservationSource.DOOR, noted_at=NOW, noted_on=TODAY
        )
    for place in range(held["files"]):
        file = io.BytesIO(f"{place}".encode())
        public.attach_file(customer, file, name=f"{place}.txt", now=NOW, staff_id=None)
    for order in Order.objects.filter(customer=customer)[: held["files"]]:
        attach_to_order(order.pk, io.BytesIO(b"0"), name="0.txt", now=NOW, staff_id=None)
    for _each in range(held["answers"]):
        answer_reorder(
            customer,
            products=[None],
            answer=Answer.NO_MORE,
            last_on=TODAY,
            on=TODAY,
            now=NOW,
            staff_id=None,
        )
    if held["reasons"]:
        note_why(customer, WhyNotMore.OTHER, words="遠い", on=TODAY, staff_id=None)
    for step in held["steps"]:
        Occasion.objects.create(
            step=step, aim="thanks", customer_id=customer, customer_class="first", state="active",
            anchor=TODAY, follows_purchase=True, due_on=TODAY, until=TODAY, made_on=TODAY, worth=1,
        )  # fmt: skip
    return customer


def change_both(ids):
    """A change of many, and the marks that the night leaves: what is said of the records themselves."""
    chosen = public.customer_ids(CustomerFilter(within=ids))
    order = BulkOrder(kind=BulkKind.TAG_ADD, text="重点")
    public.start_bulk_change(chosen, order, staff_id=None, now=NOW)
    public.review_list(now=LATER, today=LATER.date())
    public.find_pairs(ids, now=NOW)


def _orders(customer, number, orders):
    return [
        bought(
            customer,
            str(TODAY - timedelta(days=days)),
            amount * 100,
            order_id=f"{number}-{place}",
            product_code="RICE",
            quantity=1000,
        )
        for place, (days, amount) in enumerate(orders)
    ]


@pytest.mark.django_db
def test_merged_and_unmerged_every_current_table_is_as_before(tmp_path, settings):
    settings.HOME = tmp_path
    met = set()
    everybody()
    public.define_attribute(AttributeInput("size", "サイズ", AttributeKind.TEXT))
    buy(bought(Customer.objects.get(code="0001").pk, "2026-01-01", 5000, order_id="first"))
    start_run(TODAY)

    @hypothesis.settings(max_examples=examples(0.15))
    @example(one=all_of_it(1), other=all_of_it(2), third=True, code=Side.OTHER)
    @given(one=_holdings, other=_holdings, third=st.booleans(), code=st.sampled_from(list(Side)))
    def merge_and_unmerge(one, other, third, code):
        with transaction.atomic():
            ids = [make(number, held) for number, held in ((901, one), (902, other))]
            if third:
                Customer.objects.filter(code="0003").update(referred_by_id=ids[1])
                Customer.objects.filter(pk=ids[0]).update(referred_by_id=ids[1])
            change_both(ids)
            derive(*ids)
            before, logs = current_tables(), written_logs()
            plan = public.plan_merge(*ids, chosen={"code": code})
            done = merge(*ids, chosen={"code": code}, seen=plan.seen)
            derive(*ids)
            merged = current_tables()
            assert_nothing_lost(before, merged)
            assert_as_planned(plan, before, merged)
            assert_history_tells(plan)
            met.update((row.table, row.field) for row in plan.rows)
            public.unmerge_customers(done, now=LATER)
            derive(*ids)
            assert current_tables() == before
            assert written_logs() >= logs
            transaction.set_rollback(True)

    merge_and_unmerge()
    # A new table without rows here would be walked in vain: give `all_of_it` one of them.
    assert met == {(column.table, column.name) for _holder, column in held_columns()}


def assert_as_planned(plan, before, merged):
    """What the page showed is what happened: fields, each row, the consents."""
    survivor = merged["customers.Customer"][plan.survivor_id]
    for name, value in plan.columns.items():
        column, _dot, key = name.partition(".")
        assert (survivor[column].get(key) if key else survivor[column] or value) == value, name
    assert merged["customers.Customer"][plan.other_id]["merged_into_id"] == plan.survivor_id
    for row in plan.rows:
        by_key = row.table == "customers.OpenDeal"
        assert merged[row.table][row.to_id if by_key else row.row][row.field] == row.to_id
    moved = {(row.table, row.row) for row in plan.rows if row.moves}
    for table, rows in merged.items():
        for pk, row in rows.items():
            was = before[table].get(pk, {})
            owner = {name: row[name] for name in ("customer_id", "company_id") if name in row}
            if table not in DERIVED | SUMMED | {"customers.OpenDeal"} and (table, pk) not in moved:
                assert owner == {name: was[name] for name in owner}
    # A word of refusal, the last of either, holds by its way.
    for channel in Channel:
        last = [
            max(words, key=lambda word: (word["at"], word["id"]))["granted"]
            for customer in (plan.survivor_id, plan.other_id)
            if (
                words := [
                    row
                    for row in before["customers.Consent"].values()
                    if (row["customer_id"], row["channel"]) == (customer, channel)
                ]
            )
        ]
        now = [
            consent.granted
            for consent in public.get_customer(plan.survivor_id, as_of=TODAY).consents
            if consent.channel is channel
        ]
        assert now == ([all(last)] if last else [])
        assert plan.consents.get(channel) == (all(last) if last else None)


@pytest.fixture
def two(db):
    """田中 太郎, and the same man as the telephone order took him down: bought once each."""
    ids = everybody()
    twin = create(
        CustomerInput(
            code="T-9",
            family_name="田中",
            given_name="太郎",
            phones=(PhoneInput("０９０-1111-2222"), PhoneInput("03-9999-0000")),
            mails=(MailInput("tanaka@example.com"),),
            memo="留守電に",
        )
    )
    buy(bought(ids["0001"], "2026-01-10", 4000, order_id="A"), bought(twin, "2026-03-01", 6000, order_id="B"))
    start_run(TODAY)
    return ids["0001"], twin


def test_two_first_purchases_are_two_purchases(two):
    taro, twin = two
    merge(taro, twin)
    derive(taro, twin)
    summary = PurchaseSummary.objects.get(pk=taro)
    assert (summary.orders, summary.net) == (2, 10_000)
    assert Standing.objects.get(pk=taro).customer_class == "toddler"
    public.unmerge_customers(Merge.objects.get().pk, now=LATER)
    derive(taro, twin)
    assert [PurchaseSummary.objects.get(pk=each).orders for each in two] == [1, 1]
    assert Standing.objects.get(pk=taro).customer_class == "first"


def test_whoever_is_merged_is_in_no_list_and_all_that_was_theirs_finds_the_survivor(two):
    taro, twin = two
    everyone = public.count_customers(CustomerFilter()).value
    merge(taro, twin)
    assert public.count_customers(CustomerFilter()).value == everyone - 1
    assert twin not in public.list_customer_ids(CustomerFilter())
    for text in ("T-9", "03-9999-0000", "090-1111-2222", "tanaka@example.com", "0001"):
        assert [line.id for line in public.search_customers(text, sight=EVERYBODY)] == [taro], text
    assert [line.id for line in public.search_customers("田中 太郎", sight=EVERYBODY)] == [taro]
    record = public.get_customer(taro, as_of=TODAY)
    assert record.memo == "配達は午前中\n留守電に"
    assert [phone.digits for phone in record.phones] == ["0312345678", "09011112222", "0399990000"]
    assert Phone.objects.get(customer_id=twin).digits == "09011112222"
    with pytest.raises(public.MergedAway) as gone:
        public.get_customer_file(twin, as_of=TODAY)
    assert gone.value.survivor_id == taro


def test_a_file_that_names_the_merged_one_reaches_the_survivor(two):
    taro, twin = two
    merge(taro, twin)
    row = TANAKA._replace(code="T-9", memo="ファイルから")
    write(row, policy=Policy.UPDATE)
    survivor = Customer.objects.get(pk=taro)
    assert (survivor.code, survivor.memo) == ("0001", "ファイルから")
    assert write(row).outcomes[0].value == "unchanged"
    assert Customer.objects.get(pk=twin).memo == "留守電に"
    assert public.match_customers(MatchKey.NAME_PHONE, [("田中太郎", "0399990000")])
    assert public.match_customers(MatchKey.PHONE, [("09011112222",)]) == {("09011112222",): (taro,)}


def test_what_was_recorded_since_stays_and_is_told(two):
    taro, twin = two
    done = merge(taro, twin)
    moved = Phone.objects.get(digits="0399990000")
    Phone.objects.filter(pk=moved.pk).update(label="会社")
    public.record_contact(taro, way=ContactWay.CALL, at=LATER, text="統合のあと")
    public.edit_customer(taro, {"memo": "書き直した"}, seen=_seen(taro, "memo"), now=LATER, today=TODAY)
    undone = public.unmerge_customers(done, now=LATER)
    assert {(each.what, each.why) for each in undone.remains} == {
        ("memo", "edited"),
        ("customers.Contact", "since"),
    }
    assert Customer.objects.get(pk=taro).memo == "書き直した"
    assert Contact.objects.get().customer_id == taro
    moved.refresh_from_db()
    assert (moved.customer_id, moved.label, moved.position) == (twin, "会社", 1)
    with pytest.raises(Refused) as again:
        public.unmerge_customers(done, now=LATER)
    assert again.value.code == "unmerged_already"


def _seen(customer, *names):
    return public.seen_in(public.input_of(public.get_customer(customer, as_of=TODAY)), names)


def test_a_chain_is_taken_back_from_its_end(two):
    taro, twin = two
    third = create(replace(TARO, code="X", mails=()))
    before = current_tables()
    first = merge(taro, twin)
    second = merge(third, taro)
    assert set(Customer.objects.filter(merged_into_id=third).values_list("pk", flat=True)) == {taro, twin}
    assert [line.id for line in public.search_customers("T-9", sight=EVERYBODY)] == [third]
    with pytest.raises(Refused, match="Take that merge back first") as resting:
        public.unmerge_customers(first, now=LATER)
    assert resting.value.code == "merge_rests"
    with pytest.raises(Refused) as already:
        merge(taro, third)
    assert already.value.code == "merged_already"
    public.unmerge_customers(second, now=LATER)
    assert Customer.objects.get(pk=twin).merged_into_id == taro
    public.unmerge_customers(first, now=LATER)
    assert current_tables() == before


def test_three_become_one_and_three_again(two):
    taro, twin = two
    third = create(replace(TARO, code="X", mails=(), memo="夕方", phones=(PhoneInput("03-9999-0000"),)))
    public.find_pairs(now=NOW)
    buy(bought(third, "2026-03-20", 100, order_id="C"))
    public.record_consent(third, ConsentGiven(Channel.MAIL, False, source="電話"), now=NOW)
    public.record_consent(twin, ConsentGiven(Channel.MAIL, True, at=LATER, source="店頭"), now=NOW)
    derive(taro, twin, third)
    before = current_tables()
    assert public.find_pair(taro, third)
    proposed = public.plan_group(taro, [twin, third])
    plan = public.plan_group(taro, [twin, third], chosen={"memo": third, "code": twin})
    assert (plan.seen, plan.survivor_id) == (proposed.seen, taro)
    memo = next(each for each in plan.fields if each.name == "memo")
    assert (memo.chosen, memo.result, memo.options, memo.may_join) == (
        third,
        ("夕方",),
        (taro, twin, third),
        True,
    )
    phones = next(each for each in public.tell_plan(*plan.plans) if each.table == "customers.Phone")
    assert (phones.moving, phones.staying) == (1, 2)
    assert plan.consents == {"mail": False}
    stand = stand_together([taro, twin, third], TODAY)
    chosen = {"memo": third, "code": twin}
    merges = public.merge_group(taro, [twin, third], chosen=chosen, seen=plan.seen, now=NOW)
    done = MergedRow.objects.filter(merge__in=merges, table="customers.Phone")
    assert (done.filter(kept="").count(), done.exclude(kept="").count()) == (1, 2)
    derive(taro, twin, third)
    standing = Standing.objects.get(pk=taro)
    assert (standing.customer_class, standing.orders, standing.net) == ("toddler", 3, 10_100)
    assert stand.together == Stand("toddler", "active", 3, 10_100)
    assert {each.orders for each in stand.alone.values()} == {1}
    survivor = public.get_customer(taro, as_of=TODAY)
    assert [consent.granted for consent in survivor.consents] == [False]
    assert (survivor.memo, survivor.code) == ("夕方", "T-9")
    with pytest.raises(Refused) as again:
        public.merge_group(taro, [twin], now=NOW)
    assert again.value.code == "merged_already"
    assert len(public.unmerge_group(merges[0], now=LATER)) == 2
    derive(taro, twin, third)
    assert current_tables() == before


def test_an_edit_in_between_refuses_by_name(two):
    taro, twin = two
    plan = public.plan_merge(taro, twin)
    public.edit_customer(twin, {"memo": "別の人"}, seen=_seen(twin, "memo"), now=LATER, today=TODAY)
    with pytest.raises(Refused, match="田中 太郎") as changed:
        merge(taro, twin, seen=plan.seen)
    assert changed.value.code == "changed_meanwhile"
    assert not Merge.objects.exists()
    with pytest.raises(Refused):
        merge(taro, taro)


def test_an_import_that_made_one_of_them_is_not_undone_over_the_merge(two):
    taro, _twin = two
    write(TANAKA._replace(code="Z"), run=7)
    made = Customer.objects.get(code="Z").pk
    done = merge(taro, made)
    undone = public.undo_run(7, now=LATER)
    assert undone.removed == 0
    assert {each.customer_id for each in undone.refused} == {taro, made}
    public.unmerge_customers(done, now=LATER)
    assert Customer.objects.filter(pk=made, merged_into=None).exists()


def test_the_number_may_change_hands_and_both_numbers_go_on_finding(two):
    taro, twin = two
    done = merge(taro, twin, chosen={"code": Side.OTHER})
    assert [Customer.objects.get(pk=each).code for each in two] == ["T-9", "0001"]
    assert public.ids_by_code(["T-9", "0001"]) == {"T-9": taro, "0001": taro}
    public.unmerge_customers(done, now=LATER)
    assert [Customer.objects.get(pk=each).code for each in two] == ["0001", "T-9"]


def test_what_is_written_of_the_merged_one_is_the_survivors_at_once(two):
    taro, twin = two
    done = merge(taro, twin)
    buy(bought(twin, "2026-03-20", 500, order_id="late"))
    late = public.record_contact(twin, way=ContactWay.CALL, at=LATER, text="前の画面から")
    assert Contact.objects.get(pk=late).customer_id == taro
    assert PurchaseSummary.objects.get(pk=taro).net == 10_500
    buy(bought(twin, "2026-03-20", 500, order_id="late"))
    assert (Order.objects.filter(external_id="late").count(), gather_strays()) == (1, 0)
    undone = public.unmerge_customers(done, now=LATER)
    assert {(each.what, each.count) for each in undone.remains} == {
        ("customers.Contact", 1),
        ("purchases.Order", 1),
        ("purchases.OrderLine", 1),
    }
    assert PurchaseSummary.objects.get(pk=twin).net == 6_000


def test_a_stray_follows_at_night_and_goes_back_with_the_merge(two):
    taro, twin = two
    done = merge(taro, twin)
    late = Contact.objects.create(
        customer_id=twin, way="call", direction=Direction.FROM_US, at=LATER, text=""
    )
    assert (gather_strays(), gather_strays()) == (1, 0)
    assert Contact.objects.get(pk=late.pk).customer_id == taro
    assert Phone.objects.get(customer_id=twin).digits == "09011112222"
    public.unmerge_customers(done, now=LATER)
    assert Contact.objects.get(pk=late.pk).customer_id == twin


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_each_into_the_other_one_is_refused():
    one, other = (create(replace(TARO, code=code)) for code in "AB")

    results = at_once(lambda: refusal(lambda: merge(one, other)), lambda: refusal(lambda: merge(other, one)))
    assert sorted(results) == ["", "merged_already"]
    assert Merge.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_groups_with_one_record_in_both_one_is_refused():
    one, other, third, fourth = (create(replace(TARO, code=code)) for code in "ABCD")
    results = at_once(
        lambda: refusal(lambda: public.merge_group(one, [other, third], now=NOW)),
        lambda: refusal(lambda: public.merge_group(fourth, [third, other], now=NOW)),
    )
    assert sorted(results) == ["", "merged_already"]
    assert Merge.objects.count() == 2
    assert Merge.objects.values("survivor").distinct().count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("writer", ["contact", "purchase", "newcomer", "file"])
def test_whoever_writes_while_two_are_merged_writes_for_the_survivor(writer):
    one, other = (create(replace(TARO, code=code)) for code in "AB")
    if writer != "newcomer":
        buy(bought(other, "2026-01-10", 4000, order_id="before"))

    def write_late():
        if writer == "contact":
            public.record_contact(other, way=ContactWay.CALL, at=LATER, text="同時")
        elif writer == "file":
            write(TANAKA._replace(code="B", phones=(f"03-2222-000{attempt}",)), policy=Policy.UPDATE)
        else:
            buy(bought(other, "2026-03-01", 700, order_id="late"))

    for attempt in range(3):
        _wrote, done = at_once(write_late, lambda: merge(one, other))
        rows = {"contact": Contact.objects, "file": Phone.objects.filter(digits=f"032222000{attempt}")}.get(
            writer, Order.objects
        )
        assert rows.exists()
        assert set(rows.values_list("customer_id", flat=True)) == {one}
        public.unmerge_customers(done, now=LATER)


def waits_or(done):
    """Once somebody waits for a lock, or that is done."""
    with connection.cursor() as cursor:
        while not done():
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return


@pytest.mark.django_db(transaction=True)
def test_a_step_comes_to_nobody_who_is_merged_meanwhile():
    one, other = (create(replace(TARO, code=code)) for code in "AB")
    for who in (one, other):
        buy(bought(who, str(TODAY - timedelta(days=3)), 4000, order_id=f"{who}"))
    start_run(TODAY)

    def carry_out():
        try:
            return carry_out_plan(today=TODAY, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as night:
        with transaction.atomic():
            merge(one, other)
            opened = night.submit(carry_out)
            waits_or(opened.done)
        assert opened.result(60) == 1
    assert set(Occasion.objects.values_list("customer_id", flat=True)) == {one}


@pytest.mark.django_db(transaction=True)
def test_a_merge_does_not_wait_for_ever_for_whoever_is_writing(monkeypatch):
    one, other = (create(replace(TARO, code=code)) for code in "AB")
    monkeypatch.setattr(merging, "_PATIENCE", "50ms")
    with transaction.atomic():
        public.record_contact(other, way=ContactWay.CALL, at=LATER, text="書いている最中")
        (code,) = at_once(lambda: refusal(lambda: merge(one, other)))
    assert code == "busy"
    assert merge(one, other)
