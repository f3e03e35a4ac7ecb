"""What comes twice is done once."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from django.db import connection

from otokui.core.platform import once as doors
from otokui.core.platform.models import KeptAnswer, ScheduledTime
from otokui.core.platform.once import KeyTaken, once

NOW = datetime(2026, 4, 1, 3, tzinfo=UTC)


def note(key: UUID, *, sender: int = 1, said: str = "a", text: str = "x") -> dict[str, str]:
    def act() -> dict[str, str]:
        ScheduledTime.objects.create(name=f"{text}{ScheduledTime.objects.count()}", due_at=NOW)
        return {"text": text}

    return once(key, sender=sender, said=said, now=NOW, act=act)


@pytest.mark.django_db
def test_the_same_again_answers_the_same_and_does_nothing():
    key = uuid4()
    assert note(key) == note(key, text="y") == {"text": "x"}
    assert ScheduledTime.objects.count() == 1
    assert note(uuid4(), text="y") == {"text": "y"}


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"sender": 2}, {"said": "b"}])
def test_a_key_belongs_to_one_sender_and_one_content(other):
    key = uuid4()
    note(key)
    with pytest.raises(KeyTaken):
        note(key, **other)


@pytest.mark.django_db
def test_what_fails_may_be_sent_again():
    key = uuid4()

    def fail() -> dict[str, str]:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        once(key, sender=1, said="a", now=NOW, act=fail)
    assert note(key) == {"text": "x"}


@pytest.mark.django_db
def test_old_answers_are_forgotten():
    note(uuid4())
    assert doors.forget_answers(NOW + doors.KEPT_FOR) == 0
    assert doors.forget_answers(NOW + doors.KEPT_FOR + timedelta(seconds=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_sent_at_the_same_time_it_is_done_once():
    key, start, answers = uuid4(), Barrier(4), []

    def send(number: int) -> None:
        try:
            start.wait()
            answers.append(note(key, text=str(number)))
        finally:
            connection.close()

    threads = [Thread(target=send, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert len({answer["text"] for answer in answers}) == 1
    assert ScheduledTime.objects.count() == KeptAnswer.objects.count() == 1
