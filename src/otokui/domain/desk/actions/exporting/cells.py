"""What a customer's line says in one column, as text: in the list beside the usual cells, and in a file."""

from django.utils.translation import gettext as _

from otokui.core.ui import figures
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.campaigns.public import WHY_LABELS
from otokui.domain.customers.public import label
from otokui.domain.customers.types import CustomerDetail
from otokui.domain.desk.types import Row


def cell_text(key: str, row: Row, detail: CustomerDetail | None, business: BusinessSettings) -> str:
    """ "" where nothing is known."""
    line, standing = row.line, row.standing
    match key:
        case "tags":
            return figures.listed(line.tags)
        case "kind":
            return label(line.kind)
        case "average" if standing and standing.orders:
            average = standing.net // standing.orders
            return figures.money(average, business.currency, business.minor_units)
        case "discount" if row.discounts and row.discounts.tenths is not None:
            return f"{row.discounts.percent} %"
        case "first" if standing and standing.first_on:
            return figures.day(standing.first_on)
        case "changes" if standing and standing.next_change_on:
            return figures.day(standing.next_change_on)
        case "why_not_more" if row.why:
            answer, words = row.why
            return f"{WHY_LABELS[answer]} “{words}”" if words else str(WHY_LABELS[answer])
        case "answer" if row.answer:
            return label(row.answer)
        case _:
            return _of_detail(key, detail) if detail else ""


def _of_detail(key: str, detail: CustomerDetail) -> str:
    match key:
        case "birthday":
            return figures.day(detail.birthday) if detail.birthday else ""
        case "since":
            return figures.day(detail.customer_since) if detail.customer_since else ""
        case "postal":
            return detail.postal_code
        case "address":
            return detail.address
        case "reason":
            return detail.reason_chosen
        case _:
            return yes_or_text(detail.attributes.get(key.removeprefix("own.")))


def yes_or_text(value: object) -> str:
    """A value of one of the shop's own fields in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value)
