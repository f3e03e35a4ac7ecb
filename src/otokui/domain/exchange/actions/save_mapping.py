"""Keep a mapping under a name."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.platform import audit
from otokui.domain.exchange.models import MappingTemplate
from otokui.domain.exchange.types import Kind


def save_mapping(
    *,
    kind: Kind,
    name: str,
    columns: dict[str, str],
    now: datetime,
    staff_id: int | None = None,
    cause: str = "edit",
) -> None:
    """Store or replace the mapping of this name. Refused without a name or columns (`nothing_to_keep`)."""
    if not name.strip() or not columns:
        raise Refused(_("A mapping needs a name and at least one column."), code="nothing_to_keep")
    with transaction.atomic(), audit.changing(cause=cause, staff=staff_id):
        MappingTemplate.objects.update_or_create(
            kind=kind.value, name=name.strip(), defaults={"mapping": columns, "saved_at": now}
        )
