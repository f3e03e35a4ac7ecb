"""Statements that a connection keeps prepared, their values sent beside them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otokui.core.platform import prepared

pytestmark = pytest.mark.django_db
ASKED = "SELECT %(number)s + 1 AS next, %(day)s::date + 1 AS after"


def statements() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%AS after'")
        return int(cursor.fetchone()[0])


def test_numbers_of_any_size_ask_the_same_statement():
    for number in (1, 100_000, 8_000_000_000):
        found = prepared.rows(ASKED, {"number": number, "day": date(2026, 2, 28)})
        assert found == [(number + 1, date(2026, 3, 1))]
    assert statements() == 1


def test_a_row_by_the_names_of_its_columns():
    day = date(2026, 12, 31)
    assert prepared.named_row(ASKED, {"number": 1, "day": day}) == {"next": 2, "after": date(2027, 1, 1)}
    assert prepared.named_row("SELECT 1 AS one WHERE %s", [False]) is None


def test_what_is_asked_so_is_counted_among_the_queries():
    with CaptureQueriesContext(
        connection,
    ) as asked:
        prepared.rows("SELECT %s", [1])
    assert [query["sql"] for query in asked.captured_queries] == ["SELECT $1"]
