"""Jobs and their schedule, as people see them. The queue itself is Procrastinate's."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from otokui.core.platform.files.models import FileText, StoredFile
from otokui.core.platform.types import JobState

__all__ = ["FileText", "JobRecord", "ScheduledTime", "StoredFile"]


class JobRecord(models.Model):
    """One piece of background work (ジョブ): what, how far, how it ended."""

    name = models.CharField(_("job"), max_length=100)
    arguments: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=[(state.value, state.value) for state in JobState],
        default=JobState.WAITING.value,
    )
    done = models.BigIntegerField(_("done"), default=0)
    total = models.BigIntegerField(_("total"), null=True)
    note = models.CharField(_("note"), max_length=300, default="")
    error = models.TextField(_("error"), default="")
    traceback = models.TextField(default="")
    attempts = models.IntegerField(_("attempts"), default=0)
    cancel_requested = models.BooleanField(default=False)
    enqueued_by = models.BigIntegerField(null=True)
    enqueued_at = models.DateTimeField(_("enqueued"))
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "-id"], name="job_by_state"),
            models.Index(
                fields=["name"], name="job_waiting", condition=models.Q(state=JobState.WAITING.value)
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in JobState]), name="job_state_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class ScheduledTime(models.Model):
    """The last due time of a scheduled job that has been enqueued: no time is served twice."""

    name = models.CharField(max_length=100, primary_key=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.due_at}"


class KeptAnswer(models.Model):
    """What was answered to something that came with a key of its sender's making: it is done once only."""

    key = models.UUIDField(primary_key=True)
    sender = models.BigIntegerField()
    said = models.CharField(max_length=64)
    answer: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.key)
