"""Small pieces of HTML. Arguments named `…_html` and what these functions return are HTML, other text is escaped."""

from collections.abc import Iterable, Sequence
from html import escape

from otokui.entry.cli.analyse.report.words import CLASSES, STATES, both, tell


def section(key: str, title_html: str, body_html: str, *, definition_html: str = "") -> str:
    """A card with a heading; the definition of its figures stands below them."""
    note = f'<p class="definition">{definition_html}</p>' if definition_html else ""
    return (
        f'<section class="card" id="{key}" aria-labelledby="{key}-title">'
        f'<h2 id="{key}-title">{title_html}</h2>{body_html}{note}</section>'
    )


def table(
    head_html: Sequence[str],
    rows_html: Iterable[Sequence[str]],
    *,
    numbers: Iterable[int] = (),
    caption_html: str = "",
    foot_html: Sequence[str] = (),
    wide: bool = True,
) -> str:
    """A table; columns whose place is in `numbers` are right-aligned. Wide ones scroll inside their card."""
    right = set(numbers)

    def cells(row: Sequence[str], tag: str) -> str:
        parts = []
        for place, cell in enumerate(row):
            kind = ' class="n"' if place in right else ""
            scope = ' scope="col"' if tag == "th" else ""
            name = "th" if tag == "td" and place == 0 else tag
            scope = ' scope="row"' if name == "th" and tag == "td" else scope
            parts.append(f"<{name}{kind}{scope}>{cell}</{name}>")
        return "<tr>" + "".join(parts) + "</tr>"

    body = "".join(cells(row, "td") for row in rows_html)
    foot = f"<tfoot>{cells(foot_html, 'td')}</tfoot>" if foot_html else ""
    caption = f"<caption>{caption_html}</caption>" if caption_html else ""
    made = f"<table>{caption}<thead>{cells(head_html, 'th')}</thead><tbody>{body}</tbody>{foot}</table>"
    return f'<div class="scroll" tabindex="0">{made}</div>' if wide else made


def class_badge(name: str) -> str:
    """The class as a coloured badge."""
    return f'<span class="badge is-{escape(name)}">{tell(CLASSES[name])}</span>'


def state_word(name: str | None) -> str:
    """The state as a word."""
    return f'<span class="state is-{escape(name or "none")}">{tell(STATES[name or "none"])}</span>'


def who(row: dict[str, object]) -> str:
    """A customer: the name if the files have one, and the number."""
    number = escape(str(row["customer_id"]))
    name = escape(str(row.get("name") or ""))
    return (
        f'<span class="who">{name}<small>{number}</small></span>'
        if name
        else f'<span class="who">{number}</span>'
    )


def tile(label_html: str, value_html: str, note_html: str = "") -> str:
    """One key figure."""
    note = f'<p class="tile-note">{note_html}</p>' if note_html else ""
    return f'<div class="tile"><p class="tile-label">{label_html}</p><p class="tile-value">{value_html}</p>{note}</div>'


def nothing(ja: str, en: str) -> str:
    """What stands where a list is empty."""
    return f'<p class="nothing">{both(ja, en)}</p>'
