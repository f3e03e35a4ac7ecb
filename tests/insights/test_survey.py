"""The survey of a run says what one batch says, reconciles, and names who moved."""

from datetime import date

import pytest

from otokui.analytics.run import analyse_lines
from otokui.core.platform.models import JobRecord
from otokui.domain.accounts.types import EVERYBODY
from otokui.domain.customers.models import Customer
from otokui.domain.insights.actions.survey_run import survey_run
from otokui.domain.insights.models import Passage, Survey
from otokui.domain.insights.public import find_survey, get_rules, list_passages
from otokui.domain.insights.queries.books import all_lines
from otokui.domain.insights.types import MoveKind
from tests.insights.cast import NOW, TODAY, bought, buy, customer, start_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def surveyed(shop):
    """はな passed day 210 in March; 太郎 is new; 次郎 was dormant and died."""
    run = start_run()
    survey_run(run=run, now=NOW)
    return shop, find_survey()


def test_a_finished_run_asks_for_its_survey(shop):
    run = start_run()
    assert JobRecord.objects.filter(name="insights.survey", arguments={"run": run}).exists()


def test_the_survey_is_the_batch_s(surveyed):
    _shop, survey = surveyed
    result = analyse_lines(
        all_lines(get_rules(survey_rules()).settings, TODAY), get_rules(survey_rules()).settings, TODAY
    )
    stored = sorted(row for row in Survey.objects.get().figures["transitions"])
    assert stored == sorted(
        [row["from"], row["to"], row["customers"]] for row in result.transitions.to_pylist()
    )
    assert Survey.objects.get().figures["concentration"] == result.summary["concentration"]
    scored = [row for row in result.customers.to_pylist() if row["r"] is not None]
    assert sum(customers for customers, _net in survey.rfm.values()) == len(scored)
    for (r, f), (customers, net) in survey.rfm.items():
        alike = [row["net"] for row in scored if (row["r"], row["f"]) == (r, f)]
        assert (customers, net) == (len(alike), sum(alike))


def survey_rules() -> int:
    return Survey.objects.get().run.rules_id


def test_transitions_reconcile_and_each_mover_has_a_name(surveyed):
    shop, survey = surveyed
    assert (survey.before, survey.as_of) == (date(2026, 3, 1), TODAY)
    assert sum(sum(row.values()) for row in survey.transitions.values()) == 3
    moved = {
        (before, after): count
        for before, row in survey.transitions.items()
        for after, count in row.items()
        if before != after
    }
    assert moved[("trend", "active"), ("best", "active")] == 1
    assert moved[("new", None), ("first", "active")] == 1
    up, _more = list_passages(survey.run, kind=MoveKind("trend", "best"), limit=5, sight=EVERYBODY)
    assert [(move.customer_id, move.net) for move in up] == [(shop.hana, 21000)]
    new, _more = list_passages(survey.run, kind=MoveKind("new", "first"), limit=5, sight=EVERYBODY)
    assert [move.customer_id for move in new] == [shop.taro]
    assert Passage.objects.count() == sum(moved.values())


def test_passages_are_paged_richest_first(surveyed):
    _shop, survey = surveyed
    people = [customer(f"9{number}") for number in range(5)]
    buy(*(bought(who, "2026-03-30", 500 + who % 2, order_id=f"N{who}") for who in people))
    run = start_run()
    survey_run(run=run, now=NOW)
    seen, after = [], None
    while True:
        page, after = list_passages(run, kind=MoveKind("new", "first"), after=after, limit=2, sight=EVERYBODY)
        seen += page
        if after is None:
            break
    assert {move.customer_id for move in seen} >= set(people)
    assert seen == sorted(seen, key=lambda move: (-move.net, move.customer_id))
    assert not Passage.objects.filter(run_id=survey.run).exists()
    assert Survey.objects.count() == 2


def test_an_older_run_s_survey_takes_nothing_from_the_newer(surveyed):
    _shop, survey = surveyed
    newer = start_run()
    survey_run(run=newer, now=NOW)
    survey_run(run=survey.run, now=NOW)
    survey_run(run=newer, now=NOW)
    assert set(Passage.objects.values_list("run_id", flat=True)) == {newer}
    assert find_survey().run == newer


def test_a_deleted_customer_leaves_no_passage(surveyed):
    _shop, survey = surveyed
    who = customer("888")
    Passage.objects.create(run_id=survey.run, customer_id=who, from_class="new", to_class="first", net=1)
    Customer.objects.filter(pk=who)._raw_delete("default")
    assert not Passage.objects.filter(customer_id=who).exists()


def test_an_empty_shop_is_surveyed_too(db):
    run = start_run()
    survey_run(run=run, now=NOW)
    survey = find_survey()
    assert (survey.buyers, survey.net, survey.transitions, survey.rfm) == (0, 0, {}, {})
