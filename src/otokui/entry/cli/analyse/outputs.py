"""The files of a run, all or nothing: written beside, then moved in."""

from __future__ import annotations

import csv
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from otokui.core.kernel.errors import Refused
from otokui.core.tabular.types import Reject
from otokui.entry.cli.analyse.report.words import REASONS_JA

TABLES = ("customers", "reorders", "transitions")
_DECIMALS = {"customers": 3, "reorders": 1, "transitions": 0}
_THOUSANDTHS = ("usual_quantity",)
"""Columns that count in thousandths inside; files say what people say: 2 bags, 1.5 kg."""
_OWN_FILES = (
    *(f"{name}.{ending}" for name in TABLES for ending in ("csv", "parquet")),
    "summary.json",
    "report.html",
    "rejected.csv",
)


def write_outputs(
    out: Path,
    tables: dict[str, pa.Table],
    summary: dict[str, Any],
    page: str,
    rejects: list[Reject],
    *,
    form: str,
) -> None:
    """Write everything or nothing; what an earlier run left in `out` under our names goes away."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as problem:
        raise Refused(
            "--out %(out)s cannot be written: %(why)s", code="out", out=out, why=problem.strerror
        ) from None
    try:
        for name, table in tables.items():
            _write_table(stage / f"{name}.{form}", table, _DECIMALS[name])
        text = json.dumps(summary, ensure_ascii=False, indent=2, sort_keys=False)
        (stage / "summary.json").write_text(text + "\n", encoding="utf-8")
        (stage / "report.html").write_text(page, encoding="utf-8")
        if rejects:
            write_rejects(stage / "rejected.csv", rejects)
        _move_in(stage, out)
    except OSError as problem:
        raise Refused(
            "--out %(out)s cannot be written: %(why)s", code="out", out=out, why=problem.strerror
        ) from None
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    """The rejected rows as CSV with BOM, so that Excel shows the values as they were."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("file", "line", "field", "value", "reason", "理由"))
        for one in rejects:
            writer.writerow((*one[:4], str(one.reason), REASONS_JA[one.reason]))


def _write_table(path: Path, table: pa.Table, decimals: int) -> None:
    counted = [name for name in _THOUSANDTHS if name in table.column_names]
    if path.suffix == ".csv":
        pieces = [(pl.col(name) / 1000).cast(pl.String).str.strip_suffix(".0") for name in counted]
        pl.DataFrame(table).with_columns(pieces).write_csv(path, float_precision=decimals)
        return
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    for name in counted:
        pieces = pc.divide(table[name].cast(pa.float64()), 1000)
        table = table.set_column(table.column_names.index(name), name, pieces)
    pq.write_table(table.combine_chunks(), path, compression="zstd")


def _move_in(stage: Path, out: Path) -> None:
    stage.chmod(0o777 & ~_umask())
    if not out.exists():
        stage.rename(out)
        return
    fresh = sorted(path.name for path in stage.iterdir())
    for name in fresh:
        os.replace(stage / name, out / name)
    for name in set(_OWN_FILES) - set(fresh):
        with suppress(FileNotFoundError):
            (out / name).unlink()


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
