"""History of every change, kept by PostgreSQL triggers: bulk UPDATE, COPY and raw cursors cannot escape it.

`@track_changes` on a model makes a table `<app>_<model>event`. An update or delete stores the row as it was
before; an insert stores the new row, except where `created_by_run` names the import run that made it (the
run itself is the record then). `changing(...)` says why: it is written to `pghistory_context`, and every
event that happens inside points at it (`pgh_context_id`).
"""

import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar, overload

import pghistory
import pgtrigger
from django.db import connection, models
from django.db.models import QuerySet
from pghistory.models import Context
from psycopg.pq import TransactionStatus

M = TypeVar("M", bound=models.Model)


@overload
def track_changes(model: type[M]) -> type[M]: ...
@overload
def track_changes(
    *, exclude: Sequence[str] = ..., of: str = ..., mostly_by_runs: bool = ...
) -> Callable[[type[M]], type[M]]: ...
def track_changes(
    model: type[M] | None = None, *, exclude: Sequence[str] = (), of: str = "", mostly_by_runs: bool = False
) -> type[M] | Callable[[type[M]], type[M]]:
    """Class decorator: keep the history of this model, `@track_changes` or `@track_changes(exclude=[…])`.

    `of`: the field by which its history is asked for beside its own id (`customer`), newest first.
    The triggers work per statement, so a bulk change of a million rows costs one set-based insert. Where
    nearly all rows are inserted by runs (`mostly_by_runs`), inserts are looked at row by row: PostgreSQL then
    need not set every row aside for a trigger that has nothing to do.
    """
    insert_level = pghistory.Row if mostly_by_runs else pghistory.Statement

    def track(tracked: type[M]) -> type[M]:
        made_by_runs = any(field.name == "created_by_run" for field in tracked._meta.local_fields)
        by_hand = pgtrigger.Q(new__created_by_run__isnull=True) if made_by_runs else None
        pghistory.track(
            pghistory.InsertEvent(condition=by_hand, level=insert_level),
            pghistory.UpdateEvent(row=pghistory.Old),
            pghistory.DeleteEvent(),
            exclude=list(exclude),
            level=pghistory.Statement,
            attrs={"pgh_id": models.BigAutoField(primary_key=True)},
            meta={"indexes": _by_owner(tracked, of)} if of else None,
        )(tracked)
        return tracked

    return track if model is None else track(model)


def _by_owner(tracked: type[models.Model], of: str) -> list[models.Index]:
    name = f"{tracked._meta.db_table.removeprefix(tracked._meta.app_label + '_')}_history_{of}"
    return [models.Index(fields=[of, "-pgh_id"], name=name)]


@contextmanager
def changing(*, cause: str, run: int | None = None, staff: int | None = None) -> Iterator[None]:
    """Say why rows change: `cause` (a stable word such as `import` or `edit`), the run, the member of staff.

    Only inside a transaction. Holds for everything on Django's connection until the block ends, raw psycopg
    cursors and COPY included; an inner block replaces the outer one while it lasts, but what is done inside a
    run stays the run's, and an inner block of the same reason is part of the same change.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("changing() needs a transaction: open transaction.atomic() around it")
    before = _settings()
    outer = json.loads(before[1]) if before[1] else {}
    reason = {"cause": cause, "run": outer.get("run") if run is None else run, "staff": staff}
    reason = {key: value for key, value in reason.items() if value is not None}
    if before[0] and outer == reason:
        yield
        return
    _set(str(uuid.uuid4()), json.dumps(reason))
    try:
        yield
    finally:
        # A broken transaction takes nothing more, and its rollback takes the settings along.
        if connection.connection.info.transaction_status == TransactionStatus.INTRANS:
            _set(*before)


def contexts_of_run(run: int) -> QuerySet[Any, Any]:
    """Sub-query of the ids that events of this run carry in `pgh_context_id`."""
    return Context.objects.filter(metadata__run=run).values("id")


def _settings() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('pghistory.context_id', true), ''),"
            " coalesce(current_setting('pghistory.context_metadata', true), '')"
        )
        context_id, metadata = cursor.fetchone()
    return context_id, metadata


def _set(context_id: str, metadata: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', %s, true),"
            " set_config('pghistory.context_metadata', %s, true)",
            [context_id, metadata],
        )
