"""The database of a command: `with database(): …` and the models are there."""

import contextlib
import os
import pkgutil
import signal
from collections.abc import Iterator
from pathlib import Path

from otokui.core.kernel.errors import Refused, Unavailable
from otokui.core.kernel.garbage import end_loading
from otokui.core.platform.database import running_database
from otokui.entry.cli.supervisor import end_with_parent

_MIGRATING = 0x6F746F6D  # PostgreSQL's advisory lock of whoever migrates


def home() -> Path:
    """The data directory of this installation."""
    return Path(os.environ.get("OTOKUI_HOME", "") or "var").resolve()


@contextlib.contextmanager
def running(*, long_running: bool = False, reach: bool = True) -> Iterator[str]:
    """The address of a running database until the block ends or SIGTERM comes, without Django.

    `reach`: whether a server of the user's is tried, which a process that lives long had better leave to
    another: it need not have the driver loaded.
    """
    signal.signal(signal.SIGTERM, _leave)
    end_with_parent()
    own_server = os.environ.get("DATABASE_URL", "")
    if own_server and reach:
        _reach(own_server)
    with running_database(home(), own_server, long_running=long_running) as address:
        yield address


@contextlib.contextmanager
def database(*, long_running: bool = False, migrates: bool = False) -> Iterator[None]:
    """A running database with this version's tables, and Django set up on it, as long as the block.

    The embedded one is started if need be, brought up to this version, and stopped again unless somebody
    else uses it. A server named by DATABASE_URL is left as it is: tables of another version are Refused,
    except for a command that `migrates`.
    """
    own_server = os.environ.get("DATABASE_URL", "")
    with running(long_running=long_running) as address:
        os.environ["DATABASE_URL"] = address
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otokui.project.settings")
        import django
        from django.db import connections

        django.setup()
        end_loading()
        try:
            if not own_server or migrates:
                bring_up_to_date()
            elif count_open_migrations():
                raise Refused("the database has tables of another version: run `otokui migrate`")
            yield
        finally:
            for connection in connections.all(initialized_only=True):
                if not connection.in_atomic_block:  # called from inside a transaction, as tests do
                    connection.close()
            if not own_server:
                os.environ.pop("DATABASE_URL", None)


def _reach(address: str) -> None:
    """Say in one line why a server of somebody else's cannot be used, before anything begins."""
    import psycopg

    try:
        psycopg.connect(address, connect_timeout=10).close()
    except psycopg.ProgrammingError:
        raise Refused(
            "DATABASE_URL is no address: write it like postgresql://user:password@host/name",
            code="database-url",
        ) from None
    except psycopg.OperationalError as problem:
        raise Unavailable(
            "the server of DATABASE_URL does not let us in: %(why)s", why=str(problem).splitlines()[0]
        ) from None


def _leave(*_: object) -> None:
    # As Ctrl-C does: every `finally` on the way out runs, and the database is stopped.
    raise SystemExit(128 + signal.SIGTERM)


def count_open_migrations() -> int:
    """How many migrations of this version the database has not seen."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.recorder import MigrationRecorder

    if _names_of_migrations() <= MigrationRecorder(connection).applied_migrations().keys():
        return 0
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _names_of_migrations() -> set[tuple[str, str]]:
    """(app, name) of all that lie there: to load them takes longer than most commands work."""
    from django.apps import apps

    return {
        (app.label, name)
        for app in apps.get_app_configs()
        for _, name, is_package in pkgutil.iter_modules([f"{app.path}/migrations"])
        if not is_package and name[0] not in "_~"
    }


def bring_up_to_date() -> int:
    """Apply the open migrations, alone; returns how many there were."""
    from django.core.management import call_command
    from django.db import connection

    if not count_open_migrations():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
    try:
        found = count_open_migrations()
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATING])
    return found
