"""Fields of the shop's own that a file brings along."""

from collections.abc import Mapping

from django.db import transaction

from otokui.core.platform import audit
from otokui.domain.customers.models import AttributeDefinition
from otokui.domain.customers.types import AttributeKind


def ensure_text_attributes(labels: Mapping[str, str]) -> None:
    """Invent a field of text for each key that the shop does not have; known ones stay as they are."""
    missing = labels.keys() - set(
        AttributeDefinition.objects.filter(key__in=labels).values_list("key", flat=True)
    )
    if not missing:
        return
    with transaction.atomic(), audit.changing(cause="import"):
        AttributeDefinition.objects.bulk_create(
            [
                AttributeDefinition(key=key, label=labels[key], kind=AttributeKind.TEXT)
                for key in sorted(missing)
            ],
            ignore_conflicts=True,
        )
