"""The demo shop's people and purchases as the rooms below take them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import pyarrow as pa

from otokui.domain.customers.types import (
    AddressInput,
    Channel,
    ConsentGiven,
    CustomerRow,
)
from otokui.domain.exchange.adapters.demo.goods import GOODS, SHOPS, Good
from otokui.domain.exchange.adapters.demo.shop import DemoCustomer, DemoLine, DemoOrder
from otokui.domain.purchases import types as sold
from otokui.domain.purchases.types import PIECE, ProductRow

CONSENT_WORDING = "新商品やお得なお知らせをメールで受け取ります。いつでも停止できます。"
LINE_WORDING = "友だち追加により、お知らせをLINEで受け取ります。ブロックで停止できます。"
CHANNEL_OF_SHOP = dict(SHOPS)
LINE_COLUMNS = (
    "customer_id",
    "customer_ref",
    "ordered_at",
    "amount",
    "order_id",
    "line_no",
    "product_code",
    "product_name",
    "category",
    "quantity",
    "unit_price",
    "discount",
    "unit_cost",
    "shop",
    "channel",
    "status",
    "returned_order_id",
    "trigger",
)


def customer_row(
    customer: DemoCustomer, line: int, zone: ZoneInfo, staff: Mapping[str, int] | None = None
) -> CustomerRow:
    """A customer as a file would bring it; consent was given with the first order.

    `staff`: ids by mail address; who is not among them looks after nobody.
    """
    consents = tuple(_consents(customer, zone))
    return CustomerRow(
        line=line,
        code=customer.code,
        kind="company" if customer.company_name else "person",
        family_name=customer.family_name,
        given_name=customer.given_name,
        family_kana=customer.family_kana,
        given_kana=customer.given_kana,
        company_name=customer.company_name,
        company_kana=customer.company_kana,
        birthday=customer.birthday,
        phones=(customer.phone,),
        mails=(customer.email,) if customer.email else (),
        address=AddressInput(customer.postal_code, customer.prefecture, customer.city + customer.street),
        memo=customer.memo,
        reason_chosen=customer.why_us,
        tags=customer.tags,
        line_id=customer.line_id,
        in_charge_id=(staff or {}).get(customer.in_charge),
        consents=consents,
    )


def _consents(customer: DemoCustomer, zone: ZoneInfo) -> Iterator[ConsentGiven]:
    if not customer.orders:
        return
    at = customer.orders[0].ordered_at.replace(tzinfo=zone)
    if customer.email and customer.mail_consent:
        yield ConsentGiven(Channel.MAIL, True, "注文書", CONSENT_WORDING, "チェック欄", at)
    if customer.line_id and customer.line_consent:
        yield ConsentGiven(Channel.LINE, True, "友だち追加", LINE_WORDING, "友だち追加", at)


def product_rows() -> list[ProductRow]:
    """All goods; a product comes after the ones it belongs to."""
    return [
        ProductRow(
            code=good.code,
            name=good.name,
            category=good.category,
            price=good.price,
            cost=good.cost,
            stock=40 * PIECE,
            refill_of=(good.refill_of,) if good.refill_of else (),
            accessory_of=(good.accessory_of,) if good.accessory_of else (),
        )
        for good in sorted(GOODS, key=_belongs)
    ]


def purchase_lines(customers: Iterable[DemoCustomer], ids: dict[str, int], zone: ZoneInfo) -> pa.Table:
    """The orders of some customers as `purchases.types.LINES`."""
    rows = [
        _line_row(
            ids[customer.code], customer.code, order, number, line, order.ordered_at.replace(tzinfo=zone)
        )
        for customer in customers
        for order in customer.orders
        for number, line in enumerate(order.lines, start=1)
    ]
    columns = zip(*rows, strict=True) if rows else ([] for _ in LINE_COLUMNS)
    return pa.table(
        [pa.array(list(values), field.type) for values, field in zip(columns, line_schema(), strict=True)],
        schema=line_schema(),
    )


def _belongs(good: Good) -> int:
    return bool(good.refill_of) + bool(good.accessory_of)


def _line_row(
    customer: int, code: str, order: DemoOrder, number: int, line: DemoLine, at: datetime
) -> tuple[object, ...]:
    return (
        customer,
        code,
        at,
        line.amount,
        order.number,
        number,
        line.good.code,
        line.good.name,
        line.good.category,
        line.pieces * PIECE,
        line.unit_price,
        line.discount,
        line.good.cost,
        order.shop,
        CHANNEL_OF_SHOP[order.shop],
        "returned" if order.returns else "",
        order.returns,
        order.trigger or None,
    )


@cache
def line_schema() -> pa.Schema:
    """The columns of the lines that shops to look at are made of."""
    return pa.schema([sold.LINES.field(name) for name in LINE_COLUMNS])
