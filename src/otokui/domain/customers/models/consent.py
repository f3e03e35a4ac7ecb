"""What customers allow us to send, and how we know."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from otokui.core.platform.audit import track_changes
from otokui.domain.customers.models.customer import Customer
from otokui.domain.customers.models.labels import choices
from otokui.domain.customers.models.reach import by_run
from otokui.domain.customers.types import Channel


@track_changes(of="customer")
class Consent(models.Model):
    """A grant or a withdrawal. Append-only; the latest row of a channel holds."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="consents", db_index=False)
    channel = models.CharField(_("channel"), max_length=10, choices=choices(Channel))
    granted = models.BooleanField(_("granted"))
    at = models.DateTimeField(_("when"))
    source = models.CharField(_("source"), max_length=100, blank=True)
    way = models.CharField(_("how it was given"), max_length=100, blank=True)
    wording = models.TextField(_("wording"), blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_by_run = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "channel", "-at", "-id"], name="latest_consent"),
            by_run("consents_by_run"),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="append_only", exclude=["customer", "noted_by"]),
        ]
