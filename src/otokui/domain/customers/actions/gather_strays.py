"""What was written about a customer while it was being merged follows to the survivor."""

from django.db.models import Q

from otokui.core.platform import audit
from otokui.domain.customers.actions.give_rows import give_rows, settle
from otokui.domain.customers.actions.merge_customers import alone_with
from otokui.domain.customers.models import Customer, Merge, MergedRow
from otokui.domain.customers.queries.merging import held_columns
from otokui.domain.customers.types import HeldRow

_REFERRALS = "customers.Customer"


def gather_strays() -> int:
    """Give rows that name a merged customer, and are not known to stay there, to the survivor; how many.

    A till or a colleague may have begun to write before the merge and ended after it. The rows are added to
    the merge, so that taking it back returns them. One query a table, few statements a merge that has any.
    """
    return sum(_follow(merged, rows) for merged, rows in _strays().items())


def _strays() -> dict[int, list[tuple[str, str, str, int]]]:
    merged = Customer.objects.filter(merged_into__isnull=False).order_by()
    found: dict[int, list[tuple[str, str, str, int]]] = {}
    for holder, column in held_columns():
        if column.is_key or column.table == _REFERRALS:
            continue  # one of a kind, or said of the customer: nothing is begun there
        known = MergedRow.objects.filter(table=column.table, merge__undone_at=None).exclude(kept="")
        rows = column.rows.filter(**{f"{column.name}__in": merged.values("pk")})
        for row, customer_id in rows.exclude(pk__in=known.values("row")).values_list("pk", column.name):
            found.setdefault(customer_id, []).append((holder, column.table, column.name, row))
    return found


def _follow(merged_id: int, rows: list[tuple[str, str, str, int]]) -> int:
    survivor_id = Customer.objects.values_list("merged_into_id", flat=True).get(pk=merged_id)
    if survivor_id is None:
        return 0
    with alone_with((survivor_id, merged_id)), audit.changing(cause="merge"):
        of_it = Q(merged_id=merged_id) | Q(followers__contains=[merged_id])
        merge = Merge.objects.filter(of_it, survivor_id=survivor_id, undone_at=None).order_by("-pk").first()
        if merge is None:
            return 0
        columns = {(column.table, column.name): column for _holder, column in held_columns()}
        twins = {
            key: column.same_as(merged_id, survivor_id) for key, column in columns.items() if column.unique
        }
        following = [
            HeldRow(holder, table, name, row, merged_id, survivor_id)
            for holder, table, name, row in rows
            if row not in twins.get((table, name), ())
        ]
        places = give_rows(following, None)
        MergedRow.objects.bulk_create(
            MergedRow(
                merge=merge,
                table=row.table,
                field=row.field,
                row=row.row,
                from_id=merged_id,
                to_id=survivor_id,
                before={"position": places[row.table, row.row]} if (row.table, row.row) in places else {},
            )
            for row in following
        )
        settle(following, None)
    return len(following)
