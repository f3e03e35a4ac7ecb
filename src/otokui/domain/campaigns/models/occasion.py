"""Steps that are, or were, due for customers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from otokui.domain.campaigns.types import Aim, Left


class Occasion(models.Model):
    """One step for one customer on one occasion (機会), once. Derived, written in bulk, never removed.

    `anchor` is the day of what it follows: the purchase, the move, the day of the interval. It is open from
    `due_on` up to `until`, until it is done or no longer applies: `left` says why, with the class and state
    the customer went to. `worth`: the money of an average order, by which the fullest day is cut.
    """

    step = models.CharField(max_length=60)
    aim = models.CharField(max_length=12, choices=[(aim.value, aim.value) for aim in Aim])
    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    customer_class = models.CharField(max_length=8)
    state = models.CharField(max_length=8)
    anchor = models.DateField()
    follows_purchase = models.BooleanField()
    due_on = models.DateField()
    until = models.DateField()
    made_on = models.DateField()
    worth = models.BigIntegerField()
    left = models.CharField(max_length=8, default="", choices=[(left.value, left.value) for left in Left])
    left_at = models.DateTimeField(null=True)
    to_class = models.CharField(max_length=8, default="")
    to_state = models.CharField(max_length=8, default="")
    done_on = models.DateField(null=True)
    outcome = models.CharField(max_length=12, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["step", "customer", "anchor"], name="occasion_once"),
            models.CheckConstraint(
                condition=Q(left="", left_at__isnull=True) | (~Q(left="") & Q(left_at__isnull=False)),
                name="occasion_left_at",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["step", "-worth", "id"], name="occasion_open", condition=Q(left="")),
            models.Index(fields=["customer", "aim", "due_on"], name="occasion_of_customer"),
            models.Index(fields=["step", "made_on"], name="occasion_by_day"),
            models.Index(fields=["done_on"], name="occasion_done", condition=Q(done_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.customer_id} {self.anchor}"
