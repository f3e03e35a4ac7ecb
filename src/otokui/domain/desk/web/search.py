"""The search of the whole shop: a list below the box while somebody types, a page with more of everything."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from otokui.core.kernel.phone import find_digits, looks_like_phone, phone_key
from otokui.core.kernel.text import clean, find_word, search_words
from otokui.core.platform.files.finding import FoundFile
from otokui.core.ui import figures
from otokui.domain.accounts.public import get_business, may, requires, sight_of
from otokui.domain.accounts.types import BusinessSettings, Permission
from otokui.domain.customers.public import label
from otokui.domain.customers.types import (
    CustomerKind,
    CustomerLine,
    FoundNote,
    FoundWord,
    FoundWordKind,
    PreferenceKind,
)
from otokui.domain.desk.queries.everything import Found, search_everything
from otokui.domain.desk.web.audiences import tokens
from otokui.domain.desk.web.labels import FILE_ICONS
from otokui.domain.desk.web.search_pages import FoundPlace, find_lists, find_places
from otokui.domain.insights.public import business_today
from otokui.domain.insights.types.audience import Audience
from otokui.domain.purchases.types import Bought, FoundOrder, FoundProduct

_LONGEST: Final = 100
_IN_THE_LIST: Final = 4
_ON_THE_PAGE: Final = 20
_BEFORE, _AFTER = 16, 70
"""Characters of a long text around what was looked for."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One line: where it leads, and what it says, marked."""

    url: str
    icon: str
    title: SafeString
    about: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind; `more` leads to all of them, if there is such a page."""

    key: str
    title: "str | Promise"
    hits: Sequence[Hit]
    more: str = ""


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything that has these words; with htmx the few best for the list below the box."""
    text = clean(request.GET.get("q", ""))[:_LONGEST]
    short = request.headers.get("HX-Target") == "found"
    groups = _groups(request, text, each=_IN_THE_LIST if short else _ON_THE_PAGE) if text else []
    context = {"asked": text, "groups": groups, "count": sum(len(group.hits) for group in groups)}
    return render(request, "desk/found.html" if short else "desk/search.html", context)


def _groups(request: HttpRequest, text: str, *, each: int) -> list[Group]:
    business, now = get_business(), timezone.now()
    found = search_everything(
        text,
        sight=sight_of(request.user),
        orders_too=may(request.user, Permission.PURCHASES_VIEW),
        each=each,
        today=business_today(now),
        business=business,
    )
    pen = _Pen(text, business)
    places = find_places(request, text, limit=each)
    lists = find_lists(request, text, limit=each)
    customers = Group(
        "customers", _("Customers"), _drawn(found.customers, pen.customer), _all("customers", text)
    )
    orders = Group("orders", pgettext("menu", "Orders"), _drawn(found.orders, pen.order))
    told = {kind: [word for word in found.told if word.kind is kind] for kind in FoundWordKind}
    kept = [*told[FoundWordKind.TASTE], *told[FoundWordKind.FIELD]]
    groups = [
        *((orders, customers) if found.orders_first else (customers, orders)),
        Group("products", _("Products"), _drawn(found.products, pen.product)),
        Group("tasks", _("Tasks"), _drawn(told[FoundWordKind.TASK], pen.task)),
        Group("notes", _("Notes and contacts"), _drawn(found.notes, pen.note)),
        Group("known", _("Tastes, needs and own fields"), _drawn(kept, pen.known)),
        Group("files", _("Files"), _files(found, pen, each)),
        Group(
            "lists",
            _("Tags, lists and programmes"),
            [*_drawn(told[FoundWordKind.TAG], pen.tag), *_drawn(lists, pen.place)],
        ),
    ]
    pages = Group("pages", _("Pages and actions"), _drawn(places, pen.place))
    called_by_name = len(text) > 1 and any(place.is_called_so for place in places)
    groups = [pages, *groups] if called_by_name else [*groups, pages]
    return [group for group in groups if group.hits]


def _drawn(rows: Iterable[object], draw: Callable[..., Hit]) -> list[Hit]:
    return [draw(row) for row in rows]


def _files(found: Found, pen: "_Pen", each: int) -> list[Hit]:
    both = [(file, "customer") for file in found.files] + [(file, "order") for file in found.order_files]
    both.sort(key=lambda pair: pair[0].at, reverse=True)
    return [pen.file(file, of) for file, of in both[:each]]


def _all(view: str, text: str) -> str:
    return f"{reverse(view)}?{urlencode({'q': text})}"


class _Pen:
    """Draws hits; every text that people typed goes through `escape`."""

    def __init__(self, text: str, business: BusinessSettings) -> None:
        self.words = search_words(text)
        self.digits = phone_key(text) if looks_like_phone(text) else ""
        self.typed, self.business, self.now = text.casefold().lstrip("#"), business, timezone.now()

    def place(self, found: FoundPlace) -> Hit:
        return Hit(found.url, found.place.icon, self.marked(str(found.place.label)))

    def customer(self, line: CustomerLine) -> Hit:
        icon = "building-2" if line.kind is CustomerKind.COMPANY else "user-round"
        title = line.name or line.company_name or line.kana or line.phone or line.mail or f"#{line.code}"
        company = line.company_name if line.company_name != title else ""
        about = [self.marked(line.kana if line.kana != title else ""), self.marked(company)]
        about += [self.marked(person) for person in line.persons if self._is_in(person)]
        about.append(self.number(line.phone))
        about.append(self._mail(line.mail))
        if line.code:
            about.append(self._typed(f"#{line.code}"))
        return Hit(reverse("customer", args=[line.id]), icon, self.marked(title), _joined(about))

    def order(self, order: FoundOrder) -> Hit:
        moment = figures.moment(order.ordered_at, zone=self.business.zone, now=self.now)
        money = figures.money(order.amount, self.business.currency, self.business.minor_units)
        title = f"#{order.number}" if order.number else moment
        about = [escape(order.customer or _("Guest")), escape(moment if order.number else ""), escape(money)]
        url = reverse("order", args=[order.id])
        return Hit(url, "shopping-bag", self._typed(title), _joined(about))

    def product(self, product: FoundProduct) -> Hit:
        """Leads to the customers who bought it."""
        bought = tokens.written(Audience(conditions=(Bought(products=(product.id,)),)))
        about = [self._typed(product.code), escape(_("who bought it"))]
        url = f"{reverse('customers')}?if={bought}"
        return Hit(url, "package", self.marked(product.name or product.code), _joined(about))

    def note(self, note: FoundNote) -> Hit:
        when = figures.moment(note.at, zone=self.business.zone, now=self.now) if note.at else _("Memo")
        about = [escape(note.customer), escape(when), escape(label(note.way)) if note.way else ""]
        url = reverse("customer", args=[note.customer_id])
        return Hit(url, "notebook-pen", self._around(note.text), _joined(about))

    def task(self, task: FoundWord) -> Hit:
        when = figures.day(task.on) if task.on else ""
        state = _("done on %(day)s") if task.is_done else _("due on %(day)s")
        about = [escape(task.customer), escape(state % {"day": when})]
        url = reverse("customer", args=[task.customer_id])
        return Hit(url, "list-todo", self._around(task.text), _joined(about))

    def known(self, word: FoundWord) -> Hit:
        """What a customer likes, dislikes or needs; the value of a field that the shop has made."""
        is_taste = word.kind is FoundWordKind.TASTE
        what = label(PreferenceKind(word.label)) if is_taste else word.label
        about = [escape(word.customer), escape(what)]
        url = reverse("customer", args=[word.customer_id])
        return Hit(url, "heart" if is_taste else "tag", self._around(word.text), _joined(about))

    def tag(self, word: FoundWord) -> Hit:
        url = f"{reverse('customers')}?{urlencode({'tag': word.text})}"
        return Hit(url, "tag", self.marked(word.text), _joined([escape(_("who has this tag"))]))

    def file(self, file: FoundFile, of: str) -> Hit:
        inside = self._around(file.text) if file.text else ""
        about = [escape(file.owner), self.marked(file.note), inside]
        return Hit(
            reverse("file", args=[of, file.id]), FILE_ICONS[file.kind], self.marked(file.name), _joined(about)
        )

    def marked(self, text: str) -> SafeString:
        """With the words as they are displayed, whatever their kana, width or age of kanji."""
        spans = sorted(filter(None, (find_word(text, word) for word in self.words))) if text else []
        return _with_marks(text, spans)

    def number(self, text: str) -> SafeString:
        span = find_digits(text, self.digits) if self.digits else None
        return _with_marks(text, [span] if span else [])

    def _around(self, text: str) -> SafeString:
        """The part of a long text in which the words stand."""
        text = " ".join(text.split())
        first = min(filter(None, (find_word(text, word) for word in self.words)), default=(0, 0))[0]
        start = max(0, first - _BEFORE)
        part = text[start : first + _AFTER]
        return self.marked(f"{'…' if start else ''}{part}{'…' if first + _AFTER < len(text) else ''}")

    def _typed(self, text: str) -> SafeString:
        folded = text.casefold()
        at_end = folded.endswith(self.typed) and not folded.lstrip("#").startswith(self.typed)
        place = folded.rfind(self.typed) if at_end else folded.find(self.typed)
        return _with_marks(text, [(place, place + len(self.typed))] if place >= 0 and self.typed else [])

    def _mail(self, address: str) -> SafeString:
        return self._typed(address) if "@" in self.typed else SafeString("")

    def _is_in(self, text: str) -> bool:
        return any(find_word(text, word) for word in self.words)


def _with_marks(text: str, spans: Sequence[tuple[int, int]]) -> SafeString:
    parts, end = [], 0
    for start, stop in spans:
        if start >= end:
            parts += [escape(text[end:start]), f"<mark>{escape(text[start:stop])}</mark>"]
            end = stop
    return mark_safe("".join([*parts, escape(text[end:])]))


def _joined(about: Iterable[str]) -> SafeString:
    """Every part has been escaped."""
    return mark_safe(" · ".join(filter(None, about)))
