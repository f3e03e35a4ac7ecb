"""Exactly once: a sender that cannot know whether we heard sends again, and gets the same answer.

The key is made where the act is (a phone without a connection). It is written in the transaction of the act,
so there is never one without the other; a second sender of the same key waits for the first.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from otokui.core.kernel.errors import Refused
from otokui.core.platform.models import KeptAnswer

Answer = dict[str, Any]
KEPT_FOR: Final = timedelta(days=60)


class KeyTaken(Refused):
    """The key was used for something else, or by somebody else."""

    code = "key_taken"


def once(key: UUID, *, sender: int, said: str, now: datetime, act: Callable[[], Answer]) -> Answer:
    """What `act` answers; if it was done under this key before, what it answered then.

    `said`: all that was sent, in whatever words; another content under the same key is `KeyTaken`. An error
    of `act` rises, nothing is kept, and the same may be sent again.
    """
    print_of = sha256(said.encode()).hexdigest()
    with transaction.atomic():
        if not _first(key, sender, print_of, now):
            kept = KeptAnswer.objects.get(pk=key)
            if (kept.sender, kept.said) != (sender, print_of):
                raise KeyTaken("this key was used for something else")
            answer: Answer = kept.answer
            return answer
        answer = act()
        KeptAnswer.objects.filter(pk=key).update(answer=answer)
    return answer


def forget_answers(now: datetime) -> int:
    """Answers for which nobody will ask again go; how many."""
    gone, _of = KeptAnswer.objects.filter(at__lt=now - KEPT_FOR).delete()
    return gone


def _first(key: UUID, sender: int, said: str, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO platform_keptanswer (key, sender, said, at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (key) DO NOTHING",
            [key, sender, said, now],
        )
        is_first: bool = cursor.rowcount == 1
    return is_first
