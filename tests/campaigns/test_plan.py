"""The plan of the articles, carried out on a shop with known stories: who comes to a step, and leaves it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.models import Business, Staff
from otokui.domain.accounts.types import EVERYBODY, Sight
from otokui.domain.campaigns import public
from otokui.domain.campaigns.actions.keep_up import keep_up
from otokui.domain.campaigns.models import Occasion, PlanDay, PlanVersion, WhyAnswer
from otokui.domain.campaigns.rules.article import ARTICLE
from otokui.domain.campaigns.rules.checks import faults_of
from otokui.domain.campaigns.types import Aim, Left, Never, Plan, Step, Trigger, Way, WhyNotMore
from otokui.domain.customers.models import Customer, FollowUp
from otokui.domain.customers.public import (
    list_holders,
    note_preference,
    reassign_customer,
    why_not_contact,
)
from otokui.domain.customers.types import ContactWay, PreferenceKind, Purpose, PurposeKind, Reason
from otokui.domain.insights.public import pass_days, rederive
from otokui.domain.purchases.models import Product
from otokui.domain.purchases.public import write_products
from otokui.domain.purchases.types import ProductRow
from tests.insights.cast import NOW, TODAY, bought, buy, customer, noon, start_run


def shop(**stories: tuple[int, ...]) -> dict[str, int]:
    """One customer for each story: the days ago of their purchases, 1,000 yen each; `rich` pays ten times."""
    ids = {name: customer(name) for name in stories}
    buy(
        *(
            bought(
                ids[name],
                str(TODAY - timedelta(days=back)),
                10000 if "rich" in name else 1000,
                order_id=f"{name}{n}",
            )
            for name, backs in stories.items()
            for n, back in enumerate(backs)
        )
    )
    start_run(TODAY)
    return ids


def carry_out(day: date = TODAY, **more) -> int:
    return public.carry_out_plan(today=day, now=noon(day), **more)


def open_steps(customer_id: int) -> set[str]:
    return set(Occasion.objects.filter(customer_id=customer_id, left="").values_list("step", flat=True))


def with_step(key: str, **changed) -> Plan:
    """The articles' plan with one step changed."""
    return Plan(
        tuple(
            replace(
                programme,
                steps=tuple(
                    replace(step, **changed) if step.key == key else step for step in programme.steps
                ),
            )
            for programme in ARTICLE.programmes
        )
    )


def save(plan: Plan, base: int | None = None, **more):
    return public.save_plan(plan, base=base, note="", by=None, today=TODAY, now=NOW, **more)


@pytest.fixture(autouse=True)
def _business(db):
    Business.objects.create(id=1, name="おとくい商店")


STEPS_BY_DAY = [
    (2, set()),
    (3, {"first-thanks"}),
    (4, {"first-thanks"}),
    (9, {"first-thanks"}),
    (10, {"first-survey"}),
    (13, {"first-survey"}),
    (14, {"first-usage"}),
    (20, {"first-usage"}),
    (21, {"first-second"}),
    (41, {"first-second"}),
    (42, set()),
]


def test_a_first_buyer_comes_to_each_step_on_its_day_and_no_other():
    ids = shop(**{f"d{back}": (back,) for back, _ in STEPS_BY_DAY})
    carry_out()
    assert {name: open_steps(each) for name, each in ids.items()} == {
        f"d{back}": steps for back, steps in STEPS_BY_DAY
    }


def test_the_other_classes_get_what_is_theirs():
    ids = shop(
        toddler=(40, 20, 5),
        toddler_later=(60, 17),
        steady=(300, 200, 70),
        steady_often=(101, 84, 72, 70),
        wished=(300, 200, 5),
        rich_best=tuple(range(5, 600, 20)),
        rich_trend=tuple(range(5, 120, 10)),
        silent=(300,),
        gone=(500, 480),
    )
    note_preference(ids["wished"], kind=PreferenceKind.NEED, text="コーヒー", noted_on=TODAY)
    carry_out()
    found = {name: open_steps(each) for name, each in ids.items()}
    assert found["toddler"] == {"toddler-house"}
    assert found["toddler_later"] == {"toddler-knowledge"}
    assert found["steady"] == {"steady-why", "steady-news"}
    assert found["steady_often"] == {"steady-news"}
    assert found["wished"] == {"steady-addon", "steady-news"}
    assert found["rich_best"] == {"best-thanks", "best-exclusive", "best-letter"}
    assert found["rich_trend"] == set()
    assert found["silent"] == {"first-dormant"}
    assert found["gone"] <= {"steady-dead", "toddler-dead"}
    assert found["gone"]


def test_a_second_time_and_a_second_worker_write_nothing_twice():
    ids = shop(a=(3,), b=(300,), rich_c=(300, 299), d=(301, 299))
    save(with_step("steady-dormant", a_day=1))
    assert carry_out() > 0
    before = list(Occasion.objects.order_by("pk").values())
    assert carry_out() == 0
    assert carry_out(only=list(ids.values())) == 0
    assert list(Occasion.objects.order_by("pk").values()) == before
    assert open_steps(ids["rich_c"]) == {"steady-dormant"}  # the one of the day is who is worth most
    assert open_steps(ids["d"]) == set()
    start_run(TODAY + timedelta(days=1))
    carry_out(TODAY + timedelta(days=1))
    assert open_steps(ids["d"]) == {"steady-dormant"}


def test_the_night_carries_it_out_once_a_day_after_the_day_has_passed():
    shop(a=(3,))
    assert keep_up(now=NOW)
    assert not keep_up(now=NOW)
    tomorrow = TODAY + timedelta(days=1)
    assert not keep_up(now=noon(tomorrow))  # the classes are still those of yesterday
    pass_days(up_to=tomorrow, now=noon(tomorrow))
    assert keep_up(now=noon(tomorrow))
    assert PlanDay.objects.count() == 2


def test_who_buys_again_or_returns_the_first_order_leaves_the_steps_with_the_reason():
    ids = shop(again=(3,), back=(3,), stays=(3,))
    carry_out()
    buy(bought(ids["again"], str(TODAY), 1000, order_id="second"))
    buy(bought(ids["back"], str(TODAY), -1000, order_id="back0", status="returned"))
    rederive(customer_ids=list(ids.values()), as_of=TODAY, now=NOW, cause=None)
    carry_out(only=[ids["again"], ids["back"]])
    left = {row.customer_id: row for row in Occasion.objects.filter(step="first-thanks")}
    assert (left[ids["again"]].left, left[ids["again"]].to_class) == (Left.MOVED, "toddler")
    assert (left[ids["back"]].left, left[ids["back"]].to_class) == (Left.MOVED, "prospect")
    assert left[ids["stays"]].left == ""
    (told,) = public.list_steps_of(ids["again"])
    assert (told.aim, told.left, told.to_class) == (Aim.THANKS, Left.MOVED, "toddler")


def test_a_purchase_in_the_same_class_ends_what_waited_for_it_and_time_ends_the_rest():
    ids = shop(steady=(300, 200, 70), quiet=(400, 300, 120))
    carry_out()
    buy(bought(ids["steady"], str(TODAY), 1000, order_id="more"))
    rederive(customer_ids=[ids["steady"]], as_of=TODAY, now=NOW, cause=None)
    carry_out(only=[ids["steady"]])
    assert Occasion.objects.get(customer_id=ids["steady"], step="steady-why").left == Left.BOUGHT
    assert "steady-news" in open_steps(ids["steady"])  # this one waits for no purchase
    tomorrow = TODAY + timedelta(days=1)
    pass_days(up_to=tomorrow, now=noon(tomorrow))
    carry_out(tomorrow)
    assert Occasion.objects.get(customer_id=ids["quiet"], step="steady-why").left == Left.EXPIRED


@pytest.mark.parametrize(("days", "thanked"), [(179, False), (180, True)])
def test_the_best_are_thanked_again_after_180_days_whatever_thanked_them_last(days, thanked):
    ids = shop(rich=tuple(range(5, 600, 20)))
    Occasion.objects.create(
        step="best-lifted", aim=Aim.THANKS, customer_id=ids["rich"], customer_class="best", state="active",
        anchor=TODAY, follows_purchase=False, due_on=TODAY - timedelta(days=days), until=TODAY, worth=0,
        made_on=TODAY, left=Left.DONE, left_at=NOW,
    )  # fmt: skip
    carry_out()
    assert ("best-thanks" in open_steps(ids["rich"])) is thanked


def test_off_is_off_at_once_and_other_days_begin_anew():
    ids = shop(a=(4,), b=(8,))
    carry_out()
    version = save(with_step("first-thanks", on=False))
    assert [open_steps(each) for each in ids.values()] == [set(), set()]
    assert public.list_due_steps(as_of=TODAY, staff=None)[1] == []
    carry_out()
    assert open_steps(ids["a"]) == set()
    again = save(with_step("first-thanks", days=8, lasts=2), base=version.id)
    carry_out()
    assert (open_steps(ids["a"]), open_steps(ids["b"])) == (set(), {"first-thanks"})
    plan, due = public.list_due_steps(as_of=TODAY, staff=None)
    assert plan == again
    assert [(step.customer_id, step.step.days, step.due_on) for step in due] == [(ids["b"], 8, TODAY)]


def test_two_at_once_and_contradictions_are_refused():
    save(with_step("first-thanks", days=2))
    with pytest.raises(Refused) as newer:
        save(with_step("first-thanks", days=5))
    assert newer.value.code == "newer_version"
    base = PlanVersion.objects.get().pk
    with pytest.raises(Refused) as same:
        save(with_step("first-thanks", days=2), base=base)
    assert same.value.code == "unchanged"
    with pytest.raises(Refused) as faulty:
        save(with_step("first-second", aim=Aim.ADDON), base=base)
    assert faulty.value.code == "faulty"
    assert Plan.from_plain(PlanVersion.objects.get().plan) == with_step("first-thanks", days=2)


@pytest.mark.parametrize(
    ("place", "changed", "code"),
    [
        (("first", "active"), {"aim": Aim.ADDON}, "never"),
        (("toddler", "active"), {"aim": Aim.ADDON}, "never"),
        (("trend", "active"), {"aim": Aim.NEWS}, "never"),
        (("trend", "active"), {"aim": Aim.SECOND}, "never"),
        (("trend", "active"), {"aim": Aim.THANKS}, None),
        (("trend", "active"), {"aim": Aim.NEWS, "on": False}, None),
        (("steady", "active"), {"aim": Aim.ADDON}, None),
        (("steady", "active"), {"trigger": Trigger.STATE}, "active_has_no_entry"),
        (("steady", "dormant"), {"trigger": Trigger.STATE}, None),
        (("steady", "active"), {"trigger": Trigger.INTERVAL, "days": 0}, "days"),
        (("steady", "active"), {"trigger": Trigger.ORDER, "days": 7, "aim": Aim.USUAL}, "days"),
        (("steady", "active"), {"trigger": Trigger.ORDER, "days": 6, "aim": Aim.USUAL}, None),
        (("steady", "active"), {"trigger": Trigger.ORDER, "days": 6}, "order_is_usual"),
        (("steady", "active"), {"lasts": 0}, "days"),
        (("steady", "active"), {"ways": ()}, "no_way"),
        (("steady", "active"), {"a_day": 0}, "a_day"),
    ],
)
def test_what_a_plan_must_keep_to(place, changed, code):
    plain = Step(key="own", aim=Aim.THANKS, trigger=Trigger.PURCHASE, days=3)
    programme = replace(ARTICLE.of(*place), steps=(replace(plain, **changed),))
    assert [fault.code for fault in faults_of(programme)] == ([code] if code else [])


def test_the_articles_plan_contradicts_nothing_and_survives_json():
    assert [fault for programme in ARTICLE.programmes for fault in faults_of(programme)] == []
    assert Plan.from_plain(ARTICLE.to_plain()) == ARTICLE
    keys = [step.key for _programme, step in ARTICLE.steps()]
    assert len(keys) == len(set(keys))
    silent = [each for each in ARTICLE.programmes if each.state != "active"]
    assert len(silent) == 10
    assert [each.customer_class for each in silent if not each.steps] == []


def test_a_step_that_needs_hands_writes_a_task_for_whoever_is_in_charge():
    ids = shop(a=(3,), b=(4,))
    mine = Staff.objects.create(email="a@example.jp", name="佐藤")
    save(with_step("first-thanks", ways=(Way.POSTCARD,), doer=f"staff:{mine.pk}"))
    carry_out()
    carry_out()
    tasks = FollowUp.objects.order_by("customer_id")
    assert [(task.customer_id, task.assignee_id, task.way) for task in tasks] == [
        (ids["a"], mine.pk, "letter"),
        (ids["b"], mine.pk, "letter"),
    ]
    assert tasks[0].reason == "お礼(はがき)"
    save(with_step("first-thanks", on=False), base=PlanVersion.objects.get().pk)
    assert {task.outcome for task in FollowUp.objects.all()} == {"not_needed"}


def test_merged_records_keep_every_occasion_once():
    ids = shop(a=(3,), b=(3,))
    carry_out()
    public.note_why(ids["a"], WhyNotMore.PRICE, words="高い", on=TODAY, staff_id=None)
    answer, step = WhyAnswer.objects.get().pk, Occasion.objects.get(customer_id=ids["a"]).pk
    held = list_holders()["programmes"]
    assert held.tell is not None
    assert held.tell({"campaigns.WhyAnswer": [answer], "campaigns.Occasion": [step]}) == {
        "campaigns.WhyAnswer": {answer: "2026/4/1  価格 「高い」"},
        "campaigns.Occasion": {step: "2026/4/1  お礼"},
    }
    reassign_customer(ids["a"], ids["b"])
    assert WhyAnswer.objects.get().customer_id == ids["b"]
    assert sorted(Occasion.objects.values_list("customer_id", flat=True)) == [ids["a"], ids["b"]]
    rederive(customer_ids=list(ids.values()), as_of=TODAY, now=NOW, cause=None)
    carry_out()
    ((one,),) = (public.list_due_steps(as_of=TODAY, staff=None)[1],)
    assert one.customer_id == ids["b"]


def test_what_the_plan_never_offers_is_a_guard():
    ids = shop(toddler=(40, 5), steady=(300, 200, 70))
    asked = Purpose(PurposeKind.CROSS_SELL)
    refused = why_not_contact(ids["toddler"], asked, ContactWay.CALL, as_of=TODAY)
    assert refused == Reason("programme_never", {"never": "cross_sell", "class": "toddler"})
    assert why_not_contact(ids["steady"], asked, ContactWay.CALL, as_of=TODAY) is None
    assert why_not_contact(ids["toddler"], Purpose(PurposeKind.OFFER), ContactWay.CALL, as_of=TODAY) is None
    plan = Plan(
        tuple(
            replace(each, never=(Never.ADVERT,))
            if (each.customer_class, each.state) == ("steady", "dormant")
            else each
            for each in ARTICLE.programmes
        )
    )
    with pytest.raises(Refused):
        save(plan)  # its own step wins customers back


def test_a_second_purchase_is_the_same_again_or_its_refill():
    first = customer("初")
    buy(
        bought(
            first,
            str(TODAY - timedelta(days=25)),
            1000,
            order_id="1",
            product_code="POT",
            product_name="ポンプ",
        )
    )
    buy(bought(customer("他"), str(TODAY), 1000, order_id="2", product_code="TEA", product_name="煎茶"))
    refill = ProductRow(code="REFILL", name="詰替", refill_of=("POT",))
    write_products([refill, ProductRow(code="CASE", name="箱", accessory_of=("POT",))], now=NOW)
    start_run(TODAY)
    goods = dict(Product.objects.values_list("code", "pk"))

    def offered(*codes: str) -> Reason | None:
        asked = Purpose(PurposeKind.OFFER, products=tuple(goods[code] for code in codes))
        return why_not_contact(first, asked, ContactWay.CALL, as_of=TODAY)

    assert offered("POT") is offered("REFILL") is offered("POT", "REFILL") is None
    assert offered("TEA") == Reason("second_other_goods", {"product": "煎茶"})
    assert offered("POT", "CASE") == Reason("second_other_goods", {"product": "箱"})


def test_what_a_plan_would_bring_is_counted_before_it_is_saved():
    """What is told is what the next two nights write down, step by step."""
    ids = shop(a=(2,), b=(9,), c=(10,), d=(30,), e=(33,), silent=(300,), f=(2,), steady=(300, 200, 70))
    colleague = Staff.objects.create_user(email="a@b.jp", password=None)
    Customer.objects.filter(pk=ids["f"]).update(in_charge=colleague)

    def foresee(plan: Plan, sight: Sight = EVERYBODY):
        return public.foresee(plan.programmes, today=TODAY, sight=sight)

    told = foresee(ARTICLE)
    assert told.keys() == {step.key for _, step in ARTICLE.steps() if step.on}
    assert (told["first-thanks"].soon, told["first-thanks"].tomorrow, told["first-thanks"].month) == (1, 2, 3)
    assert {name for _, name in told["first-thanks"].examples} == {"客b", "客a", "客f"}
    assert foresee(ARTICLE, Sight(frozenset()))["first-thanks"].tomorrow == 1
    dated = [step.key for _, step in ARTICLE.steps() if step.on and not step.trigger.is_live]
    carry_out()
    made = {key: Occasion.objects.filter(step=key, made_on=TODAY).count() for key in dated}
    assert made == {key: told[key].soon for key in dated}
    assert all(one.soon == 0 for one in foresee(ARTICLE).values())
    assert {key: foresee(ARTICLE)[key].tomorrow for key in dated} == {
        key: told[key].tomorrow for key in dated
    }
    sooner = foresee(with_step("first-thanks", days=2))["first-thanks"]
    assert (sooner.soon, sooner.tomorrow) == (2, 0)
    carry_out(TODAY + timedelta(days=1))
    made = {key: Occasion.objects.filter(step=key, made_on__gt=TODAY).count() for key in dated}
    assert made == {key: told[key].tomorrow for key in dated}


def test_responses_are_told_beside_what_was_before_and_only_when_their_time_is_over():
    ids = shop(a=(50,), b=(50, 20), c=(50,))
    for name, back in (("a", 30), ("b", 30), ("c", 29)):
        row = Occasion.objects.create(
            step="first-thanks", aim=Aim.THANKS, customer_id=ids[name], customer_class="first",
            state="active", anchor=TODAY - timedelta(days=50), follows_purchase=True, due_on=TODAY,
            until=TODAY, made_on=TODAY, worth=0,
        )  # fmt: skip
        public.settle_occasion(
            row.pk, outcome="reached", again_on=None, today=TODAY - timedelta(days=back), now=NOW
        )
    (told,) = public.list_responses(as_of=TODAY, sight=EVERYBODY)
    assert (told.customer_class, told.contacted, told.after, told.before) == ("first", 2, 1, 2)
    assert told.benchmark == 10


def test_why_not_more_is_counted_by_answer():
    ids = shop(a=(300, 200, 70), b=(300, 200, 70))
    for answer in (WhyNotMore.PRICE, WhyNotMore.LOW_NEED, WhyNotMore.PRICE):
        public.note_why(ids["a"], answer, words="", on=TODAY, staff_id=None)
    assert public.count_why_answers(as_of=TODAY, sight=EVERYBODY) == {
        WhyNotMore.PRICE: 2,
        WhyNotMore.LOW_NEED: 1,
    }
    latest = public.list_why_answers(as_of=TODAY, sight=EVERYBODY, limit=2)
    assert latest == [
        (WhyNotMore.PRICE, ids["a"], "", TODAY),
        (WhyNotMore.LOW_NEED, ids["a"], "", TODAY),
    ]
    assert public.list_why_answers(as_of=TODAY, sight=Sight(frozenset({1})), limit=2) == latest
    carry_out()
    assert "steady-why" not in open_steps(ids["a"])  # asked within the year
    assert "steady-why" in open_steps(ids["b"])
