import dataclasses
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

import pytest

from otokui.core.platform import events
from otokui.core.platform.events import publish, reacts_to
from otokui.core.platform.job_runner import run_record
from otokui.core.platform.models import JobRecord


class Way(StrEnum):
    POST = "post"


@dataclass(frozen=True)
class LetterPosted:
    ids: tuple[int, ...]
    on: date
    at: datetime
    way: Way
    note: str | None
    span: tuple[date, int]


LETTER = LetterPosted(
    (3, 1), date(2026, 2, 28), datetime(2026, 2, 28, 9, tzinfo=UTC), Way.POST, None, (date(2026, 1, 1), 4)
)


@pytest.fixture
def seen(monkeypatch):
    monkeypatch.setattr(events, "_REACTIONS", {})
    heard: list[LetterPosted] = []

    @reacts_to(LetterPosted)
    def remember(event: LetterPosted) -> None:
        heard.append(event)

    return heard


@pytest.mark.django_db
def test_an_event_arrives_as_it_was_published(seen):
    publish(LETTER)
    run_record(JobRecord.objects.get().pk)
    assert seen == [LETTER]


@pytest.mark.django_db
def test_nothing_is_queued_for_an_event_nobody_reacts_to(seen):
    publish(Way.POST)
    assert JobRecord.objects.count() == 0


def test_values_that_are_not_plain_are_refused():
    with pytest.raises(TypeError):
        events._to_json(dataclasses.replace(LETTER, note=1.5))
