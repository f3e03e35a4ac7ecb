"""The run in force, and versions of the rules."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from django.db import connection

from otokui.analytics.parameters import RunParameters
from otokui.analytics.settings import Settings
from otokui.core.platform.spelt import Spelt
from otokui.domain.insights.models import RuleVersion, Run
from otokui.domain.insights.models.run import RunQuerySet
from otokui.domain.insights.types import RuleVersionView, RunReason, RunView

_CURRENT = "SELECT id, parameters_key FROM insights_run WHERE frozen_at IS NOT NULL ORDER BY id DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Judge:
    """A run's id and what it froze: all that is needed to derive standings."""

    run: int
    parameters: RunParameters


def find_current_judge() -> Judge | None:
    """The newest run whose parameters are frozen. One SQL query, a second one when they are not known yet."""
    # Lists ask on each page: to put the query together would take longer than to answer it.
    with connection.cursor() as cursor:
        cursor.execute(_CURRENT)
        row = cursor.fetchone()
    return None if row is None else _judge(*row)


@lru_cache(maxsize=4)
def _judge(run: int, parameters_key: str) -> Judge:
    """Frozen parameters never change: a process reads them once."""
    plain = Run.objects.values_list("parameters", flat=True).get(pk=run, parameters_key=parameters_key)
    assert plain is not None
    return Judge(run, RunParameters.from_plain(plain))


def find_run_in_force() -> tuple[Judge, RunView] | None:
    """The run in force with what it froze. One SQL query, a second one when that is not known yet."""
    run = find_current_run()
    return None if run is None else (_judge(run.id, run.parameters_key), run)


def find_current_run() -> RunView | None:
    """The run in force, None before the first one. One SQL query."""
    rows = _NEWEST.rows()
    return _view(*rows[0]) if rows else None


def list_runs(*, limit: int = 20) -> list[RunView]:
    """The latest runs, newest first. One SQL query."""
    return [_view(*row) for row in _newest_first().values_list(*_RUN)[:limit]]


def list_rule_versions(*, limit: int = 50) -> list[RuleVersionView]:
    """Saved versions of the rules, newest first. One SQL query."""
    return [_version(version) for version in RuleVersion.objects.order_by("-id")[:limit]]


def find_rules_in_use() -> RuleVersionView | None:
    """The newest version of the rules, None as long as the defaults of the trade hold. One SQL query."""
    newest = RuleVersion.objects.order_by("-id").first()
    return None if newest is None else _version(newest)


def get_rules(version: int) -> RuleVersionView:
    """One version of the rules. One SQL query."""
    return _version(RuleVersion.objects.get(pk=version))


_RUN: Final = (
    "id", "rules_id", "reason", "as_of", "average_total", "average_count", "bar", "parameters_key",
    "frozen_at", "finished_at", "customers", "days_passed_to",
)  # fmt: skip


def _newest_first() -> "RunQuerySet":
    return Run.objects.frozen().order_by("-id")


_NEWEST: Final = Spelt(lambda: _newest_first().values_list(*_RUN)[:1])


def _view(
    run: int,
    rules: int,
    reason: str,
    as_of: date,
    average_total: int,
    average_count: int,
    bar: int,
    parameters_key: str,
    frozen_at: datetime,
    finished_at: datetime | None,
    customers: int,
    days_passed_to: date,
) -> RunView:
    return RunView(
        id=run,
        rules=rules,
        reason=RunReason(reason),
        as_of=as_of,
        average=(average_total, average_count),
        bar=bar,
        parameters_key=parameters_key,
        frozen_at=frozen_at,
        finished_at=finished_at,
        customers=customers,
        days_passed_to=days_passed_to,
    )


def _version(version: RuleVersion) -> RuleVersionView:
    return RuleVersionView(
        id=version.pk,
        settings=Settings.from_plain(version.settings),
        note=version.note,
        author=version.author_id,
        saved_at=version.saved_at,
    )
