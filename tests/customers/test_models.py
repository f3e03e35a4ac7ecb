from datetime import UTC, datetime

import pytest
from django.db import connection

from otokui.domain.customers.models import Customer

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_rows_of_an_import_are_audited_by_their_run_and_others_one_by_one():
    for code, run in (("1", 7), ("2", None)):
        Customer.objects.create(
            code=code,
            name="田中",
            sort_key="1",
            search="",
            created_at=NOW,
            updated_at=NOW,
            created_by_run=run,
        )
    Customer.objects.update(name="田中 太郎")
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, pgh_label, name FROM customers_customerevent ORDER BY pgh_id")
        assert set(cursor.fetchall()) == {
            ("2", "insert", "田中"),
            ("1", "update", "田中"),
            ("2", "update", "田中"),
        }
