"""What the page admits: who is not counted, what was rejected, what the data cannot carry, what was set."""

import json
from html import escape
from typing import Any

from otokui.entry.cli.analyse.report.figures import Figures
from otokui.entry.cli.analyse.report.parts import section, table
from otokui.entry.cli.analyse.report.words import PRESETS, REASONS_JA, both, count, day, share, tell

_LONGEST_LIST = 12


def guests_and_rejects(figures: Figures) -> str:
    """Sales without a customer, and rows that could not be read."""
    guests = figures.summary["guests"]
    body = "<p>" + both(
        f"顧客のわからない購入(ゲスト): {count(guests['lines'])}行、{figures.money.write(guests['net'])}。"
        "売上には含み、区分とAには含みません。",
        f"Sales without a customer (guests): {count(guests['lines'])} lines, {figures.money.write(guests['net'])}. "
        "They belong to the business's total, to no class and not to A.",
    )
    body += "</p>"
    if not figures.rejected:
        body += f"<p>{both('読めなかった行はありません。', 'No row was rejected.')}</p>"
    else:
        total = count(figures.summary["rejected"])
        body += f"<p>{both(f'読めなかった行: {total}行。rejected.csvに行番号と理由があります。', f'{total} rows were rejected; rejected.csv names line and reason.')}</p>"
        rows = [
            (both(REASONS_JA[reason], reason), count(number), f"<code>{escape(example[:80])}</code>")  # type: ignore[index]
            for reason, number, example in figures.rejected
        ]
        head = (both("理由", "Reason"), both("行", "Rows"), both("例", "Example"))
        body += table(head, rows, numbers=(1,))
    return section("guests", both("ゲストと読めなかった行", "Guests and rejected rows"), body)


def honest_notes(figures: Figures) -> str:
    """What to keep in mind when reading this page."""
    items = "".join(f"<li>{note}</li>" for note in _notes(figures))
    return (
        section("notes", both("読むときの注意", "Keep in mind"), f'<ul class="notes">{items}</ul>')
        if items
        else ""
    )


def _notes(figures: Figures) -> list[str]:
    notes = []
    limits = figures.summary["thresholds"]
    if figures.data_first and figures.data_last:
        span = (figures.as_of - figures.data_first).days
        if span < limits["best_days"]:
            notes.append(
                both(
                    f"データは基準日まで{span}日分しかありません。優良客になるには{limits['best_days']}日かかるため、優良客はまだ存在できません。",
                    f"The data reaches back {span} days only. Best customers need {limits['best_days']} days: there can be none yet.",
                )
            )
        elif span < 2 * limits["dead_days"]:
            notes.append(
                both(
                    f"データは{span}日分です。それ以前からの顧客も、データの最初の購入を「初回」と数えています。",
                    f"The data covers {span} days. Customers from before are counted from their first purchase in it.",
                )
            )
        if span < limits["dead_days"]:
            notes.append(
                both(
                    f"{limits['dead_days']}日分に満たないため、死滅と判定される顧客はいません。",
                    f"With less than {limits['dead_days']} days nobody can be dead.",
                )
            )
        silent = (figures.as_of - figures.data_last).days
        if silent > 7:
            notes.append(
                both(
                    f"最後の購入は基準日の{silent}日前です。その間のデータが無いだけなら、沈黙は長く、休眠は多く見えます。--as-of を見直してください。",
                    f"The last purchase is {silent} days before the as-of day. If the data simply ends there, silences look too long: check --as-of.",
                )
            )
    notes += _thin_data(figures)
    if figures.preset == "article":
        notes.append(
            both(
                "この定義では、一度に2回買ってその後来ない顧客も日数がたてば上の区分に入ります。状態(現役・休眠・死滅)を必ず併せて見てください。",
                "Under this rule a customer who bought twice and left moves up as time passes: read the class together with the state.",
            )
        )
    notes.append(
        both(
            "また来る確率や将来の購入額(p_alive、value_365dなど)の列は、モデルをまだ当てはめていないため空です。",
            "The columns on coming back and future value (p_alive, value_365d …) are empty: no such model is fitted yet.",
        )
    )
    notes.append(
        both(
            "原価のわからないデータでは売上で比べています。利益で見ると順位が変わることがあります。",
            "Customers are ranked by sales; by margin the order may differ.",
        )
    )
    return notes


def _thin_data(figures: Figures) -> list[str]:
    notes = []
    first = next(row for row in figures.classes if row.name == "first")
    if figures.buyers and first.customers * 2 > figures.buyers:
        notes.append(
            both(
                f"顧客の{share(first.customers, figures.buyers)}は1回だけの購入です。次回の予測は2回以上の顧客のものです。",
                f"{share(first.customers, figures.buyers)} of customers bought once; forecasts speak of those with two or more purchases.",
            )
        )
    if figures.gaps < 200:
        notes.append(
            both(
                f"購入の間隔が{count(figures.gaps)}件しかなく、次回注文日は大まかな目安です。",
                f"Only {count(figures.gaps)} gaps between purchases: forecast days are rough.",
            )
        )
    guests, whole = figures.summary["guests"]["net"], figures.summary["guests"]["net"] + figures.net
    if whole > 0 and guests * 5 > whole:
        notes.append(
            both(
                f"売上の{share(guests, whole)}は顧客がわかりません。会員番号を取ると見える顧客が増えます。",
                f"{share(guests, whole)} of the money has no customer: asking for a number would show more of them.",
            )
        )
    if not figures.has_products:
        notes.append(
            both(
                "商品の列がないため、商品ごとの次回予測はありません。",
                "There is no product column, so nothing is said about single products.",
            )
        )
    return notes


def run_parameters(figures: Figures) -> str:
    """Every parameter of the run, so that the figures can be made again."""
    run = figures.summary["run"]
    chosen: list[tuple[str, str]] = [
        (both("基準日", "As of"), day(figures.as_of)),
        (both("定義", "Rule"), tell(PRESETS[figures.preset])),
        (both("計算番号", "Run"), f"<code>{escape(str(run['run_id']))}</code>"),
        (both("A の計算", "A is"), _average(figures)),
    ]
    pairs = [*chosen, *((f"<code>{escape(name)}</code>", _value(value)) for name, value in _flat(run))]
    definition = both(
        "同じ入力とこの値から、同じ結果が1バイトも違わず得られます。完全な値はsummary.jsonのrunにあります。",
        "The same input under these values gives the same result to the byte; summary.json has them in full under run.",
    )
    items = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in pairs)
    body = f'<dl class="run">{items}</dl>'
    return section("run", both("計算の条件", "Run parameters"), body, definition_html=definition)


def _average(figures: Figures) -> str:
    run = figures.summary["run"]
    total, number = figures.money.write(run["average_total"]), count(run["average_count"])
    return both(f"{total} ÷ {number}回", f"{total} ÷ {number} purchases")


def _flat(values: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """Nested parameters as dotted names; long tables are counted instead of listed."""
    rows: list[tuple[str, Any]] = []
    for name, value in values.items():
        if isinstance(value, dict) and len(value) <= _LONGEST_LIST:
            rows += _flat(value, f"{prefix}{name}.")
        else:
            rows.append((prefix + name, value))
    return rows


def _value(value: Any) -> str:
    if isinstance(value, dict) or (isinstance(value, list) and len(value) > _LONGEST_LIST):
        return both(f"{len(value)}件(summary.json)", f"{len(value)} values, in summary.json")
    return f"<code>{escape(json.dumps(value, ensure_ascii=False))}</code>"
