"""What is still to be found out about a customer, and by whom: the words for `customers.Question`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Label = str | Promise

WHAT: dict[str, Label] = {
    "name": _("Name"),
    "kana": _("Reading of the name"),
    "phone": _("Telephone number"),
    "mail": _("Mail address"),
    "address": _("Address"),
    "household": _("Household"),
    "birthday": _("Birthday"),
    "preferences": _("Tastes"),
    "needs": _("Needs and worries"),
    "reason_chosen": _("Why they chose us"),
    "consent": _("Consent to news from us"),
    "contact_person": _("Contact person"),
    "decides": _("Who decides"),
}

WHO: dict[str, Label] = {
    "phone": pgettext_lazy("asked by", "order desk, on the telephone"),
    "door": pgettext_lazy("asked by", "delivery, by looking at the door, never by asking"),
    "visit": pgettext_lazy("asked by", "sales, on a visit"),
    "any": pgettext_lazy("asked by", "anybody, in conversation"),
}

# who would have to find it out, as an icon
ICONS = {"phone": "phone", "door": "truck", "visit": "footprints", "any": "message-circle"}
