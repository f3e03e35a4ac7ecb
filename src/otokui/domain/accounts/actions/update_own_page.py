"""What everybody may change about themselves."""

from django.db import transaction

from otokui.core.platform import audit
from otokui.domain.accounts.actions.set_password import set_password
from otokui.domain.accounts.models import Staff


def update_own_page(staff_id: int, *, name: str, language: str, theme: str, password: str = "") -> None:
    """Store name, language and brightness ("" follows the device), and a new password if one is given."""
    with transaction.atomic(), audit.changing(cause="edit", staff=staff_id):
        member = Staff.objects.select_for_update().get(pk=staff_id)
        member.name, member.language, member.theme = name, language, theme
        member.version += 1
        set_password(member, password)
        member.save(update_fields=["name", "language", "theme", "version"])
