"""The lists that ship (常備リスト): conditions like those people save, which nobody changes or deletes."""

from typing import Final

from otokui.domain.insights.types.audience import (
    AnyOf,
    Audience,
    Figure,
    Holds,
    Mark,
    OneOf,
    Ranking,
    Trait,
    Within,
)

_BEST: Final = OneOf(what=Trait.CLASS, keys=("best",))
_NOT_DEAD: Final = OneOf(what=Trait.STATE, keys=("active", "dormant"))

STANDING_LISTS: Final[dict[str, Audience]] = {
    # 優良候補: near 7A, or RFM上位 but not 優良.
    "near_best": Audience(
        conditions=(
            OneOf(what=Trait.CLASS, keys=("best",), never=True),
            AnyOf(conditions=(Holds(what=Mark.NEAR_BEST), Holds(what=Mark.RFM_TOP))),
            _NOT_DEAD,
        ),
        ranking=Ranking.MONEY,
    ),
    "best_overdue": Audience(conditions=(_BEST, Holds(what=Mark.OVERDUE)), ranking=Ranking.MONEY),
    "best_before_sleep": Audience(
        conditions=(_BEST, Within(what=Figure.DORMANT_IN, most=60)), ranking=Ranking.MONEY
    ),
    "next_order_soon": Audience(
        conditions=(Within(what=Figure.DUE_IN, most=7), Holds(what=Mark.OVERDUE, yes=False)),
        ranking=Ranking.LAST,
    ),
    "birthday_soon": Audience(conditions=(Within(what=Figure.BIRTHDAY_IN, least=0, most=14),)),
}
