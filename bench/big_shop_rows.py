"""Rows of the big shop around its customers, made by the server itself."""

from typing import Any

_AROUND = """
INSERT INTO customers_phone
    (customer_id, number, digits, reversed_digits, label, position, is_fax, created_by_run)
SELECT id, substr(digits, 1, 3) || '-' || substr(digits, 4, 4) || '-' || substr(digits, 8), digits,
    reverse(digits), '', 0, false, 1
FROM (SELECT id, '0' || (ARRAY['90', '80', '70'])[1 + id %% 3] || lpad((id * 7919 %% 99999989)::text, 8, '0')
      digits FROM customers_customer) numbered;
INSERT INTO customers_phone
    (customer_id, number, digits, reversed_digits, label, position, is_fax, created_by_run)
SELECT id, substr(digits, 1, 2) || '-' || substr(digits, 3, 4) || '-' || substr(digits, 7), digits,
    reverse(digits), '自宅', 1, false, 1
FROM (SELECT id, (ARRAY['03', '06'])[1 + id %% 2] || lpad((id * 104729 %% 99999989)::text, 8, '0') digits
      FROM customers_customer WHERE id %% 5 = 0) numbered;
INSERT INTO customers_mail (customer_id, address, key, label, position, created_by_run)
SELECT id, 'kyaku' || id || '@example.jp', 'kyaku' || id || '@example.jp', '', 0, 1
FROM customers_customer WHERE id %% 2 = 0;
INSERT INTO customers_address
    (customer_id, recipient, postal_code, prefecture, line, building, key, label, position, created_by_run)
SELECT id, '', lpad((1000000 + id %% 8999999)::text, 7, '0'), town, line, '', town || line, '', 0, 1
FROM (SELECT id, (ARRAY['東京都', '神奈川県', '大阪府', '愛知県', '埼玉県', '北海道'])[1 + id %% 6] town,
      '中央区銀座' || id %% 20 + 1 || '-' || id %% 7 + 1 || '-' || id %% 97 + 1 line
      FROM customers_customer) placed;
INSERT INTO customers_consent
    (customer_id, channel, granted, at, source, way, wording, created_by_run)
SELECT id, 'mail', id %% 8 <> 0, '2026-04-01', '会員登録', '', '', 1
FROM customers_customer WHERE id %% 4 = 0;
INSERT INTO customers_household (customer_id, kind, size, source, noted_on, created_by_run)
SELECT id, 'couple', 2, 'told', '2026-04-01', 1 FROM customers_customer WHERE id %% 3 = 0;
INSERT INTO customers_preference (customer_id, kind, text, key, noted_on)
SELECT id, 'like', '深煎り', '深煎リ', '2026-04-01' FROM customers_customer WHERE id %% 3 = 0;
"""


FEW_SEEN, HALF_SEEN = 6, 7
"""Who sees only nobody's customers and their own: some thousands, half of all."""


def make_staff() -> None:
    """The business, five people who see all and two who do not."""
    from otokui.domain.accounts.models import Business, Staff

    Business.objects.create(id=1, name="大きな店")
    for number, name in enumerate(("佐藤 一", "鈴木 恵", "高橋 進", "田中 葵", "伊藤 誠"), start=1):
        Staff.objects.create_user(f"staff{number}@example.jp", None, name=name, role="admin")
    for number, name in ((FEW_SEEN, "渡辺 涼"), (HALF_SEEN, "山本 薫")):
        Staff.objects.create_user(
            f"staff{number}@example.jp", None, name=name, role="sales", visibility="own"
        )


_IN_CHARGE = f"""CASE WHEN id %% 200 = 0 THEN NULL WHEN id %% 500 = 1 THEN {FEW_SEEN}
    WHEN id %% 2 = 0 THEN {HALF_SEEN} ELSE 1 + id %% 5 END"""


def multiply_customers(named: int, copies: int) -> None:
    """So many customers of each name, in no order."""
    from otokui.domain.customers.models import Customer

    copied = [field.column or "" for field in Customer._meta.fields if field.column not in ("id", "code")]
    names = ", ".join(copied)
    _execute(
        f"INSERT INTO customers_customer (id, {names}) OVERRIDING SYSTEM VALUE"
        f" SELECT {named} + row_number() OVER (ORDER BY hashint8(id * 31 + copy)), {names}"
        " FROM customers_customer, generate_series(2, %s) copy",
        [copies],
    )
    _execute(
        "SELECT setval(pg_get_serial_sequence('customers_customer', 'id'), max(id)) FROM customers_customer"
    )


def give_numbers() -> None:
    """Customer numbers, and somebody in charge of nearly all."""
    _execute(f"UPDATE customers_customer SET code = lpad(id::text, 7, '0'), in_charge_id = {_IN_CHARGE}")


def make_reach() -> None:
    """Telephones, mail, addresses, consents, households and tastes."""
    for statement in filter(str.strip, _AROUND.split(";")):
        _execute(statement)


def _execute(statement: str, values: list[Any] | None = None) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values or [])
