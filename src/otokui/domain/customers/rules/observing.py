"""What is worth seeing, how long it is believed, and what is nobody's to write down."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from otokui.core.kernel.period import months_later
from otokui.core.kernel.text import compatible
from otokui.domain.customers.types import ObservationKind

BELIEVED_MONTHS: Final[Mapping[ObservationKind, int]] = {
    ObservationKind.OFTEN_OUT: 12,
    ObservationKind.ELDERLY: 36,
    ObservationKind.SMALL_CHILDREN: 36,
    ObservationKind.PARCEL_BOX: 36,
    ObservationKind.LEAVE_AT_DOOR: 12,
    ObservationKind.AUTO_LOCK: 60,
    ObservationKind.STAIRS_ONLY: 60,
    ObservationKind.NARROW_ROAD: 60,
    ObservationKind.DOG: 36,
}
"""How people live changes sooner than how a house is built; a word that was given is asked for again."""

AT_THE_COUNTER: Final = (ObservationKind.ELDERLY, ObservationKind.SMALL_CHILDREN)
"""What can be seen where no door is."""

# Health and care, belief and party, origin, crime: what the law on personal information calls special care.
_TOLD_APART: Final = """
    病気 持病 難病 入院 通院 手術 癌 がん患者 ガン患者 認知症 うつ病 鬱病 障害者 障がい 障碍 精神科
    妊娠 不妊 透析 車椅子 車いす 寝たきり 要介護 宗教 信仰 信者 入信 支持政党 党員 労働組合
    国籍 人種 外国人 在日 本籍 出自 同和 前科 逮捕 服役 犯罪歴"""
_SPECIAL_CARE: Final = tuple(_TOLD_APART.split())


def believed_until(kind: ObservationKind, noted_on: date) -> date:
    """From this day on the observation does not count any more if nobody has renewed it."""
    return months_later(noted_on, BELIEVED_MONTHS[kind])


def special_care_in(text: str) -> tuple[str, ...]:
    """The words in a text that speak of health, belief, origin or crime (要配慮個人情報): to be warned of."""
    plain = compatible(text).replace(" ", "")
    return tuple(word for word in _SPECIAL_CARE if word in plain)


def special_care_words() -> tuple[str, ...]:
    """All of them, for a page that warns without a connection."""
    return _SPECIAL_CARE
