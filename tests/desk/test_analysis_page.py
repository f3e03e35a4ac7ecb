"""分析 over HTTP: numbers that lead to their people, honest empty and stale states."""

import pytest
from django.test import Client

from otokui.domain.accounts.models import Business, Staff
from otokui.domain.accounts.types import EVERYBODY
from otokui.domain.desk.queries.analysis import get_analysis
from otokui.domain.desk.queries.customer_list import customer_list
from otokui.domain.desk.types import ListQuery
from otokui.domain.insights.actions.survey_run import survey_run
from otokui.domain.insights.models import Run
from tests.desk.shop import TODAY
from tests.insights.cast import NOW, bought, buy, start_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def surveyed(shop):
    survey_run(run=Run.objects.latest("id").pk, now=NOW)
    return shop


def body(reader: Client, path: str = "/analysis/") -> str:
    response = reader.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_before_the_first_run_the_page_says_what_will_come(reader):
    Business.objects.create(id=1, name="おとくい商店")
    assert "まだ分析できるものがありません" in body(reader)


def test_between_run_and_survey_the_page_says_that_it_is_counted(reader, shop):
    text = body(reader)
    assert "裏で集計しています" in text
    assert "平均顧客単価" in text


def test_every_figure_says_its_day_and_run(reader, surveyed):
    text, run = body(reader), Run.objects.latest("id")
    assert f"2026/4/1に固定（第{run.pk}回の判定）" in text
    assert text.count(f"2026/4/1現在（第{run.pk}回の判定）") == 2
    assert f"2026/3/1 → 2026/4/1・どちらも第{run.pk}回の判定の基準" in text
    assert "売上の80%は" in text


def test_numbers_of_today_open_their_people(reader, surveyed):
    text = body(reader, "/analysis/classes/")
    assert 'href="/customers/?class=best&amp;state=active">1</a>' in text
    listed = body(reader, "/customers/?class=best&state=active")
    assert "田中 太郎" in listed


def test_fields_of_recency_and_frequency_open_their_people(reader, surveyed):
    text = body(reader)
    for row in get_analysis().rfm:
        for cell in row:
            link = f"/customers/?r={cell.r}&amp;f={cell.f}&amp;sort=money"
            assert (link in text) == bool(cell.customers)
            listed = customer_list(ListQuery(r=cell.r, f=cell.f, sort="money", sight=EVERYBODY), now=NOW)
            assert listed.count.value == len(listed.rows) == cell.customers
            assert (
                len(customer_list(ListQuery(r=cell.r, f=cell.f, sight=EVERYBODY), now=NOW).rows)
                == cell.customers
            )


def test_the_top_of_all_three_scores_is_a_list(reader, surveyed):
    assert "/customers/?rfm=top&amp;sort=money" in body(reader)
    buy(bought(surveyed["0001"], "2026-03-31", 9000, order_id="T9", product_code="RICE"))
    start_run(TODAY)
    for sort in ("", "last", "money"):
        rows = customer_list(ListQuery(rfm_top=True, sort=sort, sight=EVERYBODY), now=NOW).rows
        assert [row.line.name for row in rows] == ["田中 太郎"]
    listed = body(reader, "/customers/?rfm=top&r=5&f=5")
    assert "F5（購入回数）" in listed
    assert 'href="/customers/?rfm=top&amp;f=5"' in listed


def test_rows_and_columns_of_the_month_add_up(reader, surveyed):
    page = get_analysis()
    for table in (page.classes, page.states):
        assert sum(row.total for row in table.rows) == sum(table.totals) == table.customers == 3
        for row in table.rows:
            assert row.total == sum(customers for _to, customers in row.cells)
    assert sum(cell.customers for row in page.rfm for cell in row) == page.survey.buyers


def test_those_who_stay_and_those_who_left_have_names_too(reader, surveyed):
    run = Run.objects.latest("id").pk
    stays = [
        (row.key, count)
        for row in get_analysis().classes.rows
        for to, count in row.cells
        if count and to == row.key
    ]
    assert stays
    for key, count in stays:
        assert f"kind=class:{key}:{key}" in body(reader)
        listed = body(reader, f"/analysis/moves/?run={run}&kind=class:{key}:{key}")
        assert listed.count('class="row-link"') == count
        assert "今日もそこにいる人" in listed
    assert "そのあと移った人" in body(reader, f"/analysis/moves/?run={run}&kind=class:best:")
    states = body(reader, f"/analysis/moves/?run={run}&kind=state:active:active")
    assert f'href="/customers/{surveyed["0001"]}/"' in states
    assert f'href="/customers/{surveyed["0002"]}/"' not in states


def test_a_number_of_the_month_opens_names(reader, surveyed):
    run = Run.objects.latest("id").pk
    assert f"run={run}&amp;kind=class:new:first" in body(reader)
    names = body(reader, f"/analysis/moves/?run={run}&kind=class:new:first")
    assert f'href="/customers/{surveyed["0002"]}/"' in names
    assert f"run={run}&amp;kind=state:new:active" in body(reader)
    names = body(reader, f"/analysis/moves/?run={run}&kind=state:new:active")
    assert f'href="/customers/{surveyed["0002"]}/"' in names
    assert "新しい判定が集計されたため" in body(
        reader, f"/analysis/moves/?run={run + 1}&kind=class:new:first"
    )
    assert "新しい判定が集計されたため" in body(reader, "/analysis/moves/?run=x&kind=nonsense&after=1,x")


def test_figures_of_an_older_run_are_marked(reader, surveyed):
    start_run(TODAY)
    assert "を集計しています" in body(reader)


def test_an_empty_shop_has_an_empty_page(reader, db):
    Business.objects.create(id=1, name="おとくい商店")
    survey_run(run=start_run(TODAY), now=NOW)
    text = body(reader)
    assert "まだ売上がありません" in text
    assert "まだ誰も買っていません" in text


def test_english_is_complete(surveyed, reader):
    Staff.objects.update(language="en")
    text = body(reader)
    assert "The best 20 % of the buyers have paid" in text
