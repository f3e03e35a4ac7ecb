"""The review of the list (名簿の見直し): its settings, what each night found, what was cleaned up."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from otokui.core.platform.audit import track_changes
from otokui.domain.customers.models.customer import Customer


@track_changes(exclude=["reviewed_at"])
class ReviewRules(models.Model):
    """How the shop reviews its list; one row."""

    stale_days = models.SmallIntegerField(default=365)
    incomplete_below = models.SmallIntegerField(default=50)
    asks_charge = models.BooleanField(null=True)
    rules = ArrayField(models.CharField(max_length=20), default=list)
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="one_way_to_review"),
            models.CheckConstraint(condition=Q(stale_days__gte=30), name="stale_after_a_month_at_least"),
            models.CheckConstraint(condition=Q(incomplete_below__range=(0, 100)), name="percent_known"),
        ]


class FlawMark(models.Model):
    """A customer has a flaw, as the last review saw it. Derived: each night anew."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    flaw = models.CharField(max_length=12)
    money = models.BigIntegerField(default=0)
    percent = models.SmallIntegerField(null=True)
    since = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["customer", "flaw"], name="flaw_once")]
        indexes: ClassVar = [models.Index(fields=["flaw", "-money", "customer"], name="flaws_by_money")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.flaw}"


class CleanUpRun(models.Model):
    """What a rule of the nightly clean-up did. Append-only."""

    rule = models.CharField(max_length=20)
    at = models.DateTimeField()
    looked_at = models.BigIntegerField(default=0)
    found = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    examples = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="clean_ups_by_time")]

    def __str__(self) -> str:
        return f"{self.rule} {self.at}"
