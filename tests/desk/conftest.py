"""The shop and its readers."""

from tests.desk.shop import _quick_and_forgetful, reader, shop

__all__ = ["_quick_and_forgetful", "reader", "shop"]
