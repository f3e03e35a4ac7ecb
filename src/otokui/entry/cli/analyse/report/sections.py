"""The page's sections about the whole: key figures, classes, concentration, the last month."""

from otokui.entry.cli.analyse.report import charts
from otokui.entry.cli.analyse.report.figures import ClassRow, Figures
from otokui.entry.cli.analyse.report.parts import class_badge, section, state_word, table, tile
from otokui.entry.cli.analyse.report.words import CLASSES, both, count, day, share, tell

_ENOUGH_FOR_A_CURVE = 20
_CLASSES = ("first", "toddler", "steady", "trend", "best")


def key_figures(figures: Figures) -> str:
    """The tiles at the top."""
    buyers, money = figures.buyers, figures.money
    active = sum(row.states.get("active", 0) for row in figures.classes)
    best = next(row for row in figures.classes if row.name == "best")
    average, bar = figures.summary["average_order_value"], figures.summary["thresholds"]["bar"]
    factor = figures.summary["thresholds"]["factor"]
    tiles = [
        tile(
            both("購入のある顧客", "Buying customers"),
            count(buyers),
            both(
                f"うち現役 {count(active)}人({share(active, buyers)})",
                f"{count(active)} active ({share(active, buyers)})",
            ),
        ),
        tile(
            both("優良客", "Best customers"),
            count(best.customers),
            both(f"売上の {share(best.net, figures.net)}", f"{share(best.net, figures.net)} of sales"),
        ),
        tile(
            both("累計売上(顧客分)", "Net sales to customers"),
            money.write(figures.net),
            both("返品・取消を差し引いた金額", "after returns and cancellations"),
        ),
        tile(
            both("平均顧客単価 A", "Average order value A"),
            money.write(average),
            both(
                f"{factor}A = {money.write(bar)} 以上が流行・優良",
                f"trend and best from {factor}A = {money.write(bar)}",
            ),
        ),
        tile(
            both("注文が遅れている顧客", "Overdue customers"),
            count(figures.overdue_count),
            both("いつもの間隔より長く途絶えている", "silent for longer than their rhythm allows"),
        ),
        tile(
            both("7日以内の見込み注文", "Expected in 7 days"),
            count(figures.expected_counts[7][0]),
            both(
                f"およそ {money.write(figures.expected_counts[7][1])}",
                f"about {money.write(figures.expected_counts[7][1])}",
            ),
        ),
    ]
    return f'<div class="tiles">{"".join(tiles)}</div>'


def classes(figures: Figures) -> str:
    """Five classes × state, as two bars and a table."""
    shown = [row for row in figures.classes if row.name in _CLASSES]
    prospects = next(row for row in figures.classes if row.name == "prospect")
    by_customers = [(row.name, float(row.customers)) for row in shown]
    by_money = [(row.name, float(max(row.net, 0))) for row in shown]
    bars = (
        f'<div class="bars"><p>{both("顧客数", "Customers")}</p>{charts.stacked_bar(by_customers, "customers by class")}'
        f"<p>{both('売上', 'Money')}</p>{charts.stacked_bar(by_money, 'money by class')}</div>"
    )
    legend = charts.legend([(row.name, tell(CLASSES[row.name]), count(row.customers)) for row in shown])
    largest = max((row.customers for row in shown), default=0)
    rows = [_class_row(row, figures, largest) for row in shown]
    foot = _total_row(shown, figures)
    head = (
        both("区分", "Class"), "", both("現役", "Active"), both("休眠", "Dormant"), both("死滅", "Dead"),
        both("計", "Total"), both("売上", "Sales"), both("売上比率", "Share"), both("1人あたり", "Per customer"),
    )  # fmt: skip
    grid = table(head, rows, numbers=range(2, 9), foot_html=foot)
    extra = ""
    if prospects.customers:
        extra = f'<p class="aside">{both(f"このほか、有効な購入のない見込み客が {count(prospects.customers)} 人います。", f"Besides, {count(prospects.customers)} prospects have no counted purchase.")}</p>'
    return section(
        "classes",
        both("5つの区分と現在の状態", "Five classes and their state"),
        bars + legend + grid + extra,
        definition_html=_rules(figures) + " " + charts.bars_note(),
    )


def _class_row(row: ClassRow, figures: Figures, largest: int) -> tuple[str, ...]:
    each = row.net / row.customers if row.customers else None
    states = tuple(count(row.states.get(state, 0)) for state in ("active", "dormant", "dead"))
    return (
        class_badge(row.name), charts.state_bar(row.name, row.states, largest), *states, f"<b>{count(row.customers)}</b>",
        figures.money.write(row.net), share(row.net, figures.net), figures.money.write(each),
    )  # fmt: skip


def _total_row(rows: list[ClassRow], figures: Figures) -> tuple[str, ...]:
    states = tuple(
        count(sum(row.states.get(state, 0) for row in rows)) for state in ("active", "dormant", "dead")
    )
    customers, net = sum(row.customers for row in rows), sum(row.net for row in rows)
    each = net / customers if customers else None
    return (
        both("合計", "Total"), "", *states, count(customers),
        figures.money.write(net), share(net, figures.net), figures.money.write(each),
    )  # fmt: skip


def _rules(figures: Figures) -> str:
    limits = figures.summary["thresholds"]
    toddler, best, factor = limits["toddler_days"], limits["best_days"], limits["factor"]
    bar = figures.money.write(limits["bar"])
    tenure = (
        ("初回購入から基準日までの日数", "days from the first purchase to the as-of day")
        if figures.preset == "article"
        else ("初回購入から最終購入までの日数(在籍期間)", "days from the first to the last purchase")
    )
    return both(
        f"定義: 購入1回=初回客。2回以上で t が{toddler}日未満=よちよち客。{toddler}日以上で累計が{factor}A({bar})未満=こつこつ客。"
        f"{factor}A以上で{best}日未満=流行客、{best}日以上=優良客。t={tenure[0]}。"
        f"状態: 最終購入から{limits['dormant_days']}日未満=現役、{limits['dead_days']}日未満=休眠、それ以上=死滅。"
        "同じ日の購入は1回と数え、返品は元の購入から差し引く。",
        f"Definition: one purchase = first-time. From two on: t below {toddler} days = toddler; from {toddler} days, "
        f"less than {factor}A ({bar}) in all = steady; {factor}A or more = trend below {best} days, best from {best} days. "
        f"t = {tenure[1]}. State by days since the last purchase: below {limits['dormant_days']} active, "
        f"below {limits['dead_days']} dormant, else dead. One day is one purchase; returns are taken off what they return.",
    )


def concentration(figures: Figures) -> str:
    """The Pareto curve as it really is."""
    found = figures.summary["concentration"]
    title = both("売上の集中(パレート曲線)", "Concentration of sales")
    if figures.buyers < _ENOUGH_FOR_A_CURVE or not found["customers_for_80_percent"]:
        return ""
    top = {row["customers_percent"]: row for row in found["top"]}
    needed = found["customers_for_80_percent"]
    twenty = top[20]["net_share"]
    sentence = both(
        f"上位20%の顧客が売上の{share(twenty, 1)}を占め、売上の80%は上位{share(needed['customers_share'], 1)}"
        f"({count(needed['customers'])}人)の顧客によるものです。",
        f"The top 20% of customers make {share(twenty, 1)} of the money; 80% of it comes from the top "
        f"{share(needed['customers_share'], 1)} ({count(needed['customers'])} customers).",
    )
    chosen = [top[percent] for percent in (1, 5, 10, 20, 30, 50) if percent in top]
    rows = [
        (
            both(f"上位{row['customers_percent']}%", f"top {row['customers_percent']}%"),
            count(row["customers"]),
            figures.money.write(row["net"]),
            share(row["net_share"], 1),
        )
        for row in chosen
    ]
    head = (both("顧客", "Customers"), both("人数", "Number"), both("売上", "Sales"), both("割合", "Share"))
    body = (
        f'<p class="lead">{sentence}</p><div class="beside">'
        f"{charts.concentration_curve(figures.curve, twenty, needed['customers_share'])}"
        f"{table(head, rows, numbers=range(1, 4))}</div>"
    )
    definition = both(
        "定義: 有効な購入のある顧客を累計売上の多い順に並べ、人数の割合(横)に対する売上の割合(縦)。白い点が「2割の顧客で8割」の目安。",
        "Definition: customers with a counted purchase by net sales, best first; share of customers (across) against "
        "share of money (up). The hollow dot is where the 80/20 rule would lie.",
    )
    return section("concentration", title, body, definition_html=definition)


def last_month(figures: Figures) -> str:
    """Who moved since the same day a month ago."""
    moves = figures.moves
    tiles = "".join(
        tile(label, count(number))
        for label, number in (
            (both("新しい顧客", "New"), moves.fresh),
            (both("引上げ(上の区分へ)", "Moved up"), moves.up),
            (both("下の区分へ", "Moved down"), moves.down),
            (both("休眠に入った", "Fell dormant"), moves.fell_asleep),
            (both("死滅に入った", "Went dead"), moves.died),
            (both("現役に戻った", "Came back"), moves.woke),
        )
    )
    places = [name for name in ("new", "prospect", *_CLASSES) if any(old == name for old, _ in moves.matrix)]
    columns = [name for name in ("prospect", *_CLASSES) if any(new == name for _, new in moves.matrix)]
    head = (both("1か月前 ＼ 今", "a month ago ＼ now"), *(tell(CLASSES[name]) for name in columns))
    rows = [
        (
            both("まだいない", "not yet there") if old == "new" else class_badge(old),
            *(_moved(moves.matrix.get((old, new), 0), same=old == new) for new in columns),
        )
        for old in places
    ]
    grid = table(head, rows, numbers=range(1, len(columns) + 1))
    definition = both(
        "定義: 1か月前の同じ日と基準日の区分を、同じA(この分析の値)で比べた人数。薄い数字は動かなかった顧客。",
        "Definition: classes on the same day a month ago and on the as-of day, both under this run's A. "
        "Pale numbers did not move.",
    )
    body = f'<div class="tiles small">{tiles}</div>{grid}'
    return section("month", both("この1か月の動き", "The last month"), body, definition_html=definition)


def _moved(number: int, *, same: bool) -> str:
    if not number:
        return '<span class="pale">·</span>'
    return f'<span class="pale">{count(number)}</span>' if same else f"<b>{count(number)}</b>"


def by_time(figures: Figures) -> str:
    """What time alone will change soon."""
    if not figures.by_time:
        return ""
    rows = [(_place(now), _place(then), count(number)) for _, now, then, number in figures.by_time]
    head = (both("今", "now"), both("その時", "then"), both("人数", "Customers"))
    end = figures.by_time[0][0]
    definition = both(
        "定義: 購入がなくても日数だけで区分または状態が変わる顧客(次の変化のみ)。この日まで: ",
        "Definition: customers whose class or state changes by time alone, their next change only, until ",
    )
    return section(
        "time",
        both("放っておくと変わる顧客(28日以内)", "What time alone changes (28 days)"),
        table(head, rows, numbers=(2,)),
        definition_html=definition + day(end),
    )


def _place(text: str) -> str:
    name, _, state = text.partition("/")
    return f"{class_badge(name)} {state_word(state)}"


def rfm_top(figures: Figures) -> str:
    """One sentence on the other view of good customers."""
    text = both(
        f"RFM上位(最近・回数・金額の得点がすべて4以上)は{count(figures.rfm_top)}人、うち優良客は{count(figures.rfm_top_best)}人です。",
        f"{count(figures.rfm_top)} customers score 4 or more in recency, frequency and money alike (RFM top); "
        f"{count(figures.rfm_top_best)} of them are best customers.",
    )
    definition = both(
        "定義: R=最終購入からの日数、F=購入回数、M=累計売上。得点=⌈5×中位順位⌉(1〜5)、同じ値は同じ得点。",
        "Definition: R = days since the last purchase, F = purchases, M = net; score = ⌈5 × midrank⌉ in 1–5, "
        "equal values score equally.",
    )
    return section(
        "rfm", both("RFM上位", "RFM top"), f'<p class="lead">{text}</p>', definition_html=definition
    )
