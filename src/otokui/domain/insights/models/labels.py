"""What classes, states and the wait for an order are called."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

CLASS_LABELS: dict[str, str | Promise] = {
    "prospect": pgettext_lazy("class", "Prospect"),
    "first": pgettext_lazy("class", "First"),
    "toddler": pgettext_lazy("class", "Toddler"),
    "steady": pgettext_lazy("class", "Steady"),
    "trend": pgettext_lazy("class", "Trend"),
    "best": pgettext_lazy("class", "Best"),
}
DUE_LABELS: dict[str, str | Promise] = {
    "waiting": pgettext_lazy("next order", "Not yet"),
    "soon": pgettext_lazy("next order", "Soon"),
    "due": pgettext_lazy("next order", "Due"),
    "overdue": pgettext_lazy("next order", "Overdue"),
}
STATE_LABELS: dict[str, str | Promise] = {
    "active": pgettext_lazy("state", "Active"),
    "dormant": pgettext_lazy("state", "Dormant"),
    "dead": pgettext_lazy("state", "Dead"),
}
