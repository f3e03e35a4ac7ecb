"""Runs: the frozen parameters under which customers are judged until the next run."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, QuerySet

from otokui.domain.insights.types import RunReason


class RunQuerySet(QuerySet["Run"]):
    def frozen(self) -> "RunQuerySet":
        """Runs whose parameters are fixed."""
        return self.filter(frozen_at__isnull=False)

    def unfinished(self) -> "RunQuerySet":
        return self.filter(finished_at__isnull=True)


class Run(models.Model):
    """One run (判定). The newest frozen run is the current one; earlier runs stay as a record.

    `parameters` is `RunParameters.to_plain()`; A and the bar stand beside it so that pages are cheap.
    `moved_up_to` is the checkpoint: customers up to this id already stand under this run.
    """

    rules = models.ForeignKey("insights.RuleVersion", on_delete=models.PROTECT, related_name="runs")
    reason = models.CharField(max_length=12, choices=[(reason.value, reason.value) for reason in RunReason])
    as_of = models.DateField()
    parameters: "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]" = models.JSONField(null=True)
    requested_by = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()
    parameters_key = models.CharField(max_length=16, default="")
    average_total = models.BigIntegerField(default=0)
    average_count = models.BigIntegerField(default=0)
    bar = models.BigIntegerField(default=0)
    customers = models.BigIntegerField(default=0)
    frozen_at = models.DateTimeField(null=True)
    moved_up_to = models.BigIntegerField(default=0)
    rebuild_requested_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    days_passed_to = models.DateField(null=True)
    survey_asked_on = models.DateField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(parameters__isnull=True, frozen_at__isnull=True)
                | Q(parameters__isnull=False, frozen_at__isnull=False),
                name="frozen_runs_have_parameters",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
