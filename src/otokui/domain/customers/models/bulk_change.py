"""Changes of many customers at once, and what became of each."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from otokui.core.platform.audit import track_changes
from otokui.domain.customers.models.customer import Customer
from otokui.domain.customers.types import BulkKind, BulkState


@track_changes
class BulkChange(models.Model):
    """One change of many (一括操作): what, by whom, and whether it is to be taken back."""

    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in BulkKind])
    wanted: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    total = models.IntegerField(default=0)
    undo_asked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class BulkChangeRow(models.Model):
    """One customer of it. The row says how far the work is, so whoever is killed goes on from here.

    `before` is what stood there, under `was`. It is a journal itself and keeps no other.
    """

    change = models.ForeignKey(BulkChange, on_delete=models.CASCADE, related_name="rows", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, db_default=BulkState.WAITING.value)
    before: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(db_default={})
    reason = models.CharField(max_length=40, db_default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["change", "customer"], name="bulk_row_once_per_customer"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in BulkState]), name="bulk_row_state_is_known"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["change", "state", "customer"], name="bulk_row_by_state")]

    def __str__(self) -> str:
        return f"{self.change_id}: {self.customer_id} {self.state}"
