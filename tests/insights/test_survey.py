"""The survey of a run says what one batch says, reconciles, and names who is behind each number."""

from datetime import date

import pytest

from otokui.analytics.figures import NAMES, months_of
from otokui.analytics.marks import HORIZONS, PARTS, STAGES, UnknownMark
from otokui.analytics.run import analyse_lines
from otokui.analytics.trend import Verdict
from otokui.analytics.window import Window
from otokui.core.platform.models import JobRecord
from otokui.domain.accounts.types import EVERYBODY, Sight
from otokui.domain.customers.models import Customer
from otokui.domain.insights.actions.keep_up import keep_up
from otokui.domain.insights.actions.survey_run import survey_run
from otokui.domain.insights.models import Run, Survey, SurveyColumn
from otokui.domain.insights.public import class_as_of, find_falls, find_survey, get_rules, list_marked
from otokui.domain.insights.queries.books import all_lines
from otokui.domain.insights.rules import falls_of
from otokui.domain.purchases.models import PurchaseSummary
from tests.insights.cast import NOW, TODAY, bought, buy, customer, noon, start_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def surveyed(shop):
    """はな passed day 210 in March; 太郎 is new; 次郎 was dormant and died."""
    run = start_run()
    survey_run(run=run, now=NOW)
    return shop, find_survey()


def behind(mark: str, sight: Sight = EVERYBODY) -> list[int]:
    page = list_marked(mark, sight=sight, offset=0, limit=50)
    assert page is not None
    assert page.count == len(page.people)
    return [person.customer_id for person in page.people]


def test_a_finished_run_asks_for_its_survey(shop):
    run = start_run()
    assert JobRecord.objects.filter(name="insights.survey", arguments={"run": run}).exists()


def test_the_survey_is_the_batch_s(surveyed):
    _shop, survey = surveyed
    settings = get_rules(Run.objects.get(pk=survey.run).rules_id).settings
    result = analyse_lines(all_lines(settings, TODAY), settings, TODAY)
    stored = sorted([NAMES[a], NAMES[b], n] for a, b, n in survey.figures["moves"]["then"])
    assert stored == sorted(
        [row["from"], row["to"], row["customers"]] for row in result.transitions.to_pylist()
    )
    assert survey.figures["concentration"] == result.summary["concentration"]
    scored = [row for row in result.customers.to_pylist() if row["r"] is not None]
    assert sum(customers for customers, _net in survey.rfm.values()) == len(scored)
    for (r, f), (customers, net) in survey.rfm.items():
        alike = [row["net"] for row in scored if (row["r"], row["f"]) == (r, f)]
        assert (customers, net) == (len(alike), sum(alike))


def test_the_month_to_the_day_names_who_moved(surveyed):
    shop, survey = surveyed
    assert (survey.window.then, survey.window.as_of) == (date(2026, 3, 1), TODAY)
    assert behind("move:then:trend/active:best/active") == [shop.hana]
    assert behind("move:then:new:first") == [shop.taro]


def test_places_of_all_months_are_the_classes_as_of_their_ends(surveyed):
    shop, survey = surveyed
    everybody = [shop.hana, shop.taro, shop.jiro]
    for month, end in zip(months_of(survey.window), survey.window.ends[1:], strict=True):
        for who, past in class_as_of(everybody, end).items():
            assert who in behind(f"class:{month}:{past.customer_class}:here")
            assert who in behind(f"move:{month}:*:{past.customer_class}/{past.state or 'none'}")


def test_each_number_has_exactly_its_people(surveyed):
    """Moves by cell, cohorts by stage, existing customers: what is counted is what is listed."""
    _shop, survey = surveyed
    figures = survey.figures
    for month, moves in figures["moves"].items():
        for before, here, count in moves:
            assert len(behind(f"move:{month}:{NAMES[before]}:{NAMES[here]}")) == count
        if month != "then":
            parts = {part: behind(f"class:{month}:all:{part}") for part in PARTS}
            assert sorted(parts.pop("here")) == sorted(who for part in parts.values() for who in part)
    for number, month in enumerate(months_of(survey.window)):
        assert len(behind(f"existing:{month}")) == figures["existing"][number]
        if figures["gone"][number] is not None:
            assert len(behind(f"gone:{month}")) == figures["gone"][number]
        for horizon in HORIZONS:
            for place, stage in enumerate(STAGES[:3]):
                counted = figures["cohorts"][number][str(horizon)][place]
                assert len(behind(f"first:{month}:{horizon}:{stage}")) == counted
    before, again, _paid = figures["years"]
    assert (len(behind("year:kept")), len(behind("year:left"))) == (again, before - again)
    for percent, customers, _net in survey.concentration:
        assert len(behind(f"top:{percent}")) == customers


def test_people_are_paged_richest_first(surveyed):
    people = [customer(f"9{number}") for number in range(5)]
    buy(*(bought(who, "2026-03-30", 500 + who % 2, order_id=f"N{who}") for who in people))
    run = start_run()
    survey_run(run=run, now=NOW)
    pages = [list_marked("move:then:new:first", sight=EVERYBODY, offset=at, limit=2) for at in (0, 2, 4)]
    seen = [person for page in pages for person in page.people]
    assert {person.customer_id for person in seen} >= set(people)
    assert seen == sorted(seen, key=lambda one: (-one.net, one.customer_id))
    assert {page.count for page in pages} == {6}
    assert Survey.objects.count() == 2
    assert not SurveyColumn.objects.exclude(survey_id=run).exists()


def test_who_is_out_of_sight_or_gone_has_no_name(surveyed):
    shop, _survey = surveyed
    assert behind("top:100", Sight(frozenset())) != []
    PurchaseSummary.objects.filter(customer_id=shop.taro).delete()
    Customer.objects.filter(pk=shop.taro)._raw_delete("default")
    (person,) = list_marked("move:then:new:first", sight=EVERYBODY, offset=0, limit=5).people
    assert person.name is None
    assert behind("move:then:new:first", Sight(frozenset())) == []


@pytest.mark.parametrize(
    "mark",
    ["", "class", "class:2026-03:nobody:up", "class:2026-03:best:sideways", "class:1999-01:best:up",
     "move:then:what:best", "first:2026-03:x:two", "first:2026-03:30:four", "begin:colour:1:30:two", "top:x",
     "existing:2024-01", "gone:2024-05", "year:lost", "move:then:::"],
)  # fmt: skip
def test_what_is_no_number_is_refused(surveyed, mark):
    with pytest.raises(UnknownMark):
        list_marked(mark, sight=EVERYBODY, offset=0, limit=5)


def test_an_older_run_s_survey_takes_nothing_from_the_newer(surveyed):
    _shop, survey = surveyed
    newer = start_run()
    survey_run(run=newer, now=NOW)
    survey_run(run=survey.run, now=NOW)
    assert set(SurveyColumn.objects.values_list("survey_id", flat=True)) == {newer}
    assert find_survey().run == newer


def test_the_shop_is_counted_anew_once_a_day(surveyed):
    _shop, survey = surveyed
    asked = JobRecord.objects.filter(name="insights.survey").count()
    keep_up(now=NOW)
    assert JobRecord.objects.filter(name="insights.survey").count() == asked
    tomorrow = date(2026, 4, 2)
    Run.objects.filter(pk=survey.run).update(days_passed_to=tomorrow)
    for _time in range(2):
        keep_up(now=noon(tomorrow))
    assert JobRecord.objects.filter(name="insights.survey").count() == asked + 1
    survey_run(run=survey.run, now=noon(tomorrow))
    assert find_survey().window.as_of == tomorrow


def test_an_empty_shop_is_surveyed_too(db):
    run = start_run()
    survey_run(run=run, now=NOW)
    survey = find_survey()
    assert (survey.buyers, survey.net, survey.rfm) == (0, 0, {})
    assert behind("top:20") == []
    assert find_falls().existing.verdict is Verdict.SHORT


WINDOW = Window.of(date(2026, 4, 10))


def test_the_alarm_takes_whole_months_in_the_books_only():
    """24 whole months of 100 customers who pay 10 each, but 90 in the last; April has hardly begun."""
    existing, net = [100] * 23 + [90, 3], [1000] * 23 + [900, 1]
    falls = falls_of(1, WINDOW, existing, net, "2020-01-01")
    assert (falls.month, falls.rings) == (date(2026, 3, 31), True)
    assert (falls.existing.verdict, falls.existing.change_permille) == (Verdict.FALLEN, -100)
    assert (falls.per_customer.verdict, falls.per_customer.value) == (Verdict.STEADY, 10)
    young = falls_of(1, WINDOW, existing, net, "2025-04-01")
    assert (young.existing.verdict, young.rings) == (Verdict.SHORT, False)
    few = falls_of(1, WINDOW, [one // 5 for one in existing], net, "2020-01-01")
    assert few.existing.verdict is Verdict.SHORT
