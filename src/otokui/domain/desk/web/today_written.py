"""Rows of 今日 as HTML, written by a function like the rows of the customer list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from otokui.core.ui import badges
from otokui.core.ui.templatetags.otokui import icon
from otokui.domain.customers.types import ContactWay, Reach
from otokui.domain.desk.web.addresses import of_customer
from otokui.domain.desk.web.labels import CLASS_LABELS, STATE_LABELS
from otokui.domain.desk.web.today_why import Money

_TICKET: Final = 'name="ticket" value=""'


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnWay:
    """A way to get in touch: a link, words to copy, or a refusal with its reason."""

    way: ContactWay
    word: str
    link: str = ""
    target: str = ""
    copy: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnRow:
    """One row in words. `more`: label and sentence of the other reasons."""

    customer: Reach
    customer_class: str
    state: str | None
    kind_label: str
    kind_icon: str
    kind_tone: str
    why: str
    say: str
    more: Iterable[tuple[str, str]]
    donts: Iterable[str]
    stake: int
    ways: Iterable[DrawnWay]
    by_line: bool
    panel: str
    until: date


def with_ticket(row: str, ticket: str) -> str:
    """The row with what acts on it. Quotes that people typed are escaped: no text of theirs looks like it."""
    return row.replace(_TICKET, f'name="ticket" value="{ticket}"', 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Writes rows of the list; with the ways to act for those who may, but for the ticket."""

    money: Money
    words: Mapping[str, str]
    may_act: bool
    customers: str = field(default_factory=lambda: reverse("customers"))
    act_address: str = field(default_factory=lambda: reverse("today_act"))
    stake: str = field(default_factory=lambda: _("Money at stake"))

    def row(self, row: DrawnRow) -> str:
        key, glance = _key(row), of_customer("today_glance", row.customer.id)
        act = self._act(row) if self.may_act else ""
        return (
            f'<li class="today-row" id="{key}" data-glance="{glance}"><div class="today-main">'
            f'{self._who(row)}<p class="today-why"><span class="tone tone-{row.kind_tone}">'
            f"{icon(row.kind_icon, 'sm')}{row.kind_label}</span><span>{escape(row.why)}</span></p>"
            f"{_say(row)}{_notes(row)}</div>{self._reach(row)}{act}</li>"
        )

    def _who(self, row: DrawnRow) -> str:
        customer, label = row.customer, str(CLASS_LABELS[row.customer_class])
        state = charge = ""
        if row.state and row.state != "active":
            state = badges.state_mark(row.state, str(STATE_LABELS[row.state]))
        if customer.in_charge:
            charge = f'<span class="sub">{icon("user", "sm")}{escape(customer.in_charge)}</span>'
        return (
            f'<p class="today-who"><a class="row-link" href="{self.customers}{customer.id}/">'
            f'{escape(customer.name or customer.code)}</a><span class="text-ink-2">'
            f"{escape(customer.honorific)}</span>{badges.class_badge(row.customer_class, label)}"
            f"{state}{charge}</p>"
        )

    def _reach(self, row: DrawnRow) -> str:
        ways = "".join(f"<li>{_way(way)}</li>" for way in row.ways)
        none = "" if ways else f'<li class="sub">{_("No way to reach them is known")}</li>'
        return (
            f'<div class="today-reach"><p class="today-stake" title="{self.stake}"><span class="sr-only">'
            f"{self.stake}</span>{escape(self.money(row.stake))}</p><ul>{ways}{none}</ul></div>"
        )

    def _act(self, row: DrawnRow) -> str:
        words, line = self.words, " data-line" if row.by_line else ""
        return (
            f'<form class="today-act no-print" method="post" action="{self.act_address}"'
            f' hx-post="{self.act_address}" hx-target="#{_key(row)}" hx-swap="outerHTML" data-acts{line}'
            f' data-until="{row.until.isoformat()}"><input type="hidden" {_TICKET}>'
            f"{_drop(row.panel, 'c', 'plain', 'phone', words['called'])}"
            f"{_drop('act-write', 'w', 'plain', 'pencil', words['wrote'])}"
            '<button class="btn btn-md btn-bare" name="deed" value="skip" data-act="s">'
            f"{icon('skip-forward', 'sm')}{words['skip']}</button>"
            f"{_drop('act-later', 'p', 'bare', 'alarm-clock', words['later'])}</form>"
        )


def _key(row: DrawnRow) -> str:
    return f"c{row.customer.id}"


def _drop(panel: str, key: str, look: str, drawing: str, word: str) -> str:
    return (
        f'<details class="drop act-drop" data-panel="{panel}"><summary class="btn btn-md btn-{look}"'
        f' data-act="{key}">{icon(drawing, "sm")}{word}</summary></details>'
    )


def _say(row: DrawnRow) -> str:
    return f'<p class="today-say">{escape(row.say)}</p>' if row.say else ""


def _notes(row: DrawnRow) -> str:
    """What not to do, the memo, and the other reasons."""
    notes = [f'<span class="tone tone-error">{icon("ban", "sm")}{word}</span>' for word in row.donts]
    if row.customer.memo:
        notes.append(
            f'<span class="tone tone-warning">{icon("sticky-note", "sm")}<span class="truncate">'
            f"{escape(row.customer.memo)}</span></span>"
        )
    for label, why in row.more:
        notes.append(
            f'<span class="tone" title="{escape(why)}">{icon("plus", "sm")}{label}'
            f'<span class="sr-only">: {escape(why)}</span></span>'
        )
    return f'<p class="today-notes">{"".join(notes)}</p>' if notes else ""


def _way(way: DrawnWay) -> str:
    if way.refused:
        words = f'{way.word}<span class="sub">{way.refused}</span>'
        return f'<span class="way-refused">{icon("ban", "sm")}{words}</span>'
    if way.link and way.way is ContactWay.CALL:
        number = f'{icon("phone", "sm")}<span class="num">{escape(way.target)}</span>'
        return f'<a class="way" href="{escape(way.link)}">{number}</a>'
    if way.link:
        return f'<a class="way" href="{escape(way.link)}">{icon("mail", "sm")}<span>{way.word}</span></a>'
    if way.copy:
        return (
            f'<button type="button" class="way way-copy" data-copies="{escape(way.copy)}"'
            f' title="{_how_to_copy()}">{icon("copy", "sm")}'
            f'<span data-copied="{_("Copied")}" aria-live="polite">{_("LINE: copy the words")}</span>'
            "</button>"
        )
    return f'<span class="way" title="{escape(way.target)}">{icon("file-text", "sm")}{way.word}</span>'


def _how_to_copy() -> str:
    return _("Copies the words. Paste them into your LINE, send them, then say here: wrote, LINE.")
