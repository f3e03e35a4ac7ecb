"""Rows of the customer list as HTML, written by a function: a template takes ten times as long for fifty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from otokui.core.kernel.phone import find_digits, looks_like_phone, phone_key, plain_phone
from otokui.core.kernel.text import find_word, search_words
from otokui.core.ui import badges, figures
from otokui.core.ui.templatetags.otokui import icon
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.customers.types import CustomerDetail, CustomerLine
from otokui.domain.desk.actions.exporting.cells import cell_text
from otokui.domain.desk.types import ListPage, Row
from otokui.domain.desk.web.columns import Column, chosen_columns
from otokui.domain.desk.web.labels import CLASS_LABELS, DUE_LABELS, DUE_TONES, STATE_LABELS
from otokui.domain.insights.types import DueStatus

_LONG = ("address", "reason", "tags", "why_not_more")
_NONE = '<td class="hide-small"></td>'


def drawn_rows(
    page: ListPage,
    business: BusinessSettings,
    columns: Sequence[Column] = (),
    details: Mapping[int, CustomerDetail] | None = None,
    *,
    to_choose: bool = False,
) -> SafeString:
    """All rows of a page with these columns, what was searched for marked where it stands.

    `details` by customer for the columns that need them; `to_choose`: with a box before each.
    """
    asked = page.asked.text
    pen = _Pen(
        page.today,
        business,
        words=tuple(search_words(asked)),
        digits=_digits(asked),
        typed=asked.casefold(),
        list_address=reverse("customers"),
        classes={key: badges.class_badge(key, str(word)) for key, word in CLASS_LABELS.items()},
        states={key: badges.state_mark(key, str(word)) for key, word in STATE_LABELS.items()},
        dues={key: _due(key, str(word)) for key, word in DUE_LABELS.items()},
        next_order=_("Next order"),
        total=_("Total"),
        last_purchase=_("Last purchase"),
        write=_("Write a mail"),
        risk=_risk(),
        columns=columns or chosen_columns(()),
        details=details or {},
        choose=_("Choose %(name)s") if to_choose else "",
    )
    # Every text that people typed has gone through `escape`.
    return mark_safe("".join(map(pen.row, page.rows)))


def _risk() -> str:
    """よちよち who would usually be back by now: a cheaper shop may have them (R35)."""
    word = escape(_("Easily lost to a competitor"))
    mark = f'{icon("wind", "sm")}<span class="sr-only">{word}</span>'
    return f'<span class="text-warning" title="{word}">{mark}</span>'


def _instead(line: CustomerLine) -> str:
    """What somebody without a name is called."""
    return line.kana or line.phone or line.mail or f"#{line.code}"


def _digits(asked: str) -> str:
    return phone_key(asked) if looks_like_phone(asked) else ""


@dataclass(frozen=True, slots=True)
class _Pen:
    today: date
    business: BusinessSettings
    words: Sequence[str]
    digits: str
    typed: str
    list_address: str
    classes: Mapping[str, str]
    states: Mapping[str, str]
    dues: Mapping[str, str]
    next_order: str
    total: str
    last_purchase: str
    write: str
    risk: str
    columns: Sequence[Column]
    details: Mapping[int, CustomerDetail]
    choose: str

    def row(self, row: Row) -> str:
        cells = "".join([self._cell(column, row) for column in self.columns])
        return f"<tr>{self._box(row)}{self._who(row)}{cells}</tr>"

    def _box(self, row: Row) -> str:
        if not self.choose:
            return ""
        words = escape(self.choose % {"name": row.line.name or _instead(row.line)})
        return (
            '<td class="choose-cell"><input class="checkbox checkbox-sm" type="checkbox" name="id"'
            f' value="{row.line.id}" form="choosing" aria-label="{words}"></td>'
        )

    def _cell(self, column: Column, row: Row) -> str:
        """One cell of a column; the usual ones fold into the card of a phone, the others stay away there."""
        match column.key:
            case "class":
                return self._standing(row)
            case "next":
                return self._next(row)
            case "orders":
                return self._orders(row)
            case "net":
                return self._net(row)
            case "last":
                return self._last(row)
            case "reach":
                return self._reach(row)
            case "in_charge":
                return f"<td class='tight hide-small'>{escape(row.in_charge)}</td>"
        kind = "right" if column.right else "tight" if column.key not in _LONG else "long-cell"
        text = cell_text(column.key, row, self.details.get(row.line.id), self.business)
        return f'<td class="{kind} hide-small">{escape(text)}</td>'

    def _who(self, row: Row) -> str:
        line = row.line
        about = [self._marked(line.kana)]
        if line.company_name and line.company_name != line.name:
            about.append(self._marked(line.company_name))
        if line.code:
            about.append(f'<span class="num">#{self._number(line.code)}</span>')
        about += [self._marked(person) for person in line.persons if self._is_in(person)]
        complaint = _complaint() if line.open_complaint else ""
        return (
            f'<td class="grow name-cell"><a class="row-link" href="{self.list_address}{line.id}/">'
            f"{self._marked(line.name) or escape(_instead(line))}</a>{complaint}"
            f'<span class="sub">{" ".join(filter(None, about))}</span></td>'
        )

    def _standing(self, row: Row) -> str:
        mark = self.states[row.standing.state] if row.standing and row.standing.state else ""
        badge = self.classes[row.customer_class]
        risk = self.risk if row.customer_class == "toddler" and row.due == DueStatus.DUE else ""
        marks = f'<span class="flex items-center gap-2">{badge}{mark}{risk}</span>'
        return f'<td class="tight class-cell">{marks}</td>'

    def _next(self, row: Row) -> str:
        if not row.due:
            return _NONE
        day = figures.short_day(row.awaited_on, today=self.today)
        return (
            f'<td class="tight next-cell" data-label="{self.next_order}">'
            f'<span class="inline-flex items-center gap-2">{day}{self.dues[row.due]}</span></td>'
        )

    def _orders(self, row: Row) -> str:
        standing = row.standing
        if not standing or not standing.orders:
            return _NONE
        return f'<td class="right hide-small">{figures.count(standing.orders)}</td>'

    def _net(self, row: Row) -> str:
        standing = row.standing
        if not standing or not standing.orders:
            return _NONE
        money = figures.money(standing.net, self.business.currency, self.business.minor_units)
        return f'<td class="right" data-label="{self.total}">{escape(money)}</td>'

    def _last(self, row: Row) -> str:
        standing = row.standing
        if not standing or not standing.orders:
            return _NONE
        last = figures.short_day(standing.last_on, today=self.today)
        ago = figures.ago(standing.last_on, today=self.today)
        return (
            f'<td class="tight last-cell" data-label="{self.last_purchase}">'
            f'<span class="hide-small">{last}</span><span class="sub">{ago}</span></td>'
        )

    def _reach(self, row: Row) -> str:
        line, doors = row.line, []
        if line.phone:
            doors.append(
                f'<a class="reach-link num" href="tel:{escape(phone_key(line.phone))}">'
                f"{icon('phone', 'sm')}<span>{self._number(plain_phone(line.phone))}</span></a>"
            )
        if line.mail:
            doors.append(
                f'<a class="reach-link" href="mailto:{escape(line.mail)}" aria-label="{self.write}">'
                f"{icon('mail', 'sm')}{self._mail(line.mail)}</a>"
            )
        return f'<td class="tight reach-cell">{"".join(doors)}</td>'

    def _is_in(self, text: str) -> bool:
        return any(find_word(text, word) for word in self.words)

    def _marked(self, text: str) -> str:
        spans = filter(None, (find_word(text, word) for word in self.words)) if text else ()
        return _with_mark(text, min(spans, default=None))

    def _number(self, text: str) -> str:
        return _with_mark(text, find_digits(text, self.digits) if self.digits else None)

    def _mail(self, address: str) -> str:
        """The address itself only where it was searched for: lists are for names."""
        place = address.casefold().find(self.typed) if "@" in self.typed else -1
        span = None if place < 0 else (place, place + len(self.typed))
        return f"<span>{_with_mark(address, span)}</span>" if span else ""


def _with_mark(text: str, span: tuple[int, int] | None) -> str:
    if span is None:
        return escape(text)
    start, end = span
    return f"{escape(text[:start])}<mark>{escape(text[start:end])}</mark>{escape(text[end:])}"


def _due(key: str, word: str) -> str:
    return "" if key == "waiting" else f'<span class="tone tone-{DUE_TONES[key]}">{word}</span>'


def _complaint() -> str:
    words = _("Open complaint")
    mark = icon("circle-alert", "sm")
    sign = f'{mark}<span class="sr-only">{words}</span>'
    return f' <span class="text-error align-middle" title="{words}">{sign}</span>'
