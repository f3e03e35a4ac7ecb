"""Files as nobody should write them: the books say what `otokui analyse` says, once and twice, and forget."""

from datetime import date

import polars as pl
import pytest

from otokui.analytics.run import analyse_lines
from otokui.analytics.settings import Settings
from otokui.domain.exchange.adapters import buckets, ordering
from otokui.domain.insights.public import classify_books
from otokui.domain.insights.queries.books import all_lines
from otokui.domain.purchases.models import Product
from otokui.entry.cli import main
from tests.exchange.shop import books, rows, take, undo
from tests.exchange.wild import write_wild

pytestmark = pytest.mark.django_db
AS_OF = date(2025, 11, 1)


def said_of(out, *files):
    """customers and reorders as `analyse` writes them."""
    assert main(["analyse", *map(str, files), "--out", str(out), "--as-of", str(AS_OF)]) in {0, 1}
    tables = (pl.read_csv(out / f"{name}.csv", infer_schema=False) for name in ("customers", "reorders"))
    return tuple(table.fill_null("").rows() for table in tables)


def read_from_books():
    """The same from the database, as text, by the numbers of the shop."""
    customers = pl.DataFrame(classify_books(AS_OF))
    settings = Settings()
    codes = dict(rows("SELECT id, code FROM customers_customer"))
    products = {row.pk: row.code or row.name for row in Product.objects.all()}
    lines = pl.DataFrame(all_lines(settings, AS_OF)).with_columns(
        pl.col("customer_id").replace_strict(codes, return_dtype=pl.String),
        pl.col("product_id").replace_strict(products, return_dtype=pl.String),
    )
    reorders = pl.DataFrame(analyse_lines(lines.to_arrow(), settings, AS_OF).reorders)
    pieces = (pl.col("usual_quantity") / 1000).cast(pl.String).str.strip_suffix(".0")
    reorders = reorders.with_columns(pieces.alias("usual_quantity"))
    return (
        pl.read_csv(customers.write_csv(float_precision=3).encode(), infer_schema=False).fill_null("").rows(),
        pl.read_csv(reorders.write_csv(float_precision=1).encode(), infer_schema=False).fill_null("").rows(),
    )


def told():
    """The books, without the summaries that say of somebody that there is nothing to say."""
    content = books()
    summaries = content["purchases_purchasesummary"]
    content["purchases_purchasesummary"] = [row for row in summaries if '"latest_line_on": null' not in row]
    return content


def prove(folder, seed, count, *, whole):
    """Both ways tell the same after one file and after two; sent again nothing changes; undo restores.

    Unless `whole` an undo may leave orders and products, by name; then what is left is not looked at.
    """
    first, second = write_wild(folder, seed, rows=count)
    states = [told()]
    runs = []
    for files in ((first,), (first, second)):
        said = said_of(folder / "out", *files)
        runs.append(take("purchases", files[-1]))
        assert runs[-1].counts.rejected == rejected_in(folder / "out", files[-1])
        found = read_from_books()
        assert found[0] == said[0], f"customers of seed {seed}"
        assert found[1] == said[1], f"reorders of seed {seed}"
        states.append(told())
        again = take("purchases", files[-1])
        assert (again.counts.new, again.counts.updated, again.counts.removed) == (0, 0, 0), f"seed {seed}"
        assert told() == states[-1], f"sent again: seed {seed}"
    for run in reversed(runs):
        states.pop()
        undone = undo(run)
        assert undone.refused == () or not whole
        if undone.refused:
            break
        assert told() == states[-1], f"undo of seed {seed}"


def rejected_in(out, file):
    if not (out / "rejected.csv").exists():
        return 0
    return pl.read_csv(out / "rejected.csv", infer_schema=False).filter(pl.col("file") == file.name).height


@pytest.mark.parametrize("seed", range(6))
def test_both_ways_tell_the_same_of_the_wildest_files(tmp_path, monkeypatch, seed):
    monkeypatch.setattr(buckets, "BUCKET_BYTES", 300)
    monkeypatch.setattr(ordering, "CHUNK_ROWS", 4)
    prove(tmp_path, seed, 40, whole=True)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(100, 300))
def test_and_of_many_more(tmp_path, seed):
    prove(tmp_path, seed, 40 + seed % 7 * 60, whole=False)
