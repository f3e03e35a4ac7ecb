"""Values around jobs."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class JobState(StrEnum):
    """待機・実行中・完了・失敗・取消."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class JobView:
    """One job, ready to show. `total` is None until it is known; `error` is written for people."""

    id: int
    name: str
    title: str
    arguments: dict[str, Any]
    state: JobState
    done: int
    total: int | None
    note: str
    error: str
    traceback: str
    attempts: int
    enqueued_by: int | None
    enqueued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def percent(self) -> int | None:
        """Progress 0–100, None while the total is unknown."""
        return None if not self.total else min(100, 100 * self.done // self.total)

    @property
    def may_retry(self) -> bool:
        return self.state in {JobState.FAILED, JobState.CANCELLED}

    @property
    def may_cancel(self) -> bool:
        return self.state in {JobState.WAITING, JobState.RUNNING}


@dataclass(frozen=True)
class JobPage:
    """A page of jobs, newest first; `next_before` opens the next page, None at the end."""

    jobs: tuple[JobView, ...]
    next_before: int | None
