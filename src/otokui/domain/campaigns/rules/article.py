"""The plan as the articles describe it, class by class (R29–R44, R88, R139–R147)."""

from typing import Final

from otokui.domain.campaigns.types import Aim, Never, Plan, Programme, Step, Trigger, Way

CLASSES: Final = ("first", "toddler", "steady", "trend", "best")
STATES: Final = ("active", "dormant", "dead")
WRITTEN: Final = (Way.MAIL, Way.LINE, Way.LETTER, Way.CALL)
SPOKEN: Final = (Way.CALL, Way.MAIL, Way.LINE, Way.LETTER)
BY_POST: Final = (Way.LETTER, Way.MAIL, Way.LINE, Way.CALL)
EXPECTED_DAYS: Final = 6
WAS: Final = 120
"""For so long a customer who has fallen silent is worth winning back by the plan of the new state."""


def _expected(customer_class: str) -> Step:
    return Step(
        key=f"{customer_class}-usual",
        aim=Aim.USUAL,
        trigger=Trigger.ORDER,
        days=EXPECTED_DAYS,
        ways=SPOKEN,
    )


def _farewell(state: str, *, on: bool) -> Step:
    """One letter without a word of selling: all that may be sent to who is not chased."""
    return Step(
        key=f"trend-{state}",
        aim=Aim.LETTER,
        trigger=Trigger.STATE,
        days=0,
        lasts=WAS,
        again=None,
        ways=BY_POST[:3],
        a_day=5,
        on=on,
    )


def _win_back(customer_class: str, state: str, ways: tuple[Way, ...], a_day: int) -> Programme:
    step = Step(
        key=f"{customer_class}-{state}",
        aim=Aim.WIN_BACK,
        trigger=Trigger.STATE,
        days=0,
        lasts=WAS,
        ways=ways,
        a_day=a_day,
    )
    never = (Never.CROSS_SELL,) if customer_class in ("first", "toddler") else ()
    return Programme(customer_class=customer_class, state=state, steps=(step,), never=never)


_FIRST: Final = (
    Step(
        key="first-thanks",
        aim=Aim.THANKS,
        trigger=Trigger.PURCHASE,
        days=3,
        lasts=7,
        again=None,
        ways=WRITTEN,
    ),
    Step(key="first-survey", aim=Aim.SURVEY, trigger=Trigger.PURCHASE, days=10, lasts=4, ways=SPOKEN),
    Step(key="first-usage", aim=Aim.USAGE, trigger=Trigger.PURCHASE, days=14, lasts=7, ways=WRITTEN),
    Step(key="first-second", aim=Aim.SECOND, trigger=Trigger.PURCHASE, days=21, lasts=21, ways=WRITTEN),
)
_TODDLER: Final = (
    Step(
        key="toddler-house",
        aim=Aim.HOUSE,
        trigger=Trigger.PURCHASE,
        days=3,
        lasts=12,
        again=None,
        ways=WRITTEN,
    ),
    Step(
        key="toddler-knowledge",
        aim=Aim.KNOWLEDGE,
        trigger=Trigger.PURCHASE,
        days=15,
        lasts=10,
        again=None,
        ways=WRITTEN,
    ),
    Step(
        key="toddler-why-us",
        aim=Aim.WHY_US,
        trigger=Trigger.PURCHASE,
        days=25,
        lasts=20,
        again=None,
        ways=WRITTEN,
    ),
    Step(key="toddler-drifting", aim=Aim.WHY_US, trigger=Trigger.SILENCE, days=0, ways=SPOKEN),
    _expected("toddler"),
)
_STEADY: Final = (
    Step(
        key="steady-addon", aim=Aim.ADDON, trigger=Trigger.PURCHASE, days=2, lasts=29, again=60, ways=SPOKEN
    ),
    Step(
        key="steady-why",
        aim=Aim.WHY_NOT_MORE,
        trigger=Trigger.PURCHASE,
        days=60,
        lasts=61,
        again=365,
        ways=SPOKEN,
    ),
    Step(
        key="steady-news", aim=Aim.NEWS, trigger=Trigger.INTERVAL, days=90, lasts=14, ways=WRITTEN, a_day=30
    ),
    _expected("steady"),
)
_BEST: Final = (
    Step(key="best-lifted", aim=Aim.THANKS, trigger=Trigger.CLASS, days=0, lasts=14, ways=BY_POST),
    Step(
        key="best-thanks", aim=Aim.THANKS, trigger=Trigger.PURCHASE, days=2, lasts=13, again=180, ways=BY_POST
    ),
    Step(
        key="best-exclusive",
        aim=Aim.EXCLUSIVE,
        trigger=Trigger.INTERVAL,
        days=120,
        lasts=14,
        ways=SPOKEN,
        a_day=20,
    ),
    Step(
        key="best-event",
        aim=Aim.EVENT,
        trigger=Trigger.INTERVAL,
        days=180,
        lasts=14,
        ways=BY_POST,
        a_day=20,
        on=False,
    ),
    Step(
        key="best-letter",
        aim=Aim.LETTER,
        trigger=Trigger.INTERVAL,
        days=180,
        lasts=30,
        ways=BY_POST,
        a_day=20,
    ),
    _expected("best"),
)

ARTICLE: Final = Plan(
    (
        Programme(customer_class="first", state="active", steps=_FIRST, never=(Never.CROSS_SELL,)),
        Programme(customer_class="toddler", state="active", steps=_TODDLER, never=(Never.CROSS_SELL,)),
        Programme(customer_class="steady", state="active", steps=_STEADY),
        Programme(customer_class="trend", state="active", never=tuple(Never)),
        Programme(customer_class="best", state="active", steps=_BEST),
        _win_back("first", "dormant", BY_POST, 10),
        _win_back("toddler", "dormant", SPOKEN, 10),
        _win_back("steady", "dormant", SPOKEN, 15),
        Programme(
            customer_class="trend",
            state="dormant",
            steps=(_farewell("dormant", on=True),),
            never=tuple(Never),
        ),
        _win_back("best", "dormant", SPOKEN, 20),
        _win_back("first", "dead", BY_POST, 5),
        _win_back("toddler", "dead", BY_POST, 5),
        _win_back("steady", "dead", BY_POST, 10),
        Programme(
            customer_class="trend", state="dead", steps=(_farewell("dead", on=False),), never=tuple(Never)
        ),
        _win_back("best", "dead", SPOKEN, 15),
    )
)
"""What holds until the shop changes it.

流行 gets nothing extra (R147): once dormant one letter without a bargain, once dead they are let go. An event
is held before it is on.
"""

HARD: Final = {"first": (Never.CROSS_SELL,), "trend": tuple(Never)}
"""What no plan can allow: the class guard of insights refuses it (R32, R147)."""
