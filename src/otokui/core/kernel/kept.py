"""What a process has worked out and keeps as long as it holds."""

from typing import Any, Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """At most `most` values, each with the mark under which it holds: whoever asks says the mark of now.

    Marks are compared by `==`. Once it is full all are forgotten; several threads may use it.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[Key, tuple[Any, Value]] = {}

    def get(self, key: Key) -> tuple[Any, Value] | None:
        """Mark and value as they were kept last."""
        return self._known.get(key)

    def find(self, key: Key, mark: Any) -> Value | None:
        """The value, if it is kept under this mark."""
        known = self._known.get(key)
        return None if known is None or known[0] != mark else known[1]

    def keep(self, key: Key, mark: Any, value: Value) -> Value:
        """The value given, from now on the one kept for this key."""
        if len(self._known) >= self._most and key not in self._known:
            self._known.clear()
        self._known[key] = (mark, value)
        return value

    def forget(self) -> None:
        """Nothing is kept any more."""
        self._known.clear()
