from dataclasses import replace
from datetime import date
from threading import Barrier, Thread
from time import sleep

import pytest
from django.db import DatabaseError, connection, transaction

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.types import EVERYBODY
from otokui.domain.customers import public
from otokui.domain.customers.models import Consent, Customer
from otokui.domain.customers.types import (
    AddressInput,
    AttributeInput,
    AttributeKind,
    Channel,
    ConsentGiven,
    CustomerInput,
    CustomerKind,
    HouseholdKind,
    HouseholdSource,
    MailInput,
    PhoneInput,
    PreferenceKind,
)
from tests.customers.cast import NOW, SUZUKI, TARO, TODAY, YAMADA, create

pytestmark = pytest.mark.django_db


def update(customer_id, given, version=1, **more):
    return public.update_customer(customer_id, given, expected_version=version, now=NOW, today=TODAY, **more)


def get(customer_id):
    return public.get_customer(customer_id, as_of=TODAY)


def test_a_person_needs_no_company_and_shows_as_typed(django_assert_num_queries):
    customer_id = create(TARO)
    with django_assert_num_queries(1):
        taro = get(customer_id)
    assert (taro.name, taro.kana, taro.honorific, taro.proposed_honorific) == (
        "田中 太郎",
        "タナカ タロウ",
        "",
        "様",
    )
    assert [(phone.number, phone.digits, phone.label) for phone in taro.phones] == [
        ("03-1234-5678", "0312345678", "自宅"),
        ("090-1111-2222", "09011112222", "携帯"),
    ]
    assert taro.addresses[0].text == "東京都千代田区丸の内1-2-3 丸ビル"
    assert taro.memo_pops_up


def test_saving_what_is_shown_changes_nothing():
    customer_id = create(replace(TARO, addresses=(*TARO.addresses, AddressInput("", line="実家"))))
    assert update(customer_id, public.input_of(get(customer_id))) == 1


def test_an_update_makes_the_customer_equal_to_the_form():
    customer_id = create(TARO)
    given = public.input_of(get(customer_id))
    wanted = replace(
        given,
        phones=(PhoneInput("090-1111-2222", "携帯"), PhoneInput("06-9999-0000")),
        mails=(),
        addresses=(
            replace(given.addresses[0], building=""),
            AddressInput("5300001", line="大阪府大阪市北区梅田1-1"),
        ),
        tags=("定期", "米"),
    )
    assert update(customer_id, wanted) == 2
    taro = get(customer_id)
    assert [phone.number for phone in taro.phones] == ["090-1111-2222", "06-9999-0000"]
    assert taro.mails == ()
    assert [address.text for address in taro.addresses] == [
        "東京都千代田区丸の内1-2-3",
        "大阪府大阪市北区梅田1-1",
    ]
    assert taro.addresses[0].id == given.addresses[0].id
    assert taro.tags == ("定期", "米")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (CustomerInput(memo="x"), "nameless"),
        (CustomerInput(family_name="あ" * 101), "too_long"),
        (CustomerInput(name="田中", phones=(PhoneInput("電話"),)), "bad_phone"),
        (CustomerInput(name="田中", mails=(MailInput("taro"),)), "bad_mail"),
        (CustomerInput(name="田中", addresses=(AddressInput("100", line="港区"),)), "bad_postal_code"),
        (CustomerInput(name="田中", birthday=date(2026, 4, 2)), "bad_birthday"),
        (CustomerInput(name="田中", attributes={"pets": "犬"}), "unknown_attribute"),
        (CustomerInput(name="田中", code="0001"), "code_taken"),
    ],
)
def test_what_cannot_be_right_is_refused(given, code):
    create(TARO)
    with pytest.raises(Refused) as refusal:
        create(given)
    assert refusal.value.code == code
    assert Customer.objects.count() == 1


def test_a_taken_number_names_its_holder():
    create(TARO)
    with pytest.raises(Refused, match="田中 太郎"):
        create(CustomerInput(name="別人", code="0001"))


def test_the_second_of_two_who_edit_is_told():
    customer_id = create(TARO)
    mine = yours = public.input_of(get(customer_id))
    update(customer_id, replace(mine, memo="一"))
    with pytest.raises(Refused) as refusal:
        update(customer_id, replace(yours, memo="二"))
    assert refusal.value.code == "changed_meanwhile"
    assert get(customer_id).memo == "一"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_one_wins():
    customer_id = create(TARO)
    given, start, results = public.input_of(get(customer_id)), Barrier(2), []

    def save(memo):
        try:
            start.wait()
            results.append(update(customer_id, replace(given, memo=memo)))
        except Refused as refusal:
            results.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=save, args=(memo,)) for memo in ("一", "二")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, results)) == ["2", "changed_meanwhile"]
    assert get(customer_id).version == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_the_same_number_at_the_same_moment_one_is_told():
    results = []

    def second():
        try:
            create(replace(TARO, family_name="別人"))
        except Refused as refusal:
            results.append(refusal.code)
        finally:
            connection.close()

    with transaction.atomic():
        create(TARO)
        thread = Thread(target=second)
        thread.start()
        wait_until_somebody_waits()
    thread.join()
    assert results == ["code_taken"]
    assert Customer.objects.get().name == "田中 太郎"


def wait_until_somebody_waits():
    for _attempt in range(1_000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.01)
    raise AssertionError("nobody waits")


def test_unknown_customers_are_refused():
    for call in (lambda: get(1), lambda: update(1, TARO)):
        with pytest.raises(public.UnknownCustomer):
            call()


def test_a_company_has_contact_persons_and_is_found_by_them():
    customer_id = create(YAMADA)
    person_id = public.write_contact_person(customer_id, SUZUKI, now=NOW)
    yamada = get(customer_id)
    assert (yamada.proposed_honorific, yamada.contact_persons[0].name) == ("御中", "鈴木 一郎")
    assert yamada.contact_persons[0].proposed_honorific == "様"
    assert [line.name for line in public.search_customers("すずき", sight=EVERYBODY)] == ["㈱山田商店"]
    public.write_contact_person(customer_id, replace(SUZUKI, id=person_id, family_name="佐藤"), now=NOW)
    assert [line.name for line in public.search_customers("佐藤", sight=EVERYBODY)] == ["㈱山田商店"]
    update(customer_id, public.input_of(get(customer_id)), version=get(customer_id).version)
    assert [line.name for line in public.search_customers("佐藤", sight=EVERYBODY)] == ["㈱山田商店"]


def test_only_companies_have_contact_persons():
    with pytest.raises(Refused) as refusal:
        public.write_contact_person(create(TARO), SUZUKI, now=NOW)
    assert refusal.value.code == "not_a_company"


def test_the_household_is_what_was_seen_last_until_it_expires():
    customer_id = create(TARO)
    for kind, noted_on, expires_on in (
        (HouseholdKind.SINGLE, date(2024, 1, 1), None),
        (HouseholdKind.COUPLE, date(2025, 1, 1), date(2026, 1, 1)),
    ):
        public.note_household(
            customer_id,
            kind=kind,
            source=HouseholdSource.AT_DOOR,
            noted_on=noted_on,
            expires_on=expires_on,
        )
    days = [date(year, 6, 1) for year in (2023, 2024, 2025, 2026)]
    seen = [public.get_customer(customer_id, as_of=day).household for day in days]
    assert [household and household.kind for household in seen] == [
        None,
        HouseholdKind.SINGLE,
        HouseholdKind.COUPLE,
        None,
    ]


def test_the_latest_consent_holds_and_nothing_is_overwritten():
    customer_id = create(TARO)
    for granted, at in ((True, NOW.replace(hour=1)), (False, NOW.replace(hour=2))):
        public.record_consent(
            customer_id, ConsentGiven(Channel.MAIL, granted, "店頭", "お知らせ", "口頭", at), now=NOW
        )
    assert [(consent.channel, consent.granted, consent.source) for consent in get(customer_id).consents] == [
        (Channel.MAIL, False, "店頭")
    ]
    assert public.consenting([customer_id], Channel.MAIL) == set()
    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.update(granted=True)
    public.record_consent(customer_id, ConsentGiven(Channel.MAIL, True), now=NOW)
    assert public.consenting([customer_id], Channel.MAIL) == {customer_id}


def test_likes_and_needs_are_kept_once_and_forgotten_on_request():
    customer_id = create(TARO)
    ids = [
        public.note_preference(customer_id, kind=PreferenceKind.DISLIKE, text=text, noted_on=TODAY)
        for text in ("シーフード", "ｼｰﾌｰﾄﾞ")
    ]
    assert ids[0] == ids[1]
    public.forget_preference(ids[0])
    assert get(customer_id).preferences == ()


def test_the_shop_has_fields_of_its_own():
    public.define_attribute(AttributeInput("pets", "ペット", AttributeKind.CHOICE, ("犬", "猫")))
    public.define_attribute(AttributeInput("visits", "来店", AttributeKind.NUMBER, position=-1))
    customer_id = create(replace(TARO, attributes={"pets": "猫"}))
    assert [(one.key, one.value) for one in get(customer_id).attributes] == [("visits", None), ("pets", "猫")]
    for given, code in (
        (AttributeInput("pets", "ペット", AttributeKind.TEXT), "kind_in_use"),
        (AttributeInput("pets", "ペット", AttributeKind.CHOICE, ("犬",)), "option_in_use"),
        (AttributeInput("pets", "ペット", AttributeKind.CHOICE), "no_options"),
        (AttributeInput("ペット", "ペット", AttributeKind.TEXT), "bad_key"),
        (AttributeInput("x", " ", AttributeKind.TEXT), "nameless"),
    ):
        with pytest.raises(Refused) as refusal:
            public.define_attribute(given)
        assert refusal.value.code == code
    public.define_attribute(AttributeInput("visits", "来店", AttributeKind.NUMBER, is_retired=True))
    assert [one.key for one in get(customer_id).attributes] == ["pets"]


def test_every_change_is_told_with_who_made_it():
    from otokui.domain.accounts import public as accounts
    from otokui.domain.accounts.types import Role

    staff_id = accounts.create_staff(email="s@example.jp", name="鈴木", role=Role.ORDERS)
    customer_id = create(TARO)
    update(customer_id, replace(public.input_of(get(customer_id)), memo="夕方に"), staff_id=staff_id)
    event = Customer.objects.get(pk=customer_id).events.get(pgh_label="update")
    assert (event.memo, event.pgh_context.metadata) == ("配達は午前中", {"cause": "edit", "staff": staff_id})


def test_kind_decides_which_names_are_kept():
    customer_id = create(replace(TARO, kind=CustomerKind.COMPANY, company_name="田中商店"))
    assert (get(customer_id).name, get(customer_id).family_name) == ("田中商店", "")
