"""What conditions, their choices and their orders are called."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otokui.domain.campaigns.public import WHY_LABELS
from otokui.domain.customers.public import label
from otokui.domain.customers.types import Channel, CustomerKind, HouseholdKind
from otokui.domain.desk.web.labels import CLASS_LABELS, STATE_LABELS
from otokui.domain.insights.public import audiences
from otokui.domain.insights.types import Answer
from otokui.domain.insights.types.audience import Figure, Mark, Ranking, Trait, Wording
from otokui.domain.insights.types.saved_lists import Sharing

Text = str | Promise

TRAITS: Final[Mapping[Trait, Text]] = {
    Trait.CLASS: pgettext_lazy("condition", "Class"),
    Trait.STATE: pgettext_lazy("condition", "State"),
    Trait.KIND: pgettext_lazy("condition", "Person or company"),
    Trait.TAG: pgettext_lazy("condition", "Tag"),
    Trait.IN_CHARGE: pgettext_lazy("condition", "In charge"),
    Trait.PREFECTURE: pgettext_lazy("condition", "Prefecture"),
    Trait.HOUSEHOLD: pgettext_lazy("condition", "Household"),
    Trait.CONSENT: pgettext_lazy("condition", "Allows"),
    Trait.BIRTH_MONTH: pgettext_lazy("condition", "Month of birth"),
    Trait.ORDER_VALUE: pgettext_lazy("condition", "Average order value, in thirds"),
    Trait.DISCOUNT: pgettext_lazy("condition", "Buys at a discount"),
    Trait.WHY_NOT_MORE: pgettext_lazy("condition", "Why not more often"),
    Trait.ANSWER: pgettext_lazy("condition", "Said of the awaited order"),
}
FIGURES: Final[Mapping[Figure, Text]] = {
    Figure.ORDERS: pgettext_lazy("condition", "Purchases"),
    Figure.NET: pgettext_lazy("condition", "Total"),
    Figure.AVERAGE: pgettext_lazy("condition", "Average order value"),
    Figure.SILENT: pgettext_lazy("condition", "Days since the last purchase"),
    Figure.R: pgettext_lazy("condition", "R (bought lately)"),
    Figure.F: pgettext_lazy("condition", "F (how often)"),
    Figure.M: pgettext_lazy("condition", "M (how much)"),
    Figure.DUE_IN: pgettext_lazy("condition", "Days until the next order is due"),
    Figure.DORMANT_IN: pgettext_lazy("condition", "Days until dormant"),
    Figure.BIRTHDAY_IN: pgettext_lazy("condition", "Days until the birthday"),
    Figure.UNTOUCHED: pgettext_lazy("condition", "Days since the last contact"),
    Figure.KNOWN: pgettext_lazy("condition", "Known of the customer (%)"),
    Figure.DISCOUNT_SHARE: pgettext_lazy("condition", "Bought at a discount (%)"),
}
MARKS: Final[Mapping[Mark, tuple[Text, Text]]] = {
    Mark.OVERDUE: (_("Order overdue"), _("Order not overdue")),
    Mark.RFM_TOP: (_("RFM top"), _("Not RFM top")),
    Mark.NEAR_BEST: (_("Nearly enough for Best"), _("Not nearly enough for Best")),
    Mark.COMPLAINT: (_("Open complaint"), _("No open complaint")),
    Mark.REASON_KNOWN: (_("Said why they chose us"), _("Did not say why they chose us")),
}
WORDINGS: Final[Mapping[Wording, Text]] = {
    Wording.POSTAL_CODE: pgettext_lazy("condition", "Postal code begins with"),
    Wording.REASON: pgettext_lazy("condition", "Why they chose us: contains"),
    Wording.BEHIND: pgettext_lazy("condition", "In the analysis"),
}
RANKINGS: Final[Mapping[Ranking, Text]] = {
    Ranking.READING: pgettext_lazy("ranking", "by reading"),
    Ranking.LAST: pgettext_lazy("ranking", "by last purchase"),
    Ranking.MONEY: pgettext_lazy("ranking", "by money"),
}
SHARINGS: Final = (
    (Sharing.OWN.value, pgettext_lazy("sharing", "Only me"), ""),
    (Sharing.TEAM.value, pgettext_lazy("sharing", "My team"), ""),
    (Sharing.ALL.value, pgettext_lazy("sharing", "Everybody"), ""),
)
ORDER_VALUES: Final[Mapping[str, Text]] = {
    "low": pgettext_lazy("order value", "lower third"),
    "middle": pgettext_lazy("order value", "middle third"),
    "high": pgettext_lazy("order value", "upper third"),
}
DISCOUNTS: Final[Mapping[str, Text]] = {
    "rarely": pgettext_lazy("at a discount", "rarely"),
    "sometimes": pgettext_lazy("at a discount", "sometimes"),
    "mostly": pgettext_lazy("at a discount", "mostly"),
}
PREFECTURES: Final = (
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県",
    "栃木県", "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県",
    "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県",
    "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県",
    "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県", "福岡県",
    "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
)  # fmt: skip


def fixed_choices(what: Trait) -> list[tuple[str, Text]]:
    """(key, words) of a trait whose keys are fixed; [] for tags and staff."""
    match what:
        case Trait.CLASS:
            return list(CLASS_LABELS.items())
        case Trait.STATE:
            return list(STATE_LABELS.items())
        case Trait.KIND:
            return [(kind.value, label(kind)) for kind in CustomerKind]
        case Trait.HOUSEHOLD:
            return [(kind.value, label(kind)) for kind in HouseholdKind]
        case Trait.CONSENT:
            return [(channel.value, label(channel)) for channel in Channel]
        case Trait.BIRTH_MONTH:
            return [(str(month), str(month)) for month in range(1, 13)]
        case Trait.ORDER_VALUE:
            return list(ORDER_VALUES.items())
        case Trait.DISCOUNT:
            return list(DISCOUNTS.items())
        case Trait.WHY_NOT_MORE:
            return [(why.value, words) for why, words in WHY_LABELS.items()]
        case Trait.ANSWER:
            return [(key, label(Answer(key))) for key in audiences.KEYS[Trait.ANSWER]]
        case Trait.PREFECTURE:
            return [(name, name) for name in PREFECTURES]
        case _:
            return []
