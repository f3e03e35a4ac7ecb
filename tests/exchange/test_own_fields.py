"""Fields that the shop has invented itself are filled by a file: typed, named, kept, and taken back."""

from datetime import date

import pytest

from otokui.core.kernel.errors import Refused
from otokui.domain.customers import public as customers
from otokui.domain.customers.types import AttributeInput, AttributeKind, PreferenceKind
from otokui.domain.exchange import public as exchange
from otokui.domain.exchange.types import Kind
from tests.exchange.shop import NOW, attempt, books, counted, request, rows, take, undo, write
from tests.exchange.test_drafts import draft_of

pytestmark = pytest.mark.django_db

FIELDS = (
    AttributeInput("own_rank", "会員ランク", AttributeKind.CHOICE, ("金", "銀", "なし")),
    AttributeInput("own_size", "靴のサイズ", AttributeKind.NUMBER, position=1),
    AttributeInput("own_dog", "愛犬の名前", AttributeKind.TEXT, position=2),
    AttributeInput("own_met", "初来店日", AttributeKind.DATE, position=3),
    AttributeInput("own_card", "会員証", AttributeKind.YES_NO, position=4),
)
LEDGER = """
顧客番号,氏名,会員 ランク,靴のサイズ(cm),愛犬の名前,初来店日,会員証
1,田中 一,金,２４.５,ポチ,2019/4/1,あり
2,田中 二,なし,24.0,なし,平成31年4月30日,無
3,田中 三,,,,,
"""
BAD = """
顧客番号,氏名,会員ランク,靴のサイズ,初来店日,会員証
4,林 一,銅,24,2019/4/1,1
5,林 二,銀,大きめ,2019/4/1,1
6,林 三,銀,24,去年,1
7,林 四,銀,24,2019/4/1,たぶん
8,林 五,銀,24,2019/4/1,×
"""


@pytest.fixture(autouse=True)
def _fields(db):
    for field in FIELDS:
        customers.define_attribute(field)


def told():
    return dict(rows("SELECT code, attributes::text FROM customers_customer ORDER BY code"))


def test_each_kind_is_recognised_by_its_name_read_kept_and_taken_back(tmp_path):
    file = write(tmp_path / "a.csv", LEDGER.replace("(cm)", ""), "cp932")
    tried, first = attempt("customers", file), take("customers", file)
    assert counted(tried.counts) == counted(first.counts) == (3, 3, 0, 0, 0)
    ids = customers.ids_by_code(["1", "2", "3"])
    values = {
        code: {
            each.key: each.value
            for each in customers.get_customer(ids[code], as_of=date(2026, 4, 1)).attributes
        }
        for code in "123"
    }
    names = [field.key for field in FIELDS]
    assert [values["1"][name] for name in names] == ["金", 24.5, "ポチ", "2019-04-01", True]
    assert [values["2"][name] for name in names] == ["なし", 24, None, "2019-04-30", False]
    assert set(values["3"].values()) == {None}
    assert counted(take("customers", file).counts) == (3, 0, 0, 3, 0)

    before = books()
    later = write(tmp_path / "b.csv", "顧客番号,会員ランク,靴のサイズ\n1,銀,\n2,なし,24\n3,金,23")
    assert counted(attempt("customers", later).counts) == (3, 0, 2, 1, 0)
    run = take("customers", later)
    assert counted(run.counts) == (3, 0, 2, 1, 0)
    (change, *_) = customers.list_history(ids["1"]).entries
    assert [(each.name, each.before, each.after) for each in change.fields] == [
        ("attributes.own_rank", "金", "銀")
    ]
    assert '"own_size": 24.5' in told()["1"]  # an empty cell keeps what is stored
    assert undo(run).restored == 2
    assert books() == before


def test_what_does_not_fit_is_said_row_by_row_with_the_choices(tmp_path):
    tried = attempt("customers", write(tmp_path / "a.csv", BAD))
    assert counted(tried.counts) == (5, 1, 0, 0, 4)
    assert [(each.row, each.field, each.value) for each in tried.rejections] == [
        (2, "own:own_rank", "銅"),
        (3, "own:own_size", "大きめ"),
        (4, "own:own_met", "去年"),
        (5, "own:own_card", "たぶん"),
    ]
    assert "金 / 銀 / なし" in tried.rejections[0].reason
    seen = exchange.view_draft(draft_of(BAD))
    assert seen.rows[0].faults[0].reason == tried.rejections[0].reason
    assert [field.name for field in seen.choices if field.is_own] == [f"own:{each.key}" for each in FIELDS]
    exchange.dry_run(request("customers", tmp_path / "a.csv"), now=NOW, rejects=tmp_path / "r.csv")
    assert "会員ランク" in (tmp_path / "r.csv").read_text("utf-8-sig")


def test_on_the_command_line_it_goes_by_its_name(tmp_path):
    file = write(tmp_path / "a.csv", "顧客番号,甲\n1,金")
    for name in ("own:own_rank", "own:会員ランク", "会員ランク"):
        assert request("customers", file, given={name: "甲"}).mapping["own:own_rank"] == "甲"


def test_a_kept_mapping_outlives_a_new_name_and_leaves_out_what_is_no_longer_asked(tmp_path):
    mapping = {"code": "顧客番号", "own:own_rank": "甲", "own:own_size": "乙"}
    file = write(tmp_path / "a.csv", "顧客番号,甲,乙\n1,金,24")
    asked = request("customers", file, given=mapping)
    exchange.save_mapping(kind=Kind.CUSTOMERS, name="台帳", columns=asked.mapping, now=NOW)
    customers.define_attribute(
        AttributeInput("own_rank", "ランク", AttributeKind.CHOICE, ("金", "銀", "なし"))
    )
    customers.define_attribute(AttributeInput("own_size", "サイズ", AttributeKind.NUMBER, is_retired=True))
    kept = exchange.get_mapping(Kind.CUSTOMERS, "台帳").columns
    assert kept == {"code": "顧客番号", "own:own_rank": "甲"}
    assert counted(take("customers", file, given=kept).counts) == (1, 1, 0, 0, 0)
    assert told() == {"1": '{"own_rank": "金"}'}
    with pytest.raises(Refused, match="no longer in use"):
        exchange.dry_run(asked, now=NOW)
    with pytest.raises(Refused, match="own:ランク"):
        request("customers", file, given={"会員ランク": "甲"})


KNOWN = """
顧客番号,氏名,個人法人区分,好み,アレルギー,ご要望,来店きっかけ,タグ,DM可否,電話可否,メルマガ,メール,紹介者
1,田中 一,,浅煎り、豆のまま,なし,"父の日、母の日の贈り物を毎年
包装は簡素に",友人の紹介,米;定期|VIP,1,×,0,a@example.jp,みどり
2,みどり,法人,,そば,,,,,,,,9
3,林,だれか,,,,,,たぶん,,,,2
"""


def test_what_another_system_knows_of_a_customer_comes_along(tmp_path):
    empty = books()
    file = write(tmp_path / "a.csv", KNOWN.replace("\n包装", "；包装"))
    tried = attempt("customers", file)
    run = take("customers", file)
    assert counted(run.counts) == counted(tried.counts) == (3, 2, 0, 0, 1)
    assert [(each.row, each.field) for each in tried.rejections] == [
        (4, "kind"), (4, "post_consent"), (3, "referred_by"),
    ]  # fmt: skip
    assert exchange.list_rejections(run.id) == tried.rejections
    ids = customers.ids_by_code(["1", "2"])
    one, two = (customers.get_customer(ids[code], as_of=date(2026, 4, 1)) for code in "12")
    assert sorted((each.kind, each.text) for each in one.preferences) == [
        (PreferenceKind.LIKE, "浅煎り"),
        (PreferenceKind.LIKE, "豆のまま"),
        (PreferenceKind.NEED, "包装は簡素に"),
        (PreferenceKind.NEED, "父の日、母の日の贈り物を毎年"),
    ]
    assert (one.reason_chosen, one.tags) == ("友人の紹介", ("VIP", "定期", "米"))
    assert {(each.channel.value, each.granted) for each in one.consents} == {
        ("post", True), ("phone", False), ("mail", False),
    }  # fmt: skip
    assert (one.referred_by, two.referred_by) == ("みどり", "")
    assert (two.kind.value, [each.text for each in two.preferences]) == ("company", ["そば"])
    assert counted(take("customers", file).counts) == (3, 0, 0, 2, 1)
    undo(run)
    assert books() == empty
    take("customers", file)
    before = books()
    later = take(
        "customers",
        write(tmp_path / "b.csv", "顧客番号,氏名,紹介者\n1,,2\n2,,田中　一\n5,森 一,6\n6,森 二,6"),
    )
    assert counted(later.counts) == (4, 2, 1, 1, 0)
    assert rows("SELECT c.code, r.code FROM customers_customer c JOIN customers_customer r"
                " ON r.id = c.referred_by_id ORDER BY 1") == [("1", "2"), ("2", "1"), ("5", "6")]  # fmt: skip
    undo(later)
    assert books() == before


def test_what_is_too_long_is_a_row_left_out_and_no_fault_of_ours(tmp_path):
    lengths = {"タグ": 51, "敬称": 21, "LINE ID": 101, "好み": 301, "住所": 401, "都道府県": 11}
    table = [["顧客番号", "氏名", *lengths]]
    for place, (header, length) in enumerate(lengths.items()):
        table.append([str(place), "林", *("あ" * length if each == header else "" for each in lengths)])
    tried = attempt("customers", write(tmp_path / "a.csv", "\n".join(map(",".join, table))))
    assert counted(tried.counts) == (6, 0, 0, 0, 6)
    fields = ["tags", "honorific", "line_id", "likes", "address", "prefecture"]
    assert [each.field for each in tried.rejections] == fields
