"""The shop of known stories, for journeys that need no demo shop."""

from tests.desk.shop import shop

__all__ = ["shop"]
