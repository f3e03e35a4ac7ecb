"""Files of unknown origin → columns: CSV in any Japanese encoding, Excel, Parquet.

`source.open_table(path)` looks at a file and answers with a `Table`: its layout (encoding, delimiter,
headers) and
`batches()`, which streams records as text columns with their physical line numbers in flat memory. Records
that cannot be read become `Reject`s, a file that cannot be read at all is `Refused` with what to do.
`money`, `dates`, `numbers` parse such text columns to integers, instants and days; each value that cannot be
read is reported, none is guessed.

Nothing here knows shops or customers, Django or the clock. `types` and `encoding` are importable without
polars.
"""
