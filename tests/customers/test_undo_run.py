from dataclasses import replace

import pytest

from otokui.domain.accounts.types import EVERYBODY
from otokui.domain.customers import public
from otokui.domain.customers.models import Customer
from otokui.domain.customers.types import AddressInput, ContactWay, MatchKey, Policy
from tests.customers.test_write_customers import NOW, TANAKA, TODAY, YAMADA, write

pytestmark = pytest.mark.django_db


def books():
    """All that an import can change, without versions and ids."""
    records = [public.get_customer(pk, as_of=TODAY) for pk in Customer.objects.values_list("pk", flat=True)]
    return {
        record.code: (
            public.input_of(record),
            record.household and record.household.kind,
            tuple((consent.channel, consent.granted) for consent in record.consents),
        )
        for record in records
    }


def test_undo_removes_what_was_made_and_restores_what_was_changed():
    write(TANAKA, run=1)
    keys = Customer.objects.values("name_key", "kana_key", "sort_key", "search").get()
    before = books()
    write(
        TANAKA._replace(
            family_name="高田",
            phones=("0355556666",),
            mails=("new@example.jp",),
            address=AddressInput("1060032", "東京都", "港区六本木3-4-5"),
            memo="引越し",
        ),
        YAMADA,
        run=2,
    )
    assert books() != before
    undone = public.undo_run(2, now=NOW)
    assert (undone.removed, undone.restored, undone.refused) == (1, 1, ())
    assert books() == before
    assert Customer.objects.values("name_key", "kana_key", "sort_key", "search").get() == keys
    assert public.search_customers("田中", sight=EVERYBODY)[0].code == "0007"


def test_undo_twice_changes_nothing_more():
    write(TANAKA, run=1)
    write(TANAKA._replace(memo="x"), YAMADA, run=2)
    public.undo_run(2, now=NOW)
    before = books()
    again = public.undo_run(2, now=NOW)
    assert (again.removed, again.refused) == (0, ())
    assert books() == before


def test_who_was_edited_since_stays_and_is_named():
    write(TANAKA, run=1)
    write(
        TANAKA._replace(memo="取込のメモ"), YAMADA, YAMADA._replace(line=4, code="0010", name="髙﨑"), run=2
    )
    ids = public.ids_by_code(["0007", "0008"])
    for customer_id in ids.values():
        record = public.get_customer(customer_id, as_of=TODAY)
        public.update_customer(
            customer_id,
            replace(public.input_of(record), reason_chosen="近いから"),
            expected_version=record.version,
            now=NOW,
            today=TODAY,
        )
    undone = public.undo_run(2, now=NOW)
    assert undone.removed == 1
    assert {(refusal.what, refusal.customer_id) for refusal in undone.refused} == {
        ("田中 太郎", ids["0007"]),
        ("㈱山田商店", ids["0008"]),
    }
    assert Customer.objects.get(code="0007").memo == "取込のメモ"


def test_who_was_contacted_since_stays():
    write(YAMADA, run=1)
    customer_id = Customer.objects.get().pk
    public.record_contact(customer_id, way=ContactWay.CALL, at=NOW)
    assert public.undo_run(1, now=NOW).refused[0].what == "㈱山田商店"


def test_a_later_import_counts_as_an_edit():
    write(TANAKA, run=1)
    write(TANAKA._replace(memo="一"), run=2)
    write(TANAKA._replace(memo="二"), run=3)
    assert [refusal.what for refusal in public.undo_run(2, now=NOW).refused] == ["田中 太郎"]
    assert public.undo_run(3, now=NOW).refused == ()
    assert Customer.objects.get().memo == "一"


def test_a_phone_that_somebody_corrected_stays():
    write(TANAKA, run=1)
    write(TANAKA._replace(phones=("0355556666",)), run=2)
    customer_id = Customer.objects.get().pk
    record = public.get_customer(customer_id, as_of=TODAY)
    given = public.input_of(record)
    public.update_customer(
        customer_id,
        replace(given, phones=tuple(replace(phone, label="自宅") for phone in given.phones)),
        expected_version=record.version,
        now=NOW,
        today=TODAY,
    )
    assert [refusal.what for refusal in public.undo_run(2, now=NOW).refused] == ["田中 太郎"]
    assert len(public.get_customer(customer_id, as_of=TODAY).phones) == 3


def test_customers_with_orders_of_another_run_stay():
    from otokui.domain.purchases import public as purchases
    from tests.purchases.cast import bought, lines

    write(YAMADA, run=1)
    customer_id = Customer.objects.get().pk
    purchases.record_purchases(
        lines(bought(customer_id, "2026-03-01", 1000, order_id="1")), source="web", now=NOW
    )
    assert [refusal.reason for refusal in public.undo_run(1, now=NOW).refused] != []
    assert Customer.objects.count() == 1


def test_undo_of_an_update_only_run_leaves_later_customers_alone():
    write(TANAKA, run=1)
    public.write_customers(
        [TANAKA._replace(memo="x"), YAMADA], match=MatchKey.CODE, policy=Policy.UPDATE, now=NOW, run=2
    )
    write(YAMADA, run=3)
    undone = public.undo_run(2, now=NOW)
    assert (undone.removed, undone.restored) == (0, 1)
    assert set(books()) == {"0007", "0008"}
