"""What a file is to hold, as it is stored until it is written: the list asked for, and how it looks."""

from dataclasses import dataclass
from typing import Any, Final

from otokui.domain.accounts.types import Sight
from otokui.domain.customers.types import BulkState
from otokui.domain.desk.types import ListQuery
from otokui.domain.insights.public import audiences
from otokui.domain.purchases.types import RunPeople

_AS_THEY_ARE: Final = (
    "text", "letter", "kana", "customer_class", "state", "overdue", "rfm_top", "r", "f", "run", "bulk",
    "tag", "sort",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`asked`: the list. `columns`: their keys. `heads` and all that is written are in `language`.

    `form`: csv, sjis or xlsx.
    """

    asked: ListQuery
    form: str
    columns: tuple[str, ...]
    heads: tuple[str, ...]
    language: str


def to_plain(wanted: Wanted) -> dict[str, Any]:
    """As JSON; whose eyes see it is not kept: they are asked for again when the file is written."""
    asked = wanted.asked
    plain = {name: getattr(asked, name) for name in _AS_THEY_ARE if getattr(asked, name)}
    plain |= {"touched": asked.touched.value, "became": asked.became.value}
    plain |= {"own": [list(pair) for pair in asked.own]}
    plain["audience"] = audiences.to_plain(asked.audience)
    return {
        "asked": plain,
        "form": wanted.form,
        "columns": list(wanted.columns),
        "heads": list(wanted.heads),
        "language": wanted.language,
    }


def from_plain(plain: dict[str, Any], sight: Sight) -> Wanted:
    """The same for these eyes."""
    asked = dict(plain["asked"])
    asked["touched"] = RunPeople(asked["touched"])
    asked["became"] = BulkState(asked.get("became", BulkState.DONE))
    asked["own"] = tuple((key, value) for key, value in asked["own"])
    asked["audience"] = audiences.from_plain(asked["audience"])
    return Wanted(
        asked=ListQuery(sight=sight, **asked),
        form=plain["form"],
        columns=tuple(plain["columns"]),
        heads=tuple(plain["heads"]),
        language=plain["language"],
    )
