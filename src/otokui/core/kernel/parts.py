"""Work that is done in parts, each of which says where the next one begins."""

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar


class Part(Protocol):
    """What a part of the work answers with."""

    @property
    def after(self) -> int | None:
        """Behind which id the next part begins; None: nothing is left."""


P = TypeVar("P", bound=Part)


def all_parts(do: Callable[[int], P]) -> Iterator[P]:
    """Do one part after the other, from the first; `do` gets the id behind which its part begins."""
    after: int | None = 0
    while after is not None:
        part = do(after)
        yield part
        after = part.after
