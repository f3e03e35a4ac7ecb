"""設定 → クラスの基準 over HTTP: trying, saving, going back, two people at once."""

import threading

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from otokui.analytics.settings import Settings, Thresholds
from otokui.core.kernel.errors import Refused
from otokui.core.platform.models import JobRecord
from otokui.domain.accounts.models import Business
from otokui.domain.accounts.types import Role
from otokui.domain.insights.models import RuleVersion, Run
from otokui.domain.insights.public import change_rules, find_rules_in_use, save_rules
from tests.desk.shop import _quick_and_forgetful, reader, staff
from tests.insights.cast import NOW, TODAY, bought, buy, customer, start_run

__all__ = ["_quick_and_forgetful", "reader"]

PAGE, TRIAL, MOVES, SAVE = (f"/settings/classes/{part}" for part in ("", "trial/", "trial/moves/", "save/"))
FORM = {
    "preset": "article",
    "toddler_days": "90",
    "best_days": "210",
    "trend": "1",
    "factor": "7",
    "average": "per_purchase",
    "fixed_average": "",
    "silence": "days",
    "dormant_days": "240",
    "dead_days": "365",
    "dormant_gaps": "3",
    "dead_gaps": "6",
    "epsilon": "10",
    "rfm_window_days": "",
    "guard_days": "0",
    "one_purchase_per_day": "1",
    "note": "",
}


@pytest.fixture
def judged(shop, time_machine):
    """The shop of the insights tests, judged, with its clock standing on the day of the run."""
    Business.objects.create(id=1, name="おとくい商店")
    time_machine.move_to(NOW, tick=False)
    cache.clear()
    start_run()
    return shop


def body(reader: Client, path: str, **sent: str) -> str:
    response = reader.get(path, FORM | sent)
    assert response.status_code == 200
    return response.content.decode()


def test_the_form_shows_the_rules_in_use_with_its_numbers(reader, judged):
    text = reader.get(PAGE).content.decode()
    assert "いまは第" in text
    assert 'name="toddler_days"' in text
    assert 'value="90"' in text
    assert "¥2,390" in text  # A
    assert "¥16,730" in text  # 7A
    assert f'name="base" value="{find_rules_in_use().id}"' in text


def test_a_click_fills_the_form_with_a_trade_s_numbers(reader, judged):
    text = reader.get(PAGE, {"preset": "restaurant"}).content.decode()
    assert 'name="dormant_days" type="text" inputmode="decimal" autocomplete="off" value="90"' in text
    assert 'name="toddler_days" type="text" inputmode="decimal" autocomplete="off" value="60"' in text
    supplies = reader.get(PAGE, {"preset": "supplies"}).content.decode()
    assert 'name="silence" value="gaps" checked' in supplies


def test_a_trial_tells_who_would_move_before_anybody_saves(reader, judged):
    text = body(reader, TRIAL, preset="book")
    assert "3人のうち <strong>2</strong>人が動きます" in text
    assert "日数の数え方" in text
    assert f'href="/customers/{judged.hana}/"' in text
    assert "kind=class:best:trend" in text
    assert RuleVersion.objects.count() == 1


def test_a_trial_of_the_rules_in_use_says_so(reader, judged):
    text = body(reader, TRIAL)
    assert "誰も動きません" in text
    assert "まだ何も変えていません" in text


def test_typing_in_full_width_is_understood_and_nonsense_told_at_its_field(reader, judged):
    assert "よちよちの日数</span> 90日 → <strong>60日" in body(reader, TRIAL, toddler_days="６０")
    text = body(reader, TRIAL, toddler_days="abc", best_days="0", epsilon="80", average="fixed")
    for name in ("toddler_days", "best_days", "epsilon", "fixed_average"):
        field = text.partition(f'id="{name}-error" hx-swap-oob="true">')[2].partition("</p>")[0]
        assert "入力してください" in field, name
    assert "動きます" not in text


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"toddler_days": "300"}, "best_days"),
        ({"dead_days": "100"}, "dead_days"),
        ({"silence": "gaps", "dormant_gaps": "7"}, "dead_gaps"),
    ],
)
def test_steps_in_the_wrong_order_are_refused(reader, judged, sent, field):
    response = reader.post(SAVE, FORM | {"base": str(find_rules_in_use().id)} | sent)
    assert response.status_code == 422
    errors = response.content.decode().partition(f'id="{field}-error">')[2].partition("</p>")[0]
    assert "小さくできません" in errors
    assert RuleVersion.objects.count() == 1


def test_who_is_best_by_time_alone_is_told(reader, judged):
    """Vector 6: bought on days 0 and 15, a total above the bar, and never again."""
    text = body(reader, TRIAL, factor="1", average="fixed", fixed_average="1000")
    assert "優良のうち1人は、日がたっただけで優良" in text


def test_movers_come_in_pages_and_by_kind(reader, judged):
    assert "次郎" in body(reader, MOVES, preset="book") or f"/customers/{judged.jiro}/" in body(
        reader, MOVES, preset="book"
    )
    only = body(reader, MOVES, preset="book", kind="class:best:trend")
    assert f"/customers/{judged.hana}/" in only
    assert f"/customers/{judged.jiro}/" not in only
    after = body(reader, MOVES, preset="book", after=f"21000,{judged.hana}")
    assert f"/customers/{judged.hana}/" not in after
    assert f"/customers/{judged.jiro}/" in after


def test_product_groups_are_searched_and_those_chosen_stay(reader, judged):
    buy(bought(judged.taro, "2026-03-21", 400, order_id="T9", product_code="MOCHI", category="米"))
    buy(bought(judged.taro, "2026-03-22", 400, order_id="T8", product_code="SENCHA", category="お茶"))
    found = reader.get("/settings/classes/groups/", {"group": "茶", "category": "米"}).content.decode()
    assert 'value="米" checked' in found
    assert 'value="お茶">' in found
    assert "商品グループ</span> 全商品 → <strong>米" in body(reader, TRIAL, category="米")


def test_saving_makes_a_version_with_its_note_and_judges_everybody(reader, judged):
    before = find_rules_in_use()
    sent = FORM | {"base": str(before.id), "toddler_days": "60", "note": "来店が多いので"}
    page = reader.post(SAVE, sent, follow=True).content.decode()
    saved = find_rules_in_use()
    assert saved.settings.thresholds.toddler_days == 60
    assert (saved.note, saved.author) != ("", None)
    run = Run.objects.latest("id")
    assert (run.rules_id, run.reason) == (saved.id, "new_rules")
    assert JobRecord.objects.filter(name="insights.run", arguments={"run": run.pk}).exists()
    assert "保存しました" in page
    assert "全員を判定し直しています" in page
    assert 'hx-trigger="every 2s"' in page
    assert "来店が多いので" in page
    assert "よちよちの日数</span> 90日 → <strong>60日" in page
    JobRecord.objects.update(state="done")
    ended = reader.get("/settings/classes/running/").content.decode()
    assert "全員の判定が終わりました" in ended
    assert "every 2s" not in ended


def test_an_earlier_version_is_taken_back_as_a_new_one(reader, judged):
    first = find_rules_in_use().id
    save_rules(settings=Settings(thresholds=Thresholds(toddler_days=60)), note="", author=None, now=NOW)
    page = reader.get(PAGE, {"version": str(first)}).content.decode()
    assert f'value="第{first}版に戻す"' in page
    assert 'autocomplete="off" value="90" aria-describedby="toddler_days-error' in page
    reader.post(SAVE, FORM | {"base": str(find_rules_in_use().id), "note": f"第{first}版に戻す"})
    assert find_rules_in_use().settings == Settings()
    assert RuleVersion.objects.count() == 3


def test_who_saves_second_is_told_what_came_between_and_may_insist(reader, judged):
    base = find_rules_in_use().id
    mine = FORM | {"base": str(base), "factor": "5"}
    sato = staff(Role.MANAGER, "sato@example.jp").pk
    other = Settings(thresholds=Thresholds(toddler_days=60))
    newer = save_rules(settings=other, note="", author=sato, now=NOW)
    late = reader.post(SAVE, mine)
    text = late.content.decode()
    assert late.status_code == 409
    assert f"さんが先に第{newer}版を保存しました" in text
    assert "<td>90日</td><td>60日</td>" in text
    assert RuleVersion.objects.count() == 2
    assert f'name="base" value="{newer}"' in text
    reader.post(SAVE, mine | {"base": str(newer)})
    assert find_rules_in_use().settings.thresholds.factor == 5


def test_saving_what_is_in_use_saves_nothing(reader, judged):
    response = reader.post(SAVE, FORM | {"base": str(find_rules_in_use().id)})
    assert response.status_code == 409
    assert "いまの基準と同じです" in response.content.decode()
    assert RuleVersion.objects.count() == 1


def test_before_the_first_purchase_rules_are_kept_for_it(reader, db):
    Business.objects.create(id=1, name="おとくい商店")
    assert "購入を取り込むと" in reader.get(PAGE).content.decode()
    assert "購入を取り込むと" in body(reader, TRIAL)
    reader.post(SAVE, FORM | {"base": "", "toddler_days": "60"})
    assert not Run.objects.exists()
    buy(bought(customer("001"), "2026-03-20", 1200, order_id="T1"))
    start_run()
    assert Run.objects.get().rules_id == find_rules_in_use().id


def test_readers_try_and_do_not_save(judged):
    client = Client(headers={"accept-language": "ja"})
    client.force_login(staff(Role.SALES), backend="otokui.domain.accounts.adapters.backend.StaffBackend")
    page = client.get(PAGE).content.decode()
    assert "ここで自由に試せます" in page
    assert "新しい版として保存" not in page
    assert client.post(SAVE, FORM).status_code == 403


def test_the_pages_cost_at_most_twelve_queries(reader, judged, django_assert_max_num_queries):
    for days in range(60, 80):
        rules = Settings(thresholds=Thresholds(toddler_days=days))
        save_rules(settings=rules, note="", author=staff(email=f"{days}@example.jp").pk, now=NOW)
    for path in (PAGE, f"{TRIAL}?preset=book", f"{MOVES}?preset=book"):
        with django_assert_max_num_queries(12):
            assert reader.get(path, FORM if "?" in path else None).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_many_who_save_at_once_one_wins():
    start = threading.Barrier(4)
    results: list[str] = []

    def save(days: int) -> None:
        start.wait()
        rules = Settings(thresholds=Thresholds(toddler_days=days))
        try:
            change_rules(settings=rules, note="", base=None, as_of=TODAY, now=NOW, by=None)
            results.append("saved")
        except Refused as problem:
            results.append(problem.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(days,)) for days in (50, 60, 70, 80)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["newer_version"] * 3 + ["saved"]
    assert RuleVersion.objects.count() == 1
