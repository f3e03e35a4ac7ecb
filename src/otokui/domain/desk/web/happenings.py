"""Entries of the timeline as HTML, written by functions like the rows of the customer list."""

from datetime import datetime
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from otokui.core.ui import badges, figures
from otokui.core.ui.templatetags.otokui import icon
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.customers.public import label
from otokui.domain.customers.types import ContactWay, TimelineEntry
from otokui.domain.desk.web.labels import CAUSE_LABELS, CLASS_LABELS, STATE_LABELS, WAY_ICONS
from otokui.domain.insights.types import ClassChange
from otokui.domain.purchases.types import LineView, OrderView

_ICONS = {"follow_up": "list-checks", "consent": "shield-check"}


def drawn_order(order: OrderView, business: BusinessSettings) -> SafeString:
    """A purchase or return with its goods."""
    returned = order.amount < 0
    money = figures.money(order.amount, business.currency, business.minor_units)
    about = " · ".join(escape(part) for part in (order.shop, order.staff, order.trigger) if part)
    return _entry(
        "undo-2" if returned else "shopping-bag",
        f'<span class="font-medium num whitespace-nowrap">{_("Return") if returned else _("Purchase")}'
        f" {escape(money)}</span>"
        f'<span class="happening-what">{figures.listed(map(_goods, order.lines))}</span>'
        f'<span class="happening-when">{about}'
        f" {_time(order.ordered_at, business)}</span>",
    )


def drawn_touch(touch: TimelineEntry, business: BusinessSettings, *, may_attach: bool) -> SafeString:
    """A contact, task, consent or what else was between us; to a contact files can be attached."""
    if touch.way:
        what = label(touch.way)
    else:
        what = _("Consent") if touch.kind == "consent" else _("Task")
    said = f'<span class="font-medium">{escape(what)}</span>'
    if touch.direction and touch.kind == "contact" and touch.way is not ContactWay.NOTE:
        said += f'<span class="text-xs text-ink-2">{escape(label(touch.direction))}</span>'
    if touch.outcome:
        said += f'<span class="tone">{escape(label(touch.outcome))}</span>'
    return _entry(
        touch_icon(touch),
        f'<span class="flex items-center gap-x-2 whitespace-nowrap">{said}</span>'
        f'<span class="happening-what whitespace-pre-line">{escape(touch.text)}</span>'
        f'<span class="happening-when">{escape(touch.staff)} {_time(touch.at, business)}'
        f"{_attaches(touch) if may_attach and touch.kind == 'contact' else ''}</span>",
    )


def _attaches(touch: TimelineEntry) -> str:
    words = escape(_("Attach files: %(what)s") % {"what": label(touch.way) if touch.way else ""})
    return (
        f'<button type="button" class="btn btn-sm btn-bare btn-square no-print" aria-label="{words}"'
        f' data-attaches="contact_id={touch.id}">{icon("paperclip", "sm")}</button>'
    )


def drawn_change(change: ClassChange, *, may_import: bool) -> SafeString:
    """A step from class to class or state to state, with the import behind it for those who may see it."""
    why = escape(str(CAUSE_LABELS[change.cause]))
    if change.import_run and may_import:
        address = reverse("import_run", args=[change.import_run])
        why = f'<a class="link" href="{address}">{why} {change.import_run}</a>'
    day = figures.day_of_year(change.on)
    return _entry(
        "arrow-right",
        f'<span class="flex flex-wrap items-center gap-x-2 gap-y-1">{_step(change)}</span>'
        f'<span class="happening-what">{why}</span>'
        f'<span class="happening-when"><time datetime="{change.on.isoformat()}">{day}</time></span>',
        mark=f" is-class is-{change.to_class}",
    )


def touch_icon(touch: TimelineEntry) -> str:
    """The icon of a contact, task or consent."""
    if touch.kind != "contact":
        return _ICONS.get(touch.kind, "clock")
    return WAY_ICONS.get(touch.way or "", "clock")


def _entry(symbol: str, inside: str, *, mark: str = "") -> SafeString:
    # Every text that people typed has gone through `escape`.
    return mark_safe(
        f'<li><span class="timeline-mark{mark}">{icon(symbol, "sm")}</span>'
        f'<div class="happening">{inside}</div></li>'
    )


def _goods(line: LineView) -> str:
    pieces = f" ×{figures.quantity(line.quantity)}" if line.quantity else ""
    return f"{escape(line.product_name or line.product_code)}{pieces}"


def _time(at: datetime, business: BusinessSettings) -> str:
    local = at.astimezone(business.zone)
    said = f"{figures.day_of_year(local.date())} {figures.clock(local)}"
    return f'<time datetime="{local.isoformat()}">{said}</time>'


def _step(change: ClassChange) -> str:
    arrow = f'<span class="text-ink-2">{icon("arrow-right", "sm")}</span>'
    if change.from_class and change.from_class != change.to_class:
        step = f"{_class(change.from_class)}{arrow}{_class(change.to_class)}"
    elif change.from_class and change.from_state:
        step = f"{_state(change.from_state)}{arrow}"
    else:
        step = _class(change.to_class)
    return step + (
        _state(change.to_state) if change.to_state and change.from_state != change.to_state else ""
    )


def _class(key: str) -> str:
    return badges.class_badge(key, str(CLASS_LABELS[key]))


def _state(key: str) -> str:
    return badges.state_mark(key, str(STATE_LABELS[key]))
