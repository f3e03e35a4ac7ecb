"""What every import test does: write a file, take it in, look at the tables."""

from datetime import UTC, datetime

from django.db import connection

from otokui.domain.exchange import public as exchange
from otokui.domain.exchange.actions.run_import import run_import
from otokui.domain.exchange.actions.undo_import import undo_import
from otokui.domain.exchange.types import ImportOptions, Kind, MatchKey, Policy

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
_NOT_BOOKS = (
    "event",
    "pghistory_",
    "procrastinate_",
    "platform_",
    "django_",
    "exchange_",
    "auth_",
    "account",
)
_MOVE_ON = {
    "customers_customer": ("updated_at", "version"),
    "purchases_purchasesummary": ("lines_written",),
}


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.strip("\n").replace("\n", "\r\n").encode(encoding) + b"\r\n")
    return path


def request(kind, path, *, match=None, policy="both", given=None, **options):
    return exchange.request_import(
        Kind(kind),
        path,
        given=given,
        match_key=MatchKey(match) if match else None,
        policy=Policy(policy),
        options=ImportOptions(**options),
    )


def take(kind, path, *, now=NOW, **wishes):
    """Import the file as the worker would; the finished run."""
    run = exchange.prepare_import(request(kind, path, **wishes), name=path.name, now=now)
    exchange.start_import(run_id=run, now=now)
    run_import(run_id=run, now=now, progress=silent)
    return exchange.get_run(run)


def attempt(kind, path, **wishes):
    """The dry run of the file."""
    return exchange.dry_run(request(kind, path, **wishes), now=NOW)


def undo(run, *, now=NOW):
    """Take a finished run back; the run as it is then."""
    exchange.start_undo(run_id=run.id)
    undo_import(run_id=run.id, now=now)
    return exchange.get_run(run.id)


def silent(*_):
    """Progress that nobody watches."""


def books():
    """Every row of every table that belongs to the shop's books, as text.

    Without what must not go back in time: a customer's version and when it was last changed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall()]
        content = {}
        for table in tables:
            if any(part in table for part in _NOT_BOOKS):
                continue
            left_out = "".join(f" - '{column}'" for column in _MOVE_ON.get(table, ()))
            cursor.execute(f'SELECT (to_jsonb(t){left_out})::text FROM "{table}" t ORDER BY 1')
            content[table] = [row for (row,) in cursor.fetchall()]
    return content


def rows(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def counted(counts):
    return counts.read, counts.new, counts.updated, counts.unchanged, counts.rejected
