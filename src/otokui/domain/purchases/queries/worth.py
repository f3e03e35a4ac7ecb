"""What customers are worth to the shop and what they usually buy: many customers at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from statistics import median_low
from typing import Any, Final

from django.db import connection

from otokui.core.kernel.kept import Kept
from otokui.core.platform import prepared
from otokui.core.platform.arrays import array_of
from otokui.domain.purchases.types import Companions, Good, Habit, Worth

HALF_DAYS: Final = 180


MOST_KEPT: Final = 4000
_KEPT: Final[Kept[int, Worth]] = Kept(MOST_KEPT)

_WORTH: Final = """
SELECT wanted.id, s.lines_written, worth.*
FROM unnest(%(ids)s::bigint[], %(known)s::bigint[]) AS wanted (id, known)
LEFT JOIN purchases_purchasesummary s ON s.customer_id = wanted.id
LEFT JOIN LATERAL (
    SELECT s.recent_values, sums.*, habits.* FROM (
        SELECT
            coalesce(sum(l.amount) FILTER (WHERE l.kind = 'sale' AND l.unit_cost IS NOT NULL
                AND l.quantity IS NOT NULL), 0) AS sold,
            coalesce(sum(div(l.unit_cost::numeric * l.quantity, 1000)) FILTER (WHERE l.kind = 'sale'), 0)
                AS cost,
            coalesce(sum(CASE l.kind WHEN 'sale' THEN l.amount ELSE -abs(l.amount) END)
                FILTER (WHERE l.order_day > %(half)s), 0) AS net_now,
            coalesce(sum(CASE l.kind WHEN 'sale' THEN l.amount ELSE -abs(l.amount) END)
                FILTER (WHERE l.order_day <= %(half)s), 0) AS net_before,
            count(DISTINCT l.order_day)
                FILTER (WHERE l.order_day <= %(half)s AND l.kind = 'sale' AND l.amount > 0) AS orders_before
        FROM purchases_orderline l
        WHERE l.customer_id = s.customer_id AND l.order_day > %(begin)s AND l.order_day <= %(as_of)s
            AND l.ordered_at > %(begin)s::date - interval '2 days') sums
    CROSS JOIN (
        SELECT json_agg(json_build_array(p.product_id, p.orders, p.net, p.last_on, p.usual_quantity,
            p.gap_median) ORDER BY p.orders DESC, p.last_on DESC, p.product_id)
        FROM purchases_productsummary p WHERE p.customer_id = s.customer_id AND p.orders > 0) habits
    WHERE s.lines_written IS NOT NULL OFFSET 0) worth ON true
WHERE s.lines_written IS DISTINCT FROM wanted.known"""
"""Of those whose lines have been written since, or who have none any more."""


def get_worth(customer_ids: Sequence[int], *, as_of: date) -> dict[int, Worth]:
    """By customer id; who never bought is left out. One SQL query, an index walk over a year's lines each.

    A process reads a customer's lines once a day and again when they have been written. Inside a transaction
    nothing is kept: it may yet be undone.
    """
    kept = {} if connection.in_atomic_block else _kept(customer_ids, as_of)
    written = [kept[customer][0] if customer in kept else None for customer in customer_ids]
    values: dict[str, str | date] = {
        "ids": array_of(customer_ids),
        "known": array_of(written),
        "as_of": as_of,
        "half": as_of - timedelta(days=HALF_DAYS),
        "begin": as_of - timedelta(days=2 * HALF_DAYS),
    }
    found = {customer: worth for customer, (_times, worth) in kept.items()}
    for customer, times, *sums in prepared.rows(_WORTH, values):
        if times is None:
            found.pop(customer, None)
            continue
        found[customer] = worth = _worth(*sums)
        if not connection.in_atomic_block:
            _KEPT.keep(customer, (times, as_of), worth)
    return found


def _kept(customer_ids: Iterable[int], as_of: date) -> dict[int, tuple[int, Worth]]:
    """How often the lines had been written when they were read for this day, and what was found."""
    found = ((customer, _KEPT.get(customer)) for customer in customer_ids)
    return {customer: (known[0][0], known[1]) for customer, known in found if known and known[0][1] == as_of}


def _worth(
    recent: list[int],
    sold: Decimal,
    cost: Decimal,
    net_now: Decimal,
    net_before: Decimal,
    orders_before: int,
    habits: list[list[Any]] | None,
) -> Worth:
    return Worth(
        usual_value=median_low(recent) if recent else 0,
        sold=int(sold),
        cost=int(cost),
        net_now=int(net_now),
        net_before=int(net_before),
        orders_before=orders_before,
        habits=tuple(_habit(*habit) for habit in habits or ()),
    )


def _habit(
    product: int, orders: int, net: int, last_on: str, quantity: int | None, gap: float | None
) -> Habit:
    return Habit(
        product_id=product,
        orders=orders,
        net=net,
        last_on=date.fromisoformat(last_on),
        usual_quantity=quantity,
        gap_median=gap,
    )


_GOOD: Final = (
    "json_build_array({0}.id, {0}.name, {0}.unit, coalesce({0}k.name, ''), {0}.price, {0}.active,"
    " {0}.stock IS NULL OR {0}.stock > 0)"
)

_COMPANIONS: Final = f"""
SELECT {_GOOD.format("p")},
    (SELECT json_agg({_GOOD.format("b")} ORDER BY r.kind, b.id)
        FROM purchases_productrelation r JOIN purchases_product b ON b.id = r.product_id
        LEFT JOIN purchases_productcategory bk ON bk.id = b.category_id
        WHERE r.base_id = p.id AND b.active AND (b.stock IS NULL OR b.stock > 0)),
    (SELECT json_agg(r.product_id) FROM purchases_productrelation r
        WHERE r.base_id = p.id AND r.kind = 'refill_of'),
    (SELECT json_agg({_GOOD.format("a")} ORDER BY often.buyers DESC, a.id) FROM (
        SELECT other.product_id, count(*) AS buyers
        FROM (SELECT customer_id FROM purchases_productsummary WHERE product_id = p.id LIMIT %(buyers)s) who
        JOIN purchases_productsummary other ON other.customer_id = who.customer_id
        WHERE other.product_id <> p.id AND other.orders > 0
        GROUP BY other.product_id HAVING count(*) >= %(least)s
        ORDER BY count(*) DESC, other.product_id LIMIT 5) often
        JOIN purchases_product a ON a.id = often.product_id AND a.active
            AND (a.stock IS NULL OR a.stock > 0)
        LEFT JOIN purchases_productcategory ak ON ak.id = a.category_id)
FROM purchases_product p
LEFT JOIN purchases_productcategory pk ON pk.id = p.category_id
WHERE p.id = ANY(%(ids)s)"""
BUYERS: Final = 300
LEAST_BUYERS: Final = 3


def get_companions(product_ids: Sequence[int]) -> Mapping[int, Companions]:
    """By product id. What is bought along is counted among 300 buyers of each, at least three of them.

    One SQL query whose cost grows with the products asked for, not with the shop.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COMPANIONS, {"ids": list(product_ids), "buyers": BUYERS, "least": LEAST_BUYERS})
        rows = cursor.fetchall()
    found = (_companions(*row) for row in rows)
    return {one.good.id: one for one in found}


def _companions(
    good: list[Any],
    belonging: list[list[Any]] | None,
    refills: list[int] | None,
    along: list[list[Any]] | None,
) -> Companions:
    belongs = tuple(_good(*one) for one in belonging or ())
    return Companions(
        good=_good(*good),
        belonging=belongs,
        bought_along=tuple(_good(*one) for one in along or ()),
        refills=tuple(one for one in belongs if one.id in (refills or ())),
    )


def _good(
    product: int, name: str, unit: str, category: str, price: int | None, active: bool, in_stock: bool
) -> Good:
    return Good(
        id=product,
        name=name,
        unit=unit,
        category=category,
        price=price,
        active=active,
        in_stock=in_stock,
    )
