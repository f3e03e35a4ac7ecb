"""今日 with a cast of known stories: who stands on the list and why, acts, undo, races, costs."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.models import Business, Staff, Team
from otokui.domain.accounts.types import EVERYBODY, Role
from otokui.domain.campaigns.public import carry_out_plan
from otokui.domain.customers.models import Contact, Customer, FollowUp, Preference
from otokui.domain.customers.public import (
    TakenAlready,
    create_follow_up,
    note_preference,
    record_consent,
    record_contact,
    why_not_contact,
)
from otokui.domain.customers.types import (
    Channel,
    ConsentGiven,
    ContactWay,
    Outcome,
    PreferenceKind,
    Purpose,
    PurposeKind,
)
from otokui.domain.desk.actions.act_on_row import act_on_row
from otokui.domain.desk.actions.undo_act import undo_act
from otokui.domain.desk.queries import today_stories
from otokui.domain.desk.queries.today import TodayQuery, coming_days, today_page
from otokui.domain.desk.rules.today.deeds import Deed, Ticket
from otokui.domain.desk.rules.today.facts import Kind
from otokui.domain.insights.models import ReorderAnswer, Standing
from otokui.domain.insights.public import count_answers, find_explanation, list_overdue
from otokui.domain.insights.types import Answer
from otokui.domain.purchases.models import Product
from otokui.domain.purchases.public import write_products
from otokui.domain.purchases.types import ProductRow
from tests.desk.shop import staff
from tests.insights.cast import bought, buy, customer, start_run

TODAY = date(2026, 4, 1)
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)


def days(*back: int) -> list[date]:
    return [TODAY - timedelta(days=day) for day in back]


def every(gap: int, *, last: int, times: int) -> list[date]:
    return days(*(last + gap * place for place in reversed(range(times))))


@pytest.fixture
def cast(db) -> dict[str, int]:
    """A shop of coffee drinkers in rhythm, so that the forecast is sharp, and one person for each story."""
    Business.objects.create(id=1, name="おとくい商店")
    write_products(
        [
            ProductRow(code="BEANS", name="深煎りブレンド", category="コーヒー"),
            ProductRow(
                code="FILTER", name="ペーパーフィルター", category="コーヒー", accessory_of=("BEANS",)
            ),
        ],
        now=NOW,
    )
    stories = {
        **{f"rhythm{n}": every(14 + n % 3, last=3 + n % 9, times=12 + n % 4) for n in range(24)},
        "late": every(14, last=34, times=9),
        "week": every(14, last=11, times=5),
        "first": days(4),
        "second": days(16),
        "toddler": days(40, 25, 5),
        "gone": days(900, 880),
        "new": [],
    }
    ids = {name: customer(name) for name in stories}
    Customer.objects.filter(pk__in=ids.values()).update(kind="person", name="試し 花子")
    buy(
        *(
            bought(ids[name], str(day), 3000, order_id=f"{name}{n}", product_code="BEANS", quantity=1000)
            for name, bought_on in stories.items()
            for n, day in enumerate(bought_on)
        )
    )
    start_run(TODAY)
    carry_out_plan(today=TODAY, now=NOW)
    cache.clear()
    return ids


def page(**asked):
    return today_page(TodayQuery(all_rows=True, **asked, sight=EVERYBODY), now=NOW)


def kinds_of(ids: dict[str, int], name: str) -> list[Kind]:
    rows = [row for row in page().rows if row.customer.id == ids[name]]
    return [reason.cause.kind for row in rows for reason in row.reasons]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("late", Kind.OVERDUE),
        ("week", Kind.EXPECTED),
        ("first", Kind.FIRST_THANKS),
        ("second", Kind.USAGE),
        ("toddler", Kind.HOUSE),
        ("gone", Kind.WIN_BACK),
        ("new", None),
    ],
)
def test_each_stands_on_the_list_for_the_right_reason(cast, name, first):
    assert next(iter(kinds_of(cast, name)), None) == first


def test_one_row_a_customer_most_money_first_and_add_on_only_where_allowed(cast):
    rows = page().rows
    ids = [row.customer.id for row in rows]
    assert len(ids) == len(set(ids))
    stakes = [row.first.stake for row in rows]
    assert stakes == sorted(stakes, reverse=True)
    addons = {row.story.customer_class for row in rows if row.addon}
    assert addons <= {"steady", "best"}
    week = next(row for row in rows if row.customer.id == cast["week"])
    assert week.story.customer_class == "toddler"
    assert week.addon is None


def test_an_expected_order_comes_with_what_belongs_to_it(cast):
    row = next(
        row for row in page().rows if row.kind is Kind.EXPECTED and row.story.customer_class != "toddler"
    )
    assert row.addon is not None
    assert (row.addon.good.name, row.addon.why) == ("ペーパーフィルター", "belongs")
    note_preference(row.customer.id, kind=PreferenceKind.DISLIKE, text="フィルター", noted_on=TODAY)
    again = next(one for one in page().rows if one.customer.id == row.customer.id)
    assert again.addon is None


def test_what_is_out_of_stock_is_not_proposed(cast):
    Product.objects.filter(code="FILTER").update(stock=0)
    cache.clear()
    today_stories._COMPANIONS.forget()
    rows = page().rows
    assert not [row for row in rows if row.addon and row.addon.good.name == "ペーパーフィルター"]
    Product.objects.filter(code="BEANS").update(stock=0)
    today_stories._COMPANIONS.forget()
    late = next(row for row in page().rows if row.customer.id == cast["late"])
    assert "out_of_stock" in late.donts
    asked = Purpose(PurposeKind.CROSS_SELL, products=(late.goods[0].id,))
    refused = why_not_contact(cast["week"], asked, ContactWay.CALL, as_of=TODAY)
    assert (refused.code, refused.values) == ("out_of_stock", {"product": "深煎りブレンド"})


def test_a_complaint_keeps_all_but_promises_off_the_list(cast):
    Customer.objects.filter(pk=cast["late"]).update(open_complaint=True)
    assert kinds_of(cast, "late") == []
    held = next(one for one in page().held if one.row.customer.id == cast["late"])
    assert held.refused == "open_complaint"
    create_follow_up(cast["late"], due_on=TODAY, reason="お詫びの電話", now=NOW)
    assert kinds_of(cast, "late") == [Kind.TASK]


def test_two_contacts_in_a_week_are_enough(cast):
    for day in (1, 3):
        record_contact(
            cast["late"], way=ContactWay.CALL, at=NOW - timedelta(days=day), outcome=Outcome.REACHED
        )
    assert kinds_of(cast, "late") == []
    held = next(one for one in page().held if one.row.customer.id == cast["late"])
    assert held.free_at == NOW + timedelta(days=4)


def test_scopes_show_ones_own_and_nobodys(cast):
    mine, other = staff(), staff(Role.SALES, "other@example.jp")
    Customer.objects.filter(pk=cast["late"]).update(in_charge=other)
    assert cast["late"] not in [row.customer.id for row in page(staff=(mine.pk,)).rows]
    assert cast["late"] in [row.customer.id for row in page(staff=(other.pk,)).rows]
    assert cast["first"] in [row.customer.id for row in page(staff=(other.pk,)).rows]


def ticket_of(ids: dict[str, int], name: str) -> Ticket:
    row = next(row for row in page().rows if row.customer.id == ids[name])
    cause, reason = row.first.cause, row.first
    return Ticket(
        customer_id=ids[name],
        kind=cause.kind,
        follow_up=reason.follow_up,
        origin=reason.origin,
        reason="遅れ",
        script="",
        stake=reason.stake,
        products=(None, *cause.products[:1]) if cause.whole else cause.products,
        last_on=row.standing.last_on if row.standing else None,
        gap=cause.gap,
    )


def act(ticket: Ticket, who: Staff, deed=Deed.CALL, outcome: Outcome | None = Outcome.REACHED, **more):
    return act_on_row(ticket, deed=deed, outcome=outcome, today=TODAY, now=NOW, staff_id=who.pk, **more)


def test_a_call_writes_contact_and_follow_up_and_the_row_goes(cast):
    who, ticket = staff(), ticket_of(cast, "late")
    before = page().done.finished
    act(ticket, who, outcome=Outcome.ORDERED, note="2袋")
    contact = Contact.objects.get(customer_id=cast["late"])
    assert (contact.way, contact.outcome, contact.text) == ("call", "ordered", "遅れ\n2袋")
    assert FollowUp.objects.get(origin=ticket.origin).done_by_id == who.pk
    after = page().done
    assert (after.finished, after.ordered, after.won) == (before + 1, 1, ticket.stake)
    assert kinds_of(cast, "late") == []


def test_nobody_reached_comes_back_tomorrow(cast):
    act(ticket_of(cast, "late"), staff(), outcome=Outcome.ABSENT)
    assert kinds_of(cast, "late") == []
    tomorrow = today_page(TodayQuery(all_rows=True, sight=EVERYBODY), now=NOW + timedelta(days=1))
    assert cast["late"] in [row.customer.id for row in tomorrow.rows]


@pytest.mark.parametrize("outcome", [Outcome.IN_STOCK, Outcome.ELSEWHERE, Outcome.NO_MORE])
def test_an_answer_silences_the_wait_until_its_day_or_the_next_purchase(cast, outcome):
    assert cast["late"] in [row.customer_id for row in list_overdue(as_of=TODAY, limit=100)]
    stored = list(Standing.objects.order_by("pk").values())
    done = act(ticket_of(cast, "late"), staff(), outcome=outcome)
    assert cast["late"] not in [row.customer_id for row in list_overdue(as_of=TODAY, limit=100)]
    assert list(Standing.objects.order_by("pk").values()) == stored  # a layer: nothing derived has changed
    explained = find_explanation(cast["late"], TODAY)
    assert explained is not None
    assert explained.forecast is not None
    assert (explained.forecast.overdue, explained.forecast.answer.answer) == (False, Answer(outcome))
    until = ReorderAnswer.objects.get(pk=done.answers[0]).until
    if outcome is Outcome.IN_STOCK:
        assert until == TODAY + timedelta(days=7)  # half of 14 days
        assert explained.forecast.next_on >= until
        assert cast["late"] in [row.customer_id for row in list_overdue(as_of=until, limit=100)]
    assert count_answers(TODAY, TODAY) == {Answer(outcome): len(done.answers)}
    buy(bought(cast["late"], str(TODAY), 3000, order_id="again", product_code="BEANS", quantity=1000))
    assert find_explanation(cast["late"], TODAY + timedelta(days=60)).forecast.answer is None


def test_undo_is_real_and_refused_once_it_changed(cast):
    who, ticket = staff(), ticket_of(cast, "late")
    done = act(ticket, who, outcome=Outcome.ELSEWHERE)
    undo_act(done, customer_id=cast["late"], today=TODAY, now=NOW, staff_id=who.pk)
    assert not Contact.objects.filter(customer_id=cast["late"]).exists()
    assert not FollowUp.objects.filter(origin=ticket.origin).exists()
    assert kinds_of(cast, "late")[0] is Kind.OVERDUE
    assert count_answers(TODAY, TODAY) == {}
    assert ReorderAnswer.objects.filter(answer="withdrawn").count() == len(done.answers)
    with pytest.raises(Refused):
        undo_act(done, customer_id=cast["late"], today=TODAY, now=NOW, staff_id=who.pk)


def test_undo_of_a_put_off_promise_and_of_a_complaint(cast):
    who = staff()
    task = create_follow_up(cast["first"], due_on=TODAY, reason="見本", now=NOW)
    promise = replace(ticket_of(cast, "late"), follow_up=task, customer_id=cast["first"], kind=Kind.TASK)
    done = act(promise, who, Deed.LATER, None, on=TODAY + timedelta(days=3))
    assert FollowUp.objects.get(pk=task).due_on == TODAY + timedelta(days=3)
    undo_act(done, customer_id=cast["first"], today=TODAY, now=NOW, staff_id=who.pk)
    assert (FollowUp.objects.get(pk=task).due_on, FollowUp.objects.get(pk=task).assignee_id) == (TODAY, None)
    done = act(ticket_of(cast, "late"), who, outcome=Outcome.COMPLAINT)
    assert Customer.objects.get(pk=cast["late"]).open_complaint
    undo_act(done, customer_id=cast["late"], today=TODAY, now=NOW, staff_id=who.pk)
    assert not Customer.objects.get(pk=cast["late"]).open_complaint


def test_why_not_more_often_is_kept_among_the_needs(cast):
    asks = replace(ticket_of(cast, "late"), kind=Kind.WHY_NOT_MORE, origin="today:why_not_more:1")
    act(asks, staff(), note="一人なので量が多い")
    assert Preference.objects.get(customer_id=cast["late"]).text == "一人なので量が多い"


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told_who_was_quicker():
    Business.objects.create(id=1, name="おとくい商店")
    first, second = staff(), staff(Role.SALES, "two@example.jp")
    Staff.objects.filter(pk=second.pk).update(name="川口 営業")
    ticket = Ticket(
        customer_id=customer("A"), kind="overdue", follow_up=None, origin="today:overdue:1", reason="遅れ",
        script="", stake=1, products=(), last_on=None, gap=None,
    )  # fmt: skip

    def run(who: Staff) -> str:
        try:
            act(ticket, who)
        except TakenAlready as taken:
            return str(taken)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as both:
        said = sorted(both.map(run, (first, second)))
    assert said[0] == ""
    assert "川口 営業" in said[1] or "山田 花子" in said[1]
    assert (Contact.objects.count(), FollowUp.objects.count()) == (1, 1)


def test_the_page_over_http_acts_and_undoes_with_at_most_twelve_queries(
    reader, shop, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    reader.get("/today/")
    cache.clear()
    with django_assert_max_num_queries(12):
        answer = reader.get("/today/")
    text = answer.content.decode()
    assert "髙﨑 健" in text
    assert "遅れ" in text
    ticket = text.split('name="ticket" value="')[1].split('"')[0]
    done = reader.post("/today/act/", {"ticket": ticket, "deed": "skip"}).content.decode()
    assert "スキップ" in done
    taken = reader.post("/today/act/", {"ticket": ticket, "deed": "skip"}).content.decode()
    assert "山田 花子さんがすでに対応しました" in taken
    undone = reader.post("/today/undo/", {"undo": done.split('name="undo" value="')[1].split('"')[0]})
    assert "元に戻しました" in undone.content.decode()
    assert not FollowUp.objects.exists()


def test_at_night_the_page_offers_no_call_and_says_from_when_again(reader, shop, monkeypatch):
    """At 21:30 in the shop's time; the order being written down is the customer's own call."""
    monkeypatch.setattr(timezone, "now", lambda: NOW.replace(hour=12, minute=30))
    text = reader.get("/today/").content.decode()
    assert "次は2026/4/2の8:00から" in text
    assert "tel:" not in text
    assert "8時から" in text
    offers = f"/customers/{shop['0002']}/offers/"
    assert "次は2026/4/2の8:00から" in reader.get(offers).content.decode()
    assert "8:00から" not in reader.get(f"{offers}?brief=1").content.decode()
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    assert "tel:" in reader.get("/today/").content.decode()
    assert "8:00から" not in reader.get(offers).content.decode()


def row_of(text: str, customer: int) -> str:
    return text.split(f'id="c{customer}"')[1].split("</form>")[0]


def test_an_answer_stands_on_the_customers_timeline_with_its_effect_and_is_taken_back(
    reader, shop, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    late = shop["0003"]
    row = row_of(reader.get("/today/").content.decode(), late)
    assert 'data-until="2026-04-11"' in row  # half of 20 days
    ticket = row.split('name="ticket" value="')[1].split('"')[0]
    deed = {"ticket": ticket, "deed": "call:in_stock", "until": "2026-04-20", "on": "2026-04-02"}
    done = reader.post("/today/act/", deed).content.decode()
    assert "。次の見込みは4/20から" in done
    with django_assert_max_num_queries(12):
        face = reader.get(f"/customers/{late}/").content.decode()
    timeline = face.split('id="timeline"')[1].split("</ol>")[0]
    assert timeline.count("まだ在庫あり") == 2  # the answer and the call, not the task that came and went
    assert "次の見込みを2026/4/20に移しました" in timeline
    history = face.split('class="class-history"')[1].split("</ol>")[0]
    assert "次の見込みを2026/4/20に移しました" in history
    with django_assert_max_num_queries(12):
        contacts = reader.get(f"/customers/{late}/timeline/?kind=contacts").content.decode()
    assert "次の見込みを2026/4/20に移しました" in contacts
    assert "まだ在庫あり" not in reader.get(f"/customers/{late}/timeline/?kind=consents").content.decode()
    answers = [each.split('"')[0] for each in timeline.split('name="answer" value="')[1:]]
    reader.post(f"/customers/{shop['0001']}/answer/", {"answer": answers})  # not theirs
    assert not ReorderAnswer.objects.filter(answer="withdrawn").exists()
    told = reader.post(f"/customers/{late}/answer/", {"answer": answers}, follow=True).content.decode()
    assert "回答を取り消しました" in told
    assert "取り消し済み" in told.split('id="timeline"')[1]
    assert 'name="answer"' not in told
    assert late in [one.customer_id for one in list_overdue(as_of=TODAY, limit=9)]


def test_line_is_a_way_for_those_who_agreed(reader, shop, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    late = shop["0003"]
    Customer.objects.filter(pk=late).update(line_id="U0003")
    assert '>LINE<span class="sub">お知らせの同意なし' in row_of(reader.get("/today/").content.decode(), late)
    record_consent(late, ConsentGiven(Channel.LINE, granted=True, source="店頭"), now=NOW)
    row = row_of(reader.get("/today/").content.decode(), late)
    assert 'data-copies="髙﨑 健' in row
    ticket = row.split('name="ticket" value="')[1].split('"')[0]
    done = reader.post("/today/act/", {"ticket": ticket, "deed": "line"}).content.decode()
    assert "LINEで送った" in done
    contact = Contact.objects.get(customer_id=late)
    assert (contact.way, contact.outcome) == ("line", "done")


def test_readers_cannot_take_an_answer_back(reader, shop, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    ticket = row_of(reader.get("/today/").content.decode(), shop["0003"]).split('name="ticket" value="')[1]
    reader.post("/today/act/", {"ticket": ticket.split('"')[0], "deed": "call:elsewhere"})
    backend = "otokui.domain.accounts.adapters.backend.StaffBackend"
    reader.force_login(staff(Role.VIEWER, "v@example.jp"), backend=backend)
    face = reader.get(f"/customers/{shop['0003']}/").content.decode()
    assert "注文を待たなくなりました" in face
    assert 'name="answer"' not in face
    given = ReorderAnswer.objects.latest("id").pk
    assert reader.post(f"/customers/{shop['0003']}/answer/", {"answer": given}).status_code == 403


def test_the_list_of_a_team(reader, shop, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    Staff.objects.update(team=Team.objects.create(name="外商"))
    cache.clear()
    with django_assert_max_num_queries(12):
        text = reader.get("/today/?scope=team").content.decode()
    assert "チーム" in text


def test_a_tampered_ticket_is_refused(reader, shop):
    assert reader.post("/today/act/", {"ticket": "x", "deed": "skip"}).status_code == 302
    assert not FollowUp.objects.exists()


def test_an_empty_list_says_what_will_come(cast):
    found = coming_days(page())
    assert found
    assert all(TODAY < day <= TODAY + timedelta(days=7) for day in found)


def test_an_empty_business_is_shown_the_doors_in(reader):
    assert reader.get("/today/").url == "/welcome/"
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    reader.force_login(staff(Role.VIEWER, "v@example.jp"), backend=backend)
    assert "/imports/new/" not in reader.get("/today/").content.decode()
