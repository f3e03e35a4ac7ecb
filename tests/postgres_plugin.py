"""The database of the tests: an embedded PostgreSQL under `.test-postgres`, or the server in DATABASE_URL.

Loaded with `-p`, before Django's settings are read. Workers of pytest-xdist inherit the address. A migrated
database is made once and each process works on a copy of it: the embedded cluster keeps one per state of the
migrations, on a server of somebody's own it belongs to the run and goes with it.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import psycopg
import pytest

from otokui.core.platform.cluster import Cluster

ROOT = Path(__file__).resolve().parent.parent
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}
_BUILDING = 0x6F746F74  # advisory lock of whoever builds the migrated database


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    if "OTOKUI_TESTS_HOME" in os.environ:  # a worker of pytest-xdist
        return
    home = Path(tempfile.mkdtemp(prefix="otokui-tests-"))
    home.chmod(0o755)
    early_config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    os.environ["OTOKUI_TESTS_HOME"] = os.environ["OTOKUI_HOME"] = str(home)
    os.environ["OTOKUI_TESTS_RUN"] = str(os.getpid())
    if not os.environ.get("DATABASE_URL"):
        cluster = Cluster(ROOT / ".test-postgres", settings=FAST)
        cluster.acquire()
        early_config.add_cleanup(cluster.release)
        os.environ["DATABASE_URL"] = os.environ["OTOKUI_TESTS_CLUSTER"] = cluster.url
    else:
        os.environ["PGOPTIONS"] = "-c synchronous_commit=off"  # what the embedded cluster is told for good
    early_config.add_cleanup(_drop_own)  # before the cluster is released: the last is done first


def _drop_own() -> None:
    """What the databases of this run were copied from: the demo shop of the browser tests, and on a server of
    somebody's own the migrated one."""
    with _server() as server:
        for kind in ("shop", "migrated"):
            server.execute(f"DROP DATABASE IF EXISTS {kind}_{os.environ['OTOKUI_TESTS_RUN']} WITH (FORCE)")


@pytest.fixture(scope="session")
def migrated_database(django_test_environment: None, django_db_blocker) -> Iterator[None]:
    """Django's default connection points at a fresh, migrated database of this process."""
    from django.db import connection

    name = f"test_{os.getpid()}"
    with django_db_blocker.unblock(), _server() as server:
        template = _template(server)
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        _point_at(name)
    yield
    with django_db_blocker.unblock(), _server() as server:
        connection.close()
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _server() -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


def _point_at(name: str) -> None:
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name


def _template(server: psycopg.Connection[tuple[object, ...]]) -> str:
    """The name of a database with all migrations of this source, made if there is none yet."""
    from django.core.management import call_command

    embedded = "OTOKUI_TESTS_CLUSTER" in os.environ
    name = f"migrated_{_state_of_migrations() if embedded else os.environ['OTOKUI_TESTS_RUN']}"
    server.execute("SELECT pg_advisory_lock(%s)", [_BUILDING])
    known = {str(row[0]) for row in server.execute("SELECT datname FROM pg_database").fetchall()}
    if name not in known:
        for old in known:
            if embedded and _is_left_over(old):
                server.execute(f"DROP DATABASE IF EXISTS {old} WITH (FORCE)")
        server.execute(f"CREATE DATABASE building_{os.getpid()}")
        _point_at(f"building_{os.getpid()}")
        call_command("migrate", verbosity=0, interactive=False)
        _point_at(server.info.dbname)
        server.execute(f"ALTER DATABASE building_{os.getpid()} RENAME TO {name}")
    server.execute("SELECT pg_advisory_unlock(%s)", [_BUILDING])
    return name


def _is_left_over(name: str) -> bool:
    kind, _, rest = name.partition("_")
    if kind in {"test", "building", "browser", "shop"} and rest.isdigit():
        return not Path(f"/proc/{rest}").exists()
    return kind == "migrated"


def _state_of_migrations() -> str:
    digest = hashlib.sha256()
    for package in ("django", "django-allauth", "django-axes", "django-pghistory", "procrastinate"):
        digest.update(f"{package} {version(package)}".encode())
    for path in sorted((ROOT / "src").glob("**/migrations/*.py")):
        digest.update(path.read_bytes())
    digest.update((ROOT / "src/otokui/project/settings.py").read_bytes())
    return digest.hexdigest()[:16]
