"""News of purchases for the rooms above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PurchasesRecorded:
    """Lines of these customers were added, changed or taken away; their summaries are already exact.

    One event per batch; a batch that touches more than 5,000 customers publishes one per 5,000.
    `run` is the import run, if one did it; `merged`: they only changed hands.
    """

    customer_ids: tuple[int, ...]
    run: int | None = None
    merged: bool = False
