"""The plan in use, and the versions before."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from otokui.core.kernel.kept import Kept
from otokui.domain.campaigns.models import PlanVersion
from otokui.domain.campaigns.rules.article import ARTICLE
from otokui.domain.campaigns.types import Plan, PlanVersionView

ARTICLES: Final = PlanVersionView(id=None, plan=ARTICLE)
_at_hand: ContextVar[PlanVersionView | None] = ContextVar("plan for the guard", default=None)
_READ: Final[Kept[int, PlanVersionView]] = Kept(8)
"""Versions never change: what was read once need not be read again."""


@contextmanager
def plan_at_hand(plan: PlanVersionView) -> Iterator[None]:
    """Who asks for the plan inside is told this one."""
    token = _at_hand.set(plan)
    try:
        yield
    finally:
        _at_hand.reset(token)


def get_plan() -> PlanVersionView:
    """The plan in use; the articles' until somebody saves another.

    One short SQL query, none inside `plan_at_hand`.
    """
    known = _at_hand.get()
    if known is not None:
        return known
    newest = PlanVersion.objects.order_by("-id").values_list("pk", "saved_at").first()
    return ARTICLES if newest is None else version_of(*newest)


def version_of(number: int, saved_at: object) -> PlanVersionView:
    """A version by its id; read once. `saved_at` tells versions of different databases apart."""
    known = _READ.find(number, saved_at)
    if known is not None:
        return known
    return _READ.keep(number, saved_at, _view(PlanVersion.objects.get(pk=number)))


def list_plan_versions(*, limit: int) -> list[PlanVersionView]:
    """The newest first. One SQL query."""
    return [_view(row) for row in PlanVersion.objects.order_by("-id")[:limit]]


def _view(row: PlanVersion) -> PlanVersionView:
    return PlanVersionView(
        id=row.pk,
        plan=Plan.from_plain(row.plan),
        note=row.note,
        author=row.author_id,
        saved_at=row.saved_at,
    )
