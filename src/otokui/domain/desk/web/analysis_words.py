"""A mark of the analysis in words: what the list of its people is called."""

from datetime import date

from django.utils.translation import gettext as _

from otokui.analytics.transitions import NEW
from otokui.core.ui import figures
from otokui.domain.desk.web.analysis_charts import part_words
from otokui.domain.insights.public import CLASS_LABELS, STATE_LABELS


def words_of(mark: str) -> str:
    """The title of a list; a text that is no mark of `otokui.analytics.marks` stands as it is."""
    try:
        return _words_of(mark)
    except (ValueError, KeyError, IndexError):
        return mark


def _words_of(mark: str) -> str:
    what, *parts = mark.split(":")
    if what == "class":
        month, key, part = parts
        return _("%(month)s · %(class)s · %(part)s") % {
            "month": _month(month),
            "class": _class(key),
            "part": part_words(part),
        }
    if what == "move":
        month, before, here = parts
        return _("%(month)s · %(before)s → %(here)s") % {
            "month": _month(month),
            "before": _place(before),
            "here": _place(here),
        }
    if what in {"first", "begin"}:
        return _began(what, parts)
    if what == "top" and parts[0] == "100":
        return _("Customers who have bought")
    if what == "top":
        return _("The best payers: %(percent)s %%") % {"percent": parts[0]}
    if what == "existing":
        return _("%(month)s · existing customers") % {"month": _month(parts[0])}
    if what == "rfm":
        return _("RFM: R %(r)s · F %(f)s") % {"r": parts[0], "f": parts[1]}
    if what == "came":
        values = {"month": _month(parts[0]), "class": _class(parts[1])}
        return _("%(month)s · %(class)s · bought in the month") % values
    if what == "year" and parts[0] not in {"kept", "left"}:
        return _("%(class)s · bought in the last twelve months") % {"class": _class(parts[0])}
    if what == "gone":
        return _("%(month)s · existing a year before, no longer") % {"month": _month(parts[0])}
    return {
        "kept": _("Bought in the year before last, and again in the last twelve months"),
        "left": _("Bought in the year before last, but not in the last twelve months"),
    }[parts[0]]


def _class(key: str) -> str:
    return _("All classes") if key == "all" else str(CLASS_LABELS[key])


def _began(what: str, parts: list[str]) -> str:
    horizon, stage = parts[-2:]
    began = _("First purchase %(month)s") % {"month": _month(parts[0])} if what == "first" else _by(parts)
    stages = {
        "all": _("all"),
        "two": _("a second time within %(days)s days"),
        "three": _("a third time within %(days)s days"),
        "once": _("no second time within %(days)s days"),
    }
    return f"{began} · {stages[stage] % {'days': horizon} if stage != 'all' else stages[stage]}"


def _by(parts: list[str]) -> str:
    return {
        "category": _("By the first category"),
        "product": _("By the first product"),
        "shop": _("By the first shop"),
    }[parts[0]] + (f" · {':'.join(parts[1:-2])}" if parts[0] == "category" else "")


def _month(text: str) -> str:
    if text == "then":
        return _("The last month to the day")
    return figures.month_of_year(date.fromisoformat(f"{text}-01"))


def _place(text: str) -> str:
    if text == "*":
        return _("anywhere")
    if text == NEW:
        return _("Newly come")
    key, _slash, state = text.partition("/")
    words = [str(CLASS_LABELS[key])] if key else []
    words += [str(STATE_LABELS[state])] if state in STATE_LABELS else []
    return " ".join(words)
