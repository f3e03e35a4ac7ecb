"""Two records turned out to be one customer."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from django.db import OperationalError, connection, transaction
from django.db.models import F
from psycopg.errors import DeadlockDetected, LockNotAvailable

from otokui.core.kernel.errors import Refused
from otokui.core.platform import audit
from otokui.core.platform.events import publish
from otokui.domain.customers.actions.customer_rows import names_of_contact_persons
from otokui.domain.customers.actions.give_rows import give_rows, settle
from otokui.domain.customers.actions.keep_customers import hold_customers, refuse_erased
from otokui.domain.customers.adapters.moving import newest
from otokui.domain.customers.events import CustomersMerged
from otokui.domain.customers.models import Customer, Merge, MergedRow, Pair
from otokui.domain.customers.queries.holding import list_holders
from otokui.domain.customers.queries.merging import as_json, held_columns, person_of, plan_merge
from otokui.domain.customers.queries.pairs import list_apart
from otokui.domain.customers.rules import keys
from otokui.domain.customers.types import CustomerKind, MergePlan, PairAnswer, Side

_PATIENCE: Final = "5s"


def merge_customers(
    survivor_id: int,
    other_id: int,
    *,
    chosen: Mapping[str, Side] | None = None,
    seen: str | None = None,
    now: datetime,
    staff_id: int | None = None,
    rule: str = "",
    despite: bool = False,
) -> int:
    """Make the two one: all that rooms hold of the other becomes the survivor's; the id of the merge.

    Nothing is deleted. The other stays as a row with its own columns, in no list; its number, telephones and
    mail addresses find the survivor. `chosen` says by field whose value holds, else what `plan_merge`
    proposes. `seen` is the mark of the plan that somebody looked at: `Refused` (`changed_meanwhile`), naming
    who has changed, if it is another one by now; `told_apart`, naming who said that they are not the same,
    unless they are to be merged `despite` it. Else `Refused` and `UnknownCustomer` as `plan_merge`.

    One transaction; both customers are locked in the order of ids. Publishes `CustomersMerged`.
    """
    with alone_with((survivor_id, other_id)), audit.changing(cause="merge", staff=staff_id):
        plan = plan_merge(survivor_id, other_id, chosen=chosen)
        if seen is not None and seen != plan.seen:
            raise Refused(
                "Somebody has changed %(one)s or %(other)s meanwhile. Look at both again, then merge.",
                code="changed_meanwhile",
                one=plan.names[0],
                other=plan.names[1],
            )
        if not despite:
            refuse_apart((survivor_id, other_id))
        merge = _remember(plan, now, staff_id, rule)
        places = give_rows(plan.rows, staff_id)
        MergedRow.objects.bulk_create(
            MergedRow(
                merge=merge,
                table=row.table,
                field=row.field,
                row=row.row,
                from_id=row.from_id,
                to_id=row.to_id,
                kept=row.kept or "",
                before={"position": places[row.table, row.row]} if (row.table, row.row) in places else {},
            )
            for row in plan.rows
        )
        _leave(plan)
        write_columns(survivor_id, plan.columns, now)
        settle(plan.rows, staff_id)
        note_same((survivor_id, other_id), now, staff_id)
        publish(CustomersMerged(survivor_id, other_id, merge.pk))
    return merge.pk


def refuse_apart(customer_ids: Collection[int]) -> None:
    """`Refused` (told_apart) if somebody said of two of them that they are not the same."""
    apart = list_apart(customer_ids)
    if apart:
        raise Refused(
            "%(one)s and %(other)s are not the same, %(by)s has said. Say that you merge them all the same.",
            code="told_apart",
            one=apart[0].names[0],
            other=apart[0].names[1],
            by=apart[0].by or "?",
        )


def note_same(customer_ids: Collection[int], now: datetime, staff_id: int | None) -> None:
    """What the queue asked of these is answered by merging them; that two are not the same stays said."""
    Pair.objects.filter(
        first__in=customer_ids, second__in=customer_ids, answer__in=(PairAnswer.OPEN, PairAnswer.LATER)
    ).update(answer=PairAnswer.SAME, answered_at=now, answered_by_id=staff_id, later_until=None)


@contextmanager
def alone_with(customer_ids: Collection[int]) -> Iterator[None]:
    """One transaction in which nobody else changes these customers or writes anything about them.

    Waits for whoever does so right now, a few seconds at most: `Refused` (busy). The rooms' own locks come
    first, as whoever writes there takes them first.
    """
    ids = sorted(set(customer_ids))
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_PATIENCE])
            for holder in list_holders().values():
                if holder.hold:
                    holder.hold(ids)
            hold_customers(ids, alone=True)
            refuse_erased(ids)
            yield
    except OperationalError as met:
        if isinstance(met.__cause__, LockNotAvailable | DeadlockDetected):
            raise Refused(
                "Somebody is writing about one of them right now. Try again in a moment.", code="busy"
            ) from met
        raise


def write_columns(customer_id: int, columns: Mapping[str, Any], now: datetime) -> None:
    """Set a customer's own columns (the shop's own fields as `attributes.KEY`) and derive its keys anew."""
    customer = Customer.objects.defer("search").get(pk=customer_id)
    own = dict(customer.attributes)
    for name, value in columns.items():
        _column, dot, key = name.partition(".")
        if not dot:
            setattr(customer, name, value or None if name == "code" else value)
        elif value is None:
            own.pop(key, None)
        else:
            own[key] = value
    customer.attributes = own
    named = keys.Naming(
        CustomerKind(customer.kind), customer.name, *(getattr(customer, part) for part in keys.PARTS)
    )
    derived = keys.keys_of(named, names_of_contact_persons(customer_id), code=customer.code or "")
    for name, value in derived._asdict().items():
        setattr(customer, name, value)
    customer.version += 1
    customer.updated_at = now
    customer.save()


def _remember(plan: MergePlan, now: datetime, staff_id: int | None, rule: str) -> Merge:
    both = Customer.objects.defer("search").in_bulk([plan.survivor_id, plan.other_id])
    survivor = person_of(both[plan.survivor_id]).columns
    return Merge.objects.create(
        survivor_id=plan.survivor_id,
        merged_id=plan.other_id,
        at=now,
        by_id=staff_id,
        rule=rule,
        before=as_json({name: survivor.get(name) for name in plan.columns}),
        after=as_json(plan.columns),
        codes=[both[each].code for each in (plan.survivor_id, plan.other_id)],
        followers=list(plan.followers),
        newest={f"{column.table}.{column.name}": newest(column) for _holder, column in held_columns()},
    )


def _leave(plan: MergePlan) -> None:
    """The merged one is known as the survivor now, and so is whoever was merged into it.

    Where the survivor takes the other's number, the other keeps the survivor's: both numbers go on finding
    it.
    """
    survivor_id, other_id = plan.survivor_id, plan.other_id
    if "code" in plan.columns:
        left = Customer.objects.values_list("code", flat=True).get(pk=survivor_id)
        Customer.objects.filter(pk=other_id).update(code=None)
        Customer.objects.filter(pk=survivor_id).update(code=plan.columns["code"])
        Customer.objects.filter(pk=other_id).update(code=left)
    Customer.objects.filter(pk__in=[other_id, *plan.followers]).update(
        merged_into_id=survivor_id, version=F("version") + 1
    )
