"""The tables of the customer's page as HTML, written by functions like the rows of the customer list."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from otokui.core.ui import badges, figures
from otokui.core.ui.charts.shares import month_strip
from otokui.core.ui.templatetags.otokui import icon
from otokui.domain.customers.public import label
from otokui.domain.desk.types import Face, ProductLine, PurchaseDay
from otokui.domain.desk.web import sentences
from otokui.domain.desk.web.addresses import of_customer

_NONE = '<td class="right"></td>'


def product_rows(face: Face, money: sentences.Money) -> SafeString:
    """Each product, and below it the place where its orders unfold."""
    words = _Words()
    # Every text that people typed has gone through `escape`.
    return mark_safe("".join(_product(product, face, money, words) for product in face.products))


def day_rows(days: Sequence[tuple[str, str, PurchaseDay]]) -> SafeString:
    """Each purchase, its day and money in words, with the days since the one before; the latest first."""
    bought = [day.on for _on, _net, day in days]
    gaps = ["", *(str((after - before).days) for before, after in pairwise(bought))]
    rows = [
        f'<tr><td class="tight">{on}</td><td class="right">{gap}</td>'
        f'<td class="right">{escape(net)}</td><td>{escape(figures.listed(day.products))}</td></tr>'
        for (on, net, day), gap in zip(days, gaps, strict=False)
    ]
    return mark_safe("".join(rows[::-1]))


@dataclass(frozen=True, slots=True)
class _Words:
    """What stands beside the figures of each row where there is little room."""

    purchases: str = field(default_factory=lambda: _("Purchases"))
    usually: str = field(default_factory=lambda: _("Usually"))
    gap: str = field(default_factory=lambda: _("Gap"))
    next: str = field(default_factory=lambda: pgettext("product", "Next"))
    total: str = field(default_factory=lambda: _("Total"))
    loading: SafeString = field(default_factory=lambda: badges.skeleton(_("Loading")))


def _product(product: ProductLine, face: Face, money: sentences.Money, words: _Words) -> str:
    orders = f"orders-{product.product_id}"
    address = of_customer("customer_product", face.customer.id, product.product_id)
    return (
        '<tr><td class="wide font-medium"><button type="button" class="unfold" aria-expanded="false"'
        f' hx-get="{address}" hx-target="#{orders}" hx-swap="innerHTML" hx-trigger="click once"'
        f' data-unfolds-row="{orders}">{icon("chevron-right", "sm")}{escape(product.name)}</button></td>'
        f'<td class="tight hide-small">{_strip(product)}</td>'
        f'<td class="right" data-label="{words.purchases}">{product.orders}</td>'
        f"{_usually(product, words)}{_gap(product, words)}"
        f'<td class="right hide-small">{figures.short_day(product.last_on, today=face.today)}</td>'
        f"{_next(product, face, words)}"
        f'<td class="right" data-label="{words.total}">{escape(money(product.net))}</td></tr>'
        f'<tr class="unfolded no-print" hidden><td colspan="8" id="{orders}">'
        f'<div class="grid gap-2 p-4" role="status">{words.loading}</div></td></tr>'
    )


def _usually(product: ProductLine, words: _Words) -> str:
    if not product.usual_quantity:
        return _NONE
    pieces = f"{figures.quantity(product.usual_quantity)}{escape(product.unit)}"
    return f'<td class="right" data-label="{words.usually}">{pieces}</td>'


def _gap(product: ProductLine, words: _Words) -> str:
    if not product.gap:
        return _NONE
    days = int(product.gap + 0.5)
    said = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    habit = f'<span title="{escape(_habit(product))}">{said}</span>'
    return f'<td class="right" data-label="{words.gap}">{habit}</td>'


def _next(product: ProductLine, face: Face, words: _Words) -> str:
    forecast = product.forecast
    if not forecast:
        return '<td class="tight"></td>'
    # The estimate moves ahead with the silence: a day still to come beside "overdue" would contradict it.
    day = "" if forecast.overdue else figures.short_day(forecast.next_on, today=face.today)
    tone = ""
    if forecast.overdue:
        tone = f'<span class="tone tone-warning">{_("Overdue")}</span>'
    elif forecast.answer:
        tone = f'<span class="tone tone-plain">{escape(label(forecast.answer.answer))}</span>'
    return (
        f'<td class="tight" data-label="{words.next}">'
        f'<span class="inline-flex items-center gap-1.5">{day}{tone}</span></td>'
    )


def _strip(product: ProductLine) -> SafeString:
    bought = sum(1 for month in product.months if month)
    return month_strip(product.months, label=sentences.months_in_words(bought, len(product.months)))


def _habit(product: ProductLine) -> str:
    forecast = product.forecast
    return sentences.rhythm_in_words(forecast) if forecast and forecast.gaps else ""
