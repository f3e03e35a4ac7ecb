"""How much of the money comes from how few: the true curve, whatever the 80/20 rule says."""

from typing import Any

import numpy as np
import pyarrow as pa

from otokui.analytics.arrays import ints

SHARES = (1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100)


def concentration(states: pa.Table) -> dict[str, Any]:
    """From STATES rows; customers with a counted purchase, best payers first.

    `top`: [{customers_percent, customers, net, net_share}] for fixed shares of customers (the number
    rounded up); `customers_for_80_percent`: the smallest number of customers who paid at least 80 % of the
    money, and their share. Shares have 6 decimals. Empty when the money in all is not above zero.
    """
    net = np.sort(ints(states, "net")[ints(states, "orders") > 0])[::-1]
    running = np.cumsum(net)
    total = int(running[-1]) if len(running) else 0
    if total <= 0:
        return {"customers": len(net), "net": total, "top": [], "customers_for_80_percent": None}
    top = []
    for percent in SHARES:
        customers = -(-len(net) * percent // 100)
        part = int(running[customers - 1])
        top.append(
            {
                "customers_percent": percent,
                "customers": customers,
                "net": part,
                "net_share": round(part / total, 6),
            }
        )
    needed = int(np.argmax(running * 5 >= total * 4)) + 1
    return {
        "customers": len(net),
        "net": total,
        "top": top,
        "customers_for_80_percent": {"customers": needed, "customers_share": round(needed / len(net), 6)},
    }
