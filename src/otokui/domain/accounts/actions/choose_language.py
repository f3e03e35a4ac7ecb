"""Somebody wants to read in another language."""

from django.db import transaction

from otokui.core.platform import audit
from otokui.domain.accounts.models import Staff


def choose_language(staff_id: int, language: str) -> None:
    """Their own choice, on every browser from now on. The caller has checked that there is such a one."""
    with transaction.atomic(), audit.changing(cause="edit", staff=staff_id):
        Staff.objects.filter(pk=staff_id).exclude(language=language).update(language=language)
