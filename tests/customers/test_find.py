import pytest

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.types import EVERYBODY
from otokui.domain.customers import public
from otokui.domain.customers.models import Customer
from otokui.domain.customers.rules.keys import keys_of, naming
from otokui.domain.customers.types import (
    AttributeInput,
    AttributeKind,
    CustomerFilter,
    CustomerInput,
    CustomerKind,
    MatchKey,
    PhoneInput,
)
from tests.customers.cast import NOW, TODAY, create, everybody

pytestmark = pytest.mark.django_db


@pytest.fixture
def ids():
    return everybody()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("田中", ["田中 太郎", "田中 花子"]),
        ("田", ["田中 太郎", "田中 花子", "㈱山田商店", "中田 奈緒"]),
        ("中", ["中田 奈緒", "田中 太郎", "田中 花子"]),
        ("花子", ["田中 花子"]),
        ("田中花", ["田中 花子"]),
        ("花 田中", ["田中 花子"]),
        ("たなか", ["田中 太郎", "田中 花子"]),
        ("ﾀﾅｶ", ["田中 太郎", "田中 花子"]),
        ("タ", ["髙﨑 健", "田中 太郎", "田中 花子", "中田 奈緒"]),
        ("高崎", ["髙﨑 健"]),
        ("髙﨑様", ["髙﨑 健"]),
        ("渡辺", ["渡邉 美咲"]),
        ("渡邊", ["渡邉 美咲"]),
        ("山田", ["㈱山田商店"]),
        ("株式会社山田商店 御中", ["㈱山田商店"]),
        ("鈴木", ["㈱山田商店"]),
        ("0003", ["髙﨑 健"]),
        ("taro@example.jp", ["田中 太郎"]),
        ("03-1234-5678", ["田中 太郎", "田中 花子"]),
        ("０９０－１１１１－２２２２", ["田中 太郎"]),
        ("+81 90 1111 2222", ["田中 太郎"]),
        ("2222", ["田中 太郎"]),
        ("5678", ["田中 太郎", "田中 花子"]),
        ("0451", []),
        ("045-222", ["㈱山田商店"]),
        ("存在", []),
        ("", []),
        ("'; --", []),
    ],
)
def test_whatever_somebody_has_at_hand_finds_the_customer(ids, text, names):
    assert sorted(line.name for line in public.search_customers(text, sight=EVERYBODY)) == sorted(names)


def test_a_name_at_the_beginning_comes_before_one_inside(ids):
    assert [line.name for line in public.search_customers("田", sight=EVERYBODY)][:2] == [
        "田中 太郎",
        "田中 花子",
    ]
    assert [line.name for line in public.search_customers("田", limit=1, sight=EVERYBODY)] == ["田中 太郎"]


def test_the_number_of_a_caller_leads_to_everybody_who_shares_it(ids, django_assert_num_queries):
    with django_assert_num_queries(1):
        lines = public.search_by_phone("0312345678", sight=EVERYBODY)
    assert [line.name for line in lines] == ["田中 太郎", "田中 花子"]
    assert public.search_by_phone("12", sight=EVERYBODY) == []


def test_one_character_finds_those_who_came_first_and_those_who_came_late():
    def people(count, name):
        keys = keys_of(naming(kind=CustomerKind.PERSON, name=name))._asdict()
        person = {"name": name, "created_at": NOW, "updated_at": NOW, "created_by_run": 1}
        made = Customer.objects.bulk_create([Customer(**person, **keys) for _number in range(count)])
        return [customer.pk for customer in made]

    first, _between, late = people(3, "山 花"), people(450, "谷"), people(5, "山 花")

    def found(limit):
        return [line.id for line in public.search_customers("花", limit=limit, sight=EVERYBODY)]

    assert found(1) == first[:1]  # two are wanted, two are among the first hundred
    assert found(2) == first[:2]  # four are wanted, of the first two hundred only three bear it
    assert found(5) == first + late[:2]
    assert found(20) == first + late


def test_who_has_two_numbers_alike_is_found_once():
    phones = ("03-1234-5678", "03-1234-56789")
    one = create(CustomerInput(code="1", name="一", phones=tuple(map(PhoneInput, phones))))
    other = create(CustomerInput(code="2", name="二", phones=(PhoneInput("03-1234-5678"),)))
    assert [line.id for line in public.search_by_phone("0312345678", sight=EVERYBODY)] == [one, other]
    assert [line.id for line in public.search_by_phone("0312345678", limit=1, sight=EVERYBODY)] == [one]
    assert [line.id for line in public.search_customers("03123456", sight=EVERYBODY)] == [one, other]


@pytest.mark.parametrize("text", ["%", "%%%", "_@", "%@%", "\\@", "03%12345678"])
def test_what_stands_for_anything_in_sql_stands_for_itself(ids, text):
    assert public.search_customers(text, sight=EVERYBODY) == []


def test_the_list_goes_from_a_to_wa_page_by_page(ids, django_assert_num_queries):
    names, cursor = [], ""
    for _page in range(3):
        with django_assert_num_queries(2):
            page = public.list_customers(CustomerFilter(), cursor=cursor, limit=2)
        names += [line.name for line in page.lines]
        cursor = page.next_cursor
    assert names == ["髙﨑 健", "田中 太郎", "田中 花子", "中田 奈緒", "㈱山田商店", "渡邉 美咲"]
    assert cursor == ""
    line = public.list_customers(CustomerFilter(text="太郎")).lines[0]
    assert (line.phone, line.mail, line.address) == (
        "03-1234-5678",
        "taro@example.jp",
        "東京都千代田区丸の内1-2-3 丸ビル",
    )


def test_customers_without_any_name_are_paged_too():
    for number in range(5):
        Customer.objects.bulk_create(
            [
                Customer(
                    code=str(number),
                    sort_key="9",
                    search="",
                    created_at="2026-04-01T00:00Z",
                    updated_at="2026-04-01T00:00Z",
                )
            ]
        )
    seen, cursor = [], ""
    while True:
        page = public.list_customers(CustomerFilter(), cursor=cursor, limit=2)
        seen += [line.code for line in page.lines]
        cursor = page.next_cursor
        if not cursor:
            break
    assert seen == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        (CustomerFilter(text="田中"), ["0001", "0002"]),
        (CustomerFilter(text="タナカ"), ["0001", "0002"]),
        (CustomerFilter(row="タ"), ["0001", "0002", "0003"]),
        (CustomerFilter(row="他"), ["0004"]),
        (CustomerFilter(row="A"), []),
        (CustomerFilter(kind=CustomerKind.COMPANY), ["0100"]),
        (CustomerFilter(tags=("米",)), ["0001"]),
        (CustomerFilter(prefecture="東京都"), ["0001"]),
        (CustomerFilter(open_complaint=True), []),
        (CustomerFilter(open_complaint=False, text="高"), ["0003"]),
    ],
)
def test_conditions_hold_together(ids, wanted, codes):
    assert sorted(line.code for line in public.list_customers(wanted).lines) == codes
    assert public.count_customers(wanted).value == len(codes)
    assert Customer.objects.filter(pk__in=public.customer_ids(wanted)).count() == len(codes)


def test_upper_rooms_narrow_by_their_own_queries(ids):
    chosen = Customer.objects.filter(code__in=["0001", "0003"]).values("pk")
    assert [line.code for line in public.list_customers(CustomerFilter(within=chosen)).lines] == [
        "0003",
        "0001",
    ]
    without = CustomerFilter(within=[ids["0001"], ids["0002"]], without=[ids["0002"]])
    assert [line.code for line in public.list_customers(without).lines] == ["0001"]


def test_own_fields_filter_by_typed_value():
    public.define_attribute(AttributeInput("visits", "来店", AttributeKind.NUMBER))
    create(CustomerInput(code="1", name="一", attributes={"visits": 3}))
    create(CustomerInput(code="2", name="二", attributes={"visits": 4}))
    wanted = CustomerFilter(attributes=(("visits", 3),))
    assert [line.code for line in public.list_customers(wanted).lines] == ["1"]


def test_all_customers_are_walked_in_chunks_by_id(ids):
    first = public.list_customer_ids(CustomerFilter(), limit=4)
    rest = public.list_customer_ids(CustomerFilter(), after_id=first[-1], limit=4)
    assert first + rest == sorted(ids.values())


def test_counts_are_exact_up_to_ten_thousand_and_estimates_beyond(ids):
    from django.db import connection

    assert public.count_customers(CustomerFilter()) == public.count_customers(CustomerFilter(without=[]))
    assert not public.count_customers(CustomerFilter()).is_estimate
    one = Customer.objects.create(sort_key="9", search="", created_at=NOW, updated_at=NOW, created_by_run=1)
    columns = ", ".join(field.column for field in Customer._meta.concrete_fields if field.column != "id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO customers_customer ({columns}) SELECT {columns}"
            " FROM customers_customer, generate_series(1, 12000) WHERE id = %s",
            [one.pk],
        )
        cursor.execute("ANALYZE customers_customer")
    count = public.count_customers(CustomerFilter())
    assert count.is_estimate
    assert 11_000 < count.value < 13_000
    assert not public.count_customers(CustomerFilter(text="田中")).is_estimate


def test_a_foreign_page_mark_is_refused(ids):
    with pytest.raises(Refused):
        public.list_customers(CustomerFilter(), cursor="nonsense")


def test_imports_recognise_many_at_once_on_normalised_keys(ids, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = public.match_customers(MatchKey.PHONE, [("0312345678",), ("0452223333",), ("0999",), ("",)])
    assert found == {
        ("0312345678",): (ids["0001"], ids["0002"]),
        ("0452223333",): (ids["0100"],),
    }
    assert public.match_customers(MatchKey.NAME_PHONE, [("田中花子", "0312345678")]) == {
        ("田中花子", "0312345678"): (ids["0002"],)
    }
    home = ("田中太郎", "千代田区丸の内1-2-3")
    assert public.match_customers(MatchKey.NAME_ADDRESS, [home]) == {home: (ids["0001"],)}
    assert public.match_customers(MatchKey.MAIL, [("taro@example.jp",)]) == {
        ("taro@example.jp",): (ids["0001"],)
    }
    with django_assert_num_queries(0):
        assert public.match_customers(MatchKey.CODE, []) == {}


@pytest.mark.parametrize(
    ("code", "towns"),
    [
        ("100-0005", ["東京都千代田区丸の内"]),
        ("498-0000", ["愛知県弥富市", "三重県桑名郡木曽岬町"]),
        ("〒060-0000", ["北海道札幌市中央区"]),
        ("999-9999", []),
        ("x", []),
    ],
)
def test_a_postal_code_offers_all_its_towns(code, towns):
    assert [f"{town.prefecture}{town.line}" for town in public.towns_of(code)] == towns


def test_lines_come_in_the_order_asked_for(ids, django_assert_num_queries):
    wanted = [ids["0100"], 0, ids["0001"]]
    with django_assert_num_queries(1):
        assert [line.code for line in public.lines_of(wanted)] == ["0100", "0001"]
    assert public.get_customer(wanted[2], as_of=TODAY).name == "田中 太郎"
