"""CDNOW through import and `otokui classify`: the independent program's counts, and analyse's very bytes."""

import polars as pl
import pytest

from otokui.entry.cli import main
from tests.analytics.real_data import cdnow
from tests.analytics.test_golden import CLASSES, GOLDEN

pytestmark = pytest.mark.django_db(transaction=True)


def counts(text: str) -> tuple[tuple[int, ...], ...]:
    frame = pl.read_csv(text.encode(), infer_schema=False)
    found = {(row[0], row[1]): row[2] for row in frame.group_by("class", "state").len().iter_rows()}
    return tuple(
        tuple(found.get((one, state), 0) for one in CLASSES) for state in ("active", "dormant", "dead")
    )


def test_cdnow_through_import_and_classify(settings, tmp_path, capfdbinary):
    settings.HOME = tmp_path / "home"
    file = tmp_path / "cdnow.csv"
    pl.DataFrame(cdnow()).with_columns(pl.col("amount") / 100).write_csv(file, float_precision=2)
    assert main(["import", "purchases", str(file)]) == 0
    capfdbinary.readouterr()
    for (_, as_of, _, presets), preset in zip(GOLDEN[:2], ("book", "article"), strict=True):
        assert main(["classify", "--as-of", str(as_of), "--preset", preset]) == 0
        classified = capfdbinary.readouterr().out
        assert counts(classified.decode()) == presets[preset]
    main(["analyse", str(file), "--as-of", "1998-06-30", "--out", str(tmp_path / "out")])
    assert classified == (tmp_path / "out" / "customers.csv").read_bytes()


@pytest.mark.parametrize(
    "words", [["--as-of", "31.3.2026"], ["--timezone", "Asia/Nowhere"]], ids=["day", "zone"]
)
def test_what_cannot_be_meant_is_one_line_on_stderr(words, capsys):
    assert main(["classify", *words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
