"""What kinds of reasons, ways and outcomes are called on the page of 今日."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otokui.domain.customers.types import ContactWay, Outcome
from otokui.domain.desk.rules.today.facts import Kind

Label = str | Promise

KIND_LABELS: Final[dict[Kind, Label]] = {
    Kind.TASK: pgettext_lazy("today", "Promise"),
    Kind.OVERDUE: pgettext_lazy("today", "Order overdue"),
    Kind.RIVAL: pgettext_lazy("today", "May be drifting off"),
    Kind.FALLING: pgettext_lazy("today", "Buying less"),
    Kind.EXPECTED: pgettext_lazy("today", "Expected this week"),
    Kind.LIFTED: pgettext_lazy("today", "Became best"),
    Kind.FIRST_THANKS: pgettext_lazy("today", "Thanks for the first order"),
    Kind.SECOND: pgettext_lazy("today", "Invite to the second"),
    Kind.WIN_BACK: pgettext_lazy("today", "Win back"),
    Kind.USAGE: pgettext_lazy("today", "Help with the use"),
    Kind.HOUSE: pgettext_lazy("today", "Introduce the house"),
    Kind.WHY_US: pgettext_lazy("today", "Why us"),
    Kind.KNOWLEDGE: pgettext_lazy("today", "Product knowledge"),
    Kind.ADDON: pgettext_lazy("today", "Add-on that fits"),
    Kind.THANKS: pgettext_lazy("today", "Say thank you"),
    Kind.WHY_NOT_MORE: pgettext_lazy("today", "Ask why not more often"),
    Kind.SURVEY: pgettext_lazy("today", "Survey"),
    Kind.EXCLUSIVE: pgettext_lazy("today", "Exclusive goods"),
    Kind.EVENT: pgettext_lazy("today", "Invite to an event"),
    Kind.NEWS: pgettext_lazy("today", "New goods"),
    Kind.LETTER: pgettext_lazy("today", "Seasonal letter"),
    Kind.MOVED: pgettext_lazy("today", "Class has changed"),
    Kind.BIRTHDAY: pgettext_lazy("today", "Birthday"),
}
KIND_ICONS: Final = {
    Kind.TASK: "list-checks",
    Kind.OVERDUE: "calendar-clock",
    Kind.RIVAL: "wind",
    Kind.FALLING: "trending-down",
    Kind.EXPECTED: "calendar-check",
    Kind.LIFTED: "sparkles",
    Kind.FIRST_THANKS: "heart-handshake",
    Kind.SECOND: "repeat",
    Kind.WIN_BACK: "undo-2",
    Kind.USAGE: "info",
    Kind.HOUSE: "store",
    Kind.WHY_US: "sparkles",
    Kind.KNOWLEDGE: "notebook-pen",
    Kind.ADDON: "puzzle",
    Kind.THANKS: "heart",
    Kind.WHY_NOT_MORE: "message-circle-question",
    Kind.SURVEY: "message-circle-question",
    Kind.EXCLUSIVE: "tag",
    Kind.EVENT: "calendar-check",
    Kind.NEWS: "sparkles",
    Kind.LETTER: "mail",
    Kind.MOVED: "arrow-right-left",
    Kind.BIRTHDAY: "cake",
}
KIND_TONES: Final = {
    Kind.TASK: "info",
    Kind.OVERDUE: "warning",
    Kind.RIVAL: "warning",
    Kind.FALLING: "warning",
}

WAY_WORDS: Final[dict[ContactWay, Label]] = {
    ContactWay.CALL: _("Call"),
    ContactWay.MAIL: _("Mail"),
    ContactWay.LETTER: _("Letter"),
    ContactWay.LINE: _("LINE"),
}
REFUSED_WAYS: Final[dict[str, Label]] = {
    "withdrawn": _("has asked us not to"),
    "no_consent": _("no consent to news by mail"),
    "no_consent_line": _("no consent to LINE"),
    "quiet_hours": _("not before 8:00"),
}
DONT_WORDS: Final[dict[str, Label]] = {
    "open_complaint": _("Complaint is open: no proposals"),
    "open_deal": _("A deal is open: propose nothing else"),
    "out_of_stock": _("Out of stock: do not propose it"),
    "no_cross_sell": _("Do not propose other goods"),
    "no_addon_yet": _("Not yet time for add-ons"),
    "do_not_chase": _("Do not chase: a quiet note only"),
}
HELD_WORDS: Final[dict[str, Label]] = {
    "open_complaint": _("complaint is open"),
    "open_deal": _("a deal is open"),
    "advert_cap": _("enough adverts for now"),
    "first_buyer_no_cross_sell": _("first purchase: no other goods yet"),
    "second_other_goods": _("first purchase: only the same again"),
    "trend_buyer_no_discount": _("came with a fashion: no bargains"),
    "trend_buyer_not_chased": _("came with a fashion: not chased"),
    "programme_never": _("the programme of the class forbids it"),
    "programme_never_cross_sell": _("the programme of the class: no other goods"),
    "programme_never_offer": _("the programme of the class: no bargains"),
    "programme_never_advert": _("the programme of the class: no adverts"),
    "household_too_small": _("too much for the household"),
    "against_taste": _("against their taste"),
    "out_of_stock": _("out of stock"),
    "quiet_hours": _("between 21:00 and 8:00"),
    "": _("a rule of the shop forbids it"),
}
ACT_WORDS: Final[dict[str, Label]] = {
    "called": _("Called"),
    "wrote": _("Wrote"),
    "skip": _("Skip"),
    "later": _("Later"),
}
LATER: Final = ((1, _("Tomorrow")), (3, _("In 3 days")), (7, _("In a week")))
# the order on the page; digits choose them by keyboard
CALL_OUTCOMES: Final = (
    Outcome.ORDERED,
    Outcome.ABSENT,
    Outcome.CALL_BACK,
    Outcome.IN_STOCK,
    Outcome.ELSEWHERE,
    Outcome.NO_MORE,
    Outcome.FORGOT,
    Outcome.NEW_PERSON,
    Outcome.DECLINED,
    Outcome.COMPLAINT,
    Outcome.REACHED,
    Outcome.UNKNOWN,
)
TALK_OUTCOMES: Final = (
    Outcome.REACHED,
    Outcome.ORDERED,
    Outcome.ABSENT,
    Outcome.CALL_BACK,
    Outcome.NEW_PERSON,
    Outcome.DECLINED,
    Outcome.COMPLAINT,
    Outcome.UNKNOWN,
)
ORDER_KINDS: Final = frozenset({Kind.OVERDUE, Kind.EXPECTED, Kind.RIVAL, Kind.FALLING})
