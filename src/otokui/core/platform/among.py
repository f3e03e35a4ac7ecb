"""Conditions on many ids at once."""

from collections.abc import Iterable

from django.db.models import BooleanField, F, Func, Value


class Among(Func):
    """For `filter`: the whole number in this field is one of these.

    One parameter however many they are; `IN` has one each, and a driver that looks at each of them.
    """

    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, field: str, numbers: Iterable[int]) -> None:
        super().__init__(F(field), Value("{" + ",".join(map(str, numbers)) + "}"))
