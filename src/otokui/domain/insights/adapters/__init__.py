"""Tables between PostgreSQL and polars."""
