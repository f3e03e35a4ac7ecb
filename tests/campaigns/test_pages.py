"""The page of a programme over HTTP: tried, saved, refused politely, and followed by 今日."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.utils import timezone

from otokui.analytics.settings import Settings, Thresholds
from otokui.domain.accounts.types import Role
from otokui.domain.campaigns.models import Occasion, PlanVersion, WhyAnswer
from otokui.domain.campaigns.public import carry_out_plan, get_plan
from otokui.domain.campaigns.types import Aim, Trigger
from otokui.domain.customers.models import Contact
from otokui.domain.customers.public import note_preference, open_deal
from otokui.domain.customers.types import PreferenceKind
from otokui.domain.insights.public import save_rules
from tests.desk.shop import TODAY, _quick_and_forgetful, reader, shop, staff
from tests.insights.cast import NOW, bought, buy, customer, rederive_all, start_run

__all__ = ["_quick_and_forgetful", "reader", "shop"]
ADDRESS = "/settings/programmes/first/"


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.inside = self.select = self.area = ""

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        name = known.get("name") or ""
        if tag == "form":
            self.inside = known.get("id") or ""
        if self.inside != "plan-form":
            return
        if tag == "input" and name and "disabled" not in known:
            if known.get("type") != "checkbox" or "checked" in known:
                self.sent.setdefault(name, []).append(known.get("value") or "")
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in known:
            self.sent.setdefault(self.select, []).append(known.get("value") or "")
        elif tag == "textarea":
            self.area = name

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = ""
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data):
        if self.area and data.strip():
            self.sent.setdefault(self.area, []).append(data)


def form(text: str) -> dict[str, list[str]]:
    """What the page's form would send."""
    found = _Form()
    found.feed(text)
    return found.sent


@pytest.fixture
def boss(reader, shop, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    carry_out_plan(today=TODAY, now=NOW)
    return reader


def test_what_the_form_shows_is_what_it_sends_back(boss):
    sent = form(boss.get(ADDRESS).content.decode())
    refused = boss.post(f"{ADDRESS}save/", sent)
    assert refused.status_code == 409
    assert "すでにこの計画が使われています" in refused.content.decode()
    assert not PlanVersion.objects.exists()


def test_another_day_is_tried_saved_and_followed_by_today(boss, shop, django_assert_max_num_queries):
    assert "2回目のご案内" not in boss.get("/today/").content.decode()
    sent = form(boss.get(ADDRESS).content.decode())
    sent |= {
        "first-second.days": ["10"],
        "first-second.words_ja": ["{お名前}、{商品}が届きました"],
        "note": ["早く"],
    }
    cache.clear()
    with django_assert_max_num_queries(12):
        tried = boss.post(f"{ADDRESS}foreseen/", sent).content.decode()
    assert "購入から10〜30日" in tried
    for waiting in (4, 2, 0):  # two steps an answer; it asks for the rest by itself
        assert tried.count("数えています") == waiting
        assert ('hx-trigger="load"' in tried) == bool(waiting)
        tried = boss.post(f"{ADDRESS}foreseen/", sent).content.decode()
    assert "花子" in tried
    cache.clear()
    assert boss.post(f"{ADDRESS}save/", sent).url == ADDRESS
    carry_out_plan(today=TODAY, now=NOW)
    assert Occasion.objects.get(step="first-second", customer_id=shop["0002"]).left == ""
    today = boss.get("/today/").content.decode()
    assert "煎茶が届きました" in today
    shown = boss.get(ADDRESS).content.decode()
    assert "早く" in shown
    assert "→ <strong>購入から10〜30日" in shown
    off = form(shown)
    off.pop("first-second.on")
    boss.post(f"{ADDRESS}save/", off)
    assert "煎茶が届きました" not in boss.get("/today/").content.decode()
    offered = boss.get(f"{ADDRESS}?article=1").content.decode()
    assert "まだ表示しているだけです" in offered
    restored = form(offered)
    boss.post(f"{ADDRESS}save/", restored)
    step = next(step for _, step in get_plan().plan.steps() if step.key == "first-second")
    assert (step.days, step.on, step.words) == (21, True, {})


def test_wrong_numbers_and_contradictions_are_told_beside_the_step(boss):
    sent = form(boss.get(ADDRESS).content.decode())
    sent |= {"first-thanks.days": ["三日"], "first-usage.aim": ["addon"]}
    answer = boss.post(f"{ADDRESS}save/", sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "日数を入れてください" in text.split('id="first-thanks.days-error"')[1][:400]
    assert "しないこと" in text.split('id="first-usage.aim-error"')[1][:400]
    assert "日数を入れてください" in boss.post(f"{ADDRESS}foreseen/", sent).content.decode()


def test_of_two_at_once_the_second_is_told_and_loses_nothing(boss):
    first, second = (form(boss.get(ADDRESS).content.decode()) for _ in range(2))
    boss.post(f"{ADDRESS}save/", first | {"first-thanks.days": ["2"]})
    answer = boss.post(f"{ADDRESS}save/", second | {"first-thanks.days": ["5"]})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "山田 花子" in text.split('role="alert"')[1][:400]
    assert 'name="first-thanks.days" inputmode="numeric" autocomplete="off" value="5"' in text
    again = boss.post(f"{ADDRESS}save/", form(text))
    assert again.status_code == 302


def test_a_step_is_added_and_taken_out(boss):
    new = boss.get(f"{ADDRESS}step/?state=active").content.decode()
    key = new.split('value="active:')[1].split('"')[0]
    sent = form(boss.get(ADDRESS).content.decode())
    sent["step"].append(f"active:{key}")
    sent |= {
        f"{key}.on": ["1"],
        f"{key}.aim": ["letter"],
        f"{key}.trigger": ["interval"],
        f"{key}.days": ["30"],
    }
    sent |= {
        f"{key}.lasts": ["9"],
        f"{key}.a_day": ["3"],
        f"{key}.way0": ["postcard"],
        f"{key}.doer": ["anybody"],
    }
    assert boss.post(f"{ADDRESS}save/", sent).status_code == 302
    own = next(step for _, step in get_plan().plan.steps() if step.key == key)
    assert (own.aim, own.trigger, own.days, own.lasts, own.writes_task) == (
        Aim.LETTER,
        Trigger.INTERVAL,
        30,
        9,
        True,
    )
    gone = form(boss.get(ADDRESS).content.decode()) | {f"{key}.gone": ["1"]}
    boss.post(f"{ADDRESS}save/", gone)
    assert key not in {step.key for _, step in get_plan().plan.steps()}


def test_why_not_more_is_answered_in_today_counted_here_and_taken_back(boss):
    seldom = customer("seldom")
    buy(*(bought(seldom, day, 9000, order_id=day) for day in ("2025-06-01", "2025-10-01", "2026-01-15")))
    rederive_all([seldom], TODAY)
    carry_out_plan(today=TODAY, now=NOW)
    text = boss.get("/today/?kind=why_not_more").content.decode()
    assert "使う量が少ない" in text
    ticket = text.split(f'id="c{seldom}"')[1].split('name="ticket" value="')[1].split('"')[0]
    deed = {"ticket": ticket, "deed": "call:reached", "note": "一人暮らし", "why": "low_need"}
    done = boss.post("/today/act/", deed).content.decode()
    answer = WhyAnswer.objects.get()
    assert (answer.customer_id, answer.answer, answer.words) == (seldom, "low_need", "一人暮らし")
    assert Occasion.objects.get(customer_id=seldom, aim="why_not_more").left == "done"
    assert Contact.objects.get(customer_id=seldom).purpose == "survey"
    steady = boss.get("/settings/programmes/steady/").content.decode()
    assert "使う量が少ない" in steady.split('id="why"')[1]
    boss.post("/today/undo/", {"undo": done.split('name="undo" value="')[1].split('"')[0]})
    assert not WhyAnswer.objects.exists()
    assert Occasion.objects.get(customer_id=seldom, aim="why_not_more").left == ""


def test_who_came_with_a_fashion_and_fell_silent_gets_one_letter_without_a_word_of_selling(boss):
    """流行・休眠: by the rules that count to the last purchase there are such customers."""
    fleeting = customer("流行の人")
    days = [TODAY - timedelta(days=back) for back in range(250, 361, 10)]
    buy(*(bought(fleeting, str(day), 9000, order_id=str(day)) for day in days))
    plan = "/settings/programmes/trend/"
    assert boss.get(plan).content.decode().count("ここに入る人はいません") == 2
    by_the_last = Settings(thresholds=Thresholds(preset="book"))
    start_run(TODAY, rules=save_rules(settings=by_the_last, note="", author=None, now=NOW))
    shown = boss.get(plan).content.decode()
    assert "ここに入る人はいません" not in shown
    assert "手を離します" in shown
    assert "流行の人" in boss.post(f"{plan}foreseen/", form(shown)).content.decode()
    carry_out_plan(today=TODAY, now=NOW)
    row = boss.get("/today/?rows=all").content.decode().split(f'id="c{fleeting}"')[1].split("</li>")[0]
    assert "季節のお便り" in row
    assert "追いかけない" in row


def test_readers_may_try_but_not_save(boss):
    sent = form(boss.get(ADDRESS).content.decode())
    backend = "otokui.domain.accounts.adapters.backend.StaffBackend"
    boss.force_login(staff(Role.VIEWER, "v@example.jp"), backend=backend)
    assert (
        "保存できるのは" in boss.get(ADDRESS).content.decode() or "保存" in boss.get(ADDRESS).content.decode()
    )
    assert boss.post(f"{ADDRESS}foreseen/", sent).status_code == 200
    assert boss.post(f"{ADDRESS}save/", sent).status_code == 403
    assert boss.get("/settings/programmes/nobody/").status_code == 404


def test_why_nothing_is_offered_is_told_in_words_and_a_deal_is_noted(boss, shop):
    once = shop["0002"]
    told = boss.get(f"/customers/{once}/offers/").content.decode()
    assert "初めてのお買い物です" in told
    assert "商談を記録" in told
    deal = {"until": "2026-04-10", "note": "大口の見積"}
    boss.post(f"/customers/{once}/deal/", deal)
    told = boss.get(f"/customers/{once}/offers/").content.decode()
    assert "山田 花子さんが2026/4/10まで商談中です" in told
    assert "大口の見積" in told
    assert "商談中です" in boss.get(f"/customers/{once}/offers/?brief=1").content.decode()
    boss.post(f"/customers/{once}/deal/", {"over": "1"})
    assert "商談中です" not in boss.get(f"/customers/{once}/offers/").content.decode()
    wrong = boss.post(f"/customers/{once}/deal/", {"until": "2026-03-01"}, follow=True).content.decode()
    assert "これからの日付を選んでください" in wrong
    note_preference(once, kind=PreferenceKind.DISLIKE, text="抹茶", noted_on=TODAY)
    for view in ("", "?brief=1"):
        assert "苦手なもの：抹茶" in boss.get(f"/customers/{once}/offers/{view}").content.decode()


def test_an_open_deal_leaves_adverts_out_of_today_and_keeps_the_rest(boss, shop):
    late, once = shop["0003"], shop["0002"]
    open_deal(late, until=TODAY, today=TODAY, now=NOW, staff_id=None)
    open_deal(once, until=TODAY, today=TODAY, now=NOW, staff_id=None)
    Occasion.objects.filter(customer_id=once).delete()
    Occasion.objects.create(
        step="first-second", aim=Aim.SECOND, customer_id=once, customer_class="first", state="active",
        anchor="2026-03-20", follows_purchase=True, due_on=TODAY, until=TODAY, made_on=TODAY, worth=1200,
    )  # fmt: skip
    today = boss.get("/today/").content.decode()
    rows, held = today.split('class="today-held')
    assert f'id="c{late}"' in rows
    assert "商談中" in rows.split(f'id="c{late}"')[1].split("</li>")[0]
    assert f'id="c{once}"' not in rows
    assert f"/customers/{once}/" in held
