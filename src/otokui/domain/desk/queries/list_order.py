"""Which customers stand on a page of the list: by reading, by last purchase or by money, there and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Literal

from otokui.core.kernel.cursors import decode_cursor, encode_cursor
from otokui.domain.accounts.types import EVERYBODY
from otokui.domain.customers.public import customer_ids, gather, ids_of_bulk_change, visible, walk_customers
from otokui.domain.customers.types import CustomerFilter, Handful, Place
from otokui.domain.desk.queries.shares import known_to_be_many, note_many
from otokui.domain.desk.types import ListQuery
from otokui.domain.insights.public import audience_ids, ids_of_buyers, ids_where, list_buyers
from otokui.domain.insights.types import StandingFilter, StandingView
from otokui.domain.insights.types.audience import OneOf, Trait
from otokui.domain.purchases.public import people_of_run

COLUMNS: Final[Mapping[str, Literal["last_on", "net"]]] = {"last": "last_on", "money": "net"}
_TYPES: Final[Mapping[str, type]] = {"last": str, "money": int}
_BUYER, _PROSPECT = "b", "p"
"""A mark begins with whose mark it is: those who never bought stand behind those who did, by reading."""


_NEVER_BOUGHT: Final = OneOf(what=Trait.CLASS, keys=("prospect",))
"""Among these nobody has to look for buyers: it would be to ask about everybody."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The customers of a page in their order; the standings as far as they were read on the way."""

    ids: list[int]
    next_cursor: str
    previous_cursor: str
    standings: Mapping[int, StandingView] | None = None


@dataclass(slots=True)
class _Walk:
    asked: ListQuery
    today: date
    standings: dict[int, StandingView] = field(default_factory=dict)

    def buyers(self, mark: str, limit: int) -> list[Place]:
        never = self.asked.customer_class == "prospect" or _NEVER_BOUGHT in self.asked.audience.conditions
        if never or limit <= 0:
            return []
        column, kind = COLUMNS[self.asked.sort], _TYPES[self.asked.sort]
        found = list_buyers(
            condition_of(self.asked, self.today) or StandingFilter(),
            sight=EVERYBODY if self.asked.among else self.asked.sight,
            by=column,
            mark=_value_and_id(decode_cursor(mark, kind, int)) if mark else None,
            backwards=bool(self.asked.before),
            within=_within(self.asked),
            limit=limit,
        )
        self.standings.update((standing.customer_id, standing) for standing in found)
        return [
            Place(_BUYER + _mark(getattr(one, column), one.customer_id), one.customer_id) for one in found
        ]

    def prospects(self, mark: str, limit: int) -> list[Place]:
        if self.asked.customer_class not in ("", "prospect") or self.asked.state or self.asked.of_counted:
            return []
        if limit <= 0:
            return []
        wanted = _of_names(self.asked, without=ids_of_buyers())
        found = walk_customers(wanted, cursor=mark, backwards=bool(self.asked.before), limit=limit)
        return [Place(_PROSPECT + place.cursor, place.customer_id) for place in found]


def with_meaning(asked: ListQuery, today: date) -> ListQuery:
    """The same with its conditions put together, for all that follows. At most 3 short SQL queries."""
    if asked.audience:
        asked = replace(asked, meant=audience_ids(asked.audience, as_of=today, sight=asked.sight))
    condition = condition_of(asked, today)
    return asked if condition is None else replace(asked, standing=ids_where(condition))


def gathered(asked: ListQuery) -> ListQuery:
    """The same with those who are meant read once, for the page and the count alike. At most 2 SQL queries.

    None where one walk finds the page: nobody is meant by conditions or of one import, and no sight leaves
    only a few.
    """
    chosen = [asked.meant] if asked.meant is not None else []
    if asked.sight.is_limited and not chosen and not known_to_be_many(asked.sight):
        seen = gather([visible(asked.sight)])
        chosen = [seen] if isinstance(seen, Handful) else []
        if not chosen:
            note_many(asked.sight)
    chosen += _of_a_change(asked)
    if not chosen:
        return asked
    if asked.standing is not None and asked.customer_class != "prospect":
        chosen.append(asked.standing)
    known = chosen[0] if len(chosen) == 1 and isinstance(chosen[0], Handful) else None
    return replace(asked, among=known or gather(chosen))


def _within(asked: ListQuery) -> Any:
    """Those among whom buyers are looked for; None for all."""
    if asked.among is not None and not asked.asks_records:
        return asked.among
    return customer_ids(_of_names(asked)) if asked.names_narrow or asked.among else None


def listed(asked: ListQuery, today: date, *, limit: int) -> Listed:
    """The page that was asked for. One SQL query, two where buyers and those who never bought meet."""
    if asked.sort not in COLUMNS:
        wanted = narrowed(asked)
        mark = asked.before or asked.cursor
        backwards = bool(asked.before)
        return _cut(asked, walk_customers(wanted, cursor=mark, backwards=backwards, limit=limit + 1), limit)
    walk = _Walk(asked, today)
    places = _back(walk, limit + 1) if asked.before else _forth(walk, limit + 1)
    page = _cut(asked, places, limit)
    return Listed(page.ids, page.next_cursor, page.previous_cursor, walk.standings)


def narrowed(asked: ListQuery) -> CustomerFilter:
    """All conditions of the list together, once they are put together (`with_meaning`)."""
    if asked.customer_class == "prospect":
        # Whoever never bought has no standing at all, so ask from the other side.
        return _of_names(asked, without=ids_of_buyers())
    return _of_names(asked, within=asked.standing)


def condition_of(asked: ListQuery, today: date) -> StandingFilter | None:
    """What is asked of class, state, next order and scores; None if nothing is."""
    if not (asked.customer_class or asked.state or asked.of_counted):
        return None
    return StandingFilter(
        classes=(asked.customer_class,) if asked.customer_class else None,
        states=(asked.state,) if asked.state else None,
        overdue=True if asked.overdue else None,
        rfm_top=True if asked.rfm_top else None,
        r=asked.r,
        f=asked.f,
        as_of=today,
    )


def _of_names(asked: ListQuery, **more: Any) -> CustomerFilter:
    of_records: dict[str, Any] = {
        "text": asked.text,
        "row": asked.letter,
        "kana": asked.kana,
        "tags": (asked.tag,) if asked.tag else (),
        "attributes": asked.own,
    }
    if asked.among is not None:
        more.pop("within", None)
        return CustomerFilter(chosen=(asked.among,), **of_records, **more)
    return CustomerFilter(
        chosen=(*(() if asked.meant is None else (asked.meant,)), *_of_a_change(asked)),
        sight=asked.sight,
        **of_records,
        **more,
    )


def _of_a_change(asked: ListQuery) -> list[Any]:
    """Sub-queries of whom an import brought or touched, and of what a change of many did."""
    found = [people_of_run(asked.run, asked.touched)] if asked.run else []
    return [*found, ids_of_bulk_change(asked.bulk, asked.became)] if asked.bulk else found


def _forth(walk: _Walk, limit: int) -> list[Place]:
    whose, mark = walk.asked.cursor[:1], walk.asked.cursor[1:]
    if whose == _PROSPECT:
        return walk.prospects(mark, limit)
    found = walk.buyers(mark, limit)
    return found + walk.prospects("", limit - len(found))


def _back(walk: _Walk, limit: int) -> list[Place]:
    whose, mark = walk.asked.before[:1], walk.asked.before[1:]
    if whose == _BUYER:
        return walk.buyers(mark, limit)
    found = walk.prospects(mark, limit)
    return walk.buyers("", limit - len(found)) + found


def _cut(asked: ListQuery, places: list[Place], limit: int) -> Listed:
    """A page of places of which one more than fits was asked for."""
    backwards, more = bool(asked.before), len(places) > limit
    page = places[-limit:] if backwards else places[:limit]
    return Listed(
        ids=[place.customer_id for place in page],
        next_cursor=page[-1].cursor if page and (more or backwards) else "",
        previous_cursor=page[0].cursor if page and (more if backwards else asked.cursor) else "",
    )


def _mark(value: date | int, customer_id: int) -> str:
    return encode_cursor(value.isoformat() if isinstance(value, date) else value, customer_id)


def _value_and_id(mark: tuple[str | int, ...]) -> tuple[date | int, int]:
    value, customer_id = mark
    return date.fromisoformat(value) if isinstance(value, str) else value, int(customer_id)
