"""Change many customers at once: chosen first, then worked through in parts, and taken back as a whole."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.text import clean
from otokui.core.platform import audit
from otokui.core.platform.events import publish
from otokui.core.platform.jobs import enqueue
from otokui.domain.customers.actions.keep_customers import hold_customers
from otokui.domain.customers.adapters import bulk_consents, bulk_sql
from otokui.domain.customers.events import ConsentsChanged
from otokui.domain.customers.models import BulkChange, BulkChangeRow, FollowUp
from otokui.domain.customers.queries.erasing import erased_of
from otokui.domain.customers.queries.guards import why_not_contact_many
from otokui.domain.customers.rules.bulk_changes import from_plain, to_plain
from otokui.domain.customers.types import (
    BulkKind,
    BulkOrder,
    BulkState,
    Channel,
    ContactWay,
    Purpose,
)

MOST: Final = 100_000
_AT_ONCE: Final = 500
_AT_THE_DESK: Final = 500
"""So many are done while the reader waits; more are a job's."""
Tell = Callable[[int, int], None]


def start_bulk_change(
    ids: QuerySet[Any, Any], order: BulkOrder, *, staff_id: int, now: datetime
) -> tuple[int, int]:
    """Fix who is meant and begin; the change's id and the number of customers.

    `ids`: a query of one column, in the sight of whoever asks. `Refused`: nobody, too_many, and what the
    order lacks. A few are done at once, for more a job is enqueued.
    """
    _check(order)
    with transaction.atomic(), audit.changing(cause="bulk", staff=staff_id):
        change = BulkChange.objects.create(
            kind=order.kind.value, wanted=to_plain(order), staff_id=staff_id, asked_at=now
        )
        try:
            inner, values = ids.query.sql_with_params()
        except EmptyResultSet:
            raise Refused(_("Nobody is chosen."), code="nobody") from None
        with connection.cursor() as sql:
            sql.execute(
                "INSERT INTO customers_bulkchangerow (change_id, customer_id)"
                f" SELECT DISTINCT %s::bigint, id FROM ({inner}) chosen (id) LIMIT {MOST + 1}",
                [change.pk, *values],
            )
            change.total = sql.rowcount
        if not change.total:
            raise Refused(_("Nobody is chosen."), code="nobody")
        if change.total > MOST:
            raise Refused(_("At most %(most)s customers at once.") % {"most": f"{MOST:,}"}, code="too_many")
        change.save(update_fields=["total"])
        if change.total > _AT_THE_DESK:
            enqueue("customers.bulk_change", enqueued_by=staff_id, change=change.pk)
            return change.pk, change.total
    carry_on(change.pk, now=now)
    return change.pk, change.total


def carry_on(change_id: int, *, now: datetime, tell: Tell | None = None) -> None:
    """Work through what waits, part by part; each part is its own transaction. Idempotent."""
    change = BulkChange.objects.get(pk=change_id)
    _in_parts(change, BulkState.WAITING, lambda order, ids: _do(change, order, ids, now), tell)


def undo_bulk_change(change_id: int, *, staff_id: int, now: datetime) -> None:
    """Take the whole back; what has been edited since stays, and is named. Nothing happens the second time.

    `Refused` (still_running) while customers wait.
    """
    with transaction.atomic(), audit.changing(cause="bulk_undo", staff=staff_id):
        change = BulkChange.objects.select_for_update().get(pk=change_id)
        if change.undo_asked_at is not None:
            return
        if change.rows.filter(state=BulkState.WAITING).exists():
            raise Refused(_("Wait until it is through, then take it back."), code="still_running")
        change.undo_asked_at = now
        change.save(update_fields=["undo_asked_at"])
        if change.total > _AT_THE_DESK:
            enqueue("customers.bulk_undo", enqueued_by=staff_id, change=change_id, staff=staff_id)
            return
    carry_back(change_id, staff_id=staff_id, now=now)


def carry_back(change_id: int, *, staff_id: int | None, now: datetime, tell: Tell | None = None) -> None:
    """Take back what is done, part by part. Idempotent."""
    change = BulkChange.objects.get(pk=change_id)
    change.staff_id = staff_id
    _in_parts(change, BulkState.DONE, lambda order, ids: _undo(change, order, ids, now), tell)


def _in_parts(
    change: BulkChange,
    state: BulkState,
    work: Callable[[BulkOrder, list[int]], dict[int, tuple[BulkState, Any, str]]],
    tell: Tell | None,
) -> None:
    order, cause = (
        from_plain(change.kind, change.wanted),
        "bulk" if state is BulkState.WAITING else "bulk_undo",
    )
    waits = state is BulkState.WAITING
    leaves = BulkState.REFUSED if waits else BulkState.KEPT
    moves_along = order.kind is BulkKind.TASK and not waits  # a merged customer's task is the survivor's
    waiting = BulkChangeRow.objects.filter(change=change, state=state)
    total, done = waiting.count(), 0
    while True:
        with transaction.atomic(), audit.changing(cause=cause, staff=change.staff_id):
            # Whoever else works at it waits here, and then finds these done.
            BulkChange.objects.select_for_update().get(pk=change.pk)
            rows = waiting.order_by("customer_id").values_list("customer_id", flat=True)
            ids = list(rows[:_AT_ONCE])
            if not ids:
                return
            held = hold_customers(ids, alone=True)
            gone = {each for each in ids if held.get(each) and not moves_along}
            erased = erased_of(ids) - gone
            left_out = gone | erased
            became = work(order, [each for each in ids if each not in left_out])
            became |= dict.fromkeys(erased, (leaves, None, "erased"))
            _note(change, became | dict.fromkeys(gone, (leaves, None, "merged")))
        done += len(ids)
        if tell is not None:
            tell(done, total)


def _do(
    change: BulkChange, order: BulkOrder, ids: list[int], now: datetime
) -> dict[int, tuple[BulkState, Any, str]]:
    if order.kind is BulkKind.TASK:
        return _plan(change, order, ids, now)
    was: dict[int, Any]
    if order.kind is BulkKind.WITHDRAW:
        was = dict(bulk_consents.withdraw(order, ids, staff_id=change.staff_id, now=now))
        _tell_of_consents(order, was)
    else:
        was = bulk_sql.write(order, ids, now=now)
    return {
        customer: (BulkState.DONE, was[customer], "") if customer in was else (BulkState.SAME, None, "")
        for customer in ids
    }


def _plan(
    change: BulkChange, order: BulkOrder, ids: list[int], now: datetime
) -> dict[int, tuple[BulkState, Any, str]]:
    assert order.due_on is not None
    reasons = why_not_tasks(order, ids)
    FollowUp.objects.bulk_create(
        [
            FollowUp(
                customer_id=customer,
                assignee_id=order.staff_id,
                due_on=order.due_on,
                way=order.way.value if order.way else "",
                reason=clean(order.text),
                origin=_origin(change, customer),
                created_at=now,
                created_by_id=change.staff_id,
            )
            for customer in ids
            if customer not in reasons
        ],
        ignore_conflicts=True,
    )
    return {
        customer: (BulkState.REFUSED, None, reasons[customer])
        if customer in reasons
        else (BulkState.DONE, None, "")
        for customer in ids
    }


def why_not_tasks(order: BulkOrder, ids: Sequence[int]) -> dict[int, str]:
    """Codes of the guards that forbid to plan this contact, by customer; a task for nobody is no contact."""
    if order.way in (None, ContactWay.NOTE) or order.due_on is None:
        return {}
    found = why_not_contact_many(ids, Purpose(order.purpose), order.way, as_of=order.due_on)
    return {customer: reason.code for customer, reason in found.items()}


def _undo(
    change: BulkChange, order: BulkOrder, ids: list[int], now: datetime
) -> dict[int, tuple[BulkState, Any, str]]:
    if order.kind is BulkKind.TASK:
        assert order.due_on is not None
        origins = {_origin(change, customer): customer for customer in ids}
        mine = FollowUp.objects.filter(origin__in=origins, done_at__isnull=True, due_on=order.due_on)
        back = {origins[origin] for origin in mine.values_list("origin", flat=True) if origin}
        mine.delete()
    elif order.kind is BulkKind.WITHDRAW:
        back = bulk_consents.take_out(change.pk, ids)
        _tell_of_consents(order, back)
    else:
        back = bulk_sql.take_back(order, change.pk, ids, now=now)
    return {
        customer: (BulkState.UNDONE, None, "") if customer in back else (BulkState.KEPT, None, "edited_since")
        for customer in ids
    }


def _tell_of_consents(order: BulkOrder, customers: Iterable[int]) -> None:
    if ids := tuple(sorted(customers)):
        publish(ConsentsChanged(ids, tuple(bulk_consents.ways_of(order))))


def _note(change: BulkChange, became: dict[int, tuple[BulkState, Any, str]]) -> None:
    rows = list(BulkChangeRow.objects.filter(change=change, customer_id__in=became))
    for row in rows:
        state, was, row.reason = became[row.customer_id]
        row.state = state.value
        if state is BulkState.DONE:
            row.before = {"was": was}
    BulkChangeRow.objects.bulk_update(rows, ["state", "reason", "before"])


def _origin(change: BulkChange, customer_id: int) -> str:
    return f"bulk:{change.pk}:{customer_id}"


def _check(order: BulkOrder) -> None:
    match order.kind:
        case BulkKind.TAG_ADD | BulkKind.TAG_REMOVE if not order.text or len(order.text) > 50:
            raise Refused(_("Write a tag of at most 50 characters."), code="bad_tag")
        case BulkKind.TASK if not order.text or order.due_on is None:
            raise Refused(_("Write what is to be done, and by when."), code="bad_task")
        case BulkKind.OWN if not order.key:
            raise Refused(_("Choose a field."), code="bad_field")
        case BulkKind.WITHDRAW if order.key not in {"", *Channel}:
            raise Refused(_("Choose a way."), code="bad_way")
        case BulkKind.WITHDRAW if not order.text or len(order.text) > 100:
            raise Refused(_("Write how we know, in at most 100 characters."), code="bad_source")
        case _:
            return
