"""The page's lists of customers: who is overdue, who is expected, who is near a higher class."""

from html import escape
from typing import Any

from otokui.entry.cli.analyse.report.figures import LISTED, Figures
from otokui.entry.cli.analyse.report.parts import class_badge, nothing, section, table, who
from otokui.entry.cli.analyse.report.words import both, count, day


def overdue(figures: Figures) -> str:
    """Those silent for longer than their own rhythm allows."""
    shown = figures.overdue
    rows = [
        (
            who(row),
            class_badge(row["class"]),
            figures.money.write(row["usual"]),
            _days(row["gap_mean"]),
            day(row["last_on"]),
            count((figures.as_of - row["last_on"]).days),
            figures.money.write(row["net"]),
        )
        for row in shown
    ]
    head = (
        both("顧客", "Customer"), both("区分", "Class"), both("いつもの額", "Usual order"), both("平均間隔(日)", "Mean gap"),
        both("最終購入", "Last purchase"), both("経過日数", "Days silent"), both("累計", "Net"),
    )  # fmt: skip
    body = table(head, rows, numbers=range(2, 7)) if rows else nothing("いません。", "Nobody.")
    permille = figures.summary["run"]["settings"]["epsilon_permille"]
    definition = both(
        f"定義: 2回以上購入し、最終購入からの日数が、また来る顧客の{(1000 - permille) / 10:g}%が戻る日数を超えた顧客(死滅を除く)。"
        f"いつもの額=直近5回の購入額の中央値。多い順に{LISTED}人まで。全{count(figures.overdue_count)}人はcustomersの表にあります。",
        f"Definition: two or more purchases and silent for longer than {(1000 - permille) / 10:g}% of returning customers "
        f"are, the dead left out. Usual order = median of the last 5. The top {LISTED} by it; all "
        f"{count(figures.overdue_count)} are in the customers table.",
    )
    return section(
        "overdue", both("注文が遅れている顧客", "Overdue customers"), body, definition_html=definition
    )


def expected(figures: Figures) -> str:
    """Those whose next order is most likely in the next week."""
    week, month = figures.expected_counts[7], figures.expected_counts[28]
    lead = both(
        f"7日以内に{count(week[0])}人(およそ{figures.money.write(week[1])})、28日以内に{count(month[0])}人"
        f"(およそ{figures.money.write(month[1])})の注文が見込まれます。",
        f"Within 7 days {count(week[0])} customers (about {figures.money.write(week[1])}), within 28 days "
        f"{count(month[0])} (about {figures.money.write(month[1])}).",
    )
    rows = [
        (
            who(row),
            class_badge(row["class"]),
            day(row["next_on"]),
            _span(row),
            figures.money.write(row["usual"]),
            _days(row["gap_mean"]),
        )
        for row in figures.expected
    ]
    head = (
        both("顧客", "Customer"), both("区分", "Class"), both("見込み日", "Expected on"), both("幅", "Range"),
        both("いつもの額", "Usual order"), both("平均間隔(日)", "Mean gap"),
    )  # fmt: skip
    body = f'<p class="lead">{lead}</p>' + (table(head, rows, numbers=(2, 4, 5)) if rows else "")
    definition = both(
        "定義: 次回注文日の中央値がこの期間に入る顧客(2回以上購入、遅れていない)。これまでの間隔と今日までの沈黙から求めた日で、"
        "幅は10%〜90%。また来るなら、という条件つき。",
        "Definition: the median of the next order day falls into the period (two or more purchases, not overdue), from "
        "past gaps and the silence so far; the range is 10–90 %, given that the customer comes again.",
    )
    return section(
        "expected", both("まもなく見込まれる注文", "Orders expected soon"), body, definition_html=definition
    )


def reorders(figures: Figures) -> str:
    """Products that customers are about to need again."""
    if not figures.has_products:
        return ""
    rows = [
        (who(row), _product(row), _pieces(row["usual_quantity"]), day(row["next_on"]), _habit(row))
        for row in figures.reorders
    ]
    head = (
        both("顧客", "Customer"), both("商品", "Product"), both("数量", "Quantity"),
        both("見込み日", "Expected on"), both("これまで", "So far"),
    )  # fmt: skip
    body = table(head, rows, numbers=(2, 3)) if rows else nothing("いません。", "Nobody.")
    definition = both(
        f"定義: 同じ商品を2回以上買い、次の見込み日が7日以内の顧客。間隔の幅が狭い(規則的な)順に{LISTED}件。すべてはreordersの表にあります。",
        f"Definition: the same product bought twice or more, due within 7 days; the most regular {LISTED} (narrowest range of gaps). "
        "All are in the reorders table.",
    )
    title = both("そろそろ必要になる商品", "Products due again")
    return section("reorders", title, body, definition_html=definition)


def near_promotion(figures: Figures) -> str:
    """Steady customers with little missing to 7A."""
    rows = [
        (
            who(row),
            f"<b>{both('あと', '')}{figures.money.write(row['to_upper'])}</b>",
            figures.money.write(row["net"]),
            count(row["orders"]),
            figures.money.write(row["usual"]),
            day(row["next_on"]),
        )
        for row in figures.near
    ]
    head = (
        both("顧客", "Customer"), both("7Aまで", "To 7A"), both("累計", "Net"), both("回数", "Purchases"),
        both("いつもの額", "Usual order"), both("次の見込み", "Next expected"),
    )  # fmt: skip
    body = table(head, rows, numbers=range(1, 6)) if rows else nothing("いません。", "Nobody.")
    bar = figures.money.write(figures.summary["thresholds"]["bar"])
    definition = both(
        f"定義: 現役のこつこつ客のうち、累計が7A({bar})に最も近い{LISTED}人(全{count(figures.near_count)}人)。",
        f"Definition: active steady customers closest to 7A ({bar}); {LISTED} of {count(figures.near_count)}.",
    )
    return section(
        "near", both("もう少しで上の区分", "Close to a higher class"), body, definition_html=definition
    )


def _days(gap: float | None) -> str:
    return "—" if gap is None else f"{gap:.1f}"


def _span(row: dict[str, Any]) -> str:
    return f'<span class="span">{day(row["next_lo"])} – {day(row["next_hi"])}</span>'


def _pieces(thousandths: int | None) -> str:
    return "—" if thousandths is None else f"{thousandths / 1000:g}"


def _product(row: dict[str, Any]) -> str:
    number, title = escape(str(row["product_id"])), escape(row["title"])
    return f'<span class="who">{title}<small>{number}</small></span>' if title else number


def _habit(row: dict[str, Any]) -> str:
    gaps, hits, low, high = (row[f"habit_{name}"] for name in ("gaps", "hits", "lo", "hi"))
    if not gaps or low is None:
        return both(f"{row['orders']}回購入", f"bought {row['orders']} times")
    span = f"{low}" if low == high else f"{low}–{high}"
    return both(f"{gaps}回中{hits}回、{span}日", f"{hits} of {gaps} gaps: {span} days")
