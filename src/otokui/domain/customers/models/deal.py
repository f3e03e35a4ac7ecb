"""A sale that somebody is working on."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from otokui.core.platform.audit import track_changes
from otokui.domain.customers.models.customer import Customer


@track_changes(of="customer")
class OpenDeal(models.Model):
    """商談中: until this day nobody proposes anything else to the customer. One at a time."""

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="open_deal"
    )
    until = models.DateField(_("until"))
    note = models.CharField(_("what it is about"), max_length=200, blank=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    noted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.until}"
