"""Readers of the pages."""

from tests.desk.shop import _quick_and_forgetful, reader

__all__ = ["_quick_and_forgetful", "reader"]
