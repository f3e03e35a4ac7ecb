"""Save a version of the rules."""

from datetime import datetime

from django.db import transaction

from otokui.analytics.settings import Settings
from otokui.domain.insights.models import RuleVersion


@transaction.atomic
def save_rules(*, settings: Settings, note: str, author: int | None, now: datetime) -> int:
    """Keep these settings as the next version and return its id; nobody is judged by it yet."""
    version = RuleVersion.objects.create(
        settings=settings.to_plain(), note=note, author_id=author, saved_at=now
    )
    return version.pk
