"""Whatever the rules say, what stands in the tables is what one batch makes."""

from datetime import date, timedelta

import pytest
import time_machine

from otokui.analytics.settings import Settings, Thresholds
from otokui.core.platform.job_runner import run_record
from otokui.core.platform.models import JobRecord
from otokui.domain.accounts.types import EVERYBODY
from otokui.domain.insights.actions import move_to_run as moving
from otokui.domain.insights.actions.keep_up import keep_up
from otokui.domain.insights.actions.rederive import rederive
from otokui.domain.insights.models import Run, Standing, StandingChange
from otokui.domain.insights.public import (
    activate_rules,
    find_current_run,
    find_explanation,
    get_rules,
    get_standings,
    ids_where,
    list_rule_versions,
    pass_days,
    preview_rules,
    save_rules,
)
from otokui.domain.insights.types import RunReason, StandingFilter
from tests.insights.cast import NOW, TODAY, assert_equal_to_batch, bought, buy, customer, noon, start_run

SETTINGS = {
    "book": Settings(thresholds=Thresholds(preset="book")),
    "own gaps": Settings(thresholds=Thresholds(dormant_gaps=2, dead_gaps=4)),
    "no trend": Settings(thresholds=Thresholds(trend=False)),
    "fixed A": Settings(average="fixed", fixed_average=400),
    "A per customer": Settings(average="per_customer"),
    "product group": Settings(categories=("米",)),
    "RFM window": Settings(rfm_window_days=90),
    "single orders": Settings(one_purchase_per_day=False),
    "guard": Settings(guard_days=30),
    "tight ε": Settings(epsilon_permille=20),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_any_rules_purchases_and_nights_equal_one_batch(shop, name):
    buy(bought(shop.taro, "2026-03-21", 400, order_id="T9", product_code="MOCHI", category="米"))
    version = save_rules(settings=SETTINGS[name], note=name, author=None, now=NOW)
    start_run(rules=version)
    assert_equal_to_batch(shop, TODAY)
    buy(
        bought(shop.taro, "2026-04-01", 1300, order_id="T2", product_code="MOCHI", category="米"),
        bought(shop.taro, "2026-04-01", 200, order_id="T3", product_code="TEA"),
        bought(shop.hana, "2026-04-01", -3000, order_id="R", returned_order_id="H6"),
    )
    rederive(customer_ids=shop, as_of=TODAY, now=NOW)
    assert_equal_to_batch(shop, TODAY)
    later = TODAY + timedelta(days=130)
    pass_days(up_to=later, now=noon(later))
    assert_equal_to_batch(shop, later)


def test_a_product_group_has_its_own_average_and_its_own_prospects(shop):
    buy(bought(shop.taro, "2026-03-21", 400, order_id="T9", product_code="MOCHI", category="米"))
    start_run(rules=save_rules(settings=SETTINGS["product group"], note="", author=None, now=NOW))
    assert find_current_run().average == (400, 1)
    standings = get_standings(shop)
    assert [standings[who].customer_class for who in shop] == ["prospect", "first", "prospect"]
    assert standings[shop.taro].net == 400


def test_a_window_s_scores_are_kept_until_a_purchase_leaves_it(shop):
    start_run(rules=save_rules(settings=SETTINGS["RFM window"], note="", author=None, now=NOW))
    scores = dict(Standing.objects.values_list("customer_id", "f"))
    assert scores[shop.hana] == find_explanation(shop.hana, TODAY).rfm.f == 5
    top = set(ids_where(StandingFilter(rfm_top=True, as_of=TODAY)).values_list("customer_id", flat=True))
    assert top == {who for who in shop if (found := find_explanation(who, TODAY).rfm) and found.top}
    leaves = Standing.objects.get(pk=shop.hana).review_on
    assert Standing.objects.get(pk=shop.hana).next_change_on > leaves > TODAY
    pass_days(up_to=leaves, now=noon(leaves))
    assert Standing.objects.get(pk=shop.hana).f == find_explanation(shop.hana, leaves).rfm.f


def test_rules_are_kept_version_by_version_and_activated_by_a_run(shop):
    start_run()
    draft = SETTINGS["book"]
    assert preview_rules(draft, TODAY, sight=EVERYBODY).moved == 2
    version = save_rules(settings=draft, note="在籍期間で判定", author=None, now=NOW)
    assert get_rules(version).settings == draft
    assert get_standings(shop)[shop.hana].customer_class == "best"
    run = activate_rules(version=version, as_of=TODAY, now=NOW, by=None)
    with time_machine.travel(NOW, tick=False):
        run_record(JobRecord.objects.get(name="insights.run", arguments={"run": run}).pk)
    assert (find_current_run().id, find_current_run().rules) == (run, version)
    assert get_standings(shop)[shop.hana].customer_class == "trend"
    lines = StandingChange.objects.filter(run=run).values_list("customer_id", "cause")
    assert set(lines) == {(shop.hana, "rules"), (shop.jiro, "rules")}
    assert [one.note for one in list_rule_versions()] == ["在籍期間で判定", ""]


def test_a_run_that_dies_between_chunks_is_taken_up_where_it_stopped(shop, monkeypatch):
    monkeypatch.setattr(moving, "CHUNK", 1)
    derive = moving.derive_standings
    calls = []

    def dying(*args, **more):
        calls.append(args)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return derive(*args, **more)

    monkeypatch.setattr(moving, "derive_standings", dying)
    with pytest.raises(KeyboardInterrupt):
        start_run()
    run = Run.objects.get()
    assert (run.moved_up_to, run.finished_at, Standing.objects.count()) == (shop.taro, None, 2)
    moving.move_to_run(run=run.pk, today=TODAY, now=NOW)
    assert [customers for customers, *_ in calls[2:]] == [[shop.jiro], [shop.jiro]]
    assert_equal_to_batch(shop, TODAY)
    assert StandingChange.objects.count() == 3


def test_an_older_run_steps_back_for_a_newer_one(shop):
    old, new = start_run(), start_run()
    Run.objects.filter(pk=old).update(finished_at=None, moved_up_to=0)
    moving.move_to_run(run=old, today=TODAY, now=NOW)
    assert Run.objects.get(pk=old).moved_up_to == 0
    assert set(Standing.objects.values_list("run_id", flat=True)) == {new}


def jobs():
    return list(
        JobRecord.objects.filter(name__startswith="insights.").order_by("id").values_list("name", flat=True)
    )


def test_keeping_up_with_the_calendar_and_with_growth(shop):
    keep_up(now=NOW)
    assert jobs() == []
    start_run()
    JobRecord.objects.all().delete()
    keep_up(now=NOW)
    assert jobs() == []
    keep_up(now=noon(date(2026, 4, 2)))
    assert jobs() == ["insights.pass_days"]
    keep_up(now=noon(date(2026, 5, 1)))
    keep_up(now=noon(date(2026, 5, 1)))
    assert jobs() == ["insights.pass_days", "insights.run"]
    assert Run.objects.latest("id").reason == RunReason.MONTHLY


def test_books_that_have_doubled_ask_for_new_parameters(shop):
    start_run()
    more = [customer(f"more {n}") for n in range(4)]
    buy(*(bought(who, "2026-03-30", 700, order_id=f"M{who}") for who in more))
    rederive(customer_ids=more, as_of=TODAY, now=NOW)
    keep_up(now=NOW)
    assert Run.objects.latest("id").reason == RunReason.GROWN
