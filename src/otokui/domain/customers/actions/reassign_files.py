"""Files were attached to a customer who is now known under another record."""

from otokui.core.platform import audit
from otokui.domain.customers.models import Attachment


def reassign_files(from_id: int, to_id: int, *, staff_id: int | None) -> int:
    """Move all files, removed ones too; how many. Inside the caller's transaction, before contacts or after.

    Files of the same name become versions of each other; nothing is renamed, so moving back is exact.
    """
    with audit.changing(cause="reassign", staff=staff_id):
        return Attachment.objects.filter(customer_id=from_id).update(customer_id=to_id)
