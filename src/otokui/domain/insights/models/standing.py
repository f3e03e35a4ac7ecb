"""Where each customer stands now, and how it came about."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from otokui.domain.insights.types import ChangeCause


class Standing(models.Model):
    """The class and state of one customer (現在の区分); derived, rewritten only where it differs.

    Everything here stays true until the customer's next purchase or until `review_on`. A customer without
    a row has never bought: a prospect.
    """

    customer = models.OneToOneField(
        "customers.Customer",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        primary_key=True,
        related_name="+",
    )
    run = models.ForeignKey("insights.Run", on_delete=models.PROTECT, related_name="+", db_index=False)
    customer_class = models.CharField(max_length=8)
    state = models.CharField(max_length=8, null=True)
    rule = models.CharField(max_length=24)
    orders = models.IntegerField()
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    net = models.BigIntegerField()
    short_history = models.BooleanField()
    next_change_on = models.DateField(null=True)
    next_class = models.CharField(max_length=8, null=True)
    next_state = models.CharField(max_length=8, null=True)
    review_on = models.DateField(null=True)
    to_upper = models.BigIntegerField(null=True)
    f = models.SmallIntegerField(null=True)
    m = models.SmallIntegerField(null=True)
    due_lo = models.DateField(null=True)
    due_on = models.DateField(null=True)
    due_hi = models.DateField(null=True)
    overdue_from = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            # What lists are narrowed by stands in it too, so that they need not fetch each customer's row.
            models.Index(
                fields=["customer_class", "state", "last_on", "customer"],
                include=["overdue_from", "f", "m"],
                name="standing_by_last",
            ),
            models.Index(fields=["customer_class", "state", "net", "customer"], name="standing_by_money"),
            models.Index(fields=["review_on", "customer"], name="standing_to_review"),
            models.Index(fields=["due_lo", "customer"], name="standing_due"),
            models.Index(fields=["overdue_from", "customer"], name="standing_overdue"),
            models.Index(
                fields=["to_upper", "customer"],
                name="standing_near_promotion",
                condition=Q(to_upper__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.customer_class} {self.state}"


class StandingChange(models.Model):
    """One line of a customer's class history (区分の履歴). Append-only; a rebuild never removes lines.

    `on` is the business day on which it was noticed, `recorded_at` the instant: what was believed on a day is
    the last line recorded before its end. Lines that one transaction wrote have ids in a row, for only one
    writes at a time.
    """

    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        db_index=False,
    )
    on = models.DateField()
    from_class = models.CharField(max_length=8, null=True)
    from_state = models.CharField(max_length=8, null=True)
    to_class = models.CharField(max_length=8)
    to_state = models.CharField(max_length=8, null=True)
    cause = models.CharField(max_length=12, choices=[(cause.value, cause.value) for cause in ChangeCause])
    run = models.ForeignKey("insights.Run", on_delete=models.PROTECT, related_name="+", db_index=False)
    import_run = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "-id"], name="change_by_customer"),
            models.Index(fields=["on", "id"], name="change_by_day"),
            # Who moved: the first run writes a line for everybody, and nobody moved by that.
            models.Index(fields=["on", "id"], name="move_by_day", condition=Q(from_class__isnull=False)),
        ]
        triggers: ClassVar = [pgtrigger.Protect(name="class_history_stays", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.on}: {self.from_class} → {self.to_class}"
