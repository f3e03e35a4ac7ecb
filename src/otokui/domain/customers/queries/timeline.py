"""What happened between a customer and us, the latest first. Purchases and classes are added upstairs."""

from collections.abc import Collection
from datetime import date, datetime
from operator import attrgetter

from otokui.domain.customers.models.labels import label
from otokui.domain.customers.queries.whole import TIMELINE, Row, read_whole
from otokui.domain.customers.types import (
    Channel,
    ContactWay,
    Direction,
    FollowUpRecord,
    Outcome,
    TimelineEntry,
)


def list_timeline(
    customer_id: int,
    *,
    before: datetime | None = None,
    limit: int = 50,
    kinds: Collection[str] = tuple(TIMELINE),
) -> list[TimelineEntry]:
    """Contacts, follow-ups and consents, strictly before the instant if one is given. One query.

    `kinds`: some of `contacts`, `follow_ups`, `consents_given`.
    """
    parts = {name: select for name, select in TIMELINE.items() if name in kinds}
    row = read_whole(customer_id, parts, before=before, latest=limit) if parts else None
    return entries_of(row)[:limit] if row else []


def entries_of(whole: Row) -> list[TimelineEntry]:
    """The timeline in what `read_whole` read."""
    entries = [
        *map(_contact, whole.get("contacts", ())),
        *map(_follow_up, whole.get("follow_ups", ())),
        *map(_consent, whole.get("consents_given", ())),
    ]
    return sorted(entries, key=attrgetter("at", "kind", "id"), reverse=True)


def open_tasks_of(whole: Row) -> list[FollowUpRecord]:
    """The open follow-ups in what `read_whole` read."""
    return [
        FollowUpRecord(
            **(
                task
                | {
                    "customer": whole["name"],
                    "due_on": date.fromisoformat(task["due_on"]),
                    "way": ContactWay(task["way"]) if task["way"] else None,
                    "created_at": datetime.fromisoformat(task["created_at"]),
                    "outcome": None,
                }
            )
        )
        for task in whole["open_follow_ups"]
    ]


def _contact(row: Row) -> TimelineEntry:
    return TimelineEntry(
        kind="contact",
        id=row["id"],
        at=datetime.fromisoformat(row["at"]),
        way=ContactWay(row["way"]),
        direction=Direction(row["direction"]),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        staff_id=row["staff_id"],
        staff=row["staff"],
        text=row["text"],
    )


def _follow_up(row: Row) -> TimelineEntry:
    return TimelineEntry(
        kind="follow_up",
        id=row["id"],
        at=datetime.fromisoformat(row["at"]),
        way=ContactWay(row["way"]) if row["way"] else None,
        direction=None,
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        staff_id=row["staff_id"],
        staff=row["staff"],
        text=row["text"],
    )


def _consent(row: Row) -> TimelineEntry:
    sign = "○" if row["granted"] else "×"
    return TimelineEntry(
        kind="consent",
        id=row["id"],
        at=datetime.fromisoformat(row["at"]),
        way=None,
        direction=Direction.FROM_CUSTOMER,
        outcome=None,
        staff_id=row["staff_id"],
        staff=row["staff"],
        text=f"{label(Channel(row['channel']))} {sign} {row['source']}".strip(),
    )
