"""What the tables and columns are called in what a person is handed out."""

from typing import Any, Final

from django.apps import apps
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from otokui.domain.customers.public import label
from otokui.domain.customers.types import (
    Channel,
    ContactWay,
    CustomerKind,
    Direction,
    HouseholdKind,
    HouseholdSource,
    ObservationKind,
    ObservationSource,
    Outcome,
    PreferenceKind,
    PurposeKind,
)
from otokui.domain.desk.web.history import NAMES
from otokui.domain.desk.web.labels import CLASS_LABELS, STATE_LABELS, Label
from otokui.domain.desk.web.same_words import TABLE_LABELS

_TABLES: Final[dict[str, Label]] = TABLE_LABELS | {
    "customers.Customer": gettext_lazy("The customer"),
    "customers.Merge": gettext_lazy("Merged records"),
    "customers.MergedRow": gettext_lazy("What moved in merges"),
    "customers.Pair": gettext_lazy("Compared with others"),
    "customers.BulkChangeRow": gettext_lazy("Part in changes of many"),
    "customers.FlawMark": gettext_lazy("Marks of the list review"),
    "purchases.OrderAttachment": gettext_lazy("Files of orders"),
    "purchases.PurchaseSummary": gettext_lazy("Sums of purchases"),
    "purchases.ProductSummary": gettext_lazy("Sums by product"),
    "insights.Standing": gettext_lazy("Class and next order"),
    "insights.StandingChange": gettext_lazy("History of the class"),
    "insights.Reorder": gettext_lazy("Awaited orders"),
}
_COLUMNS: Final[dict[str, Label]] = {
    **NAMES,
    "id": gettext_lazy("No."),
    "due_lo": gettext_lazy("Expected from"),
    "due_hi": gettext_lazy("Expected until"),
    "overdue_from": gettext_lazy("Late from"),
    "on": gettext_lazy("Day"),
    "from_state": gettext_lazy("State before"),
    "to_state": gettext_lazy("State after"),
    "number": gettext_lazy("Telephone number"),
    "address": gettext_lazy("Mail address"),
    "line": gettext_lazy("Address"),
    "text": gettext_lazy("Text"),
    "note": gettext_lazy("Note"),
    "at": gettext_lazy("When"),
    "way": gettext_lazy("Way"),
    "direction": gettext_lazy("From whom"),
    "outcome": gettext_lazy("Outcome"),
    "purpose": gettext_lazy("Purpose"),
    "staff_id": gettext_lazy("Staff"),
    "noted_by_id": gettext_lazy("Written down by"),
    "noted_on": gettext_lazy("Written down on"),
    "noted_at": gettext_lazy("Seen at"),
    "expires_on": gettext_lazy("Valid until"),
    "source": gettext_lazy("Source"),
    "channel": gettext_lazy("Way"),
    "granted": gettext_lazy("Allowed"),
    "wording": gettext_lazy("Wording"),
    "due_on": gettext_lazy("Due"),
    "reason": gettext_lazy("Reason"),
    "script": gettext_lazy("Words"),
    "ordered_at": gettext_lazy("Ordered"),
    "order_day": gettext_lazy("Order day"),
    "external_id": gettext_lazy("Order number"),
    "order_id": gettext_lazy("Order"),
    "product_id": gettext_lazy("Product"),
    "product_text": gettext_lazy("Product"),
    "quantity": gettext_lazy("Quantity"),
    "amount": gettext_lazy("Amount"),
    "unit_price": gettext_lazy("Unit price"),
    "discount": gettext_lazy("Discount"),
    "deliver_to": gettext_lazy("Deliver to"),
    "deliver_on": gettext_lazy("Deliver on"),
    "orders": gettext_lazy("Purchases"),
    "net": gettext_lazy("Paid in total"),
    "first_on": gettext_lazy("First purchase"),
    "last_on": gettext_lazy("Last purchase"),
    "customer_class": gettext_lazy("Class"),
    "state": gettext_lazy("State"),
    "from_class": gettext_lazy("Class before"),
    "to_class": gettext_lazy("Class after"),
    "created_at": gettext_lazy("Created"),
    "updated_at": gettext_lazy("Changed"),
    "changed_at": gettext_lazy("Changed"),
    "change": gettext_lazy("What was done"),
    "answer": gettext_lazy("Answer"),
    "words": gettext_lazy("In their words"),
    "content_id": pgettext_lazy("file", "Content"),
}

_WORDS: Final[dict[tuple[str, str], Any]] = {
    ("customers.Customer", "kind"): CustomerKind,
    ("customers.Household", "kind"): HouseholdKind,
    ("customers.Household", "source"): HouseholdSource,
    ("customers.Observation", "kind"): ObservationKind,
    ("customers.Observation", "source"): ObservationSource,
    ("customers.Preference", "kind"): PreferenceKind,
    ("customers.Consent", "channel"): Channel,
    ("customers.Contact", "way"): ContactWay,
    ("customers.Contact", "direction"): Direction,
    ("customers.Contact", "outcome"): Outcome,
    ("customers.Contact", "purpose"): PurposeKind,
    ("customers.FollowUp", "way"): ContactWay,
    ("customers.FollowUp", "outcome"): Outcome,
}


def table_label(table: str) -> str:
    """The table in the reader's language."""
    return str(_TABLES.get(table) or apps.get_model(table)._meta.verbose_name_plural)


def column_label(table: str, column: str) -> str:
    """The column in the reader's language; one without a word of its own has the model's."""
    if column == "kind" and table != "customers.Customer":
        return pgettext("what is held", "Kind")
    if column in _COLUMNS:
        return str(_COLUMNS[column])
    for field in apps.get_model(table)._meta.concrete_fields:
        if field.attname == column:
            words: Any = field.verbose_name
            return str(words)
    return column


def value_in_words(table: str, column: str, value: Any) -> str:
    """One of our own words as people read it, any other text as it is."""
    if column in ("customer_class", "from_class", "to_class", "next_class"):
        return str(CLASS_LABELS.get(value, value))
    if table.startswith("insights.Standing") and column.endswith("state"):
        return str(STATE_LABELS.get(value, value))
    words = _WORDS.get((table, column))
    if words is None or value not in set(words):
        return str(value)
    return str(label(words(value)))
