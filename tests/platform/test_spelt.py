"""Queries that are spelt once."""

from datetime import date

import pytest
from django.db.models import QuerySet

from otokui.core.platform.spelt import Spelt
from otokui.domain.accounts.models import Staff

pytestmark = pytest.mark.django_db


def joined(*, since: date | None, pk: int | None, limit: int) -> "QuerySet[Staff, tuple[str]]":
    found = Staff.objects.filter(email__startswith="a")
    if since is not None:
        found = found.filter(joined_at__date__gte=since)
    if pk is not None:
        found = found.exclude(pk=pk)
    return found.order_by("email").values_list("email")[:limit]


def test_each_shape_is_spelt_once_and_asked_with_the_values_of_now(monkeypatch):
    people = [Staff.objects.create_user(f"{name}@example.jp", "x") for name in ("a", "ab", "b")]
    asked = []
    spelt = Spelt(lambda **given: (asked.append(given), joined(**given))[1])
    today, later = date(2020, 1, 1), date(2999, 1, 1)
    for since, pk, limit, found in (
        (None, None, 9, ["a", "ab"]),
        (None, people[0].pk, 9, ["ab"]),
        (None, people[1].pk, 9, ["a"]),
        (today, people[1].pk, 9, ["a"]),
        (later, people[1].pk, 9, []),
        (None, None, 1, ["a"]),
    ):
        rows = spelt.rows(since=since, pk=pk, limit=limit)
        assert [email.split("@")[0] for (email,) in rows] == found
    assert len(asked) == 4
