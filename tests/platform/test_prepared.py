"""Statements that a connection plans once."""

import pytest
from django.db import DataError, connection

from otokui.core.platform.prepared import rows

PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%{}%'"


def prepared(mark: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(PREPARED.format(mark))
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_connection_plans_once_and_a_new_one_again(transactional_db, django_assert_num_queries):
    sql = "SELECT '100%', 7001"
    for _ in range(2):
        with django_assert_num_queries(2):
            assert rows(sql) == [("100%", 7001)]
            assert rows(sql) == [("100%", 7001)]
        assert prepared("7001") == 1
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_after_an_answer_that_failed_it_may_be_asked_again(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE divisor AS SELECT 0 AS by")
    sql = "SELECT 7002 / by FROM divisor"
    with pytest.raises(DataError):
        rows(sql)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE divisor SET by = 2")
    assert rows(sql) == rows(sql) == [(3501,)]
    connection.close()
