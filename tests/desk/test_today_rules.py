"""The rules of 今日 as tables of cases, boundaries first."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from otokui.domain.campaigns.rules.article import ARTICLE
from otokui.domain.campaigns.types import DueStep, Plan
from otokui.domain.campaigns.types import Way as StepWay
from otokui.domain.customers.types import (
    AskedBefore,
    Channel,
    ContactWay,
    CustomerKind,
    DueTask,
    Outcome,
    PreferenceKind,
    Reach,
    Touch,
)
from otokui.domain.desk.rules.today.addons import addon_for, fitting_addon, refill_for, speaks_of
from otokui.domain.desk.rules.today.chance import at_stake, still_to_win, survival
from otokui.domain.desk.rules.today.deeds import Deed, again_on, outcome_of
from otokui.domain.desk.rules.today.facts import AddOn, Kind, Story
from otokui.domain.desk.rules.today.listing import held_until, reasons_of
from otokui.domain.desk.rules.today.ways import ways_of
from otokui.domain.insights.rules import in_stock_until
from otokui.domain.insights.types import (
    Candidate,
    CandidateKind,
    ChangeCause,
    ClassChange,
    ReorderView,
    StandingView,
)
from otokui.domain.purchases.types import Companions, Good, Habit, Worth

TODAY = date(2026, 4, 1)
NOW = datetime(2026, 4, 1, 3, tzinfo=UTC)
RICE = 7
ON_LINE = {"line_id": "U1", "consents": {Channel.LINE: True}}


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def customer(**more) -> Reach:
    plain = {
        "id": 1,
        "code": "0001",
        "kind": CustomerKind.PERSON,
        "name": "田中 太郎",
        "kana": "",
        "honorific": "様",
        "birthday": None,
        "in_charge_id": None,
        "in_charge": "",
        "open_complaint": False,
        "memo": "",
        "phone": "03-1",
        "digits": "031",
        "mail": "t@example.jp",
        "address": "東京都",
        "consents": {},
        "preferences": (),
        "touches": (),
        "last_way": None,
        "asked": (),
    }
    return Reach(**(plain | more))


def standing(customer_class: str = "steady", *, last: int = 20, first: int = 200, orders: int = 10, **more):
    last_on = days_ago(last)
    plain = {
        "customer_id": 1,
        "run": 1,
        "customer_class": customer_class,
        "state": "active",
        "rule": "",
        "orders": orders,
        "first_on": days_ago(first),
        "last_on": last_on,
        "net": 50_000,
        "short_history": False,
        "next_change_on": None,
        "next_class": None,
        "next_state": None,
        "to_upper": None,
        "due_lo": last_on + timedelta(days=8),
        "due_on": last_on + timedelta(days=14),
        "due_hi": last_on + timedelta(days=18),
        "overdue_from": last_on + timedelta(days=19),
    }
    return StandingView(**(plain | more))


WORTH = Worth(
    usual_value=4000, sold=10_000, cost=6_000, net_now=50_000, net_before=50_000, orders_before=5,
    habits=(Habit(product_id=RICE, orders=10, net=40_000, last_on=days_ago(20), usual_quantity=2000,
                  gap_median=14.0),),
)  # fmt: skip


def reorder(*, last: int = 21, due: int = 5) -> ReorderView:
    """Due so many days ago; negative: in so many days."""
    on = days_ago(due)
    return ReorderView(
        customer_id=1, product_id=RICE, orders=10, last_on=days_ago(last), due_lo=on - timedelta(days=3),
        due_on=on, due_hi=on + timedelta(days=3), overdue_from=on + timedelta(days=4),
    )  # fmt: skip


def change(to_class: str, from_class: str = "steady", **more) -> ClassChange:
    plain = {
        "id": 9,
        "customer_id": 1,
        "on": days_ago(1),
        "from_class": from_class,
        "from_state": "active",
        "to_class": to_class,
        "to_state": "active",
        "cause": ChangeCause.PURCHASE,
        "run": 1,
        "import_run": None,
        "recorded_at": NOW,
    }
    return ClassChange(**(plain | more))


def story(stands=None, *, brought_up=(), who=None, worth=WORTH, **more) -> Story:
    candidates = tuple(
        one if isinstance(one, Candidate) else Candidate(kind=one, customer_id=1) for one in brought_up
    )
    return Story(
        today=TODAY, customer=who or customer(), standing=stands, worth=worth, candidates=candidates,
        returns_permille=700, **{"plan": ARTICLE} | more,
    )  # fmt: skip


def due(key: str, *, last: int, on: int = 1, lasts: int = 5, is_on: bool = True) -> DueStep:
    """A step of the articles' plan that is due since `on` days, for so many days from today."""
    step = next(step for _, step in ARTICLE.steps() if step.key == key)
    return DueStep(
        id=8, customer_id=1, step=replace(step, on=is_on), anchor=days_ago(last), due_on=days_ago(on),
        until=days_ago(1) + timedelta(days=lasts),
    )  # fmt: skip


def late_product(**dates) -> Candidate:
    return Candidate(kind=CandidateKind.OVERDUE_PRODUCT, customer_id=1, reorder=reorder(**dates))


def expected_product(**dates) -> Candidate:
    return Candidate(kind=CandidateKind.EXPECTED_PRODUCT, customer_id=1, reorder=reorder(**dates))


def moved(kind: CandidateKind, line: ClassChange) -> Candidate:
    return Candidate(kind=kind, customer_id=1, change=line)


K = CandidateKind
TASK = DueTask(id=5, customer_id=1, due_on=TODAY, way=None, reason="見本", script="", origin="", assignee="")
NEED = ((PreferenceKind.NEED, "コーヒーの道具"),)
CASES = [
    ("nothing brought up", story(standing()), []),
    ("overdue customer", story(standing(), brought_up=[K.OVERDUE]), [Kind.OVERDUE]),
    ("overdue product only", story(standing(), brought_up=[late_product()]), [Kind.OVERDUE]),
    ("dead and overdue", story(standing(state="dead"), brought_up=[K.OVERDUE]), []),
    ("expected", story(standing(), brought_up=[expected_product(due=-3)]), [Kind.EXPECTED]),
    (
        "late with one, expected with another: late",
        story(standing(), brought_up=[late_product(), expected_product(due=-3)]),
        [Kind.OVERDUE],
    ),
    (
        "a step that is due",
        story(standing("first", last=3, first=3, orders=1), steps=(due("first-thanks", last=3),)),
        [Kind.FIRST_THANKS],
    ),
    (
        "on its last day",
        story(standing("first", last=3, first=3, orders=1), steps=(due("first-thanks", last=3, lasts=1),)),
        [Kind.FIRST_THANKS],
    ),
    (
        "a day later",
        story(standing("first", last=3, first=3, orders=1), steps=(due("first-thanks", last=3, lasts=0),)),
        [],
    ),
    (
        "not before its day",
        story(standing("first", last=3, first=3, orders=1), steps=(due("first-thanks", last=3, on=-1),)),
        [],
    ),
    (
        "bought again since, and the night has not passed",
        story(standing("first", last=1, first=3, orders=1), steps=(due("first-thanks", last=3),)),
        [],
    ),
    (
        "another class since, and the night has not passed",
        story(standing("toddler", last=3, first=40), steps=(due("first-thanks", last=3),)),
        [],
    ),
    (
        "switched off a moment ago",
        story(standing("first", last=3, orders=1), steps=(due("first-thanks", last=3, is_on=False),)),
        [],
    ),
    (
        "two steps: the stronger first",
        story(standing("best", last=5), steps=(due("best-letter", last=0), due("best-thanks", last=5))),
        [Kind.THANKS, Kind.LETTER],
    ),
    (
        "an interval asks for no purchase",
        story(standing("best", last=9), steps=(due("best-letter", last=0),)),
        [Kind.LETTER],
    ),
    (
        "dormant",
        story(standing(state="dormant", last=300), steps=(due("steady-dormant", last=300),)),
        [Kind.WIN_BACK],
    ),
    (
        "dormant trend buyers are not won back",
        story(standing("trend", state="dormant", last=300), steps=(due("steady-dormant", last=300),)),
        [],
    ),
    ("toddler past the middle day", story(standing("toddler", last=15, first=60)), [Kind.RIVAL]),
    ("toddler on the middle day", story(standing("toddler", last=14, first=60)), [Kind.RIVAL]),
    ("a toddler of a shop without the risk flag", story(standing("toddler", last=15), plan=Plan(())), []),
    ("steady is no rival's", story(standing(last=15)), []),
    (
        "expected, without the step",
        story(standing(), brought_up=[expected_product(due=-3)], plan=Plan(())),
        [],
    ),
    ("toddler overdue is no rival's yet", story(standing("toddler", last=19, first=60)), []),
    (
        "steady with a need, bought of late",
        story(standing(last=5), steps=(due("steady-addon", last=5),), who=customer(preferences=NEED)),
        [Kind.ADDON],
    ),
    ("steady without a need", story(standing(last=5), steps=(due("steady-addon", last=5),)), []),
    (
        "steady, seldom",
        story(standing(last=70, first=520, orders=11), steps=(due("steady-why", last=70),)),
        [Kind.WHY_NOT_MORE],
    ),
    ("lifted", story(standing("best"), steps=(due("best-lifted", last=2),)), [Kind.LIFTED]),
    ("lifted and fallen again", story(standing(), steps=(due("best-lifted", last=2),)), []),
    ("moved up", story(standing(), brought_up=[moved(K.MOVED, change("steady", "toddler"))]), [Kind.MOVED]),
    (
        "became best: another reason speaks",
        story(standing("best"), brought_up=[moved(K.MOVED, change("best"))]),
        [],
    ),
    ("became trend: not chased", story(standing("trend"), brought_up=[moved(K.MOVED, change("trend"))]), []),
    ("trend, own order late", story(standing("trend"), brought_up=[K.OVERDUE]), [Kind.OVERDUE]),
    ("trend, order expected", story(standing("trend"), brought_up=[expected_product(due=-3)]), []),
    ("a promise", story(None, tasks=(TASK,), worth=None), [Kind.TASK]),
    ("a rule's own follow-up is no promise", story(None, tasks=(replace(TASK, origin="today:x"),)), []),
    ("falling: just below half", story(standing(), worth=replace(WORTH, net_now=24_999)), [Kind.FALLING]),
    ("exactly half", story(standing(), worth=replace(WORTH, net_now=25_000)), []),
    ("2 purchases before", story(standing(), worth=replace(WORTH, net_now=0, orders_before=2)), []),
    (
        "birthday of a regular",
        story(standing(), who=customer(birthday=date(1970, 4, 8)), has_birthday=True),
        [Kind.BIRTHDAY],
    ),
    (
        "birthday of a first buyer",
        story(standing("first", last=2, first=2), who=customer(birthday=date(1970, 4, 8)), has_birthday=True),
        [],
    ),
]


@pytest.mark.parametrize(("told", "kinds"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_who_stands_on_the_list_and_why(told, kinds):
    assert [reason.cause.kind for reason in reasons_of(told)] == kinds


def asked(origin: str, *, due: int = 0, done: int | None = None, outcome=Outcome.REACHED) -> AskedBefore:
    done_at = None if done is None else NOW - timedelta(days=done)
    return AskedBefore(id=3, origin=origin, due_on=days_ago(due), done_at=done_at, outcome=outcome)


KEY = f"today:overdue:1:{days_ago(20)}"


@pytest.mark.parametrize(
    ("before", "origin"),
    [
        ((), KEY),
        ((asked(KEY, due=-1),), None),  # put off to tomorrow
        ((asked(KEY, due=0),), KEY),  # it is today now
        ((asked(KEY, done=20),), None),  # done, rests three weeks
        ((asked(KEY, done=21),), f"{KEY}#2"),
        ((asked(KEY, done=2, outcome=Outcome.IN_STOCK),), None),
        ((asked(KEY, done=3, outcome=Outcome.IN_STOCK),), f"{KEY}#2"),
        ((asked(f"{KEY}#2", done=1), asked(KEY, done=40)), None),
        ((asked("today:overdue:1:2026-01-01", done=1),), KEY),  # another silence
    ],
)
def test_what_was_done_or_put_off_rests(before, origin):
    found = reasons_of(story(standing(), brought_up=[K.OVERDUE], who=customer(asked=before)))
    assert [reason.origin for reason in found] == ([origin] if origin else [])


@pytest.mark.parametrize(
    ("silence", "left"), [(0, 1000), (8, 900), (11, 700), (14, 500), (18, 100), (22, 50), (26, 25), (90, 1)]
)
def test_survival_goes_through_the_quantiles_and_halves_beyond(silence, left):
    assert survival(standing(last=silence), TODAY) == left


@pytest.mark.parametrize(
    ("survives", "returns", "chance"), [(1000, 700, 700), (500, 700, 538), (100, 700, 189)]
)
def test_the_chance_that_an_order_still_comes(survives, returns, chance):
    assert still_to_win(survives, returns) == chance


def test_money_at_stake_is_value_times_margin_times_chance():
    assert at_stake(4000, 400, 538) == 860
    (reason,) = reasons_of(story(standing(last=14), brought_up=[K.OVERDUE]))
    assert reason.stake == 860
    assert at_stake(-5, 1000, 1000) == 0


def touch(days: float, outcome: Outcome | None = Outcome.REACHED) -> Touch:
    return Touch(at=NOW - timedelta(days=days), way=ContactWay.CALL, outcome=outcome)


@pytest.mark.parametrize(
    ("touches", "free_in"),
    [
        ([], None),
        ([touch(1)], None),
        ([touch(1), touch(6)], 1),
        ([touch(1), touch(7)], None),  # a week has passed to the second
        ([touch(1), touch(2, Outcome.ABSENT)], None),  # nobody was reached
        ([touch(n) for n in (8, 9, 10, 11, 12, 13)], 17),
        ([touch(1), touch(2), touch(10), touch(11), touch(12), touch(29)], 5),
    ],
)
def test_contact_caps(touches, free_in):
    free = None if free_in is None else NOW + timedelta(days=free_in)
    assert held_until(touches, NOW) == free


@pytest.mark.parametrize(
    ("kind", "who", "quiet", "ways"),
    [
        (Kind.OVERDUE, {}, False, ["call", "mail", "letter"]),
        (Kind.OVERDUE, {"last_way": ContactWay.MAIL}, False, ["mail", "call", "letter"]),
        (Kind.OVERDUE, {}, True, ["mail", "letter", "call"]),
        (Kind.BIRTHDAY, {"consents": {Channel.MAIL: True}}, False, ["letter", "mail", "call"]),
        (Kind.ADDON, {}, False, ["call", "letter", "-mail"]),
        (Kind.ADDON, {"consents": {Channel.MAIL: True}}, False, ["call", "mail", "letter"]),
        (Kind.OVERDUE, {"consents": {Channel.PHONE: False}}, False, ["mail", "letter", "-call"]),
        (Kind.OVERDUE, {"digits": "", "mail": "", "address": ""}, False, []),
        (Kind.OVERDUE, {"line_id": "U1"}, False, ["call", "mail", "letter", "-line"]),
        (Kind.OVERDUE, ON_LINE, False, ["call", "mail", "line", "letter"]),
        (Kind.OVERDUE, ON_LINE | {"last_way": ContactWay.LINE}, False, ["line", "call", "mail", "letter"]),
        (Kind.BIRTHDAY, ON_LINE, False, ["letter", "line", "call", "-mail"]),
        (
            Kind.OVERDUE,
            {"line_id": "U1", "consents": {Channel.LINE: False}},
            True,
            ["mail", "letter", "call", "-line"],
        ),
    ],
)
def test_ways(kind, who, quiet, ways):
    found = ways_of(customer(**who), kind, quiet=quiet)
    assert [("-" if way.refused else "") + way.way for way in found] == ways


def test_at_night_what_reaches_people_at_once_comes_last_and_says_until_when():
    found = ways_of(customer(**ON_LINE), Kind.OVERDUE, closed={ContactWay.CALL, ContactWay.LINE})
    assert [(way.way, way.refused) for way in found] == [
        ("mail", ""),
        ("letter", ""),
        ("call", "quiet_hours"),
        ("line", "quiet_hours"),
    ]


@pytest.mark.parametrize(
    ("ways", "found"),
    [
        (("mail", "line"), ["line", "call", "letter", "-mail"]),
        (("postcard", "call"), ["letter", "call", "line", "-mail"]),
        (("parcel",), ["call", "letter", "line", "-mail"]),
    ],
)
def test_the_plan_orders_the_ways_and_others_come_after_them(ways, found):
    step = replace(due("first-second", last=30).step, ways=tuple(map(StepWay, ways)))
    shown = ways_of(customer(**ON_LINE), Kind.SECOND, step=step)
    assert [("-" if way.refused else "") + way.way for way in shown] == found


def good(product: int, name: str, category: str = "") -> Good:
    return Good(id=product, name=name, unit="", category=category, price=None, active=True)


BEANS = Companions(
    good=good(1, "深煎りブレンド 200g", "コーヒー"),
    belonging=(good(2, "ペーパーフィルター 100枚", "コーヒー"),),
    bought_along=(good(3, "もち米 1.4kg", "米"), good(4, "カフェインレス 200g", "コーヒー")),
)


@pytest.mark.parametrize(
    ("owned", "disliked", "found"),
    [
        ((1,), (), 2),
        ((1, 2), (), 3),
        ((1, 2, 3), (), 4),
        ((1, 2, 3, 4), (), None),
        ((1,), ("コーヒー道具",), 3),
    ],
)
def test_the_add_on_belongs_or_is_bought_along_and_is_new(owned, disliked, found):
    addon = addon_for([1], {1: BEANS}, owned=owned, disliked=disliked)
    assert (addon.good.id if addon else None) == found


def test_beside_the_second_purchase_stands_its_refill_alone():
    refill = good(5, "深煎りブレンド 詰替", "コーヒー")
    assert refill_for([1], {1: BEANS}) is None
    found = refill_for([9, 1], {1: replace(BEANS, refills=(refill,))})
    assert found == AddOn(good=refill, why="refill", base="深煎りブレンド 200g")


@pytest.mark.parametrize(
    ("text", "name", "fits"),
    [("深煎りが好き", "深煎りブレンド", True), ("在庫を切らしたくない", "深煎りブレンド", False),
     ("甘いものは控えめ", "はちみつ3本組", False), ("フィルターがほしい", "ペーパーフィルター", True)],
)  # fmt: skip
def test_hiragana_carry_no_goods(text, name, fits):
    assert speaks_of(text, good(1, name)) is fits


def test_no_add_on_rather_than_a_blind_one():
    wish = [(PreferenceKind.NEED, "重いので玄関の中まで")]
    assert fitting_addon([1], {1: BEANS}, owned=[1], preferences=wish) is None
    wish = [(PreferenceKind.LIKE, "もち米"), (PreferenceKind.DISLIKE, "フィルター")]
    fitting = fitting_addon([1], {1: BEANS}, owned=[1], preferences=wish)
    assert fitting is not None
    assert (fitting.good.id, fitting.fits) == (3, "もち米")


@pytest.mark.parametrize(
    ("deed", "said", "chosen", "outcome", "again"),
    [
        (Deed.CALL, Outcome.ORDERED, None, Outcome.ORDERED, None),
        (Deed.CALL, Outcome.ABSENT, None, Outcome.ABSENT, 1),
        (Deed.CALL, Outcome.CALL_BACK, 5, Outcome.CALL_BACK, 5),
        (Deed.CALL, Outcome.NEW_PERSON, None, Outcome.NEW_PERSON, 3),
        (Deed.MAIL, None, None, Outcome.DONE, None),
        (Deed.SKIP, None, None, Outcome.SKIPPED, None),
        (Deed.LATER, None, 7, Outcome.SKIPPED, 7),
        (Deed.LATER, None, -2, Outcome.SKIPPED, 1),  # never today or earlier
    ],
)
def test_what_becomes_of_the_reason(deed, said, chosen, outcome, again):
    day = None if chosen is None else TODAY + timedelta(days=chosen)
    assert outcome_of(deed, said) is outcome
    assert again_on(deed, outcome, day, TODAY) == (None if again is None else TODAY + timedelta(days=again))


@pytest.mark.parametrize(("gap", "days"), [(None, 7), (30.0, 15), (15.0, 8), (4.0, 3), (2.0, 3)])
def test_still_in_stock_waits_half_the_usual_gap(gap, days):
    assert in_stock_until(TODAY, gap) == TODAY + timedelta(days=days)
