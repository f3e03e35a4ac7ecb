"""The columns of the usual shop systems are recognised; what is missing is named."""
# ruff: noqa: E501  (headers stand as the systems write them)

import pytest

from otokui.core.kernel.errors import Refused
from otokui.domain.exchange.types import Kind, guess_mapping, read_status, with_given_columns
from otokui.domain.exchange.types.mapping import fold, incomplete

LEDGER = "得意先コード,得意先名,売上日,伝票番号,行,商品コード,品名,数量,単価,金額,値引,原価,店舗,担当者"
EC_CUBE_4 = (
    "注文ID,会員ID,お名前(姓),お名前(名),お名前(セイ),お名前(メイ),会社名,郵便番号,都道府県,住所1,住所2,メールアドレス,TEL,"
    "小計,値引き,送料,合計,お支払い合計,対応状況(名称),注文日時,商品コード,商品名,数量,価格"
)
SHOPIFY = (
    "Name,Email,Financial Status,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,"
    "Total,Subtotal,Discount Amount,Billing Name,Shipping Name"
)
RAKUTEN = "注文番号,ステータス,注文日時,注文者名字,注文者名前,注文者メールアドレス,商品番号,商品名,単価,個数,合計金額,送付先姓"
DUNNHUMBY = (
    "household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,transaction_timestamp"
)
SQUARE = (
    "日付,時間,カテゴリ,商品,数量,SKU,総売上高,値引き,純売上高,税額,取引ID,イベントタイプ,店舗,顧客ID,顧客名"
)
CANONICAL = (
    "customer_id,ordered_at,amount,order_id,line_no,product_id,product_name,category,quantity,unit_price,discount,"
    "unit_cost,shop,channel,status,returned_order_id,customer_name,kana,phone,email,postal_code,address"
)


def columns(headers: str, kind: Kind = Kind.PURCHASES) -> dict[str, str]:
    return guess_mapping(headers.split(","), kind, stand_ins=True).columns


def test_the_contracts_names_mean_themselves():
    assert columns(CANONICAL) == {name: name for name in CANONICAL.split(",")}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (LEDGER, {"customer_id": "得意先コード", "ordered_at": "売上日", "amount": "金額", "line_no": "行", "discount": "値引"}),
        (EC_CUBE_4, {"customer_id": "会員ID", "order_id": "注文ID", "unit_price": "価格", "family_kana": "お名前(セイ)"}),
        (SHOPIFY, {"customer_id": "Email", "order_id": "Name", "unit_price": "Lineitem price", "customer_name": "Billing Name"}),
        (RAKUTEN, {"customer_id": "注文者メールアドレス", "family_name": "注文者名字", "given_name": "注文者名前"}),
        (DUNNHUMBY, {"customer_id": "household_id", "amount": "sales_value", "ordered_at": "transaction_timestamp"}),
        (SQUARE, {"customer_id": "顧客ID", "amount": "純売上高", "status": "イベントタイプ", "order_id": "取引ID"}),
        ("顧客No.,お買上日,お買上金額", {"customer_id": "顧客No.", "ordered_at": "お買上日", "amount": "お買上金額"}),
        ("会員Ｎｏ．,ご注文日,お買上金額", {"customer_id": "会員Ｎｏ．", "ordered_at": "ご注文日", "amount": "お買上金額"}),
        ("顧客ID,日付,合計", {"customer_id": "顧客ID", "ordered_at": "日付", "amount": "合計"}),
        ("customer,date,小計,数量,単価", {"amount": "小計"}),
    ],
)  # fmt: skip
def test_the_usual_systems(headers: str, expected: dict[str, str]):
    found = columns(headers)
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize("headers", [EC_CUBE_4, SHOPIFY, RAKUTEN])
def test_an_orders_total_on_every_line_is_not_the_lines_money(headers: str):
    guess = guess_mapping(headers.split(","), Kind.PURCHASES, stand_ins=True)
    assert guess.derived_amount
    assert "amount" not in guess.columns
    assert not guess.missing


def test_ec_cubes_customers():
    headers = "customer_id,name01,name02,kana01,kana02,company_name,pref,addr01,addr02,email,tel,fax,sex,job,birth,note"
    found = columns(headers, Kind.CUSTOMERS)
    assert found["code"] == "customer_id"
    assert [found[name] for name in ("family_name", "given_name", "family_kana", "given_kana")] == [
        "name01", "name02", "kana01", "kana02",
    ]  # fmt: skip
    assert (found["prefecture"], found["address"], found["address2"]) == ("pref", "addr01", "addr02")
    assert (found["gender"], found["occupation"], found["birthday"], found["memo"]) == (
        "sex",
        "job",
        "birth",
        "note",
    )


def test_rakutens_addresses_and_an_address_book():
    headers = "注文者名字,注文者郵便番号,注文者住所都道府県,注文者住所郡市区,注文者住所それ以降の住所,注文者電話番号"
    assert list(columns(headers, Kind.CUSTOMERS)) == [
        "family_name", "postal_code", "prefecture", "address", "address2", "phone",
    ]  # fmt: skip
    headers = "姓,名,姓かな,名かな,郵便番号（自宅）,都道府県（自宅）,市区町村番地（自宅）,建物名（自宅）,電話番号（自宅）"
    assert list(columns(headers, Kind.CUSTOMERS)) == [
        "family_name", "given_name", "family_kana", "given_kana", "postal_code", "prefecture", "address",
        "address2", "phone",
    ]  # fmt: skip


def test_a_product_list():
    found = columns("商品コード,商品名,カテゴリー,販売価格,仕入価格,在庫数,JANコード", Kind.PRODUCTS)
    assert list(found) == ["code", "name", "category", "price", "unit_cost", "stock"]


def test_nobody_elses_address_is_taken():
    assert "family_name" not in columns("顧客番号,日付,金額,送付先姓,お届け先氏名")
    assert "customer_name" not in columns("顧客番号,日付,金額,お届け先氏名")


def test_what_is_missing_is_said_with_what_is_there():
    headers = ["色", "日付", "形"]
    guess = guess_mapping(headers, Kind.PURCHASES)
    assert guess.missing == ("customer_id", "amount")
    message = str(incomplete(guess, headers, Kind.PURCHASES, file="a.csv", code="columns"))
    assert "customer_id (顧客番号), amount (金額)" in message
    assert "色, 日付, 形" in message


def test_ten_thousand_columns_are_not_all_read_out():
    headers = [f"列{number}" * 30 for number in range(10_000)]
    guess = guess_mapping(headers, Kind.PURCHASES)
    assert len(str(incomplete(guess, headers, Kind.PURCHASES, file="a.csv", code="columns"))) < 3000
    with pytest.raises(Refused) as refusal:
        with_given_columns(guess, {"amount": "色"}, headers, Kind.PURCHASES)
    assert len(str(refusal.value)) < 3000


def test_a_persons_word_goes_before_the_guess():
    headers = ["会員番号", "紹介者番号", "日付", "金額"]
    guess = guess_mapping(headers, Kind.PURCHASES)
    said = with_given_columns(guess, {"customer_id": "紹介者番号"}, headers, Kind.PURCHASES)
    assert said.columns["customer_id"] == "紹介者番号"
    dropped = with_given_columns(guess, {"customer_id": ""}, headers, Kind.PURCHASES)
    assert dropped.missing == ("customer_id",)
    for given, code in (({"colour": "金額"}, "no-such-field"), ({"amount": "色"}, "no-such-column")):
        with pytest.raises(Refused) as refusal:
            with_given_columns(guess, given, headers, Kind.PURCHASES)
        assert refusal.value.code == code


def test_headers_fold_width_case_and_punctuation():
    assert fold("　ご注文番号（No.）") == fold("ご注文番号 no") == "ご注文番号no"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", ""), ("新規受付", ""), ("発送済み", ""), ("paid", ""), ("キャンセル不可", ""), ("返品可", ""), ("赤ワイン", ""), ("赤", "returned"), ("partially_refunded", ""),
        ("注文取消し", "cancelled"), ("キャンセル", "cancelled"), ("ｷｬﾝｾﾙ済", "cancelled"), ("voided", "cancelled"),
        ("購入処理中", "cancelled"), ("返品", "returned"), ("払い戻し", "returned"), ("返品完了", "returned"), ("refunded", "returned"), ("Returned", "returned"),
    ],
)  # fmt: skip
def test_what_a_status_says(text: str, status: str):
    assert read_status(text) == status
