"""The whole page."""

from pathlib import Path

from otokui.entry.cli.analyse.report import lists, notes, sections
from otokui.entry.cli.analyse.report.figures import Figures
from otokui.entry.cli.analyse.report.words import PRESETS, both, count, day, long_day, tell

_STYLE = Path(__file__).with_name("report.css")


def render_page(figures: Figures) -> str:
    """`report.html`: no script, nothing from outside; the language switch is a pair of radio buttons."""
    body = "".join(
        (
            sections.key_figures(figures),
            sections.classes(figures),
            '<div class="pair">',
            sections.concentration(figures),
            f'<div class="stack">{sections.last_month(figures)}{sections.by_time(figures)}</div>',
            "</div>",
            lists.overdue(figures),
            lists.expected(figures),
            lists.reorders(figures),
            lists.near_promotion(figures),
            '<div class="pair">',
            f'<div class="stack">{sections.rfm_top(figures)}{notes.guests_and_rejects(figures)}</div>',
            notes.honest_notes(figures),
            "</div>",
            notes.run_parameters(figures),
        )
    )
    return (
        "<!doctype html>\n"
        '<html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>お得意 顧客分析 {figures.as_of} | otokui</title>"
        f"<style>{_STYLE.read_text(encoding='utf-8')}</style></head><body>"
        '<input type="radio" name="language" id="in-ja" checked><input type="radio" name="language" id="in-en">'
        f"{_head(figures)}<main>{body}</main>{_foot()}</body></html>\n"
    )


def _head(figures: Figures) -> str:
    span = ""
    if figures.data_first and figures.data_last:
        span = (
            f"<li>{both('データ', 'Data')} <b>{day(figures.data_first)} – {day(figures.data_last)}</b></li>"
            f"<li>{both(f'明細 {count(figures.lines)}行', f'{count(figures.lines)} lines')}</li>"
        )
    return (
        '<header><div class="brand"><span class="mark" aria-hidden="true">得</span><div>'
        f"<h1>{both('顧客分析', 'Customer analysis')}</h1>"
        f'<p class="as-of">{both("基準日", "As of")} <b>{long_day(figures.as_of)}</b></p></div></div>'
        '<p class="switch"><label for="in-ja">日本語</label><label for="in-en">English</label></p>'
        f'<ul class="facts">{span}<li>{tell(PRESETS[figures.preset])}</li></ul></header>'
    )


def _foot() -> str:
    return (
        "<footer><p>"
        + both(
            "お得意 otokui が作成。このページは単独で開け、外部に何も送りません。",
            "Made by otokui (お得意). This page stands alone and sends nothing anywhere.",
        )
        + "</p></footer>"
    )
