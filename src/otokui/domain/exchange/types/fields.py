"""The fields a file may carry, and under which headers shops and shop systems write them.

`Field.headers` are in order of preference, written as people write them: matching folds width, case, spaces
and punctuation (`mapping.fold`). The names are contract: they are what `--map FIELD=COLUMN` takes.
"""

from dataclasses import dataclass
from enum import StrEnum

from otokui.domain.exchange.types import headers
from otokui.domain.exchange.types.runs import Kind


class FieldKind(StrEnum):
    """How the values of a field are read."""

    TEXT = "text"
    MONEY = "money"
    QUANTITY = "quantity"
    INTEGER = "integer"
    DAY = "day"
    MOMENT = "moment"
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"


OWN = "own:"
"""Names of fields that the shop has invented itself begin so; their key follows, which a new label leaves."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a column can mean. `label` is the English message id, `label_ja` its Japanese.

    `options`: what a choice may be.
    """

    name: str
    kind: FieldKind
    label: str
    label_ja: str
    headers: tuple[str, ...]
    required: bool = False
    options: tuple[str, ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether the shop has invented it."""
        return self.name.startswith(OWN)


def _field(
    name: str,
    label: str,
    label_ja: str,
    known: str,
    kind: FieldKind = FieldKind.TEXT,
    *,
    required: bool = False,
) -> Field:
    return Field(name, kind, label, label_ja, (name, *known.split("|")), required)


PURCHASES = (
    _field("customer_id", "Customer number", "顧客番号", headers.CUSTOMER_ID, required=True),
    _field("ordered_at", "Ordered at", "注文日時", headers.ORDERED_AT, FieldKind.MOMENT, required=True),
    _field("amount", "Amount", "金額", headers.AMOUNT, FieldKind.MONEY, required=True),
    _field("order_id", "Order number", "注文番号", headers.ORDER_ID),
    _field("line_no", "Line number", "明細番号", headers.LINE_NO),
    _field("product_id", "Product code", "商品コード", headers.PRODUCT_ID),
    _field("product_name", "Product name", "商品名", headers.PRODUCT_NAME),
    _field("category", "Category", "商品分類", headers.CATEGORY),
    _field("quantity", "Quantity", "数量", headers.QUANTITY, FieldKind.QUANTITY),
    _field("unit_price", "Unit price", "単価", headers.UNIT_PRICE, FieldKind.MONEY),
    _field("discount", "Discount", "値引", headers.DISCOUNT, FieldKind.MONEY),
    _field("unit_cost", "Unit cost", "原価", headers.UNIT_COST, FieldKind.MONEY),
    _field("shop", "Shop", "店舗", headers.SHOP),
    _field("channel", "Channel", "販売経路", headers.CHANNEL),
    _field("staff", "Person in charge", "担当者", headers.STAFF),
    _field("campaign", "Campaign", "きっかけ", headers.CAMPAIGN),
    _field("status", "Status", "状態", headers.STATUS),
    _field("returned_order_id", "Returned order", "返品元注文番号", headers.RETURNED_ORDER_ID),
    _field("deliver_on", "Delivery day", "お届け日", headers.DELIVER_ON, FieldKind.DAY),
    _field("deliver_slot", "Delivery time", "お届け時間", headers.DELIVER_SLOT),
    _field("deliver_to", "Delivered to", "お届け先", headers.DELIVER_TO),
    _field("customer_name", "Customer name", "顧客名", headers.FULL_NAME),
    _field("family_name", "Family name", "姓", headers.FAMILY_NAME),
    _field("given_name", "Given name", "名", headers.GIVEN_NAME),
    _field("kana", "Reading", "フリガナ", headers.FULL_KANA),
    _field("family_kana", "Family name reading", "セイ", headers.FAMILY_KANA),
    _field("given_kana", "Given name reading", "メイ", headers.GIVEN_KANA),
    _field("phone", "Phone", "電話番号", headers.PHONE),
    _field("email", "Mail address", "メールアドレス", headers.EMAIL),
    _field("postal_code", "Postal code", "郵便番号", headers.POSTAL_CODE),
    _field("prefecture", "Prefecture", "都道府県", headers.PREFECTURE),
    _field("address", "Address", "住所", headers.ADDRESS),
    _field("address2", "Building", "住所2", headers.ADDRESS2),
)

CUSTOMERS = (
    _field("code", "Customer number", "顧客番号", headers.CUSTOMER_ID),
    _field("kind", "Person or company", "個人・法人", headers.CUSTOMER_KIND),
    _field("name", "Name", "氏名", headers.FULL_NAME),
    _field("family_name", "Family name", "姓", headers.FAMILY_NAME),
    _field("given_name", "Given name", "名", headers.GIVEN_NAME),
    _field("kana", "Reading", "フリガナ", headers.FULL_KANA),
    _field("family_kana", "Family name reading", "セイ", headers.FAMILY_KANA),
    _field("given_kana", "Given name reading", "メイ", headers.GIVEN_KANA),
    _field("company_name", "Company", "会社名", headers.COMPANY),
    _field("company_kana", "Company reading", "会社名フリガナ", headers.COMPANY_KANA),
    _field("contact_name", "Contact person", "先方の担当者", headers.CONTACT_NAME),
    _field("contact_kana", "Contact person's reading", "先方の担当者フリガナ", headers.CONTACT_KANA),
    _field("contact_department", "Contact person's department", "先方の部署", headers.CONTACT_DEPARTMENT),
    _field("contact_post", "Contact person's post", "先方の役職", headers.CONTACT_POST),
    _field("honorific", "Honorific", "敬称", headers.HONORIFIC),
    _field("postal_code", "Postal code", "郵便番号", headers.POSTAL_CODE),
    _field("prefecture", "Prefecture", "都道府県", headers.PREFECTURE),
    _field("address", "Address", "住所", headers.ADDRESS),
    _field("address2", "Building", "住所2", headers.ADDRESS2),
    _field("other_postal_code", "Second postal code", "送付先郵便番号", headers.OTHER_POSTAL_CODE),
    _field("other_prefecture", "Second prefecture", "送付先都道府県", headers.OTHER_PREFECTURE),
    _field("other_address", "Second address", "送付先住所", headers.OTHER_ADDRESS),
    _field("other_address2", "Second building", "送付先建物", headers.OTHER_ADDRESS2),
    _field("phone", "Phone", "電話番号", headers.PHONE),
    _field("mobile", "Mobile phone", "携帯電話", headers.MOBILE),
    _field("fax", "Fax", "FAX", headers.FAX),
    _field("email", "Mail address", "メールアドレス", headers.EMAIL),
    _field("line_id", "LINE id", "LINE ID", headers.LINE_ID),
    _field("birthday", "Birthday", "生年月日", headers.BIRTHDAY, FieldKind.DAY),
    _field("gender", "Gender", "性別", headers.GENDER),
    _field("occupation", "Occupation", "職業", headers.OCCUPATION),
    _field("household", "Household", "世帯", headers.HOUSEHOLD),
    _field("household_size", "People in the household", "世帯人数", headers.HOUSEHOLD_SIZE),
    _field("likes", "Likes", "好み", headers.LIKES),
    _field("dislikes", "Does not like", "苦手", headers.DISLIKES),
    _field("needs", "Needs", "ご要望", headers.NEEDS),
    _field("reason_chosen", "Why they chose us", "選んだ理由", headers.REASON_CHOSEN),
    _field("referred_by", "Referred by", "紹介者", headers.REFERRED_BY),
    _field("tags", "Tags", "タグ", headers.TAGS),
    _field("memo", "Memo", "備考", headers.MEMO),
    _field("next_memo", "Memo for the next contact", "申し送り", headers.NEXT_MEMO),
    _field("memo_pops_up", "Show the memo at the next contact", "備考を次回表示", headers.MEMO_POPS_UP),
    _field("open_complaint", "Open complaint", "クレーム対応中", headers.OPEN_COMPLAINT),
    _field("staff", "Person in charge", "担当者", headers.STAFF),
    _field("mail_consent", "May be mailed", "メール配信可否", headers.MAIL_CONSENT),
    _field("post_consent", "May be written to by post", "郵送DM可否", headers.POST_CONSENT),
    _field("phone_consent", "May be called", "電話可否", headers.PHONE_CONSENT),
    _field("sms_consent", "May be sent SMS", "SMS配信可否", headers.SMS_CONSENT),
    _field("line_consent", "May be written to by LINE", "LINE配信可否", headers.LINE_CONSENT),
    _field("fax_consent", "May be faxed", "FAX送信可否", headers.FAX_CONSENT),
    _field("registered_on", "Registered on", "登録日", headers.REGISTERED_ON, FieldKind.DAY),
)

PRODUCTS = (
    _field("code", "Product code", "商品コード", headers.PRODUCT_ID, required=True),
    _field("name", "Product name", "商品名", headers.PRODUCT_NAME, required=True),
    _field("category", "Category", "商品分類", headers.CATEGORY),
    _field("price", "Price", "販売価格", headers.PRICE, FieldKind.MONEY),
    _field("unit_cost", "Unit cost", "原価", headers.UNIT_COST, FieldKind.MONEY),
    _field("stock", "Stock", "在庫数", headers.STOCK, FieldKind.QUANTITY),
    _field("unit", "Unit", "単位", headers.UNIT),
    _field("refill_of", "Refill of", "詰替元商品", headers.REFILL_OF),
    _field("accessory_of", "Accessory of", "付属元商品", headers.ACCESSORY_OF),
)

FIELDS: dict[Kind, tuple[Field, ...]] = {
    Kind.PURCHASES: PURCHASES,
    Kind.CUSTOMERS: CUSTOMERS,
    Kind.PRODUCTS: PRODUCTS,
}


def fields_of(kind: Kind) -> dict[str, Field]:
    """The fields of a kind of file by their name."""
    return {field.name: field for field in FIELDS[kind]}
