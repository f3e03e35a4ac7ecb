"""The list: what stands in it, in which order, how it is narrowed, and what it costs."""

from datetime import UTC, datetime

import pytest
from django.test.utils import CaptureQueriesContext

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.types import EVERYBODY
from otokui.domain.customers.models import Customer
from otokui.domain.desk.queries.customer_list import SIZE, customer_list
from otokui.domain.desk.queries.shares import customer_shares
from otokui.domain.desk.types import ListQuery
from tests.insights.cast import customer

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)


def names(**asked) -> list[str]:
    return [row.line.name for row in customer_list(ListQuery(**asked, sight=EVERYBODY), now=NOW).rows]


def test_everybody_in_the_order_of_readings_with_class_state_and_next_order(shop):
    rows = customer_list(ListQuery(sight=EVERYBODY), now=NOW).rows
    assert [row.line.name for row in rows] == [
        "髙﨑 健",
        "田中 太郎",
        "田中 花子",
        "中田 奈緒",
        "㈱山田商店",
        "渡邉 美咲",
    ]
    by_name = {row.line.name: row for row in rows}
    assert by_name["田中 太郎"].customer_class == "best"
    assert by_name["田中 太郎"].due == "due"
    assert by_name["田中 花子"].customer_class == "first"
    assert by_name["髙﨑 健"].due == "overdue"
    assert by_name["中田 奈緒"].customer_class == "prospect"
    assert by_name["中田 奈緒"].due is None


def test_an_order_is_awaited_in_the_future_unless_it_is_overdue(shop):
    for row in customer_list(ListQuery(sight=EVERYBODY), now=NOW).rows:
        if row.due == "overdue":
            assert row.awaited_on == row.standing.due_on < NOW.date()
        elif row.due is not None:
            assert row.awaited_on > NOW.date()
            assert row.awaited_on >= row.standing.due_on


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"text": "田"}, {"田中 太郎", "田中 花子", "中田 奈緒", "㈱山田商店"}),
        ({"text": "高崎"}, {"髙﨑 健"}),
        ({"text": "たなか"}, {"田中 太郎", "田中 花子"}),
        ({"text": "5678"}, {"田中 太郎", "田中 花子"}),
        ({"text": "03-1234-5678"}, {"田中 太郎", "田中 花子"}),
        ({"text": "居ない"}, set()),
        ({"letter": "ワ"}, set()),
        ({"letter": "ナ"}, {"中田 奈緒"}),
        ({"letter": "他"}, {"渡邉 美咲"}),
        ({"customer_class": "best"}, {"田中 太郎"}),
        ({"customer_class": "prospect"}, {"中田 奈緒", "㈱山田商店", "渡邉 美咲"}),
        ({"overdue": True}, {"髙﨑 健"}),
        ({"state": "active", "text": "田中"}, {"田中 太郎", "田中 花子"}),
        ({"text": "田中", "sort": "reading"}, {"田中 太郎", "田中 花子"}),
        ({"text": "田中", "sort": "money"}, {"田中 太郎", "田中 花子"}),
        ({"letter": "タ", "kana": "タ", "sort": "last"}, {"髙﨑 健", "田中 太郎", "田中 花子"}),
        ({"letter": "タ", "kana": "チ"}, set()),
        ({"customer_class": "prospect", "sort": "money"}, {"中田 奈緒", "㈱山田商店", "渡邉 美咲"}),
        ({"state": "active", "overdue": True, "sort": "last"}, {"髙﨑 健"}),
    ],
)
def test_searching_and_narrowing(shop, asked, found):
    assert set(names(**asked)) == found


def test_nobody_waits_for_the_dead(shop):
    later = datetime(2027, 6, 1, 3, 0, tzinfo=UTC)
    # the standings were derived long ago; the state in them is what the list shows
    row = next(
        row for row in customer_list(ListQuery(sight=EVERYBODY), now=later).rows if row.line.code == "0003"
    )
    assert row.due == "overdue"
    assert row.standing is not None
    assert row.standing.state != "dead"


def test_paging_walks_through_everybody_once(shop):
    for number in range(SIZE + 5):
        customer(f"X{number:03}")
    first = customer_list(ListQuery(sight=EVERYBODY), now=NOW)
    second = customer_list(ListQuery(cursor=first.next_cursor, sight=EVERYBODY), now=NOW)
    seen = [row.line.id for page in (first, second) for row in page.rows]
    assert len(seen) == len(set(seen)) == Customer.objects.count()
    assert (len(first.rows), second.next_cursor) == (SIZE, "")
    assert first.count.value == Customer.objects.count()
    assert second.count is None


@pytest.mark.parametrize(
    ("sort", "first"),
    [("last", ["田中 花子", "田中 太郎", "髙﨑 健"]), ("money", ["田中 太郎", "髙﨑 健", "田中 花子"])],
)
def test_buyers_come_in_their_order_and_those_who_never_bought_behind_them(shop, sort, first):
    assert names(sort=sort) == [*first, "中田 奈緒", "㈱山田商店", "渡邉 美咲"]


@pytest.mark.parametrize("sort", ["", "reading", "last", "money"])
@pytest.mark.parametrize("text", ["", "田"])
def test_back_and_forth_shows_the_same_pages(shop, monkeypatch, sort, text):
    """Pages of two: there to the end and back to the beginning, across the edge between buyers and others."""
    monkeypatch.setattr("otokui.domain.desk.queries.customer_list.SIZE", 2)
    asked = {"sort": sort or "reading", "text": text}
    pages = [customer_list(ListQuery(**asked, sight=EVERYBODY), now=NOW)]
    while pages[-1].next_cursor:
        pages.append(
            customer_list(ListQuery(**asked, cursor=pages[-1].next_cursor, sight=EVERYBODY), now=NOW)
        )
    assert sum(len(page.rows) for page in pages) == (4 if text else 6)
    back = [pages[-1]]
    while back[-1].previous_cursor:
        back.append(
            customer_list(ListQuery(**asked, before=back[-1].previous_cursor, sight=EVERYBODY), now=NOW)
        )
    assert [ids_of(page) for page in reversed(back)] == [ids_of(page) for page in pages]
    assert [bool(page.next_cursor) for page in reversed(back)] == [bool(page.next_cursor) for page in pages]


def ids_of(page) -> list[int]:
    return [row.line.id for row in page.rows]


@pytest.mark.parametrize("mark", ["nonsense", "bnonsense", "pnonsense"])
@pytest.mark.parametrize("sort", ["reading", "last", "money"])
def test_a_broken_page_mark_is_refused(shop, sort, mark):
    for asked in ({"cursor": mark}, {"before": mark}):
        with pytest.raises(Refused):
            customer_list(ListQuery(sort=sort, **asked, sight=EVERYBODY), now=NOW)


def test_shares_count_everybody_once(shop):
    shares = customer_shares(sight=EVERYBODY)
    assert {share.key: share.customers for share in shares.classes} == {
        "prospect": 3,
        "first": 1,
        "toddler": 0,
        "steady": 1,
        "trend": 0,
        "best": 1,
    }
    assert shares.customers == 6
    assert shares.run is not None


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("高", "<mark>髙</mark>﨑 健"),
        ("高崎", "<mark>髙﨑</mark> 健"),
        ("たか", "<mark>タカ</mark>サキ ケン"),
        ("田中太郎", "<mark>田中 太郎</mark>"),
        ("090-1111", "<mark>090-1111</mark>-2222"),
        ("鈴木", "<mark>鈴木</mark> 一郎"),
        ("0100", "#<mark>0100</mark>"),
    ],
)
def test_where_it_was_found_is_marked(reader, shop, typed, marked):
    assert marked in reader.get("/customers/", {"q": typed}).content.decode()


def test_digits_are_marked_in_any_writing(reader, shop):
    page = reader.get("/customers/?q=5678").content.decode()
    assert "03-1234-<mark>5678</mark>" in page
    assert "03(1234)<mark>5678</mark>" in page


def test_what_people_typed_stays_text(reader, shop):
    Customer.objects.filter(code="0001").update(name="<b>田中</b> 太郎")
    page = reader.get("/customers/?q=田中").content.decode()
    assert "&lt;b&gt;<mark>田中</mark>&lt;/b&gt; 太郎" in page


def test_every_row_leads_to_a_call_or_a_letter(reader, shop):
    page = reader.get("/customers/?q=0001").content.decode()
    assert 'href="tel:0312345678"' in page
    assert 'href="mailto:taro@example.jp"' in page


def test_classes_and_states_are_combined_with_counts(reader, shop):
    page = reader.get("/customers/shares/?class=best&sort=money").content.decode()
    assert 'href="/customers/?class=best&amp;sort=money&amp;state=active"' in page
    assert page.count('aria-current="true"') == 1


def test_the_page_costs_nine_queries_however_many_customers(reader, shop, django_assert_max_num_queries):
    reader.get("/customers/")
    with django_assert_max_num_queries(9):
        few = reader.get("/customers/")
    for number in range(SIZE):
        customer(f"X{number:03}")
    with django_assert_max_num_queries(9):
        many = reader.get("/customers/")
    assert (few.status_code, many.status_code) == (200, 200)


@pytest.mark.parametrize(
    ("query", "queries"),
    [("q=髙", 8), ("q=5678", 10), ("sort=money", 9), ("sort=last&class=best&letter=タ", 9)],
)
def test_searching_and_sorting_cost_as_little(reader, shop, django_assert_max_num_queries, query, queries):
    with django_assert_max_num_queries(queries):
        assert b"row-link" in reader.get(f"/customers/?{query}").content


def test_typing_gets_the_rows_alone(reader, shop):
    fragment = reader.get(
        "/customers/?q=田", headers={"hx-request": "true", "hx-target": "customers"}
    ).content
    assert b"<html" not in fragment
    assert "<mark>田</mark>中 太郎".encode() in fragment


def test_the_empty_shop_says_what_to_do(reader):
    page = reader.get("/customers/").content.decode()
    assert "まだ顧客がいません" in page
    assert "判定" in reader.get("/customers/shares/").content.decode()


def test_the_shares_are_counted_once_a_minute(reader, shop, connection_log):
    reader.get("/customers/shares/")
    with connection_log() as queries:
        reader.get("/customers/shares/")
    assert not any("insights_standing" in query["sql"] for query in queries)


@pytest.fixture
def connection_log():
    from django.db import connection

    return lambda: CaptureQueriesContext(connection)
