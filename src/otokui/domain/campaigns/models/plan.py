"""Versions of the plan."""

from typing import Any, ClassVar

from django.db import models

from otokui.core.platform.versions import KeptVersion, never_changed


class PlanVersion(KeptVersion):
    """One saved version of the plan (クラス別プログラムの計画)."""

    plan: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()

    class Meta:
        triggers: ClassVar = [never_changed("plan_versions_stay")]
