"""Who took customers out of the house."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from otokui.core.platform.audit import track_changes


@track_changes
class ExportLog(models.Model):
    """One file of customers (顧客の書き出し): who, when, whom it was about in words, how many.

    Of a large one `wanted` says what it is to hold, `job` writes it, and `content` is its SHA-256 in the
    store of files, where nothing refers to it: so it is swept away after a day. `downloads` counts how often
    it was fetched.
    `unwritable`: characters that the file's encoding does not have and how many customers bear them.
    """

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    staff_name = models.CharField(max_length=100)
    at = models.DateTimeField()
    form = models.CharField(max_length=10)
    conditions = models.TextField(blank=True)
    columns = models.TextField(blank=True)
    customers = models.IntegerField()
    wanted: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict, db_default={})
    job = models.BigIntegerField(null=True, blank=True)
    content = models.CharField(max_length=64, blank=True, db_default="")
    size = models.BigIntegerField(default=0, db_default=0)
    downloads = models.IntegerField(default=0, db_default=0)
    unwritable: "models.JSONField[dict[str, int], dict[str, int]]" = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="exports_by_time")]

    def __str__(self) -> str:
        return f"{self.staff_name} {self.at}"
