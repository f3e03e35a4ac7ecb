"""Every table says what it is and of what its columns are, also to whoever hears it."""

import re
from pathlib import Path

import pytest

import otokui

TEMPLATES = sorted(Path(otokui.__file__).parent.rglob("templates/**/*.html"))
# It is handed out as a file: a heading stands before each of its tables.
WITH_HEADINGS = {"person_file.html"}


@pytest.mark.parametrize(
    ("tag", "said"),
    [("table", r"aria-label(ledby)?=|<caption"), ("th", r"scope=")],
)
def test_tables_and_their_columns_are_named(tag: str, said: str) -> None:
    silent = [
        f"{path.name}: {opened}"
        for path in TEMPLATES
        for opened in re.findall(rf"<{tag}\b[^>]*>\s*(?:<caption)?", path.read_text())
        if path.name not in WITH_HEADINGS and not re.search(said, opened)
    ]
    assert not silent
