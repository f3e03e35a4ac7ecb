"""Two customers who may be one (重複候補)."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from otokui.core.platform.audit import track_changes
from otokui.domain.customers.models.customer import Customer
from otokui.domain.customers.types.identity import PairAnswer


@track_changes(exclude=["score", "signs", "money", "found_at"])
class Pair(models.Model):
    """Found by what both have in common (rules.identity), answered by a person, and then remembered."""

    first = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    score = models.SmallIntegerField()
    signs = ArrayField(models.CharField(max_length=20))
    money = models.BigIntegerField(default=0)
    found_at = models.DateTimeField()
    answer = models.CharField(
        max_length=10, blank=True, choices=[(answer.value, answer.value) for answer in PairAnswer]
    )
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    later_until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["-score", "-money", "id"], name="pairs_open", condition=Q(answer__in=["", "later"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"
