"""The work of one purchase: a customer with five years of lines is re-derived under given run parameters."""

import time
from datetime import date, timedelta

import pyarrow as pa

from otokui.analytics.derive import derive_customers, derive_reorders
from otokui.analytics.engine.reduce import reduce_products
from otokui.analytics.ledger import open_books, settle
from otokui.analytics.run import analyse_lines, states_of
from otokui.analytics.settings import Settings

AS_OF = date(2026, 9, 30)


def seconds(rounds: int) -> float:
    """The 95th percentile of so many rounds, the first ten left out."""
    settings = Settings()
    lines = _lines()
    parameters = analyse_lines(lines, settings, AS_OF).parameters
    spent = []
    for _ in range(rounds + 10):
        start = time.perf_counter()
        ledger = settle(open_books(lines, settings), settings, AS_OF)
        derive_customers(states_of(ledger, settings, AS_OF), parameters, AS_OF)
        derive_reorders(reduce_products(ledger.entries), parameters, AS_OF)
        spent.append(time.perf_counter() - start)
    return sorted(spent[10:])[rounds * 95 // 100]


def _lines() -> pa.Table:
    rows = []
    for order in range(60):
        on = AS_OF - timedelta(days=30 * (60 - order))
        for line in range(3):
            back = order % 9 == 8 and line == 2
            rows.append(
                {
                    "customer_id": "a regular",
                    "ordered_at": on,
                    "amount": -1_200 if back else 1_200 + line,
                    "order_id": f"order {order}",
                    "line_no": line,
                    "product_id": f"product {line}",
                    "quantity": 1_000,
                }
            )
    return pa.Table.from_pylist(rows)
