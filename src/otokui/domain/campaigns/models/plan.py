"""Versions of the plan."""

from typing import Any, ClassVar

import pgtrigger
from django.db import models


class PlanVersion(models.Model):
    """One saved version of the plan (区分別プログラムの計画). Never changed: a change is the next version."""

    plan: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    note = models.CharField(max_length=500, default="")
    author = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        triggers: ClassVar = [
            pgtrigger.Protect(name="plan_versions_stay", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
