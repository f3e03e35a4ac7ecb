"""What the signs, fields and tables of a merge are called."""

from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from otokui.core.ui import figures
from otokui.domain.customers.public import label
from otokui.domain.customers.types import CustomerKind, Remainder, Sign
from otokui.domain.desk.web.labels import Label

AGAINST: Final = frozenset(sign for sign in Sign if sign.value.startswith("other_"))

FIELD_LABELS: Final[dict[str, Label]] = {
    "name": gettext_lazy("Name"),
    "reading": gettext_lazy("Reading"),
    "code": gettext_lazy("Customer number"),
    "honorific": gettext_lazy("Honorific"),
    "birthday": gettext_lazy("Birthday"),
    "customer_since": gettext_lazy("Customer since"),
    "line_id": gettext_lazy("LINE"),
    "in_charge": gettext_lazy("In charge"),
    "referred_by": gettext_lazy("Referred by"),
    "reason_chosen": gettext_lazy("Why they chose us"),
    "memo": gettext_lazy("Memo"),
    "memo_pops_up": gettext_lazy("Memo shows before a contact"),
    "open_complaint": gettext_lazy("Open complaint"),
    "tags": gettext_lazy("Tags"),
}
TABLE_LABELS: Final[dict[str, Label]] = {
    "customers.Phone": gettext_lazy("Telephones"),
    "customers.Mail": gettext_lazy("Mail addresses"),
    "customers.Address": gettext_lazy("Addresses"),
    "customers.ContactPerson": gettext_lazy("Contact persons"),
    "customers.Consent": gettext_lazy("Consents"),
    "customers.Household": gettext_lazy("Household"),
    "customers.Preference": gettext_lazy("Likes, dislikes, needs"),
    "customers.Contact": gettext_lazy("Contacts"),
    "customers.FollowUp": pgettext_lazy("merge", "Tasks"),
    "customers.Observation": gettext_lazy("Seen at the door"),
    "customers.OpenDeal": gettext_lazy("Open deal"),
    "customers.Attachment": gettext_lazy("Files"),
    "customers.Customer": gettext_lazy("Customers they sent us"),
    "purchases.Order": pgettext_lazy("menu", "Orders"),
    "purchases.OrderLine": gettext_lazy("Lines of orders"),
    "campaigns.Occasion": gettext_lazy("Steps of the plan"),
    "campaigns.WhyAnswer": gettext_lazy("Why not more often"),
    "insights.ReorderAnswer": gettext_lazy("Answers to awaited orders"),
}
WHY_STAYS: Final[dict[str, Label]] = {
    "edited": gettext_lazy("Changed since: stays as it is now"),
    "since": gettext_lazy("Written down after the merge: stays with the one who was kept"),
    "gone": gettext_lazy("Taken away since: nothing to give back"),
    "clash": gettext_lazy("The other has the same: stays"),
}


def field_label(name: str, own: dict[str, str]) -> str:
    """What a field is called; the shop's own by their labels."""
    return own.get(name.removeprefix("attributes."), name) if "." in name else str(FIELD_LABELS[name])


def table_label(table: str, otherwise: str) -> str:
    """What rows of a table are called."""
    return str(TABLE_LABELS.get(table, otherwise))


def remains(told: Remainder, own: dict[str, str]) -> str:
    """One line of what stays with the survivor after a merge was taken back."""
    known = told.what in FIELD_LABELS or told.what.startswith("attributes.")
    what = field_label(told.what, own) if known else table_label(told.what, told.what)
    many = f" ({told.count})" if not known else ""
    return f"{what}{many}: {WHY_STAYS[told.why]}"


def shown(field: str, values: tuple[Any, ...], names: dict[str, dict[int, str]]) -> str:
    """A field's value as people read it; `names` of staff and customers by field and id."""
    if field == "name":
        return f"{values[1]} ({label(CustomerKind(values[0]))})" if values[1] else ""
    if field == "reading":
        return " ".join(each for each in values if each)
    return _one(field, values[0], names)


def _one(name: str, value: Any, names: dict[str, dict[int, str]]) -> str:
    if value is None or value == "":
        return ""
    if name in names:
        return names[name].get(value, f"#{value}")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return figures.day(value)
    return figures.listed(map(str, value)) if isinstance(value, list) else str(value)
