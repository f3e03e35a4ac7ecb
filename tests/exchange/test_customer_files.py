"""Customer files from the counter to the books."""

import pytest
import xlsxwriter

from otokui.core.kernel.errors import Refused
from otokui.domain.exchange import public as exchange
from otokui.domain.exchange.types import MatchKey, Rejection
from tests.exchange.shop import NOW, attempt, books, counted, rows, take, write

pytestmark = pytest.mark.django_db

LEDGER = """
顧客番号,姓,名,セイ,メイ,郵便番号,都道府県,住所,電話番号,メールアドレス,生年月日
00012,髙橋,花子,タカハシ,ハナコ,104-0061,東京都,中央区銀座1-2-3,03-0000-1234,hanako@example.jp,1970/5/1
00013,山﨑,一郎,ヤマザキ,イチロウ,370-0849,群馬県,高崎市八島町①,027-000-0002,,S45.1.2
00014,㈱みどり商店,,,,,,,0120-000-003,info@example.jp,
"""


def names():
    return rows("SELECT code, name FROM customers_customer ORDER BY code")


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "euc_jis_2004"])
def test_a_ledger_in_any_encoding_keeps_characters_and_leading_zeros(tmp_path, encoding):
    if encoding == "euc_jis_2004":
        ledger = LEDGER.replace("髙", "高").replace("﨑", "崎").replace("①", "1").replace("㈱", "(株)")
        run = take("customers", write(tmp_path / "a.csv", ledger, "euc_jp"))
        assert [name for _code, name in names()] == ["高橋 花子", "山崎 一郎", "(株)みどり商店"]
    else:
        run = take("customers", write(tmp_path / "a.csv", LEDGER, encoding))
        assert names() == [("00012", "髙橋 花子"), ("00013", "山﨑 一郎"), ("00014", "㈱みどり商店")]
    assert counted(run.counts) == (3, 3, 0, 0, 0)
    assert rows("SELECT line FROM customers_address WHERE prefecture = '群馬県'")[0][0].startswith("高崎市")
    assert rows("SELECT birthday::text FROM customers_customer ORDER BY code")[:2] == [
        ("1970-05-01",),
        ("1970-01-02",),
    ]
    assert ("0300001234",) in rows("SELECT digits FROM customers_phone")


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters(tmp_path, delimiter):
    run = take("customers", write(tmp_path / "a.csv", LEDGER.replace(",", delimiter), "cp932"))
    assert counted(run.counts) == (3, 3, 0, 0, 0)


def test_an_excel_file_keeps_numbers_written_as_text(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(LEDGER.strip().splitlines()):
            sheet.write_row(number, 0, line.split(","))
    assert counted(take("customers", tmp_path / "a.xlsx").counts) == (3, 3, 0, 0, 0)
    assert names()[0] == ("00012", "髙橋 花子")


def test_the_same_file_twice_changes_nothing(tmp_path):
    file = write(tmp_path / "a.csv", LEDGER, "cp932")
    take("customers", file)
    before = books()
    assert counted(take("customers", file).counts) == (3, 0, 0, 3, 0)
    assert books() == before


def test_a_file_that_speaks_twice_of_a_customer_changes_nothing_when_it_comes_again(tmp_path):
    file = write(
        tmp_path / "a.csv", "顧客番号,氏名,電話番号\n7,田中 太郎,03-0000-0001\n7,田中 次郎,03-0000-0002"
    )
    assert counted(take("customers", file).counts) == (2, 1, 0, 1, 0)
    assert names() == [("7", "田中 次郎")]
    assert counted(take("customers", file).counts) == (2, 0, 0, 2, 0)


def test_only_the_changed_row_is_updated_and_empty_cells_erase_nothing(tmp_path):
    take("customers", write(tmp_path / "a.csv", LEDGER))
    changed = "顧客番号,姓,名,電話番号\n00012,髙橋,華子,\n00013,山﨑,一郎,\n00099,佐藤,新,"
    run = take("customers", write(tmp_path / "b.csv", changed))
    assert counted(run.counts) == (3, 1, 1, 1, 0)
    assert names()[0] == ("00012", "髙橋 華子")
    assert ("0300001234",) in rows("SELECT digits FROM customers_phone")


def test_the_dry_run_counts_what_the_run_then_does_and_writes_nothing(tmp_path):
    take("customers", write(tmp_path / "a.csv", LEDGER))
    mixed = """
顧客番号,姓,名,メールアドレス,生年月日
00012,髙橋,華子,hanako@example.jp,
00013,山﨑,一郎,,
00020,佐藤,新,これはメールではない,
00021,鈴木,梅,ume@example.jp,2001/2/30
,名無し,,nobody@example.jp,
00022,加藤,進,,1980/1/1
"""
    file = write(tmp_path / "b.csv", mixed)
    before = books()
    tried = attempt("customers", file)
    assert books() == before
    run = take("customers", file)
    assert tried.counts == run.counts
    assert counted(run.counts) == (6, 1, 1, 1, 3)
    assert tried.rejections == exchange.list_rejections(run.id)
    assert [(each.row, each.field) for each in tried.rejections] == [
        (4, "email"),
        (5, "birthday"),
        (6, "code"),
    ]
    assert tried.rejections[1].value == "2001/2/30"


def test_policy_new_leaves_known_customers_and_update_makes_none(tmp_path):
    take("customers", write(tmp_path / "a.csv", "顧客番号,氏名\n1,一 一"))
    file = write(tmp_path / "b.csv", "顧客番号,氏名\n1,壱 一\n2,二 二")
    assert attempt("customers", file, policy="new").counts.skipped == 1
    new = take("customers", file, policy="new")
    assert (new.counts.new, new.counts.updated, new.counts.skipped) == (1, 0, 1)
    assert names() == [("1", "一 一"), ("2", "二 二")]
    file = write(tmp_path / "c.csv", "顧客番号,氏名\n1,壱 一\n3,三 三")
    update = take("customers", file, policy="update")
    assert (update.counts.new, update.counts.updated, update.counts.skipped) == (0, 1, 1)
    assert names() == [("1", "壱 一"), ("2", "二 二")]


MATCHES = [
    ("mail", "Hanako＠EXAMPLE.jp", "", "別の 人", ""),
    ("phone", "", "０３（００００）１２３４", "別の 人", ""),
    ("name_phone", "", "03 0000 1234", "高橋　花子", ""),
    ("name_address", "", "", "髙橋花子", "東京都中央区銀座一丁目２番３号"),
]


@pytest.mark.parametrize(("match", "mail", "phone", "name", "address"), MATCHES)
def test_a_customer_is_recognised_by_normalised_keys(tmp_path, match, mail, phone, name, address):
    take("customers", write(tmp_path / "a.csv", LEDGER))
    file = write(
        tmp_path / "b.csv",
        f"氏名,電話番号,メールアドレス,住所,備考\n{name},{phone},{mail},{address},お得意様",
    )
    run = take("customers", file, match=match)
    assert counted(run.counts) == (1, 0, 1, 0, 0)
    assert rows("SELECT code FROM customers_customer WHERE memo = 'お得意様'") == [("00012",)]


def test_a_number_that_two_customers_share_is_rejected_naming_both(tmp_path):
    family = "顧客番号,氏名,電話番号\n1,田中 太郎,03-0000-0001\n2,田中 花子,03-0000-0001"
    take("customers", write(tmp_path / "a.csv", family))
    file = write(tmp_path / "b.csv", "氏名,電話番号\n田中 一郎,03-0000-0001")
    run = take("customers", file, match="phone")
    assert counted(run.counts) == (1, 0, 0, 0, 1)
    (rejection,) = exchange.list_rejections(run.id)
    assert "田中 太郎" in rejection.reason
    assert "田中 花子" in rejection.reason


def test_a_customer_number_cannot_go_to_two_customers_of_one_file(tmp_path):
    file = write(
        tmp_path / "a.csv", "顧客番号,氏名,メールアドレス\n1,一 郎,a@example.jp\n1,二 郎,b@example.jp"
    )
    assert attempt("customers", file, match="mail").rejections == (
        Rejection(3, "code", "1", "2行目では、この番号は別のお客様のものです。どちらかを直してください。"),
    )


def test_the_surest_match_key_is_proposed(tmp_path):
    def proposed(headers):
        return request_of(tmp_path, headers).match_key

    assert proposed("顧客番号,氏名,電話番号") is MatchKey.CODE
    assert proposed("氏名,電話番号,メールアドレス") is MatchKey.MAIL
    assert proposed("氏名,電話番号") is MatchKey.NAME_PHONE
    assert proposed("氏名,住所") is MatchKey.NAME_ADDRESS
    assert proposed("備考,電話番号") is MatchKey.PHONE
    with pytest.raises(Refused, match="found again") as refused:
        proposed("氏名,備考")
    assert refused.value.code == "no_match_key"


def request_of(tmp_path, headers):
    from tests.exchange.shop import request

    return request(
        "customers", write(tmp_path / "h.csv", f"{headers}\n" + ",".join("あ" for _ in headers.split(",")))
    )


def test_consent_is_stored_with_its_origin(tmp_path):
    ledger = """
顧客番号,メールアドレス,メール配信可否
1,a@example.jp,可
2,b@example.jp,不可
3,c@example.jp,
4,d@example.jp,たぶん
"""
    run = take("customers", write(tmp_path / "a.csv", ledger), consent_source="2019年 会員申込書")
    assert run.counts.rejected == 1
    assert rows(
        "SELECT code, channel, granted, source FROM customers_consent"
        " JOIN customers_customer c ON c.id = customer_id ORDER BY code"
    ) == [
        ("1", "mail", True, "2019年 会員申込書"),
        ("2", "mail", False, "2019年 会員申込書"),
        ("3", "mail", True, "2019年 会員申込書"),
    ]


def test_rejected_rows_come_back_as_a_file_that_can_be_corrected_and_sent_again(tmp_path):
    ledger = """
顧客番号,氏名,生年月日,店の印
001,田中 一,1970/1/1,甲
002,田中 二,1970/2/31,乙
003,田中 三,1970/3/3,丙
"""
    run = take("customers", write(tmp_path / "a.csv", ledger, "cp932"))
    exchange.write_rejects_of(run.id, tmp_path / "rejects.csv")
    raw = (tmp_path / "rejects.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig").splitlines() == [
        "元ファイルの行,不採用の項目,不採用の値,理由と直し方,顧客番号,氏名,生年月日,店の印",
        "3,生年月日,1970/2/31,日付として読めません。2024/4/1のように書いてください。"
        ",002,田中 二,1970/2/31,乙",
    ]
    corrected = raw.decode("utf-8-sig").replace("2/31", "2/28")
    run = take("customers", write(tmp_path / "again.csv", corrected, "utf-8-sig"))
    assert counted(run.counts) == (1, 1, 0, 0, 0)


def test_a_mapping_is_kept_by_name_and_replaced(tmp_path):
    from otokui.domain.exchange.types import Kind

    exchange.save_mapping(kind=Kind.CUSTOMERS, name="旧台帳", columns={"code": "番号"}, now=NOW)
    exchange.save_mapping(kind=Kind.CUSTOMERS, name="旧台帳", columns={"code": "No."}, now=NOW)
    assert [(each.name, each.columns) for each in exchange.list_mappings(Kind.CUSTOMERS)] == [
        ("旧台帳", {"code": "No."})
    ]
    assert exchange.list_mappings(Kind.PRODUCTS) == []
    with pytest.raises(Refused, match="旧台帳"):
        exchange.get_mapping(Kind.CUSTOMERS, "新台帳")
