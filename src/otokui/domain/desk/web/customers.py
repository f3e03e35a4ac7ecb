"""The customer list."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from otokui.core.kernel.text import INDEX_KANA
from otokui.domain.accounts.public import get_business, may, requires, staff_id_of
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import details_of
from otokui.domain.desk.queries.customer_list import customer_list
from otokui.domain.desk.queries.shares import customer_shares
from otokui.domain.desk.types import BESIDE, INDEX, SORTS, ListPage, ListQuery
from otokui.domain.desk.web.asked import asked_of, kept_of, linker, saved_of
from otokui.domain.desk.web.audiences.context import Chip, conditions_context
from otokui.domain.desk.web.bulk_words import people_in_words
from otokui.domain.desk.web.columns import Column, chosen_columns
from otokui.domain.desk.web.labels import (
    CLASS_LABELS,
    LETTER_LABELS,
    PEOPLE_LABELS,
    SORT_LABELS,
    STATE_LABELS,
    kana_label,
)
from otokui.domain.desk.web.list_rows import drawn_rows
from otokui.domain.desk.web.own_conditions import own_words
from otokui.domain.desk.web.shares import drawn_shares
from otokui.domain.insights.public import get_look


@requires(Permission.CUSTOMERS_VIEW)
def customers(request: HttpRequest) -> HttpResponse:
    """A page of the list; htmx asks for the rows alone while somebody types."""
    saved = saved_of(request)
    fragment = request.headers.get("HX-Target") == "customers"
    may_write = may(request.user, Permission.CUSTOMERS_CHANGE)
    columns = chosen_columns(get_look(staff_id_of(request)).columns_of(saved.key if saved else ""))
    page = customer_list(
        asked_of(request, saved),
        now=timezone.now(),
        beside=[column.key for column in columns if column.key in BESIDE],
    )
    context = (
        _drawn(request, page, columns, may_write)
        | (conditions := conditions_context(request, page.asked, saved))
        | {
            "looser": [] if page.rows else _looser(request, page.asked, conditions["sentences"]),
            "may_write": may_write,
            "may_export": may(request.user, Permission.CUSTOMERS_EXPORT),
            "may_import": may(request.user, Permission.IMPORTS_RUN),
        }
    )
    return render(request, "desk/customers_rows.html" if fragment else "desk/customers.html", context)


@requires(Permission.CUSTOMERS_VIEW)
def shares(request: HttpRequest) -> HttpResponse:
    """Customers by class, loaded beside the list so that counting does not hold it up."""
    asked = asked_of(request, None)
    found = customer_shares(asked.sight)
    return render(request, "desk/shares.html", drawn_shares(found, asked, linker(request)))


def _drawn(request: HttpRequest, page: ListPage, columns: list[Column], may_write: bool) -> dict[str, Any]:
    asked, link = page.asked, linker(request)
    ids = [row.line.id for row in page.rows]
    details = details_of(ids) if any(column.detail for column in columns) else {}
    return {
        "page": page,
        "asked": asked,
        "drawn": drawn_rows(page, get_business(), columns, details, to_choose=may_write),
        "kept_query": link().partition("?")[2],
        "heads": [(column, link(sort=column.sort) if column.sort else "") for column in columns],
        "letters": [(LETTER_LABELS[row], link(letter=row, kana=None), asked.letter == row) for row in INDEX],
        "all_letters": link(letter=None, kana=None),
        "kana": [
            (kana_label(kana), link(kana=None if asked.kana == kana else kana), asked.kana == kana)
            for kana in INDEX_KANA.get(asked.letter, "")
        ],
        "sorts": [
            (
                SORT_LABELS[sort],
                link(sort=sort),
                asked.sort == sort or (sort == "reading" and in_order(asked)),
            )
            for sort in SORTS
        ],
        "overdue": link(overdue=None if asked.overdue else "1"),
        "rfm_top": link(rfm=None if asked.rfm_top else "top"),
        "conditions": _conditions(asked, link),
        "by_reading": link(sort="reading"),
        "searched_within": [one for one in kept_of(request.GET) if one[0] not in _own_of_search(asked)],
        "search_everybody": f"{reverse('customers')}?{urlencode({'q': asked.text})}",
        "first": link(),
        "previous": link(before=page.previous_cursor) if page.previous_cursor else "",
        "next": link(cursor=page.next_cursor) if page.next_cursor else "",
    }


def _looser(request: HttpRequest, asked: ListQuery, chips: list[Chip]) -> list[tuple[str, str]]:
    """(words, the list without it) of everything that narrows a list in which nobody is left."""
    link = linker(request)
    of_buttons = (
        (asked.text, f"“{asked.text}”", {"q": None}),
        (asked.kana or asked.letter, asked.kana or asked.letter, {"letter": None, "kana": None}),
        (asked.customer_class, CLASS_LABELS.get(asked.customer_class, ""), {"class": None}),
        (asked.state, STATE_LABELS.get(asked.state, ""), {"state": None}),
        (asked.overdue, _("Order overdue"), {"overdue": None}),
        (asked.rfm_top, _("RFM top"), {"rfm": None}),
    )
    found = [(str(words), link(**without)) for said, words, without in of_buttons if said]
    return found + _conditions(asked, link) + [(chip.words, chip.without) for chip in chips]


def _own_of_search(asked: ListQuery) -> tuple[str, ...]:
    """What the search box says anew. It looks within what narrows the list; of everybody the best come first,
    whatever the order was.
    """
    return ("q",) if asked.narrows else ("q", "sort")


def _conditions(asked: ListQuery, link: Callable[..., str]) -> list[tuple[str, str]]:
    """What no button of the page stands for: its words, and the list without it."""
    found = []
    if asked.run:
        found.append((PEOPLE_LABELS[asked.touched] % {"run": asked.run}, link(run=None, touched=None)))
    if asked.bulk:
        found.append((people_in_words(asked), link(bulk=None, became=None)))
    if asked.r:
        found.append((_("R %(score)s (bought lately)") % {"score": asked.r}, link(r=None)))
    if asked.f:
        found.append((_("F %(score)s (how often)") % {"score": asked.f}, link(f=None)))
    return found + own_words(asked.own, asked.tag, link)


def in_order(asked: ListQuery) -> bool:
    """Whether the list is by reading though nobody asked for it."""
    return not asked.sort and not asked.is_search
