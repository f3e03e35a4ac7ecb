"""What was imported, how, and how far it is; how columns are called."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from otokui.core.platform.audit import track_changes
from otokui.domain.exchange.types import RunState


class ImportRun(models.Model):
    """One import (取込): the file, what was asked, what came of it.

    Not tracked row by row: this row is itself the record of what happened. The checkpoint (`at_bucket`,
    `at_chunk`, and the chunks done ahead of it as [from bucket, chunk, to bucket, chunk]) and the counts are
    written in the transaction of the chunk they speak of, so a run taken up again does what is left.
    """

    kind = models.CharField(_("kind"), max_length=10)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=[(state.value, state.value) for state in RunState],
        default=RunState.PREPARED.value,
    )
    file_name = models.CharField(_("file"), max_length=255)
    file_sha256 = models.CharField(max_length=64)
    file_size = models.BigIntegerField(_("size"))
    rows_total = models.BigIntegerField(_("rows"), null=True)
    mapping: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(_("columns"), default=dict)
    match_key = models.CharField(_("match by"), max_length=20)
    policy = models.CharField(_("policy"), max_length=10)
    options: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    rows_read = models.BigIntegerField(_("read"), default=0)
    rows_new = models.BigIntegerField(_("new"), default=0)
    rows_updated = models.BigIntegerField(_("updated"), default=0)
    rows_unchanged = models.BigIntegerField(_("unchanged"), default=0)
    rows_rejected = models.BigIntegerField(_("rejected"), default=0)
    rows_skipped = models.BigIntegerField(_("skipped"), default=0)
    lines_removed = models.BigIntegerField(_("lines that went"), default=0)
    at_bucket = models.IntegerField(default=0)
    at_chunk = models.IntegerField(default=0)
    done_ahead: "models.JSONField[list[list[int]], list[list[int]]]" = models.JSONField(default=list)
    error = models.TextField(_("error"), default="")
    undo_report: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    trial: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    version = models.IntegerField(default=0)
    job_id = models.BigIntegerField(null=True)
    is_demo = models.BooleanField(default=False)

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    prepared_at = models.DateTimeField(_("prepared"))
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file_sha256"], name="import_by_content")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["customers", "purchases", "products"]),
                name="import_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in RunState]),
                name="import_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(policy__in=["new", "update", "both"]), name="import_policy_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.pk}"


@track_changes
class MappingTemplate(models.Model):
    """A named mapping (対応表): which column of such files means what, kept for the next file."""

    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10)
    mapping: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(_("columns"))
    saved_at = models.DateTimeField(_("saved"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "name"], name="one_mapping_per_name"),
        ]

    def __str__(self) -> str:
        return self.name
