"""The tables of the customer's page as HTML, written by functions like the rows of the customer list."""

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
    # Every text that people typed has gone through `escape`.
    return mark_safe("".join(_product(product, face, money) for product in face.products))


def day_rows(face: Face, money: sentences.Money) -> SafeString:
    """Each purchase with the days since the one before, the latest first."""
    gaps = [None, *((after.on - before.on).days for before, after in pairwise(face.days))]
    rows = (_day(day, gap, money) for day, gap in zip(face.days, gaps, strict=False))
    return mark_safe("".join(list(rows)[::-1]))


def _day(day: PurchaseDay, gap: int | None, money: sentences.Money) -> str:
    return (
        f'<tr><td class="tight">{figures.day(day.on)}</td><td class="right">{gap or ""}</td>'
        f'<td class="right">{escape(money(day.net))}</td><td>{escape("、".join(day.products))}</td></tr>'
    )


def _product(product: ProductLine, face: Face, money: sentences.Money) -> str:
    orders = f"orders-{product.product_id}"
    address = of_customer("customer_product", face.customer.id, product.product_id)
    return (
        '<tr><td class="wide font-medium"><button type="button" class="unfold" aria-expanded="false"'
        f' hx-get="{address}" hx-target="#{orders}" hx-swap="innerHTML" hx-trigger="click once"'
        f' data-unfolds-row="{orders}">{icon("chevron-right", "sm")}{escape(product.name)}</button></td>'
        f'<td class="tight hide-small">{_strip(product)}</td>'
        f'<td class="right" data-label="{_("Purchases")}">{product.orders}</td>'
        f"{_usually(product)}{_gap(product)}"
        f'<td class="right hide-small">{figures.short_day(product.last_on, today=face.today)}</td>'
        f"{_next(product, face)}"
        f'<td class="right" data-label="{_("Total")}">{escape(money(product.net))}</td></tr>'
        f'<tr class="unfolded no-print" hidden><td colspan="8" id="{orders}">'
        f'<div class="grid gap-2 p-4" role="status">{badges.skeleton(_("Loading"))}</div></td></tr>'
    )


def _usually(product: ProductLine) -> str:
    if not product.usual_quantity:
        return _NONE
    pieces = f"{figures.quantity(product.usual_quantity)}{escape(product.unit)}"
    return f'<td class="right" data-label="{_("Usually")}">{pieces}</td>'


def _gap(product: ProductLine) -> str:
    if not product.gap:
        return _NONE
    days = int(product.gap + 0.5)
    words = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    habit = f'<span title="{escape(_habit(product))}">{words}</span>'
    return f'<td class="right" data-label="{_("Gap")}">{habit}</td>'


def _next(product: ProductLine, face: Face) -> str:
    forecast = product.forecast
    if not forecast:
        return '<td class="tight"></td>'
    tone = ""
    if forecast.overdue:
        tone = f'<span class="tone tone-warning">{_("Overdue")}</span>'
    elif forecast.answer:
        tone = f'<span class="tone tone-plain">{escape(label(forecast.answer.answer))}</span>'
    day = figures.short_day(forecast.next_on, today=face.today)
    return (
        f'<td class="tight" data-label="{pgettext("product", "Next")}">'
        f'<span class="inline-flex items-center gap-1.5">{day}{tone}</span></td>'
    )


def _strip(product: ProductLine) -> SafeString:
    bought = sum(1 for month in product.months if month)
    return month_strip(product.months, label=sentences.months_in_words(bought, len(product.months)))


def _habit(product: ProductLine) -> str:
    forecast = product.forecast
    return sentences.rhythm_in_words(forecast) if forecast and forecast.gaps else ""
