"""What customers answered when we asked about an order that did not come."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from otokui.domain.insights.types import Answer


class ReorderAnswer(models.Model):
    """One answer (返答) about a product, or about all of them without one. Append-only.

    It is a layer over standings and reorders and changes neither: it holds as long as nothing was bought
    after `last_on`, the last purchase when it was given, and for IN_STOCK until the day `until`. An answer is
    taken back by a row that `withdraws` it.
    """

    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        db_index=False,
    )
    product = models.ForeignKey(
        "purchases.Product",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        db_index=False,
    )
    answer = models.CharField(max_length=10, choices=[(answer.value, answer.value) for answer in Answer])
    on = models.DateField()
    last_on = models.DateField()
    until = models.DateField(null=True)
    by = models.ForeignKey(
        "accounts.Staff", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField()
    withdraws = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="withdrawn_by")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answer="in_stock", until__gt=F("on"))
                | (~Q(answer="in_stock") & Q(until__isnull=True)),
                name="in_stock_says_until_when",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "-id"], name="answer_by_customer"),
            models.Index(fields=["on"], name="answer_by_day"),
        ]
        triggers: ClassVar = [pgtrigger.ReadOnly(name="answers_stay", exclude=["customer", "by"])]

    def __str__(self) -> str:
        return f"{self.customer_id} × {self.product_id}: {self.answer}"
