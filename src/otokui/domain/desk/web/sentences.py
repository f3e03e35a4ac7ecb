"""The judgement in sentences with its numbers."""

from collections.abc import Callable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otokui.analytics.explanation import Explanation
from otokui.analytics.settings import Thresholds
from otokui.core.kernel.money import divide_half_up
from otokui.core.ui import figures
from otokui.domain.desk.types import Face
from otokui.domain.desk.web.labels import CLASS_LABELS, STATE_LABELS
from otokui.domain.insights.types import Answer, AnswerGiven, ClassChange, CustomerExplanation, Forecast

Money = Callable[[int], str]


def why(explanation: CustomerExplanation, money: Money) -> str:
    """Why the customer is in this class, in one sentence with the numbers that decided."""
    reasons, thresholds = explanation.reasons, explanation.settings.thresholds
    facts = _facts(reasons, thresholds, money)
    sentences = {
        "no_purchase": _("Nothing bought yet, so this is a prospect."),
        "one_purchase": _("Bought once, for %(money)s: a first-time customer, however much it was."),
        "before_toddler_days": _(
            "Bought %(n)s times; %(t)s of the %(toddler)s days before the upper classes count have passed."
        ),
        "below_bar": _(
            "Bought %(n)s times over %(t)s days for %(money)s, less than %(bar)s (%(factor)s × %(a)s)."
        ),
        "before_best_days": _(
            "Bought %(n)s times for %(money)s, at least %(bar)s (%(factor)s × %(a)s), but in only %(t)s days:"
            " less than %(best)s."
        ),
        "all_reached": _(
            "Bought %(n)s times over %(t)s days (at least %(best)s) for %(money)s, at least %(bar)s"
            " (%(factor)s × %(a)s)."
        ),
        "before_best_days_no_trend": _(
            "Bought %(n)s times for %(money)s, at least %(bar)s (%(factor)s × %(a)s), but in only %(t)s days:"
            " less than %(best)s."
        ),
    }
    return sentences[reasons.rule] % facts


def _facts(reasons: Explanation, thresholds: Thresholds, money: Money) -> dict[str, str]:
    tenure = reasons.d if thresholds.preset == "article" else reasons.s
    average = divide_half_up(reasons.average_total, reasons.average_count or 1)
    return {
        "n": figures.count(reasons.n),
        "t": figures.count(tenure or 0),
        "money": money(reasons.money),
        "a": money(average),
        "bar": money(reasons.bar),
        "factor": str(thresholds.factor),
        "toddler": str(thresholds.toddler_days),
        "best": str(thresholds.best_days),
    }


def ways_up(explanation: CustomerExplanation, money: Money) -> list[tuple[str, str]]:
    """What would move the customer up: (class key, words), the surest first."""
    reasons = explanation.reasons
    ways: list[tuple[str, str]] = []
    if reasons.moves_up_to and reasons.moves_up_on:
        words = _("by itself on %(day)s, without buying") % {"day": figures.day(reasons.moves_up_on)}
        ways.append((reasons.moves_up_to, words))
    if reasons.more_orders == 1:
        ways.append(("toddler", _("with one more purchase")))
    if reasons.more_money is not None and reasons.money_leads_to:
        ways.append((reasons.money_leads_to, _more_money(reasons.more_money, reasons.money_leads_on, money)))
    return ways


def _more_money(missing: int, on: date | None, money: Money) -> str:
    if on is None:
        return _("with %(money)s more") % {"money": money(missing)}
    return _("with %(money)s more, from %(day)s on") % {"money": money(missing), "day": figures.day(on)}


def what_silence_does(explanation: CustomerExplanation) -> str:
    """When time alone makes the customer dormant or dead; "" if it does not."""
    if explanation.next_change_on is None or explanation.next_state in (None, explanation.state):
        return ""
    return _("Without a purchase %(state)s from %(day)s.") % {
        "state": STATE_LABELS[explanation.next_state or ""],
        "day": figures.day(explanation.next_change_on),
    }


def other_reading(explanation: CustomerExplanation) -> str:
    """What the other reading of the rule would say, where it differs; "" where it does not."""
    if explanation.other_class == explanation.customer_class:
        return ""
    return _("Counted from the first to the last purchase instead, the class would be “%(class)s”.") % {
        "class": CLASS_LABELS[explanation.other_class]
    }


def rhythm_in_words(forecast: Forecast) -> str:
    """「3回中3回、28〜32日」, or the mean gap where single gaps are not known."""
    if forecast.hits and forecast.lo is not None and forecast.hi is not None:
        return _("%(hits)d of %(gaps)d times after %(lo)d–%(hi)d days") % {
            "hits": forecast.hits,
            "gaps": forecast.gaps,
            "lo": forecast.lo,
            "hi": forecast.hi,
        }
    if forecast.gap_mean is not None:
        days = round(forecast.gap_mean)
        return ngettext("every %(days)d day on average", "every %(days)d days on average", days) % {
            "days": days
        }
    return _("from the usual gap of others")


def classes_in_words(changes: Sequence[ClassChange]) -> str:
    """The class over time, for those who do not see its picture; the changes come newest first."""
    told = [
        _("%(day)s %(class)s") % {"day": figures.day(change.on), "class": CLASS_LABELS[change.to_class]}
        for change in reversed(changes)
    ]
    return _("Class over time: %(steps)s") % {"steps": figures.listed(told)}


def months_in_words(bought: int, months: int) -> str:
    """In how many of the last months something was bought."""
    return _("Bought in %(bought)d of the last %(months)d months") % {"bought": bought, "months": months}


def completeness_in_words(percent: int) -> str:
    """顔が見えている, said."""
    return _("%(percent)d %% of this customer is known") % {"percent": percent}


def risk_in_words(explanation: CustomerExplanation) -> str:
    """What the silence means beside others of the same rhythm; "" where nothing can be said."""
    if explanation.leaving_permille is None:
        return ""
    return _("%(percent)d %% with such gaps have ordered by now") % {
        "percent": round(explanation.leaving_permille / 10)
    }


def lateness(face: Face) -> str:
    """For how long the next order has been awaited once it is overdue, as 今日 counts; "" if it is not."""
    forecast = face.explanation.forecast if face.explanation else None
    if face.explanation is None or forecast is None or not forecast.overdue:
        return ""
    awaited_on = face.explanation.due[1] if face.explanation.due else forecast.overdue_from
    days = (face.today - awaited_on).days
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": figures.count(days)}


def awaited(face: Face) -> str:
    """Around which day it should have come."""
    if face.explanation is None or face.explanation.due is None:
        return ""
    return _("awaited around %(day)s") % {"day": figures.day(face.explanation.due[1])}


def answer_effect(answer: AnswerGiven) -> str:
    """What an answer has done: moved the expected order, ended the wait, or nothing."""
    values = {"goods": "・".join(answer.products)}
    if answer.until is not None:
        values["day"] = figures.day(answer.until)
        if answer.products:
            return _("%(goods)s: the next order is expected from %(day)s on") % values
        return _("The next order is expected from %(day)s on") % values
    if answer.answer is Answer.FORGOT:
        return _("The forecast stays as it is")
    if answer.products:
        return _("%(goods)s: nobody waits for this order any more") % values
    return _("Nobody waits for an order any more")
