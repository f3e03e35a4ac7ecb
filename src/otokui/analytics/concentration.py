"""How much of the money comes from how few: the true curve, whatever the 80/20 rule says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from otokui.analytics.arrays import BATCH, Ints, in_batches, ints

SHARES = (1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100)


def concentration(states: pa.Table) -> dict[str, Any]:
    """From STATES rows; customers with a counted purchase, best payers first.

    `top`: [{customers_percent, customers, net, net_share}] for fixed shares of customers (the number
    rounded up); `customers_for_80_percent`: the smallest number of customers who paid at least 80 % of the
    money, and their share. Shares have 6 decimals. Empty when the money in all is not above zero.
    """
    net: Ints = np.concatenate(in_batches(lambda rows: ints(rows, "net")[ints(rows, "orders") > 0], states))
    net.sort()
    net = net[::-1]
    total = int(net.sum())
    if total <= 0:
        return {"customers": len(net), "net": total, "top": [], "customers_for_80_percent": None}
    top = []
    for percent in SHARES:
        customers = -(-len(net) * percent // 100)
        part = int(net[:customers].sum())
        top.append(
            {
                "customers_percent": percent,
                "customers": customers,
                "net": part,
                "net_share": round(part / total, 6),
            }
        )
    needed = _needed(net, -(-total * 4 // 5))
    return {
        "customers": len(net),
        "net": total,
        "top": top,
        "customers_for_80_percent": {"customers": needed, "customers_share": round(needed / len(net), 6)},
    }


def _needed(net: Ints, money: int) -> int:
    """How many of the best payers paid so much together."""
    before = 0
    for start in range(0, len(net), BATCH):
        running = before + np.cumsum(net[start : start + BATCH])
        if (enough := running >= money).any():
            return start + int(np.argmax(enough)) + 1
        before = int(running[-1])
    return len(net)
