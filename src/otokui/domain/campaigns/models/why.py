"""Why customers do not buy more often."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from otokui.core.platform.audit import track_changes
from otokui.domain.campaigns.types import WhyNotMore


@track_changes(of="customer")
class WhyAnswer(models.Model):
    """What a customer answered to "why not more often?" (回数の理由): one of a few, and their own words."""

    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    answer = models.CharField(max_length=12, choices=[(one.value, one.value) for one in WhyNotMore])
    words = models.CharField(max_length=300, blank=True)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "-on", "-id"], name="why_by_customer"),
            models.Index(fields=["on", "answer"], name="why_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.answer}"
