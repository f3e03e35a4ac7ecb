"""What an address asks of the customer list, and addresses that ask for something else."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse

from otokui.core.kernel.text import INDEX_KANA
from otokui.domain.accounts.public import may, sight_of, staff_id_of
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import whose_bulk_change
from otokui.domain.customers.types import BulkState
from otokui.domain.desk.types import CLASSES, INDEX, SORTS, STATES, ListQuery
from otokui.domain.desk.web.audiences.tokens import read
from otokui.domain.desk.web.own_conditions import own_asked
from otokui.domain.insights.public import find_saved_list
from otokui.domain.insights.types.audience import Audience, Ranking
from otokui.domain.insights.types.saved_lists import SavedListView
from otokui.domain.purchases.types import RunPeople

SCORES = ("1", "2", "3", "4", "5")
PARAMETERS = (
    "q", "letter", "kana", "class", "state", "overdue", "rfm", "r", "f", "run", "touched", "bulk", "became",
    "tag", "sort", "list", "if",
)  # fmt: skip
_SORTS = {Ranking.LAST: "last", Ranking.MONEY: "money"}

Link = Callable[..., str]


def may_manage(request: HttpRequest) -> bool:
    """Whether somebody may change lists that all share though another one made them."""
    return may(request.user, Permission.RULES_CHANGE)


def saved_of(request: HttpRequest) -> SavedListView | None:
    """The saved list that the address names, if it is there for this reader. At most 2 SQL queries."""
    key = request.GET.get("list", "")
    return find_saved_list(key, staff_id_of(request), may_manage=may_manage(request)) if key else None


def asked_of(request: HttpRequest, saved: SavedListView | None) -> ListQuery:
    """Everything the address asks; `Refused` (bad_conditions) for conditions that are not ours.

    At most 2 SQL queries. 404 for a change of many that is not one's own. A list is in the order that its
    conditions name until somebody chooses another.
    """
    typed = request.GET
    audience = read(typed["if"]) if "if" in typed else saved.audience if saved else Audience()
    letter = _one_of(typed, "letter", INDEX)
    return ListQuery(
        sight=sight_of(request.user),
        text=typed.get("q", "").strip()[:100],
        letter=letter,
        kana=_one_of(typed, "kana", tuple(INDEX_KANA.get(letter, ""))),
        customer_class=_one_of(typed, "class", CLASSES),
        state=_one_of(typed, "state", STATES),
        overdue=typed.get("overdue") == "1",
        rfm_top=typed.get("rfm") == "top",
        r=int(_one_of(typed, "r", SCORES) or 0) or None,
        f=int(_one_of(typed, "f", SCORES) or 0) or None,
        run=_number(typed.get("run", "")),
        touched=RunPeople(_one_of(typed, "touched", tuple(RunPeople))),
        bulk=_bulk(request),
        became=BulkState(_one_of(typed, "became", tuple(BulkState)) or BulkState.DONE),
        tag=typed.get("tag", "").strip()[:50],
        own=own_asked(typed),
        audience=audience,
        saved=saved.key if saved else "",
        sort=_one_of(typed, "sort", SORTS) or _SORTS.get(audience.ranking, ""),
        cursor=typed.get("cursor", "")[:3000],
        before=typed.get("before", "")[:3000],
    )


def linker(request: HttpRequest) -> Link:
    """Addresses of the list as it is now but for some of its conditions; on the first page unless said."""
    path = reverse("customers")

    def link(**changed: str | None) -> str:
        query = QueryDict(mutable=True)
        for name, value in kept_of(request.GET):
            query[name] = value
        for name, new in changed.items():
            query.pop(name, None)
            if new:
                query[name] = new
        return f"{path}?{query.urlencode()}" if query else path

    return link


def kept_of(typed: QueryDict) -> list[tuple[str, str]]:
    """(name, value) of all that narrows or orders the list, to be carried along."""
    return [
        (name, str(value))
        for name, value in typed.items()
        if value and (name in PARAMETERS or name[:4] == "own.")
    ]


def _bulk(request: HttpRequest) -> int | None:
    change = _number(request.GET.get("bulk", ""))
    if change is None:
        return None
    known, staff = whose_bulk_change(change)
    if not known or (staff != staff_id_of(request) and not may_manage(request)):
        raise Http404
    return change


def _one_of(typed: QueryDict, name: str, known: tuple[str, ...]) -> str:
    value = typed.get(name, "")
    return value if value in known else ""


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
