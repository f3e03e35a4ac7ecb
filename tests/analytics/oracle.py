"""The definitions once more, as slowly and plainly as possible: lists, dicts and fractions.

The product's analytics are compared with this on random shops. It shares no code with them.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Line:
    """One row of a sales file; `at` counts minutes of local time, quantity in whole pieces."""

    customer: str
    at: int
    amount: int
    order: str = ""
    product: str = ""
    quantity: int | None = 1
    status: str = ""
    names: str = ""

    @property
    def day(self) -> int:
        return self.at // 1440

    @property
    def reversal(self) -> bool:
        return self.amount < 0 or self.status in {"returned", "cancelled"}


@dataclass(frozen=True)
class Verdict:
    """What the definitions say of one customer. Days are numbers; `change` is (day, class, state) or None."""

    orders: int
    first: int | None
    last: int | None
    net: int
    klass: str
    state: str
    change: tuple[int, str, str] | None
    r: int | None
    f: int | None
    m: int | None


def _turn(line: Line) -> tuple[object, ...]:
    """The one order in which lines are taken, wherever they stand in the file."""
    cancelled = line.status == "cancelled"
    return line.at, line.order, line.product, line.amount, line.quantity, line.names, cancelled, line.status


def order_days(lines: list[Line], as_of: int) -> tuple[dict[str, Counter], dict[str, int]]:
    """Return (customer → day → net with returns booked, customer → money of unmatched returns, negative)."""
    seen = [line for line in lines if line.day <= as_of]
    by_order = defaultdict(list)
    days: dict[str, Counter] = defaultdict(Counter)
    unmatched: dict[str, int] = defaultdict(int)
    left: dict[int, int] = {}
    sales = sorted((line for line in seen if not line.reversal), key=_turn)
    for place, sale in enumerate(sales):
        by_order[sale.order or None].append(sale)
        days[sale.customer][sale.day] += sale.amount
        left[place] = sale.quantity or 0
    for back in sorted((line for line in seen if line.reversal), key=_turn):
        money = abs(back.amount)
        named = [s for s in by_order.get(back.names or back.order, ()) if s.customer == back.customer]
        if named:
            same = [s for s in named if s.product == back.product] or named
            days[back.customer][same[0].day] -= money
            for place, sale in enumerate(sales):
                if sale in same and sale.product == back.product:
                    left[place] = max(0, left[place] - abs(back.quantity or 0))
            continue
        if back.status == "cancelled" and back.amount > 0 and back.order and not back.names:
            continue
        want, rest = abs(back.quantity or 0), money
        for place in reversed(range(len(sales))):
            sale = sales[place]
            if sale.customer != back.customer or sale.at > back.at or not want:
                continue
            if sale.product != back.product or not left[place]:
                continue
            take = min(want, left[place])
            part = rest if take == want else rest * take // want
            days[back.customer][sale.day] -= part
            left[place] -= take
            want, rest = want - take, rest - part
        unmatched[back.customer] -= rest
        days.setdefault(back.customer, Counter())
    return days, unmatched


def midrank_scores(values: dict[str, int]) -> dict[str, int]:
    """Score 1–5: ceil(5 · (share below + half the share equal)); equal values get equal scores."""
    total = len(values)
    scores = {}
    for customer, value in values.items():
        below = sum(other < value for other in values.values())
        equal = sum(other == value for other in values.values())
        share = Fraction(2 * below + equal, 2 * total)
        scores[customer] = min(5, max(1, -((-5 * share.numerator) // share.denominator)))
    return scores


def judge(lines: list[Line], as_of: int, preset: str = "article") -> dict[str, Verdict]:
    """Every customer's verdict at the end of day `as_of`."""
    named = [line for line in lines if line.customer]
    days, unmatched = order_days(named, as_of)
    counted = {c: sorted(d for d, net in of.items() if net > 0) for c, of in days.items()}
    net = {c: sum(of.values()) + unmatched[c] for c, of in days.items()}
    buyers = [c for c in days if counted[c]]
    purchases, money = sum(len(counted[c]) for c in buyers), sum(net[c] for c in buyers)

    def of_day(customer: str, day: int) -> tuple[str, str]:
        bought = counted[customer]
        if not bought:
            return "prospect", ""
        silence = day - bought[-1]
        state = "active" if silence < 240 else "dormant" if silence < 365 else "dead"
        tenure = (day if preset == "article" else bought[-1]) - bought[0]
        if len(bought) == 1:
            return "first", state
        if tenure < 90:
            return "toddler", state
        if net[customer] * purchases < 7 * money:
            return "steady", state
        return ("trend" if tenure < 210 else "best"), state

    r = midrank_scores({c: counted[c][-1] for c in buyers})
    f = midrank_scores({c: len(counted[c]) for c in buyers})
    m = midrank_scores({c: net[c] for c in buyers})
    verdicts = {}
    for customer in days:
        now = of_day(customer, as_of)
        later = ((d, *of_day(customer, d)) for d in range(as_of + 1, as_of + 700))
        bought = counted[customer]
        verdicts[customer] = Verdict(
            len(bought),
            bought[0] if bought else None,
            bought[-1] if bought else None,
            net[customer],
            *now,
            next((change for change in later if change[1:] != now), None),
            r.get(customer),
            f.get(customer),
            m.get(customer),
        )
    return verdicts
