"""The reduce step: entries → state rows, everything in integers.

    entries ──order_days──► counted days, sorted ──states──► one row an owner

An owner is a customer, or a customer and product. Two ways lead to the same bytes: `columnar` (Polars and
numpy; the reference) and `compiled` (one pass of `kernel`, kept as machine code by `native`). One check suite
holds both.
"""
