"""Conditions about people: who is meant, in whose sight, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.models import Staff
from otokui.domain.accounts.types import EVERYBODY, Sight
from otokui.domain.campaigns.public import last_why_answers, note_why
from otokui.domain.campaigns.types import WhyNotMore
from otokui.domain.customers import public as customers
from otokui.domain.customers.models import Consent, Customer, Household
from otokui.domain.customers.types import ContactWay, Handful
from otokui.domain.insights.actions.survey_run import survey_run
from otokui.domain.insights.models import Run
from otokui.domain.insights.public import (
    answer_reorder,
    audience_ids,
    audiences,
    last_answers,
    withdraw_answers,
)
from otokui.domain.insights.types import Answer
from otokui.domain.insights.types.audience import (
    AnyOf,
    Audience,
    Figure,
    Holds,
    Mark,
    OneOf,
    Own,
    Ranking,
    Says,
    Trait,
    Within,
    Wording,
)
from otokui.domain.purchases.models import Product, ProductCategory, Shop
from otokui.domain.purchases.types import Bought, Days, FirstBought
from tests.desk.shop import shop  # noqa: F401
from tests.insights.cast import TODAY, bought, buy, noon

NOBODY: frozenset[str] = frozenset()


def who(*conditions, sight=EVERYBODY, **more) -> set[str]:
    """The numbers of those who are meant, also after a journey through JSON."""
    audience = Audience(conditions=conditions, **more)
    assert audiences.from_plain(audiences.to_plain(audience)) == audience
    ids = audience_ids(audience, as_of=TODAY, sight=sight)
    found = list(Customer.objects.filter(pk__in=customers.these(ids)).values_list("code", flat=True))
    assert (ids.size if isinstance(ids, Handful) else ids.count()) == len(found), "each once"
    return set(found)


@pytest.fixture
def goods(shop):  # noqa: F811
    """Beside their own goods 太郎 (0001) has bought tea on the web, 髙﨑 (0003) has sent some back."""
    beans = ProductCategory.objects.create(name="飲み物")
    buy(
        bought(
            shop["0001"], "2026-01-05", 500, order_id="W1", product_code="TEA", channel="web", shop="通販"
        ),
        bought(
            shop["0001"], "2026-03-25", 700, order_id="W2", product_code="TEA", channel="web", shop="通販"
        ),
        bought(shop["0003"], "2025-08-20", -800, order_id="K9", product_code="TEA", status="returned"),
    )
    Product.objects.filter(code="TEA").update(category=beans)
    return {"TEA": Product.objects.get(code="TEA").pk, "RICE": Product.objects.get(code="RICE").pk,
            "drinks": beans.pk, "web": Shop.objects.get(name="通販").pk}  # fmt: skip


def some(**asked) -> dict[str, object]:
    return asked


BOUGHT = [
    (some(), {"0001", "0002", "0003"}),
    (some(products=["TEA"]), {"0001", "0002", "0003"}),
    (some(products=["TEA"], days=Days(last=90)), {"0001", "0002"}),
    (some(products=["TEA"], days=Days(last=7)), NOBODY),
    (some(products=["TEA"], days=Days(last=8)), {"0001"}),
    (some(products=["TEA"], days=Days(last=90), times=2), {"0001"}),
    (some(products=["TEA"], times=3), {"0003"}),
    (some(products=["RICE"], days=Days(last=100), times=3), {"0001"}),
    (some(products=["RICE"], days=Days(last=100), times=4), NOBODY),
    (some(products=["RICE", "TEA"], times=10), {"0001"}),
    (some(products=["TEA"], days=Days(since=date(2025, 4, 1), until=date(2025, 12, 31))), {"0003"}),
    (some(products=["TEA"], days=Days(since=date(2026, 1, 6), until=date(2026, 3, 24))), {"0002"}),
    (some(products=["TEA"], days=Days(since=date(2026, 1, 5), until=date(2026, 1, 5))), {"0001"}),
    (some(products=["RICE"], days=Days(until=date(2025, 8, 3))), NOBODY),
    (some(products=["TEA"], at_least=5000), {"0003"}),
    (some(products=["TEA"], at_least=5601), NOBODY),
    (some(products=["TEA"], at_most=1200), {"0001", "0002"}),
    (some(days=Days(last=90), at_least=9000), {"0001"}),
    (some(days=Days(last=90), at_most=1200), {"0002"}),
    (some(categories=["drinks"], days=Days(last=90)), {"0001", "0002"}),
    (some(categories=["drinks"], days=Days(last=90), times=2), {"0001"}),
    (some(channel="web"), {"0001"}),
    (some(shop="web", days=Days(last=90), times=2), {"0001"}),
    (some(shop="web", days=Days(last=90), times=3), NOBODY),
    (some(products=["TEA"], never=True), {"0004", "0005", "0100"}),
    (some(products=["RICE", "TEA"], every=True), {"0001"}),
    (some(products=["RICE"], categories=["drinks"], days=Days(last=100), times=2, every=True), {"0001"}),
    (some(products=["RICE"], categories=["drinks"], days=Days(last=8), every=True), NOBODY),
    (some(products=["RICE", "TEA"], every=True, never=True), {"0002", "0003", "0004", "0005", "0100"}),
    (some(products=["TEA"], days=Days(last=90), never=True), {"0003", "0004", "0005", "0100"}),
]


@pytest.mark.django_db
def test_who_bought(goods):
    """One shop for all cases: it is read only."""
    wrong = []
    for asked, expected in BOUGHT:
        known = {
            name: tuple(goods[key] for key in value) if name in ("products", "categories") else value
            for name, value in asked.items()
        }
        if "shop" in known:
            known["shop"] = goods[known["shop"]]
        if (found := who(Bought(**known))) != set(expected):
            wrong.append((asked, found))
    assert not wrong


def test_how_the_first_purchase_came_about(shop, goods):  # noqa: F811
    buy(
        bought(shop["0005"], "2026-03-01", 900, order_id="F1", product_code="TEA", channel="fax", shop="通販")
    )
    assert who(FirstBought(channel="fax")) == {"0005"}
    assert who(FirstBought(shop=goods["web"])) == {"0005"}


@pytest.fixture
def known(shop):  # noqa: F811
    """What is written about the cast beside purchases."""
    member = Staff.objects.create_user("jiro@example.jp", "a-good-password", name="佐藤 次郎", role="sales")
    Customer.objects.filter(code="0002").update(
        in_charge=member, open_complaint=True, reason_chosen="近所だから", birthday=date(1980, 4, 10),
        attributes={"size": "L"},
    )  # fmt: skip
    Consent.objects.create(customer_id=shop["0002"], channel="mail", granted=True, at=noon(TODAY))
    Consent.objects.create(customer_id=shop["0003"], channel="mail", granted=True, at=noon(date(2025, 1, 1)))
    Consent.objects.create(customer_id=shop["0003"], channel="mail", granted=False, at=noon(TODAY))
    Household.objects.create(customer_id=shop["0003"], kind="single", source="door", noted_on=TODAY)
    customers.record_contact(shop["0001"], way=ContactWay.CALL, at=noon(TODAY - timedelta(days=10)))
    for code, why in (("0001", WhyNotMore.PRICE), ("0003", WhyNotMore.PRICE), ("0001", WhyNotMore.FORGETS)):
        note_why(shop[code], why, words="", on=TODAY, staff_id=None)
    for code, said in (("0002", Answer.FORGOT), ("0002", Answer.ELSEWHERE), ("0003", Answer.ELSEWHERE)):
        given = answer_reorder(
            shop[code], products=[None], answer=said, last_on=TODAY, on=TODAY, now=noon(TODAY), staff_id=None
        )
    withdraw_answers(given, customer_id=shop["0003"], on=TODAY, now=noon(TODAY), staff_id=None)
    return shop | {"member": member.pk}


def test_what_is_asked_of_records_and_standings(known):
    member = str(known["member"])
    cases = [
        (OneOf(what=Trait.CLASS, keys=("best",)), {"0001"}),
        (OneOf(what=Trait.CLASS, keys=("prospect", "first")), {"0002", "0004", "0005", "0100"}),
        (OneOf(what=Trait.CLASS, keys=("best",), never=True), {"0002", "0003", "0004", "0005", "0100"}),
        (OneOf(what=Trait.CLASS, keys=("prospect",), never=True), {"0001", "0002", "0003"}),
        (OneOf(what=Trait.STATE, keys=("dormant",), never=True), {*known} - {"member"}),
        (OneOf(what=Trait.KIND, keys=("company",)), {"0100"}),
        (OneOf(what=Trait.TAG, keys=("米", "無い")), {"0001"}),
        (OneOf(what=Trait.IN_CHARGE, keys=(member,)), {"0002"}),
        (OneOf(what=Trait.IN_CHARGE, keys=("",)), {"0001", "0003", "0004", "0005", "0100"}),
        (OneOf(what=Trait.PREFECTURE, keys=("東京都",)), {"0001"}),
        (OneOf(what=Trait.HOUSEHOLD, keys=("single",)), {"0003"}),
        (OneOf(what=Trait.CONSENT, keys=("mail",)), {"0002"}),
        (OneOf(what=Trait.BIRTH_MONTH, keys=("4",)), {"0002"}),
        (OneOf(what=Trait.WHY_NOT_MORE, keys=("price",)), {"0003"}),
        (OneOf(what=Trait.WHY_NOT_MORE, keys=("price", "forgets")), {"0001", "0003"}),
        (OneOf(what=Trait.WHY_NOT_MORE, keys=("forgets",), never=True), {*known} - {"member", "0001"}),
        (OneOf(what=Trait.ANSWER, keys=("forgot",)), NOBODY),
        (OneOf(what=Trait.ANSWER, keys=("elsewhere",)), {"0002"}),
        (Within(what=Figure.ORDERS, least=8), {"0001", "0003"}),
        (Within(what=Figure.NET, most=6400), {"0002", "0003"}),
        (Within(what=Figure.AVERAGE, least=1200, most=8999), {"0002"}),
        (Within(what=Figure.SILENT, most=12), {"0002"}),
        (Within(what=Figure.SILENT, least=13), {"0001", "0003"}),
        (Within(what=Figure.BIRTHDAY_IN, most=9), {"0002"}),
        (Within(what=Figure.BIRTHDAY_IN, most=8), NOBODY),
        (Within(what=Figure.UNTOUCHED, most=10), {"0001"}),
        (Within(what=Figure.UNTOUCHED, least=10), {"0001", "0002", "0003", "0004", "0005", "0100"}),
        (Within(what=Figure.UNTOUCHED, least=11), {"0002", "0003", "0004", "0005", "0100"}),
        (Holds(what=Mark.OVERDUE), {"0003"}),
        (Holds(what=Mark.OVERDUE, yes=False), {"0001", "0002", "0004", "0005", "0100"}),
        (Holds(what=Mark.COMPLAINT), {"0002"}),
        (Holds(what=Mark.REASON_KNOWN), {"0002"}),
        (Own(key="size", value="L"), {"0002"}),
        (Says(what=Wording.POSTAL_CODE, text="100"), {"0001"}),
        (Says(what=Wording.REASON, text="近所"), {"0002"}),
        (AnyOf(conditions=(Within(what=Figure.NET, least=9000), Holds(what=Mark.COMPLAINT))),
            {"0001", "0002"}),
    ]  # fmt: skip
    wrong = [(asked, found) for asked, expected in cases if (found := who(asked)) != set(expected)]
    assert not wrong
    assert audiences.KEYS[Trait.WHY_NOT_MORE] == tuple(WhyNotMore)
    told = last_why_answers([known["0001"], known["0002"]])
    assert told == {known["0001"]: (WhyNotMore.FORGETS, "")}
    assert last_answers([known["0002"], known["0003"]]) == {known["0002"]: Answer.ELSEWHERE}
    assert who(OneOf(what=Trait.CLASS, keys=("first", "best")), Holds(what=Mark.COMPLAINT)) == {"0002"}


def test_completeness_is_what_the_customers_page_says(known):
    for code in ("0001", "0003", "0100"):
        person = customers.get_customer(known[code], as_of=TODAY)
        percent = customers.get_completeness(person).percent
        assert code in who(Within(what=Figure.KNOWN, least=percent, most=percent))


def test_the_first_so_many_by_money_or_reading(shop):  # noqa: F811
    assert who(ranking=Ranking.MONEY, limit=1) == {"0001"}
    assert who(ranking=Ranking.LAST, limit=2) == {"0001", "0002"}
    assert who(limit=1) == {"0003"}


def test_nobody_out_of_sight_is_meant_or_takes_a_place(known):
    Customer.objects.filter(code="0001").update(in_charge_id=known["member"])
    own = Sight(frozenset({0}))
    everybody = OneOf(what=Trait.CLASS, keys=("prospect",), never=True)
    assert who(everybody, sight=own) == {"0003"}
    assert who(ranking=Ranking.MONEY, limit=1, sight=own) == {"0003"}
    assert who(everybody, sight=Sight(frozenset({known["member"]}))) == {"0001", "0002", "0003"}


@pytest.mark.parametrize(
    "plain",
    [
        None,
        {},
        {"v": 2, "all": []},
        {"v": 1, "all": {}},
        {"v": 1, "all": [{"nonsense": {}}]},
        {"v": 1, "all": [{"one_of": {"what": "class", "keys": ["queen"]}}]},
        {"v": 1, "all": [{"one_of": {"what": "class", "keys": []}}]},
        {"v": 1, "all": [{"one_of": {"what": "in_charge", "keys": ["1; DROP"]}}]},
        {"v": 1, "all": [{"one_of": {"what": "class"}}]},
        {"v": 1, "all": [{"within": {"what": "orders", "least": 3, "most": 2}}]},
        {"v": 1, "all": [{"within": {"what": "orders", "least": "3"}}]},
        {"v": 1, "all": [{"bought": {"times": 0}}]},
        {"v": 1, "all": [{"bought": {"days": {"last": -1}}}]},
        {"v": 1, "all": [{"bought": {"days": {"since": "2026-02-30"}}}]},
        {"v": 1, "all": [{"first": {}}]},
        {"v": 1, "all": [{"any": []}]},
        {"v": 1, "all": [{"any": [{"any": []}]}]},
        {"v": 1, "all": [{"holds": {"what": "overdue"}}] * 21},
        {"v": 1, "first": 0},
    ],
)
def test_what_is_not_understood_is_refused(plain):
    with pytest.raises(Refused) as refused:
        audiences.from_plain(plain)
    assert refused.value.code == "bad_conditions"


def test_the_json_of_conditions_stays(shop):  # noqa: F811
    """Stored lists are read for years: what is written today must mean the same then."""
    plain = {
        "v": 1,
        "all": [
            {"one_of": {"what": "class", "keys": ["best"], "never": True}},
            {"any": [{"holds": {"what": "near_best"}}, {"holds": {"what": "rfm_top"}}]},
            {"bought": {"products": [7], "days": {"last": 90}, "times": 2}},
        ],
        "by": "money",
        "first": 50,
    }
    audience = audiences.from_plain(plain)
    assert audiences.to_plain(audience) == plain
    assert audience.conditions[2] == Bought(products=(7,), days=Days(last=90), times=2)
    assert replace(audience, limit=None).ranking is Ranking.MONEY


@pytest.mark.django_db
def test_who_buys_at_a_discount_is_told_from_three_days_on(shop):  # noqa: F811
    """Of 太郎's money on lines that say so 18 % was spent on reduced goods, of 花子's 59 %; two days of the
    fourth tell nothing yet, and what came back or says nothing does not count.
    """
    told = {
        "0001": [(800, 0), (100, 0), (100, 10), (100, 5), (5000, None), (-300, 50)],
        "0002": [(410, 0), (300, 30), (290, 1)],
        "0004": [(100, 50), (100, 50)],
    }
    buy(
        *(
            bought(
                shop[code], f"2026-03-{day:02}", amount, order_id=f"{code}{day}", product_code="CUP",
                discount=discount, status="returned" if amount < 0 else None,
            )
            for code, rows in told.items()
            for day, (amount, discount) in enumerate(rows, start=1)
        )
    )  # fmt: skip
    bands = {key: who(OneOf(what=Trait.DISCOUNT, keys=(key,))) for key in ("rarely", "sometimes", "mostly")}
    assert bands == {"rarely": {"0001"}, "sometimes": {"0002"}, "mostly": set()}
    share = Figure.DISCOUNT_SHARE
    assert who(Within(what=share, least=18, most=18)) == {"0001"}
    assert who(Within(what=share, least=59)) == {"0002"} == who(Within(what=share, most=59, least=19))
    assert who(Within(what=share, least=60)) == set() == who(Within(what=share, most=17))
    assert who(Within(what=share, most=100)) == {"0001", "0002"}


@pytest.mark.django_db
def test_thirds_of_order_value_stay_until_the_next_run(shop):  # noqa: F811
    """Averages are 800 (髙﨑), 1,200 (花子) and 9,000 (太郎)."""
    assert who(OneOf(what=Trait.ORDER_VALUE, keys=("high",))) == set(), "nothing is counted yet"
    run = Run.objects.latest("id").pk
    survey_run(run=run, now=noon(TODAY))
    thirds = {key: who(OneOf(what=Trait.ORDER_VALUE, keys=(key,))) for key in ("low", "middle", "high")}
    assert thirds == {"low": {"0003"}, "middle": {"0002"}, "high": {"0001"}}
    buy(bought(shop["0005"], "2026-03-01", 90_000, order_id="B1", product_code="TEA"))
    survey_run(run=run, now=noon(TODAY))
    assert who(OneOf(what=Trait.ORDER_VALUE, keys=("high",))) >= {"0001"}
