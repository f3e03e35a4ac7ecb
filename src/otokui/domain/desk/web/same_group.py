"""More than two records of one customer: which of the queue hang together, what was merged in one go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from otokui.domain.customers.types import MergeRecord, Pair
from otokui.domain.desk.web.same_words import remains


@dataclass(frozen=True, slots=True)
class Group:
    """Records of the queue that hang together, and where they stand side by side."""

    name: str
    size: int
    address: str


def groups_among(pairs: Iterable[Pair]) -> list[Group]:
    """Three and more records of these pairs that hang together, the likeliest first."""
    sets: list[set[int]] = []
    names: dict[int, str] = {}
    for pair in pairs:
        both = {pair.one.id, pair.other.id}
        names |= {line.id: line.name or line.code for line in (pair.one, pair.other)}
        touching = [each for each in sets if each & both]
        rest = [each for each in sets if not each & both]
        sets = [*rest, both.union(*touching)] if not touching else [both.union(*touching), *rest]
    found = [sorted(each) for each in sets if len(each) > 2]
    return [Group(names[ids[0]], len(ids), group_address(ids[0], ids[1:], queue=True)) for ids in found]


def group_address(survivor_id: int, others: Iterable[int], *, queue: bool = False) -> str:
    """Several records side by side, the first of them to be kept."""
    asked = [("with", each) for each in others] + ([("from", "queue")] if queue else [])
    return f"{reverse('customer_group', args=[survivor_id])}?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class Go:
    """What was merged in one go, and is taken back in one go."""

    merges: tuple[MergeRecord, ...]
    told: tuple[str, ...]

    @property
    def last(self) -> MergeRecord:
        return self.merges[0]

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.merges)

    @property
    def kept(self) -> int:
        return sum(each.kept for each in self.merges)


def goes_of(merges: Iterable[MergeRecord], own: Mapping[str, str]) -> list[Go]:
    """Merges, the latest first, by the go in which they were done."""
    found: dict[tuple[object, ...], list[MergeRecord]] = {}
    for merge in merges:
        found.setdefault((merge.survivor_id, merge.at, merge.undone_at), []).append(merge)
    return [
        Go(
            tuple(several),
            tuple(dict.fromkeys(remains(each, dict(own)) for merge in several for each in merge.told)),
        )
        for several in found.values()
    ]
