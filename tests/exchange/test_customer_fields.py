"""Every column that is recognised is kept somewhere."""

from datetime import date

import pytest

from otokui.domain.accounts.public import create_staff
from otokui.domain.accounts.types import EVERYBODY, Role
from otokui.domain.customers import public as customers
from otokui.domain.exchange import public as exchange
from otokui.domain.exchange.rules.customer_rows import OWN_FIELDS, ConsentOrigin, CustomerReader
from otokui.domain.exchange.types import CUSTOMERS, FieldKind
from tests.exchange.shop import attempt, books, counted, rows, take, undo, write

pytestmark = pytest.mark.django_db(transaction=True)

LEDGER = """
顧客番号,氏名,FAX番号,電話番号,性別,職業,登録日,担当者
1,田中 一,03-1111-0001,03-1111-0002,男性,会社員,2019/4/1,大山　店長
2,田中 二,,,,,,EIGYO@example.jp
3,田中 三,,,女性,,,山本
"""


@pytest.fixture
def colleagues(db):
    boss = create_staff(email="boss@example.jp", name="大山 店長", role=Role.ADMIN, password="x" * 12)
    sales = create_staff(email="eigyo@example.jp", name="川口 営業", role=Role.SALES, password="x" * 12)
    return boss, sales


def test_gender_occupation_fax_since_when_and_the_person_in_charge(tmp_path, colleagues):
    file = write(tmp_path / "a.csv", LEDGER, "cp932")
    tried = attempt("customers", file)
    assert rows("SELECT count(*) FROM customers_attributedefinition") == [(0,)]
    run = take("customers", file)
    assert counted(run.counts) == counted(tried.counts) == (3, 3, 0, 0, 0)
    ids = customers.ids_by_code(["1", "2", "3"])
    one, two, three = (customers.get_customer(ids[code], as_of=date(2026, 4, 1)) for code in "123")
    told = {each.label: each.value for each in one.attributes}
    assert told == {"性別": "男性", "職業": "会社員"}
    assert [(each.number, each.is_fax) for each in one.phones] == [
        ("03-1111-0002", False), ("03-1111-0001", True),
    ]  # fmt: skip
    assert one.customer_since == date(2019, 4, 1)
    assert (one.in_charge, two.in_charge, three.in_charge) == ("大山 店長", "川口 営業", "")
    (stranger,) = exchange.list_rejections(run.id)
    assert (stranger.row, stranger.field, stranger.value) == (4, "staff", "山本")
    assert stranger in tried.rejections
    assert counted(take("customers", file).counts) == (3, 0, 0, 3, 0)


def test_what_a_later_file_says_of_them_is_taken_back_by_its_undo(tmp_path, colleagues):
    take("customers", write(tmp_path / "a.csv", LEDGER))
    before = rows("SELECT code, attributes, customer_since, in_charge_id FROM customers_customer ORDER BY 1")
    later = "顧客番号,性別,登録日,担当者,FAX番号\n1,女性,2020/1/1,川口 営業,03-2222-0001"
    run = take("customers", write(tmp_path / "b.csv", later))
    assert run.counts.updated == 1
    now = rows("SELECT attributes ->> 'gender', customer_since FROM customers_customer WHERE code = '1'")
    assert now == [("女性", date(2020, 1, 1))]
    undo(run)
    after = rows("SELECT code, attributes, customer_since, in_charge_id FROM customers_customer ORDER BY 1")
    assert after == before
    assert rows("SELECT count(*) FROM customers_phone WHERE is_fax") == [(1,)]


def test_a_fault_in_the_fax_number_is_the_faxs(tmp_path):
    tried = attempt("customers", write(tmp_path / "a.csv", "顧客番号,氏名,FAX番号\n1,田中 一,12"))
    assert [(each.row, each.field, each.value) for each in tried.rejections] == [(2, "fax", "12")]


def test_two_rows_about_one_customer_add_up(tmp_path):
    file = "顧客番号,性別,職業,FAX番号\n1,男性,,03-1111-0001\n1,,会社員,03-1111-0002"
    take("customers", write(tmp_path / "a.csv", file))
    assert rows("SELECT attributes FROM customers_customer") == [
        ('{"gender": "男性", "occupation": "会社員"}',)
    ]
    assert rows("SELECT count(*) FROM customers_phone WHERE is_fax") == [(2,)]


def test_each_field_reaches_the_customer():
    """A field in the list of fields that the reader does not read would be lost in silence."""
    read = CustomerReader(origin=ConsentOrigin(), staff={"1": 7}, own={name: name for name in OWN_FIELDS})
    for field in CUSTOMERS:
        said = date(2019, 4, 1) if field.kind is FieldKind.DAY else "法人" if field.name == "kind" else "1"
        silent = {"row": [2], "address": ["銀座1"], "other_address": ["銀座2"], "contact_name": ["山"]} | {
            field.name: [None if field.kind is FieldKind.DAY else ""]
        }
        assert list(read(silent | {field.name: [said]})) != list(read(silent)), field.name


MORE = """
顧客番号,氏名,住所,送付先郵便番号,送付先住所,世帯構成,世帯人数,備考,申し送り,クレーム中
1,田中 一,東京都中央区銀座1-1-1,530-0001,大阪府大阪市北区梅田1-1,,4人,お得意様,裏口から,対応中
1,,,,大阪府大阪市北区梅田2-2,,,,,
2,田中 二,東京都中央区銀座2-2-2,,東京都中央区銀座２－２－２,,1,留守がち,,解決済
3,田中 三,,12,大阪府,,,,,
4,田中 四,,,,,大勢,,,
5,田中 五,,,,,,,,先月の件
6,田中 六,,,,夫婦,3,,,
"""


def told_of_them():
    told = "SELECT code, memo, memo_pops_up, open_complaint FROM customers_customer ORDER BY 1"
    places = "SELECT line, position FROM customers_address ORDER BY customer_id, position"
    return rows(told), rows(places), rows("SELECT kind FROM customers_household ORDER BY customer_id, id")


def test_a_second_address_who_lives_there_and_what_to_mind_at_the_next_contact(tmp_path):
    file = write(tmp_path / "a.csv", MORE, "cp932")
    tried, run = attempt("customers", file), take("customers", file)
    assert counted(run.counts) == counted(tried.counts) == (7, 3, 0, 1, 3)
    assert [(each.row, each.field, each.value) for each in exchange.list_rejections(run.id)] == [
        (5, "other_postal_code", "12"), (6, "household_size", "大勢"), (7, "open_complaint", "先月の件"),
    ]  # fmt: skip
    first = told_of_them()
    assert first == (
        [("1", "お得意様\n裏口から", True, True), ("2", "留守がち", False, False), ("6", "", False, False)],
        [("中央区銀座1-1-1", 0), ("大阪市北区梅田1-1", 1), ("大阪市北区梅田2-2", 2), ("中央区銀座2-2-2", 0)],
        [("family",), ("single",), ("couple",)],
    )
    assert counted(take("customers", file).counts) == (7, 0, 0, 4, 3)
    head = "顧客番号,備考を次回表示,クレーム中,お届け先〒,お届け先住所"
    later = write(tmp_path / "b.csv", f"{head}\n1,×,,,\n1,,解決済,,\n2,,有,104-0061,東京都港区1-1")
    run = take("customers", later)
    assert counted(run.counts) == (3, 0, 2, 1, 0)
    (one, two, _six), places, _homes = told_of_them()
    assert (one[2:], two[2:]) == ((False, False), (False, True))
    assert places[-1] == ("港区1-1", 1)
    undo(run)
    assert told_of_them() == first


FIRMS = """
得意先コード,得意先名,ご担当者,ご担当者カナ,部署,役職
K1,㈱山川商店,髙橋 一郎,タカハシ イチロウ,購買部,課長
K1,,佐藤 花子,,総務部,
K2,海野 太郎,海野 花子,,,
K3,(有)海辺工房,,,,
"""


def told_of_people():
    people = (
        "SELECT family_name, given_name, family_kana, department, post, position FROM customers_contactperson"
    )
    return rows(f"{people} ORDER BY id")


def test_the_people_at_a_company(tmp_path):
    file = write(tmp_path / "a.csv", FIRMS, "cp932")
    tried, run = attempt("customers", file), take("customers", file)
    assert counted(run.counts) == counted(tried.counts) == (4, 2, 0, 1, 1)
    (fault,) = exchange.list_rejections(run.id)
    assert (fault.row, fault.field, fault.value) == (4, "contact_name", "海野 花子")
    first = told_of_people()
    assert first == [
        ("髙橋", "一郎", "タカハシ", "購買部", "課長", 0),
        ("佐藤", "花子", "", "総務部", "", 1),
    ]
    assert found("佐藤花子") == found("タカハシ") == ["K1"]
    assert counted(take("customers", file).counts) == (4, 0, 0, 3, 1)
    before = books()
    later = "K1,高橋　一郎,,,部長\nK1,佐藤花子,サトウ ハナコ,,\nK3,鈴木 次郎,,,"
    head = "得意先コード,ご担当者,ご担当者カナ,部署,役職"
    run = take("customers", write(tmp_path / "b.csv", f"{head}\n{later}"))
    assert counted(run.counts) == (3, 0, 2, 1, 0)
    assert [(row[2], row[4]) for row in told_of_people()] == [("タカハシ", "部長"), ("サトウ", ""), ("", "")]
    assert (found("サトウ"), found("鈴木")) == (["K1"], ["K3"])
    assert undo(run).restored == 2
    assert books() == before


def found(words):
    return [each.code for each in customers.search_customers(words, sight=EVERYBODY)]
