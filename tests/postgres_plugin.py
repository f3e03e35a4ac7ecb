"""The database of the tests: the embedded PostgreSQL in a temporary directory, or the server in DATABASE_URL.

Loaded with `-p`, before Django's settings are read. Workers of pytest-xdist inherit the address.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from otokui.core.platform.cluster import Cluster


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    if "OTOKUI_TESTS_HOME" in os.environ:  # a worker of pytest-xdist, or a test's own process
        return
    home = Path(tempfile.mkdtemp(prefix="otokui-tests-"))
    home.chmod(0o755)
    early_config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    os.environ["OTOKUI_TESTS_HOME"] = os.environ["OTOKUI_HOME"] = str(home)
    if not os.environ.get("DATABASE_URL"):
        fast = {
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "shared_buffers": "128MB",
        }
        cluster = Cluster(home / "postgres", settings=fast)
        cluster.acquire()
        early_config.add_cleanup(cluster.release)
        os.environ["DATABASE_URL"] = cluster.url
