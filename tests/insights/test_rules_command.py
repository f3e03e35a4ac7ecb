"""`otokui rules`: a draft is shown before it is saved, and what is saved is a version."""

import pytest
import time_machine

from otokui.analytics.settings import Settings
from otokui.core.kernel.errors import Refused
from otokui.domain.insights.models import RuleVersion, Run
from otokui.entry.cli import main
from otokui.entry.cli.rules_command import with_changes
from tests.insights.cast import NOW, bought, buy, customer, start_run

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    ["toddler_days", "colour=red", "toddler_days=0", "toddler_days=long", "preset=mine", "average=fixed"],
)
def test_what_cannot_be_a_rule_is_refused_with_a_sentence(change):
    with pytest.raises(Refused) as refusal:
        with_changes(Settings(), [change])
    assert str(refusal.value)


def test_changes_are_read_in_their_kind():
    changed = with_changes(
        Settings(), ["preset=book", "trend=false", "categories=米,茶", "average=fixed", "fixed_average=10000"]
    )
    assert (changed.thresholds.preset, changed.thresholds.trend) == ("book", False)
    assert changed.categories == ("米", "茶")
    assert (changed.average, changed.fixed_average) == ("fixed", 10000)
    assert with_changes(changed, ["categories="]).categories is None


def test_without_classes_there_is_nothing_to_change(capsys):
    assert main(["rules", "preview"]) == 2
    assert "まだクラスがありません" in capsys.readouterr().err


@time_machine.travel(NOW, tick=False)
def test_a_preview_saves_nothing_and_an_activation_is_the_next_version(capsys):
    who = customer("1")
    buy(bought(who, "2026-03-20", 1000, order_id="1"))
    start_run()
    before = RuleVersion.objects.count()
    assert main(["rules", "preview", "--set", "dormant_days=1", "--set", "dead_days=1"]) == 0
    assert "1人のうち1人が動きます" in capsys.readouterr().out
    assert RuleVersion.objects.count() == before
    assert main(["rules", "activate", "--set", "dormant_days=1", "--note", "試しに"]) == 0
    saved = RuleVersion.objects.latest("id")
    assert (saved.note, saved.settings["thresholds"]["dormant_days"]) == ("試しに", 1)
    assert Run.objects.latest("id").rules_id == saved.pk
