"""What all tests share."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import settings

import tests.examples  # noqa: F401 the profiles

settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_setup(migrated_database: None) -> None:
    """Overrides pytest-django's, which would migrate anew in every process."""


@pytest.fixture(scope="module")
def open_directory() -> Iterator[Path]:
    """A temporary directory that other users may pass, as the server of a cluster started by root must.

    pytest closes its own temporary directories to others, again at the start of every process.
    """
    directory = Path(tempfile.mkdtemp(prefix="otokui-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(autouse=True)
def no_queue_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty the queue after a test that commits: Django's flush does not know Procrastinate's tables."""
    mark = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or bool(mark and mark.kwargs.get("transaction"))
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
