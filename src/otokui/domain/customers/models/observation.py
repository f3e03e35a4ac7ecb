"""What somebody saw at the door or at the counter."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from otokui.core.platform.audit import track_changes
from otokui.domain.customers.models.customer import Customer
from otokui.domain.customers.models.labels import choices
from otokui.domain.customers.types import ObservationKind, ObservationSource


@track_changes(of="customer")
class Observation(models.Model):
    """One look at one thing; of each kind the latest counts until it expires.

    `is_so` False: somebody looked, and it is not so any more. `noted_at` is when it was seen, which a phone
    without a connection tells later; `noted_on` is the business's day of it.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="observations", db_index=False
    )
    kind = models.CharField(_("what"), max_length=20, choices=choices(ObservationKind))
    is_so = models.BooleanField(_("is so"), default=True)
    source = models.CharField(_("source"), max_length=12, choices=choices(ObservationSource))
    noted_at = models.DateTimeField(_("when"))
    noted_on = models.DateField(_("noted on"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "kind", "-noted_at", "-id"], name="latest_observation"),
        ]
