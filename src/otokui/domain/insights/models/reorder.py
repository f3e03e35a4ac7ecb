"""When a customer is expected to order a product again."""

from typing import ClassVar

from django.db import models


class Reorder(models.Model):
    """The unconditional next-order dates of one customer × product (次回注文), for the due and overdue lists.

    What silence does to the estimate is computed on read, by the same functions. The run that made a row is
    that of the customer's standing: both are written together.
    """

    pk = models.CompositePrimaryKey("customer_id", "product_id")
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
        related_name="+",
        db_index=False,
    )
    orders = models.IntegerField()
    last_on = models.DateField()
    due_lo = models.DateField()
    due_on = models.DateField()
    due_hi = models.DateField()
    overdue_from = models.DateField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_lo", "customer", "product"], name="reorder_due"),
            models.Index(fields=["overdue_from", "customer", "product"], name="reorder_overdue"),
            # What is expected this week, from the latest span on: it stops at the first rows that fit.
            models.Index(
                fields=["due_lo", "due_on"], name="reorder_expected", condition=models.Q(orders__gte=2)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} × {self.product_id}: {self.due_on}"
