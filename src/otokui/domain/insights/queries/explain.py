"""Why one customer stands where it stands, and what comes next."""

from dataclasses import replace
from datetime import date
from statistics import median_low
from typing import Any

from otokui.analytics.derive import derive_customers, derive_reorders
from otokui.analytics.explanation import explain as explain_class
from otokui.analytics.lifecycle import Facts, class_names, classify
from otokui.analytics.parameters import RunParameters
from otokui.domain.insights.queries.answers import given, read_answers, under_answers
from otokui.domain.insights.queries.books import EPOCH, Books, read_books
from otokui.domain.insights.queries.runs import Judge, find_run_in_force
from otokui.domain.insights.types import CustomerExplanation, Forecast, Scores

_SHARED = ("orders", "last_on", "next_on", "next_lo", "next_hi", "overdue", "overdue_from")
_OF_CUSTOMER = frozenset(_SHARED) | {
    "first_on", "net", "class", "state", "short_history", "next_change_on", "next_class", "next_state",
    "leaving", "leaving_permille", "reactivation", "r", "f", "m", "rfm_top", "due_lo", "due_on", "due_hi",
    "gap_mean", "gap_sd",
}  # fmt: skip
_OF_PRODUCT = frozenset(_SHARED) | {
    "product_id", "usual_quantity", "gap_median", "habit_hits", "habit_gaps", "habit_lo", "habit_hi",
}  # fmt: skip


def find_explanation(customer_id: int, as_of: date) -> CustomerExplanation | None:
    """The explanation at the end of `as_of`, under the run in force; None before the first run or purchase.

    A past day looks at today's books cut at that day. Three SQL queries, one more where lines must answer.
    """
    in_force = find_run_in_force()
    if in_force is None:
        return None
    judge, run = in_force
    books = read_books([customer_id], judge.parameters.settings, as_of)
    if not books.states.num_rows:
        return None
    row = derive_customers(books.states, judge.parameters, as_of, only=_OF_CUSTOMER).to_pylist()[0]
    other_preset, other_class = _other_preset(books, judge.parameters, as_of)
    answers = read_answers(customer_id, as_of)
    forecasts = under_answers((*_visits(row), *_products(books, judge, as_of)), answers, as_of)
    return CustomerExplanation(
        customer_id=customer_id,
        as_of=as_of,
        reasons=explain_class(
            orders=row["orders"],
            first_on=row["first_on"],
            last_on=row["last_on"],
            net=row["net"],
            parameters=judge.parameters,
            as_of=as_of,
        ),
        customer_class=row["class"],
        state=row["state"],
        short_history=row["short_history"],
        next_change_on=row["next_change_on"],
        next_class=row["next_class"],
        next_state=row["next_state"],
        leaving=row["leaving"],
        leaving_permille=row["leaving_permille"],
        reactivation=row["reactivation"],
        other_preset=other_preset,
        other_class=other_class,
        rfm=_scores(row),
        usual_value=_usual_value(books),
        due=_due(row),
        forecast=next((one for one in forecasts if one.product_id is None), None),
        products=tuple(one for one in forecasts if one.product_id is not None),
        run=run,
        settings=judge.parameters.settings,
        answers=given(answers),
    )


def _other_preset(books: Books, parameters: RunParameters, as_of: date) -> tuple[str, str]:
    """The class that the other reading of tenure would give."""
    thresholds = parameters.settings.thresholds
    other = replace(thresholds, preset="book" if thresholds.preset == "article" else "article")
    codes = classify(Facts.of(books.states), other, parameters.bar, (as_of - EPOCH).days)
    name: str = class_names(codes)[0].as_py()
    return other.preset, name


def _scores(row: dict[str, Any]) -> Scores | None:
    if row["r"] is None:
        return None
    return Scores(r=row["r"], f=row["f"], m=row["m"], top=row["rfm_top"])


def _usual_value(books: Books) -> int | None:
    """The median of the last five order values, the lower of two middle ones."""
    values = books.states["recent_values"][0].as_py()
    return median_low(values) if values else None


def _due(row: dict[str, Any]) -> tuple[date, date, date] | None:
    if row["due_on"] is None:
        return None
    return row["due_lo"], row["due_on"], row["due_hi"]


def _visits(row: dict[str, Any]) -> tuple[Forecast, ...]:
    if row["next_on"] is None:
        return ()
    forecast = Forecast(
        product_id=None,
        gap_mean=row["gap_mean"],
        gap_sd=row["gap_sd"],
        gap_median=None,
        usual_quantity=None,
        hits=0,
        gaps=row["orders"] - 1,
        lo=None,
        hi=None,
        **{name: row[name] for name in _SHARED},
    )
    return (forecast,)


def _products(books: Books, judge: Judge, as_of: date) -> tuple[Forecast, ...]:
    rows = derive_reorders(books.product_states, judge.parameters, as_of, only=_OF_PRODUCT).to_pylist()
    rows.sort(key=lambda row: (row["next_on"], row["product_id"]))
    return tuple(
        Forecast(
            product_id=row["product_id"],
            gap_mean=None,
            gap_sd=None,
            gap_median=row["gap_median"],
            usual_quantity=row["usual_quantity"],
            hits=row["habit_hits"],
            gaps=row["habit_gaps"],
            lo=row["habit_lo"],
            hi=row["habit_hi"],
            **{name: row[name] for name in _SHARED},
        )
        for row in rows
    )
