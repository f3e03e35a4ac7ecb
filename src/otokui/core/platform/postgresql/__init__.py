"""Django's backend for PostgreSQL, as `ENGINE` of the database names it."""
