"""The people of these tests.

田中 太郎 and his wife 花子 share a telephone. 髙﨑 and 渡邉 write their names in old kanji. ㈱山田商店 is a
company where 鈴木 orders and 社長 山田 decides.
"""

from datetime import UTC, date, datetime

from otokui.domain.customers import public
from otokui.domain.customers.types import (
    AddressInput,
    ContactPersonInput,
    CustomerInput,
    CustomerKind,
    MailInput,
    PhoneInput,
)

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
TODAY = date(2026, 4, 1)

TARO = CustomerInput(
    code="0001",
    family_name="田中",
    given_name="太郎",
    family_kana="タナカ",
    given_kana="タロウ",
    phones=(PhoneInput("03-1234-5678", "自宅"), PhoneInput("090-1111-2222", "携帯")),
    mails=(MailInput("taro@example.jp"),),
    addresses=(AddressInput("100-0005", line="東京都千代田区丸の内1-2-3", building="丸ビル"),),
    tags=("米",),
    memo="配達は午前中",
    memo_pops_up=True,
)
HANAKO = CustomerInput(
    code="0002",
    family_name="田中",
    given_name="花子",
    family_kana="たなか",
    given_kana="はなこ",
    phones=(PhoneInput("０３（１２３４）５６７８"),),
)
TAKASAKI = CustomerInput(
    code="0003", family_name="髙﨑", given_name="健", family_kana="タカサキ", given_kana="ケン"
)
WATANABE = CustomerInput(code="0004", family_name="渡邉", given_name="美咲")
NAKATA = CustomerInput(
    code="0005", family_name="中田", given_name="奈緒", family_kana="ナカタ", given_kana="ナオ"
)
YAMADA = CustomerInput(
    kind=CustomerKind.COMPANY,
    code="0100",
    company_name="㈱山田商店",
    company_kana="ヤマダショウテン",
    phones=(PhoneInput("045-222-3333"),),
)
SUZUKI = ContactPersonInput(
    family_name="鈴木", given_name="一郎", family_kana="スズキ", given_kana="イチロウ", department="購買部"
)


def create(given: CustomerInput) -> int:
    return public.create_customer(given, now=NOW, today=TODAY)


def everybody() -> dict[str, int]:
    """All of the cast; ids by customer number."""
    people = (TARO, HANAKO, TAKASAKI, WATANABE, NAKATA, YAMADA)
    ids = {given.code: create(given) for given in people}
    public.write_contact_person(ids["0100"], SUZUKI, now=NOW)
    return ids
