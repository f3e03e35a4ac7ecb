"""Readers of the settings."""

from tests.desk.shop import _quick_and_forgetful, reader

__all__ = ["_quick_and_forgetful", "reader"]
