"""Many whole numbers as one parameter of a statement."""

from collections.abc import Iterable


def array_of(numbers: Iterable[int | str | None]) -> str:
    """As PostgreSQL writes arrays, to be read with `::bigint[]`; None is NULL.

    One parameter however many they are; `IN` has one each, and a driver looks at each item of a list.
    """
    return "{" + ",".join(map(str, numbers)).replace("None", "NULL") + "}"
