"""今日: one list of people, ranked by the money at stake."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from otokui.core.kernel.kept import Kept
from otokui.core.kernel.period import business_day, day_bounds
from otokui.domain.accounts.public import get_business
from otokui.domain.accounts.types import BusinessSettings, Sight
from otokui.domain.campaigns.public import plan_at_hand
from otokui.domain.customers.public import (
    agenda_at_hand,
    get_reach,
    visible,
    why_not_at_this_hour,
    why_not_contact_many,
)
from otokui.domain.customers.types import (
    ContactWay,
    DoneToday,
    PreferenceKind,
    Purpose,
    PurposeKind,
    Reach,
)
from otokui.domain.desk.queries.today_stories import Day, Told, companions_of, tell
from otokui.domain.desk.rules.today.addons import ALLOWED_CLASSES, addon_for, fitting_addon, refill_for
from otokui.domain.desk.rules.today.donts import ADDON_ONLY, PROPOSALS_ONLY, code_of, donts_of
from otokui.domain.desk.rules.today.facts import ORIGIN, AddOn, Kind, Reason, Story, Way
from otokui.domain.desk.rules.today.listing import held_until
from otokui.domain.desk.rules.today.ways import ADVERTS, CHANNEL_OF, ways_of
from otokui.domain.insights.public import count_expected, standings_at_hand
from otokui.domain.insights.types import RunView, StandingView
from otokui.domain.purchases.types import Companions, Good

SHOWN = 24
MOST = 200
Staff = tuple[int, ...] | None
_RANKED: Final[Kept[Staff, list["TodayRow"]]] = Kept(16)
_PARTED: Final[Kept[Staff, "_Parted"]] = Kept(16)
_LISTED: Final[Kept[Staff, "_Listed"]] = Kept(16)
"""What was worked out last for these members of staff: as long as nothing it comes from is different."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayQuery:
    """`sight`: whose list it is. `staff`: whose customers and tasks of these, None for all of them.

    `kind` "" shows all kinds.
    """

    sight: Sight
    staff: tuple[int, ...] | None = None
    kind: str = ""
    all_rows: bool = False

    @property
    def whose(self) -> tuple[int, ...] | None:
        """`staff`, as far as it is in sight."""
        seen = self.sight.staff_ids
        if seen is None:
            return self.staff
        return tuple(sorted(seen if self.staff is None else seen.intersection(self.staff)))


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayRow:
    """One customer: reasons, the strongest first, with what is needed to act on the first.

    `reach` is None as long as the row only waits for its place on the list. `goods`: products the first
    reason is about, the main one first. `refused`: the code of a guard.
    """

    story: Story
    reasons: tuple[Reason, ...]
    reach: Reach | None = None
    refused: str = ""
    ways: tuple[Way, ...] = ()
    donts: tuple[str, ...] = ()
    addon: AddOn | None = None
    goods: tuple[Good, ...] = ()

    @property
    def customer(self) -> Reach:
        assert self.reach is not None
        return self.reach

    @property
    def standing(self) -> StandingView | None:
        return self.story.standing

    @property
    def first(self) -> Reason:
        return self.reasons[0]

    @property
    def kind(self) -> Kind:
        return self.first.cause.kind

    @property
    def more(self) -> tuple[Reason, ...]:
        return self.reasons[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """Somebody we would contact, but may not before `free_at`, or may not at all (`refused`)."""

    row: TodayRow
    free_at: datetime | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayPage:
    """The list of a day. `people`: all on it, `rows`: those shown; `cut`: more may be worth a look."""

    today: date
    business: BusinessSettings
    run: RunView | None
    asked: TodayQuery
    rows: tuple[TodayRow, ...]
    people: int
    cut: bool
    kinds: Mapping[Kind, int]
    stake: int
    held: tuple[HeldRow, ...]
    done: DoneToday


def today_page(asked: TodayQuery, *, now: datetime) -> TodayPage:
    """Who is to be contacted now, most money at stake first.

    At most 9 SQL queries; each kind brings up its first candidates by index, whatever the shop's size.
    """
    business = get_business()
    today = business_day(now, zone=business.zone, day_start_minutes=business.day_start_minutes)
    since, _ = day_bounds(today, zone=business.zone, day_start_minutes=business.day_start_minutes)
    whose = asked.whose
    day = tell(today=today, since=since, now=now, staff=whose, sight=asked.sight)
    parted = _parted(whose, _ranked(whose, day.told), day, today, now)
    limit = MOST if asked.all_rows else SHOWN
    companions = _companions(parted, limit, now)
    listed = _listed(whose, parted, companions)
    wanted = [row for row in listed.rows if not asked.kind or row.kind == asked.kind]
    shown = wanted[:limit]
    reach = get_reach(
        [row.story.customer.id for row in (*shown, *(one.row for one in parted.held))], now=now, origin=ORIGIN
    )
    closed = _closed_ways(now.astimezone(business.zone))
    return TodayPage(
        today=today,
        business=business,
        run=day.run,
        asked=asked,
        rows=tuple(
            _dressed(row, found, companions, closed)
            for row in shown
            if (found := reach.get(row.story.customer.id))
        ),
        people=len(wanted),
        cut=day.cut,
        kinds=listed.kinds,
        stake=sum(row.first.stake for row in wanted),
        held=tuple(
            replace(one, row=replace(one.row, reach=found))
            for one in parted.held
            if (found := reach.get(one.row.story.customer.id))
        ),
        done=day.done,
    )


def coming_days(page: TodayPage) -> dict[date, int]:
    """How many people's orders are expected on the coming days of a week: what an empty list says.

    One SQL query.
    """
    whose = page.asked.whose
    within = None if whose is None else visible(Sight(frozenset(whose)))
    return count_expected(as_of=page.today, days=7, within=within)


def _ranked(staff: Staff, told: tuple[Told, ...]) -> list[TodayRow]:
    """In their order; put in order anew only where something else is told."""
    known = _RANKED.find(staff, told)
    if known is not None:
        return known
    rows = [TodayRow(story=one.story, reasons=one.reasons) for one in told if one.reasons]
    return _RANKED.keep(staff, told, sorted(rows, key=_place))


def _place(row: TodayRow) -> tuple[int, int]:
    return -row.first.stake, row.story.customer.id


@dataclass(frozen=True, slots=True)
class _Parted:
    """Those who may be contacted, and those who may not. `searched`: of the free those who want an add-on."""

    free: list[TodayRow]
    held: list[HeldRow]
    searched: list[TodayRow]


def _parted(staff: Staff, rows: list[TodayRow], day: Day, today: date, now: datetime) -> _Parted:
    """What people promised is kept in any case.

    The guards are asked once, with the widest wish: a reason that forbids add-ons alone leaves the rest.
    """
    standings = {row.story.customer.id: row.standing for row in rows}
    with standings_at_hand(standings), plan_at_hand(day.plan), agenda_at_hand(day.agenda, as_of=today):
        refusals = why_not_contact_many(
            list(standings), Purpose(PurposeKind.CROSS_SELL), ContactWay.CALL, as_of=today
        )
    codes = {customer: code_of(refusal) for customer, refusal in refusals.items()}
    touched = (row.story.customer for row in rows if row.story.customer.touches)
    waits = {customer.id: held_until(customer.touches, now) for customer in touched}
    mark = (rows, codes, waits)
    return _PARTED.find(staff, mark) or _PARTED.keep(staff, mark, _part(rows, codes, waits))


def _part(rows: list[TodayRow], codes: Mapping[int, str], waits: Mapping[int, datetime | None]) -> _Parted:
    free, held = [], []
    for row in rows:
        code, free_at = codes.get(row.story.customer.id, ""), waits.get(row.story.customer.id)
        if code == "erased":
            continue
        known = replace(row, refused=code) if code else row
        if free_at is None and code in {"", *ADDON_ONLY}:
            free.append(known)
        elif free_at is None and code in PROPOSALS_ONLY and (left := _no_adverts(row)):
            free.append(replace(known, reasons=left))
        elif promised := tuple(one for one in row.reasons if one.cause.kind is Kind.TASK):
            free.append(replace(known, reasons=promised))
        else:
            held.append(HeldRow(row=known, free_at=free_at, refused="" if code in ADDON_ONLY else code))
    return _Parted(free, held, [row for row in free if _wants_fitting(row)])


def _no_adverts(row: TodayRow) -> tuple[Reason, ...]:
    return tuple(one for one in row.reasons if one.cause.kind not in ADVERTS)


def _companions(parted: _Parted, limit: int, now: datetime) -> dict[int, Companions]:
    """Names and companions of the products that the first rows speak of, and of all that add-ons go with."""
    first = parted.free[: limit + len(parted.searched)]
    products = {product for row in first for product in row.first.cause.products[:2]}
    products |= {habit for row in parted.searched for habit in _usual(row)}
    return companions_of(products, now) if products else {}


def _wants_fitting(row: TodayRow) -> bool:
    return any(one.cause.kind is Kind.ADDON for one in row.reasons)


def _usual(row: TodayRow) -> tuple[int, ...]:
    return tuple(habit.product_id for habit in row.story.worth.habits[:2]) if row.story.worth else ()


def _owned(row: TodayRow) -> tuple[int, ...]:
    return tuple(habit.product_id for habit in row.story.worth.habits) if row.story.worth else ()


@dataclass(frozen=True, slots=True)
class _Listed:
    """All people on the list in their order, and how many for each kind of reason."""

    rows: list[TodayRow]
    kinds: Mapping[Kind, int]


def _listed(staff: Staff, parted: _Parted, companions: dict[int, Companions]) -> _Listed:
    mark = (parted, companions)
    known = _LISTED.find(staff, mark)
    if known is not None:
        return known
    rows = _fitted(parted, companions)
    return _LISTED.keep(staff, mark, _Listed(rows, Counter(row.kind for row in rows)))


def _fitted(parted: _Parted, companions: Mapping[int, Companions]) -> list[TodayRow]:
    """The rows in their order, those searched with the add-on that fits or without that reason."""
    if not parted.searched:
        return parted.free
    fitted = {row.story.customer.id: _with_fitting(row, companions) for row in parted.searched}
    listed = [row for each in parted.free if (row := fitted.get(each.story.customer.id, each)).reasons]
    return sorted(listed, key=_place)


def _with_fitting(row: TodayRow, companions: Mapping[int, Companions]) -> TodayRow:
    """An add-on is a reason only where one fits a recorded need; else that reason goes."""
    addon = None
    if not row.refused and row.story.customer_class in ALLOWED_CLASSES:
        addon = fitting_addon(
            _usual(row), companions, owned=_owned(row), preferences=row.story.customer.preferences
        )
    if addon is None:
        return replace(row, reasons=tuple(one for one in row.reasons if one.cause.kind is not Kind.ADDON))
    return replace(row, addon=addon)


def _closed_ways(at: datetime) -> frozenset[ContactWay]:
    """The ways that nobody uses at this hour, whoever it is about."""
    asked = Purpose(PurposeKind.SERVICE)
    return frozenset(way for way in CHANNEL_OF if why_not_at_this_hour(way, asked, at))


def _dressed(
    row: TodayRow, reach: Reach, companions: Mapping[int, Companions], closed: Collection[ContactWay]
) -> TodayRow:
    products = row.first.cause.products
    goods = tuple(companions[product].good for product in products if product in companions)
    quiet = row.story.customer_class == "trend"
    return replace(
        row,
        reach=reach,
        ways=ways_of(reach, row.kind, quiet=quiet, step=row.first.cause.step, closed=closed),
        donts=donts_of(row.story, row.refused, out_of_stock=bool(goods) and not goods[0].in_stock),
        addon=row.addon if row.kind is Kind.ADDON else _addon(row, reach, companions),
        goods=goods,
    )


def _addon(row: TodayRow, reach: Reach, companions: Mapping[int, Companions]) -> AddOn | None:
    """Beside an order that is expected, where the class allows it and no guard objects (R135).

    Of what a first buyer bought the refill: nothing else may be their bargain (R140).
    """
    if row.kind is Kind.SECOND:
        return refill_for(row.first.cause.products, companions)
    if row.kind is not Kind.EXPECTED or row.refused or row.story.customer_class not in ALLOWED_CLASSES:
        return None
    disliked = [text for kind, text in reach.preferences if kind is PreferenceKind.DISLIKE]
    return addon_for(row.first.cause.products[:2], companions, owned=_owned(row), disliked=disliked)
