"""What the lists that ship are called, and what they mean."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LIST_LABELS: dict[str, str | Promise] = {
    "near_best": pgettext_lazy("list", "Nearly best"),
    "best_overdue": pgettext_lazy("list", "Best, order overdue"),
    "best_before_sleep": pgettext_lazy("list", "Best, about to fall dormant"),
    "next_order_soon": pgettext_lazy("list", "Next order soon"),
    "birthday_soon": pgettext_lazy("list", "Birthday soon"),
}
LIST_MEANINGS: dict[str, str | Promise] = {
    "near_best": _(
        "Not best yet, but at most one average purchase short of the upper classes, or high in recency,"
        " frequency and money at once. Dead customers are left out. Who has paid most comes first."
    ),
    "best_overdue": _(
        "Best customers whose silence is longer than their own rhythm explains. The richest come first."
    ),
    "best_before_sleep": _("Best customers who fall dormant within 60 days unless they order."),
    "next_order_soon": _("The next order is due now or within 7 days, and not overdue yet."),
    "birthday_soon": _("Birthday today or within 14 days."),
}
