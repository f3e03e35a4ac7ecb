"""分析 over HTTP: numbers that lead to their people, honest empty and stale states."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client

from otokui.domain.accounts.models import Business, Staff
from otokui.domain.accounts.public import sight_of
from otokui.domain.accounts.types import EVERYBODY, Role
from otokui.domain.customers.models import Customer
from otokui.domain.desk.queries.analysis import get_analysis, rfm_grid
from otokui.domain.desk.queries.analysis_moves import BY_CLASS, BY_STATE, IN_FULL, move_table
from otokui.domain.desk.queries.analysis_repeat import winning
from otokui.domain.desk.queries.analysis_takings import year_takings
from otokui.domain.desk.queries.customer_list import customer_list
from otokui.domain.desk.types import ListQuery
from otokui.domain.desk.web.audiences.tokens import written
from otokui.domain.insights.actions.survey_run import survey_run
from otokui.domain.insights.models import Run, Survey
from otokui.domain.insights.types.audience import Audience, Says, Wording
from tests.desk.shop import TODAY, staff
from tests.insights.cast import NOW, bought, buy, start_run

BACKEND = "otokui.domain.accounts.adapters.backend.StaffBackend"
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


def test_every_page_says_its_day_and_run(reader, surveyed):
    run = Run.objects.latest("id").pk
    assert f"2026/4/1に固定（第{run}回の判定）" in body(reader)
    for page in PAGES:
        text = body(reader, page)
        assert "2026/4/1" in text
        assert f"第{run}回の判定" in text
        assert "&lt;span" not in text
        assert "2025/4/1" in text  # since when there are books
    assert "売上の80%は" in body(reader, "/analysis/sales/")


TABLES = [f"/analysis/table/?of={of}" for of in ("classes", "shop", "takings")]
PAGES = ["/analysis/", "/analysis/?months=24", "/analysis/moves/", "/analysis/moves/?month=2026-03"]
PAGES += ["/analysis/rfm/?by=count", "/analysis/rfm/?by=money", "/analysis/repeat/"]
PAGES += ["/analysis/repeat/?days=30", "/analysis/sales/"]
COUNTED = [one for one in (*PAGES[2:], *TABLES[:2]) if "rfm" not in one]


def numbers(text: str) -> list[tuple[str, int]]:
    """Every number of the page that leads to people: (address, number)."""
    links = re.findall(r'<a class="matrix-move" href="(/analysis/people/[^"]+)">([0-9,]+)</a>', text)
    return [(unescape(url), int(number.replace(",", ""))) for url, number in links]


@pytest.mark.parametrize("address", COUNTED)
def test_every_number_opens_exactly_so_many_people(reader, surveyed, address):
    found = numbers(body(reader, address))
    assert found
    for url, number in found[:40]:
        listed = body(reader, url)
        assert listed.count('class="row-link"') == number, url
        assert f"{number}人" in listed


def test_parts_of_columns_lead_to_their_people(reader, surveyed):
    text = body(reader)
    links = [unescape(url) for url in re.findall(r'<a href="(/analysis/people/[^"]+)" tabindex="-1">', text)]
    assert links
    for url in links[:20]:
        assert 'class="row-link"' in body(reader, url)


def test_the_people_behind_a_number_are_a_customer_list(reader, surveyed):
    text = body(reader, "/analysis/people/?of=year:kept")
    (link,) = re.findall(r'href="(/customers/\?if=[^"]+)"', text)
    listed = body(reader, unescape(link))
    assert "田中 太郎" not in listed
    assert "分析の数字：1年前までの12か月に買い、直近12か月も買った人" in listed
    assert "買ったことのある顧客" in body(reader, "/analysis/people/?of=top:100")
    link = re.findall(r'href="(/customers/\?if=[^"]+)"', body(reader, "/analysis/people/?of=top:20"))[0]
    assert "田中 太郎" in body(reader, unescape(link))
    unknown = written(Audience(conditions=(Says(what=Wording.BEHIND, text="top:x"),)))
    assert "田中 太郎" not in body(reader, f"/customers/?if={unknown}")


def test_what_is_no_number_is_not_found(reader, surveyed):
    for mark in ("", "class:2026-03:best", "top:x", "gone:1999-01"):
        assert reader.get("/analysis/people/", {"of": mark}).status_code == 404
    assert reader.get("/analysis/moves/?month=1999-01").status_code == 404
    assert reader.get("/analysis/table/?of=weather").status_code == 404


def test_a_salesperson_sees_the_figures_of_whom_they_see(surveyed, reader):
    """花子 is in a colleague's charge: the other two buyers are all there is, on every page and list."""
    Customer.objects.filter(pk=surveyed["0002"]).update(in_charge=staff(Role.SALES, "colleague@example.jp"))
    hidden = f'"/customers/{surveyed["0002"]}/"'
    assert hidden in body(reader, "/analysis/people/?of=year:all")
    seller = Client(headers={"accept-language": "ja"})
    seller.force_login(staff(Role.SALES, "sales@example.jp"), backend=BACKEND)
    for page in (*PAGES, *TABLES):
        text = body(seller, page)
        for url, number in numbers(text)[:25]:
            listed = body(seller, url)
            assert (listed.count('class="row-link"'), hidden in listed) == (number, False), url
    assert "あなたに見える顧客" in body(seller)
    classes, everybody = year_takings(get_analysis(sight_of(seller_of(seller))).survey)
    assert (everybody.buyers, everybody.money) == (2, 77600)
    assert [one.share for one in classes if one.key == "first"] == [0]
    assert "利益については何も言えません" in body(seller, "/analysis/sales/")
    half = "/analysis/people/?of=top:50"
    assert [name in body(seller, half) for name in ("田中 太郎", "髙﨑")] == [True, False]
    (link,) = re.findall(r'href="(/customers/\?if=[^"]+)"', body(seller, half))
    assert ["田中 太郎" in body(seller, unescape(link)), "髙﨑" in body(seller, unescape(link))] == [
        True,
        False,
    ]
    assert body(seller, "/analysis/people/?of=rfm:1:1").count('class="row-link"') == 0


def seller_of(client: Client) -> Staff:
    return Staff.objects.get(pk=client.session["_auth_user_id"])


def test_numbers_of_today_open_their_people(reader, surveyed):
    text = body(reader, "/analysis/classes/")
    assert 'href="/customers/?class=best&amp;state=active">1</a>' in text
    listed = body(reader, "/customers/?class=best&state=active")
    assert "田中 太郎" in listed


def test_fields_of_recency_and_frequency_open_their_people(reader, surveyed):
    """Those of the survey's day, whatever has been bought since."""
    buy(bought(surveyed["0002"], "2026-04-01", 50_000, order_id="H2", product_code="TEA"))
    text = body(reader, "/analysis/rfm/")
    for row in rfm_grid(get_analysis().survey, "average"):
        for cell in row:
            link = f"/analysis/people/?of=rfm:{cell.r}:{cell.f}"
            assert (link in text) == bool(cell.customers)
            if cell.customers:
                assert body(reader, link).count('class="row-link"') == cell.customers
            listed = customer_list(ListQuery(r=cell.r, f=cell.f, sort="money", sight=EVERYBODY), now=NOW)
            assert listed.count.value == len(listed.rows)


def test_the_top_of_all_three_scores_is_a_list(reader, surveyed):
    assert "/customers/?rfm=top&amp;sort=money" in body(reader, "/analysis/rfm/")
    buy(bought(surveyed["0001"], "2026-03-31", 9000, order_id="T9", product_code="RICE"))
    start_run(TODAY)
    for sort in ("", "last", "money"):
        rows = customer_list(ListQuery(rfm_top=True, sort=sort, sight=EVERYBODY), now=NOW).rows
        assert [row.line.name for row in rows] == ["田中 太郎"]
    listed = body(reader, "/customers/?rfm=top&r=5&f=5")
    assert "F5（購入回数）" in listed
    assert 'href="/customers/?rfm=top&amp;f=5"' in listed


def test_rows_and_columns_of_the_month_add_up(reader, surveyed):
    survey = get_analysis().survey
    for month in ("then", "2026-03", "2026-04"):
        for kind in (BY_CLASS, BY_STATE, IN_FULL):
            table = move_table(survey, month, kind)
            rows = sum(row.total for row in table.rows)
            assert rows == sum(cell.customers for cell in table.totals) == table.customers == 3
            for row in table.rows:
                assert row.total == sum(cell.customers for cell in row.cells)
    assert sum(cell.customers for row in rfm_grid(survey, "count") for cell in row) == survey.buyers


def test_sales_of_the_year_by_class(reader, surveyed):
    """太郎 is best with 8 × 9,000; 花子 came once; 髙﨑 is steady, the first of 8 × 800 a year ago."""
    classes, everybody = year_takings(get_analysis().survey)
    assert {one.key: (one.buyers, one.money) for one in classes if one.buyers} == {
        "best": (1, 72000), "steady": (1, 5600), "first": (1, 1200)}  # fmt: skip
    assert (everybody.money, everybody.margin, everybody.discount) == (78800, None, None)
    text = body(reader, "/analysis/sales/")
    assert "利益については何も言えません" in text
    assert "値引については何も言えません" in text


def test_how_hard_new_customers_are_to_win(reader, surveyed):
    """花子 came in March, when there are no books of a year before; 太郎 in August, and again."""
    found = winning(get_analysis().survey)
    assert (found.end, found.new, found.before) == (date(2026, 3, 31), 1, None)
    assert found.grown is not None
    assert (found.grown.key, found.grown.first, found.grown.second) == ("2025-08", 1, 1)
    text = body(reader)
    assert "前年の記録がまだありません" in text
    assert "2025年8月の新規1人のうち1人（100.0%）が90日以内に2回目" in text


def test_leaders_are_told_of_a_fall_where_the_day_begins(reader, surveyed):
    assert "既存顧客" not in body(reader, "/today/")
    survey = Survey.objects.get()
    months = len(survey.figures["existing"])
    fallen = [100] * (months - 2) + [60, 3]
    survey.figures |= {"existing": fallen, "existing_net": [1000] * months, "first_day": "2020-01-01"}
    survey.counted_at += timedelta(minutes=1)
    survey.save()
    text = body(reader, "/today/")
    assert "既存顧客" in text
    assert 'href="/analysis/"' in text
    clerk = Client(headers={"accept-language": "ja"})
    clerk.force_login(staff(Role.ORDERS, "orders@example.jp"), backend=BACKEND)
    assert "既存顧客が" not in body(clerk, "/today/")


def test_figures_of_an_older_run_are_marked(reader, surveyed):
    start_run(TODAY)
    assert "を集計しています" in body(reader)


def test_an_empty_shop_has_an_empty_page(reader, db):
    Business.objects.create(id=1, name="おとくい商店")
    survey_run(run=start_run(TODAY), now=NOW)
    assert "まだ売上がありません" in body(reader, "/analysis/sales/")
    assert "まだ誰も買っていません" in body(reader, "/analysis/rfm/")
    assert "まだ誰も買っていません" in body(reader, "/analysis/repeat/")


def test_english_is_complete(surveyed, reader):
    Staff.objects.update(language="en")
    assert "The best 20 % of the buyers have paid" in body(reader, "/analysis/sales/")
