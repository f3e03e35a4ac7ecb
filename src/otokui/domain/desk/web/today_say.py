"""What to say: one or two sentences filled in, to be said in one's own words."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from otokui.core.kernel.names import addressed
from otokui.core.ui import figures
from otokui.domain.campaigns.public import words_of
from otokui.domain.desk.queries.today import TodayRow
from otokui.domain.desk.rules.today.facts import Kind


def say(row: TodayRow) -> str:
    """The script of the first reason."""
    cause = row.first.cause
    if cause.task is not None:
        return cause.task.script
    values = {
        "name": addressed(row.customer.name, row.customer.honorific),
        "product": row.goods[0].name if row.goods else _("the usual goods"),
        "pieces": _pieces(row),
    }
    if cause.step is not None:
        sentence = words_of(cause.step, get_language() or "", **values)
    else:
        sentence = _sentence(row) % values
    if row.addon is not None and row.kind in (Kind.EXPECTED, Kind.ADDON, Kind.SECOND):
        sentence += _addon(row)
    return sentence


def _sentence(row: TodayRow) -> str:
    if row.kind is Kind.OVERDUE and row.story.customer_class == "trend":
        return _("A short note to %(name)s: we have %(product)s ready whenever it is wanted.")
    if row.kind is Kind.OVERDUE and row.first.cause.gap is None:
        return _("%(name)s, how did you like %(product)s? Is there anything we can help with?")
    if row.kind is Kind.MOVED:
        up = row.first.cause.numbers.get("up")
        if up and row.first.cause.numbers.get("from_class") != row.first.cause.numbers.get("to_class"):
            return _("%(name)s, thank you for coming to us again and again.")
        return _("%(name)s, we have not heard from you for a while. Is everything all right?")
    return {
        Kind.OVERDUE: _("%(name)s, is there still enough %(product)s? Shall we send %(pieces)s as usual?"),
        Kind.FALLING: _("%(name)s, thank you for all the years. Is there anything we could do better?"),
        Kind.BIRTHDAY: _("%(name)s, happy birthday from all of us."),
    }[row.kind]


def _addon(row: TodayRow) -> str:
    assert row.addon is not None
    if row.addon.why == "refill":
        return " " + _("There is a refill, too: %(addon)s.") % {"addon": row.addon.good.name}
    return " " + _("And perhaps %(addon)s with it?") % {"addon": row.addon.good.name}


def _pieces(row: TodayRow) -> str:
    quantity, unit = row.first.cause.quantity, row.goods[0].unit if row.goods else ""
    if unit:
        return figures.quantity(quantity or 1000) + unit
    return _("%(n)s pcs") % {"n": figures.quantity(quantity or 1000)}
