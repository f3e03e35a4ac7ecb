"""What steps and answers are, in a few words: for the page that asks before two records become one."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from otokui.core.platform import prepared
from otokui.core.platform.arrays import array_of
from otokui.core.ui import figures
from otokui.domain.campaigns.models.labels import AIM_LABELS, WHY_LABELS
from otokui.domain.campaigns.types import Aim, WhyNotMore

OCCASION: Final = "campaigns.Occasion"
WHY: Final = "campaigns.WhyAnswer"
_SAID: Final = """
SELECT true, id, aim, due_on, '' FROM campaigns_occasion WHERE id = ANY(%(occasions)s::bigint[])
UNION ALL
SELECT false, id, answer, "on", words FROM campaigns_whyanswer WHERE id = ANY(%(answers)s::bigint[])"""


def tell_rows(rows: Mapping[str, Collection[int]]) -> dict[str, dict[int, str]]:
    """By table and id what the rows say. One SQL query."""
    told: dict[str, dict[int, str]] = {OCCASION: {}, WHY: {}}
    asked = {"occasions": array_of(rows.get(OCCASION, ())), "answers": array_of(rows.get(WHY, ()))}
    for is_step, row, what, on, words in prepared.rows(_SAID, asked):
        label = AIM_LABELS[Aim(what)] if is_step else WHY_LABELS[WhyNotMore(what)]
        told[OCCASION if is_step else WHY][row] = _sentence(on, str(label), words)
    return told


def _sentence(on: date, label: str, words: str) -> str:
    day = figures.day(on)
    return f"{day}  {label} 「{words}」" if words else f"{day}  {label}"
