from datetime import UTC, date, datetime

import pytest

from otokui.domain.customers import public
from otokui.domain.customers.models import Address, Consent, Customer, Phone
from otokui.domain.customers.types import (
    AddressInput,
    AttributeInput,
    AttributeKind,
    Channel,
    ConsentGiven,
    CustomerRow,
    HouseholdKind,
    KnownAs,
    MatchKey,
    Policy,
    RowOutcome,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
TODAY = date(2026, 4, 1)

TANAKA = CustomerRow(
    line=2,
    code="0007",
    family_name="田中",
    given_name="太郎",
    kana="ﾀﾅｶ ﾀﾛｳ",
    birthday=date(1970, 1, 2),
    phones=("03-1234-5678", "090 1111 2222"),
    mails=("Tanaka@Example.jp",),
    address=AddressInput("〒100-0005", line="東京都千代田区丸の内１丁目２番３号", building="丸ビル5F"),
    household=HouseholdKind.FAMILY,
    tags=("米", "定期"),
    consents=(ConsentGiven(Channel.MAIL, True, source="web", wording="お知らせを受け取る"),),
)
YAMADA = CustomerRow(
    line=3, code="0008", name="㈱山田商店", kana="ヤマダショウテン", phones=("03-1234-5678",)
)


def write(*rows, match=MatchKey.CODE, policy=Policy.BOTH, run=1, **more):
    return public.write_customers(rows, match=match, policy=policy, now=NOW, today=TODAY, run=run, **more)


def test_a_file_becomes_customers_as_typed_with_keys_beside_them():
    result = write(TANAKA, YAMADA)
    assert result.outcomes == (RowOutcome.NEW, RowOutcome.NEW)
    tanaka = public.get_customer(public.ids_by_code(["0007"])["0007"], as_of=TODAY)
    assert (tanaka.name, tanaka.kana, tanaka.code) == ("田中 太郎", "ﾀﾅｶ ﾀﾛｳ", "0007")
    assert [phone.number for phone in tanaka.phones] == ["03-1234-5678", "090 1111 2222"]
    assert [phone.digits for phone in tanaka.phones] == ["0312345678", "09011112222"]
    address = tanaka.addresses[0]
    assert (address.postal_code, address.prefecture, address.line) == (
        "100-0005",
        "東京都",
        "千代田区丸の内１丁目２番３号",
    )
    assert tanaka.household.kind is HouseholdKind.FAMILY
    assert tanaka.consents[0].granted
    assert tanaka.consents[0].wording == "お知らせを受け取る"
    yamada = Customer.objects.get(code="0008")
    assert (yamada.kind, yamada.company_name, yamada.name_key) == ("company", "㈱山田商店", "山田商店")


def test_the_same_file_again_changes_nothing():
    write(TANAKA, YAMADA)
    before = list(Customer.objects.order_by("pk").values())
    again = write(TANAKA, YAMADA, run=2)
    assert again.outcomes == (RowOutcome.UNCHANGED, RowOutcome.UNCHANGED)
    assert list(Customer.objects.order_by("pk").values()) == before
    assert Consent.objects.count() == 1


@pytest.mark.parametrize(
    "match", [MatchKey.CODE, MatchKey.MAIL, MatchKey.PHONE, MatchKey.NAME_PHONE, MatchKey.NAME_ADDRESS]
)
def test_every_match_key_recognises_the_customer_in_another_writing(match):
    write(TANAKA)
    other = TANAKA._replace(
        family_name="",
        given_name="",
        name="田中太郎",
        phones=("０３（１２３４）５６７８",),
        mails=("tanaka@example.jp",),
        address=AddressInput(line="千代田区丸の内1-2-3"),
        memo="お得意様",
    )
    assert write(other, match=match).outcomes == (RowOutcome.UPDATED,)
    tanaka = Customer.objects.get()
    assert (tanaka.name, tanaka.memo, tanaka.version) == ("田中 太郎", "お得意様", 2)
    assert Phone.objects.count() == 2
    assert Address.objects.get().building == "丸ビル5F"


def test_a_row_that_several_customers_fit_is_rejected_by_name_of_the_key():
    write(TANAKA, YAMADA)
    result = write(TANAKA._replace(code="", phones=("03-1234-5678",)), match=MatchKey.PHONE)
    assert [(problem.line, problem.field, problem.code) for problem in result.problems] == [
        (2, "phone", "ambiguous")
    ]
    assert write(TANAKA, match=MatchKey.NAME_PHONE).outcomes == (RowOutcome.UNCHANGED,)


@pytest.mark.parametrize(
    ("row", "match", "field", "code"),
    [
        (CustomerRow(line=9, name="佐藤"), MatchKey.CODE, "code", "key_missing"),
        (CustomerRow(line=9, name="佐藤", phones=("なし",)), MatchKey.PHONE, "phone", "key_missing"),
        (CustomerRow(line=9, phones=("03-1234-5678",)), MatchKey.NAME_PHONE, "name+phone", "key_missing"),
        (CustomerRow(line=9, memo="x"), MatchKey.CODE, "name", "nameless"),
        (CustomerRow(line=9, code="9", phones=("電話",)), MatchKey.CODE, "phone", "bad_phone"),
        (CustomerRow(line=9, code="9", mails=("a b@c",)), MatchKey.CODE, "email", "bad_mail"),
        (
            CustomerRow(line=9, code="9", address=AddressInput("12", line="港区")),
            MatchKey.CODE,
            "postal_code",
            "bad_postal_code",
        ),
        (CustomerRow(line=9, code="9", birthday=date(2027, 1, 1)), MatchKey.CODE, "birthday", "bad_birthday"),
        (CustomerRow(line=9, code="9", attributes={"x": "1"}), MatchKey.CODE, "x", "unknown_attribute"),
        (
            CustomerRow(line=9, code="0008", mails=("neu@example.jp",)),
            MatchKey.MAIL,
            "code",
            "code_taken",
        ),
        (CustomerRow(line=9, code="9", name="あ" * 301), MatchKey.CODE, "name", "too_long"),
        (CustomerRow(line=9, code="9" * 101, name="林"), MatchKey.CODE, "code", "code_too_long"),
    ],
)
def test_bad_rows_are_rejected_with_field_and_reason_and_change_nothing(row, match, field, code):
    write(YAMADA)
    result = write(row, match=match)
    assert [(problem.line, problem.field, problem.code) for problem in result.problems] == [(9, field, code)]
    assert all(problem.message for problem in result.problems)
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(
    ("family", "given", "kind"),
    [
        ("㈱山﨑", "", "company"),
        ("山﨑", "", "person"),
        ("㈱山﨑", "一郎", "person"),
        ("有限会社 林", "", "company"),
    ],
)
def test_a_firm_in_the_column_of_family_names_is_a_company(family, given, kind):
    write(CustomerRow(line=2, code="1", family_name=family, given_name=given))
    one = Customer.objects.get()
    assert one.kind == kind
    assert one.company_name == (family if kind == "company" else "")


def test_policies_write_only_what_they_say():
    write(TANAKA)
    rows = (TANAKA._replace(memo="新しいメモ"), YAMADA)
    assert write(*rows, policy=Policy.UPDATE).outcomes == (RowOutcome.UPDATED, RowOutcome.SKIPPED)
    assert write(*rows, policy=Policy.NEW).outcomes == (RowOutcome.SKIPPED, RowOutcome.NEW)


def test_a_dry_run_tells_the_same_and_writes_nothing():
    write(TANAKA)
    rows = (TANAKA, TANAKA._replace(memo="x"), YAMADA, CustomerRow(line=5, name="?"))
    dry = write(*rows, dry_run=True)
    assert Customer.objects.count() == 1
    assert Customer.objects.get().memo == ""
    assert write(*rows) == dry
    assert dry.outcomes == (
        RowOutcome.UNCHANGED,
        RowOutcome.UPDATED,
        RowOutcome.NEW,
        RowOutcome.REJECTED,
    )


def test_rows_of_one_file_about_the_same_customer_are_one_customer():
    first = CustomerRow(line=2, name="髙﨑 花子", phones=("090-1111-2222",))
    second = CustomerRow(line=3, name="高崎花子", phones=("09011112222",), mails=("hana@example.jp",))
    result = write(first, second, match=MatchKey.NAME_PHONE)
    assert result.outcomes == (RowOutcome.NEW, RowOutcome.UPDATED)
    hanako = public.get_customer(Customer.objects.get().pk, as_of=TODAY)
    assert (hanako.name, hanako.mails[0].address) == ("髙﨑 花子", "hana@example.jp")


def test_a_number_learnt_from_an_earlier_row_finds_the_customer_in_a_later_one():
    write(CustomerRow(line=1, name="田中", phones=("0311112222",)), match=MatchKey.PHONE)
    result = write(
        CustomerRow(line=2, name="田中", phones=("0311112222", "0333334444")),
        CustomerRow(line=3, memo="常連", phones=("0333334444",)),
        match=MatchKey.PHONE,
    )
    assert result.outcomes == (RowOutcome.UPDATED, RowOutcome.UPDATED)
    assert Customer.objects.get().memo == "常連"


def test_a_withdrawal_is_added_to_the_grant_and_only_once():
    write(TANAKA)
    withdrawn = TANAKA._replace(consents=(ConsentGiven(Channel.MAIL, False, source="葉書"),))
    assert write(withdrawn).outcomes == (RowOutcome.UPDATED,)
    assert write(withdrawn).outcomes == (RowOutcome.UNCHANGED,)
    assert list(Consent.objects.order_by("pk").values_list("granted", flat=True)) == [True, False]


def test_who_moved_gets_the_new_address_and_the_old_one_is_history():
    write(TANAKA)
    moved = TANAKA._replace(address=AddressInput("1060032", "東京都", "港区六本木3-4-5"))
    assert write(moved).outcomes == (RowOutcome.UPDATED,)
    address = Address.objects.get()
    assert (address.line, address.building) == ("港区六本木3-4-5", "")
    assert address.events.get(pgh_label="update").line == "千代田区丸の内１丁目２番３号"


def test_attributes_are_read_by_their_definition():
    public.define_attribute(AttributeInput("pets", "ペット", AttributeKind.CHOICE, ("犬", "猫")))
    public.define_attribute(AttributeInput("visits", "来店回数", AttributeKind.NUMBER))
    assert write(
        TANAKA._replace(attributes={"pets": "猫", "visits": "１，２００"}),
        YAMADA._replace(attributes={"pets": "鳥"}),
    ).outcomes == (RowOutcome.NEW, RowOutcome.REJECTED)
    assert Customer.objects.get().attributes == {"pets": "猫", "visits": 1200}


def test_purchases_make_the_customers_that_are_missing_and_leave_the_others_alone():
    write(TANAKA)
    ids = public.ensure_customers_by_code(
        {
            "0007": KnownAs(name="別の名"),
            "0009": KnownAs(name="渡邉 一", phone="0355556666", address="港区芝1-1"),
            "0010": KnownAs(),
            "0011": KnownAs(name="佐藤", mail="壊れた"),
        },
        now=NOW,
        run=3,
    )
    assert set(ids) == {"0007", "0009", "0010", "0011"}
    names = public.customer_names(ids.values())
    assert [names[ids[code]] for code in sorted(ids)] == ["田中 太郎", "渡邉 一", "", ""]
    assert set(Customer.objects.exclude(code="0007").values_list("created_by_run", flat=True)) == {3}


def test_purchases_know_customers_by_other_keys_too():
    write(TANAKA, YAMADA)
    ids = public.ensure_customers(
        MatchKey.NAME_PHONE,
        {
            ("田中太郎", "0312345678"): KnownAs(name="田中太郎", phone="0312345678"),
            ("佐藤", "0355556666"): KnownAs(name="佐藤", phone="03-5555-6666"),
        },
        now=NOW,
    )
    assert public.customer_names(ids.values()).keys() == set(ids.values())
    assert len(ids) == 2
    shared = public.ensure_customers(MatchKey.PHONE, {("0312345678",): KnownAs(phone="0312345678")}, now=NOW)
    assert shared == {}


def test_a_batch_costs_the_same_number_of_queries_for_any_size(django_assert_num_queries):
    few = [TANAKA._replace(line=n, code=f"a{n}") for n in range(3)]
    many = [TANAKA._replace(line=n, code=f"b{n}") for n in range(60)]
    write(TANAKA._replace(code="z"))
    with django_assert_num_queries(15):
        write(*few)
    with django_assert_num_queries(15):
        write(*many)
