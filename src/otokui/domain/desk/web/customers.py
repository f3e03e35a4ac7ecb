"""The customer list."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from otokui.core.kernel.text import INDEX_KANA
from otokui.domain.accounts.public import get_business, may, requires, sight_of
from otokui.domain.accounts.types import Permission, Sight
from otokui.domain.desk.queries.customer_list import customer_list
from otokui.domain.desk.queries.shares import customer_shares
from otokui.domain.desk.types import CLASSES, INDEX, SORTS, STATES, ListPage, ListQuery
from otokui.domain.desk.web.labels import LETTER_LABELS, PEOPLE_LABELS, SORT_LABELS, kana_label
from otokui.domain.desk.web.list_rows import drawn_rows
from otokui.domain.desk.web.own_conditions import own_asked, own_words
from otokui.domain.desk.web.shares import drawn_shares
from otokui.domain.purchases.types import RunPeople

SCORES = ("1", "2", "3", "4", "5")


def _asked(typed: QueryDict, sight: Sight) -> ListQuery:
    def one_of(name: str, known: tuple[str, ...]) -> str:
        value = typed.get(name, "")
        return value if value in known else ""

    letter = one_of("letter", INDEX)
    return ListQuery(
        sight=sight,
        text=typed.get("q", "").strip()[:100],
        letter=letter,
        kana=one_of("kana", tuple(INDEX_KANA.get(letter, ""))),
        customer_class=one_of("class", CLASSES),
        state=one_of("state", STATES),
        overdue=typed.get("overdue") == "1",
        rfm_top=typed.get("rfm") == "top",
        r=int(one_of("r", SCORES) or 0) or None,
        f=int(one_of("f", SCORES) or 0) or None,
        run=_number(typed.get("run", "")),
        touched=RunPeople(one_of("touched", tuple(RunPeople))),
        tag=typed.get("tag", "").strip()[:50],
        own=own_asked(typed),
        sort=one_of("sort", SORTS),
        cursor=typed.get("cursor", "")[:3000],
        before=typed.get("before", "")[:3000],
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


@requires(Permission.CUSTOMERS_VIEW)
def customers(request: HttpRequest) -> HttpResponse:
    """A page of the list; htmx asks for the rows alone while somebody types."""
    asked = _asked(request.GET, sight_of(request.user))
    page = customer_list(asked, now=timezone.now())
    fragment = request.headers.get("HX-Target") == "customers"
    context = _drawn(request, page) | {
        "may_write": may(request.user, Permission.CUSTOMERS_CHANGE),
        "may_import": may(request.user, Permission.IMPORTS_RUN),
    }
    return render(request, "desk/customers_rows.html" if fragment else "desk/customers.html", context)


@requires(Permission.CUSTOMERS_VIEW)
def shares(request: HttpRequest) -> HttpResponse:
    """Customers by class, loaded beside the list so that counting does not hold it up."""
    asked = _asked(request.GET, sight_of(request.user))
    found = customer_shares(asked.sight)
    return render(request, "desk/shares.html", drawn_shares(found, asked, _linker(request)))


def _linker(request: HttpRequest) -> Callable[..., str]:
    """Addresses of the list as it is now but for some of its conditions; on the first page unless said."""
    path = reverse("customers")

    def link(**changed: str | None) -> str:
        query = request.GET.copy()
        for name, value in ({"cursor": None, "before": None} | changed).items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"{path}?{query.urlencode()}" if query else path

    return link


def _drawn(request: HttpRequest, page: ListPage) -> dict[str, Any]:
    asked, link = page.asked, _linker(request)
    return {
        "page": page,
        "asked": asked,
        "drawn": drawn_rows(page, get_business()),
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
        "first": link(),
        "previous": link(before=page.previous_cursor) if page.previous_cursor else "",
        "next": link(cursor=page.next_cursor) if page.next_cursor else "",
    }


def _conditions(asked: ListQuery, link: Callable[..., str]) -> list[tuple[str, str]]:
    """What no button of the page stands for: its words, and the list without it."""
    found = []
    if asked.run:
        found.append((PEOPLE_LABELS[asked.touched] % {"run": asked.run}, link(run=None, touched=None)))
    if asked.r:
        found.append((_("R %(score)s (bought lately)") % {"score": asked.r}, link(r=None)))
    if asked.f:
        found.append((_("F %(score)s (how often)") % {"score": asked.f}, link(f=None)))
    return found + own_words(asked.own, asked.tag, link)


def in_order(asked: ListQuery) -> bool:
    """Whether the list is by reading though nobody asked for it."""
    return not asked.sort and not asked.is_search
