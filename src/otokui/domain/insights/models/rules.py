"""Versions of the rules by which customers are classified."""

from typing import Any, ClassVar

from django.db import models

from otokui.core.platform.versions import KeptVersion, never_changed


class RuleVersion(KeptVersion):
    """One saved version of the rules (判定ルール)."""

    settings: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()

    class Meta:
        triggers: ClassVar = [never_changed("rule_versions_stay")]
