"""Why somebody stands on the list, in one sentence with its numbers."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otokui.core.ui import figures
from otokui.domain.campaigns.types import Trigger
from otokui.domain.desk.queries.today import TodayRow
from otokui.domain.desk.rules.today.facts import Cause, Kind
from otokui.domain.desk.web.labels import CLASS_LABELS, STATE_LABELS

Money = Callable[[int], str]


def why(row: TodayRow, cause: Cause, money: Money) -> str:
    """The sentence of one reason."""
    return _WORDS[cause.kind](row, cause, money)


def _task(row: TodayRow, cause: Cause, money: Money) -> str:
    assert cause.task is not None
    if cause.late > 0:
        words = ngettext(
            "%(task)s (%(late)d day past its day)", "%(task)s (%(late)d days past its day)", cause.late
        )
        return words % {"task": cause.task.reason, "late": cause.late}
    return cause.task.reason


def _overdue(row: TodayRow, cause: Cause, money: Money) -> str:
    values = _numbers(row, cause)
    if cause.gap is None:
        return _("Bought once, on %(last)s. %(since)d days, and no second order.") % values
    if cause.whole or not values["product"]:
        return (
            _("Usually every %(gap)d days. Last on %(last)s, %(since)d days ago: %(late)d days late") % values
        )
    return (
        _("%(product)s: usually every %(gap)d days. Last on %(last)s, %(since)d days ago: %(late)d days late")
        % values
    )


def _expected(row: TodayRow, cause: Cause, money: Money) -> str:
    values = _numbers(row, cause)
    if cause.gap is None:
        return _("%(product)s: expected around %(on)s. Last on %(last)s") % values
    return _("%(product)s: usually every %(gap)d days, last on %(last)s. Expected around %(on)s") % values


def _rival(row: TodayRow, cause: Cause, money: Money) -> str:
    values = _numbers(row, cause) | {"back": int(cause.numbers["back"])}
    return _("%(since)d days since %(last)s; %(back)d %% of such customers are back by now") % values


def _falling(row: TodayRow, cause: Cause, money: Money) -> str:
    return _("%(now)s in the last 180 days, after %(before)s (%(orders)s purchases) in the 180 before") % {
        "now": money(int(cause.numbers["now"])),
        "before": money(int(cause.numbers["before"])),
        "orders": cause.numbers["orders"],
    }


def _lifted(row: TodayRow, cause: Cause, money: Money) -> str:
    net = row.standing.net if row.standing else 0
    return _("Has become one of the best on %(on)s, with %(net)s in all") % {
        "on": figures.short_day(cause.on, today=row.story.today),
        "net": money(net),
    }


def _first_thanks(row: TodayRow, cause: Cause, money: Money) -> str:
    return _("%(since)d days since the first purchase: %(product)s") % _numbers(row, cause)


def _second(row: TodayRow, cause: Cause, money: Money) -> str:
    why = _("%(since)d days since the first purchase of %(product)s; before we are forgotten")
    return why % _numbers(row, cause)


def _house(row: TodayRow, cause: Cause, money: Money) -> str:
    orders = row.standing.orders if row.standing else 0
    return _("%(orders)d purchases so far, the last %(since)d days ago: time to get to know us") % {
        "orders": orders,
        "since": cause.since,
    }


def _addon(row: TodayRow, cause: Cause, money: Money) -> str:
    assert row.addon is not None
    return _("On record: “%(fits)s”. %(addon)s fits") % {
        "fits": row.addon.fits,
        "addon": row.addon.good.name,
    }


def _thanks(row: TodayRow, cause: Cause, money: Money) -> str:
    return _("%(orders)d purchases, the last %(since)d days ago; not thanked of late") % {
        "orders": int(cause.numbers["orders"]),
        "since": cause.since,
    }


def _why_not_more(row: TodayRow, cause: Cause, money: Money) -> str:
    return _("Buys about every %(gap)d days; %(since)d days ago last. Why not more often?") % {
        "gap": int(cause.numbers.get("gap", 0)),
        "since": cause.since,
    }


def _step(row: TodayRow, cause: Cause, money: Money) -> str:
    """Why the plan asks for this now."""
    assert cause.step is not None
    orders = int(cause.numbers["orders"])
    values = _numbers(row, cause) | {"days": cause.step.days, "orders": orders}
    match cause.step.trigger:
        case Trigger.PURCHASE if values["product"]:
            return _("%(since)d days since the last purchase: %(product)s") % values
        case Trigger.PURCHASE:
            return _("%(since)d days since the last purchase") % values
        case Trigger.CLASS:
            return _("In this class since %(on)s") % values
        case Trigger.STATE:
            return (
                ngettext(
                    "Last on %(last)s, silent for %(since)d days after %(orders)d purchase",
                    "Last on %(last)s, silent for %(since)d days after %(orders)d purchases",
                    orders,
                )
                % values
            )
    return _("Every %(days)d days, as the plan of this class says") % values


def _moved(row: TodayRow, cause: Cause, money: Money) -> str:
    numbers, on = cause.numbers, figures.short_day(cause.on, today=row.story.today)
    if numbers["from_class"] != numbers["to_class"]:
        words, was, now = CLASS_LABELS, numbers["from_class"], numbers["to_class"]
    else:
        words, was, now = STATE_LABELS, numbers["from_state"], numbers["to_state"]
    return _("On %(on)s from %(was)s to %(now)s") % {
        "on": on,
        "was": words.get(str(was), "–"),
        "now": words.get(str(now), "–"),
    }


def _birthday(row: TodayRow, cause: Cause, money: Money) -> str:
    on = figures.short_day(cause.on, today=row.story.today)
    return _("Birthday on %(on)s") % {"on": on}


def _numbers(row: TodayRow, cause: Cause) -> dict[str, str | int]:
    today = row.story.today
    return {
        "product": row.goods[0].name if row.goods else "",
        "gap": round(cause.gap) if cause.gap else 0,
        "last": figures.short_day(cause.last_on, today=today),
        "on": figures.short_day(cause.on, today=today),
        "since": cause.since,
        "late": max(0, cause.late),
    }


_WORDS = {
    Kind.TASK: _task,
    Kind.OVERDUE: _overdue,
    Kind.RIVAL: _rival,
    Kind.FALLING: _falling,
    Kind.EXPECTED: _expected,
    Kind.LIFTED: _lifted,
    Kind.FIRST_THANKS: _first_thanks,
    Kind.SECOND: _second,
    Kind.HOUSE: _house,
    Kind.ADDON: _addon,
    Kind.THANKS: _thanks,
    Kind.WHY_NOT_MORE: _why_not_more,
    **dict.fromkeys(
        (
            Kind.WIN_BACK,
            Kind.USAGE,
            Kind.WHY_US,
            Kind.KNOWLEDGE,
            Kind.SURVEY,
            Kind.EXCLUSIVE,
            Kind.EVENT,
            Kind.NEWS,
            Kind.LETTER,
        ),
        _step,
    ),
    Kind.MOVED: _moved,
    Kind.BIRTHDAY: _birthday,
}
