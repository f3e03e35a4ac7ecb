"""Lists of customers that people keep under a name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from otokui.domain.insights.types.audience import Audience


class Sharing(StrEnum):
    """Who sees a saved list: its owner, the owner's team, everybody."""

    OWN = "own"
    TEAM = "team"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedListView:
    """One list as it can be chosen. `key`: the id, or the name of a standing list (then `ships`).

    `may_change`: whether the reader may rename, change and delete it.
    """

    key: str
    name: str
    audience: Audience
    ships: bool = False
    explained: str = ""
    sharing: Sharing = Sharing.ALL
    owner: str = ""
    may_change: bool = False
    hidden: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How somebody looks at the list: columns in their order (none: the usual ones), lists put away.

    `of_lists`: columns of single lists, by key.
    """

    columns: tuple[str, ...] = ()
    of_lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()

    def columns_of(self, key: str) -> tuple[str, ...]:
        """Those of this list; where it has none of its own, those of all lists."""
        return self.of_lists.get(key, self.columns)
