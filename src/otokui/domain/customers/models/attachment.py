"""Files that staff attach to a customer, to a contact with them or to a task."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from otokui.core.platform.audit import track_changes
from otokui.core.platform.files.models import AttachedFile
from otokui.domain.customers.models.contact import Contact, FollowUp
from otokui.domain.customers.models.customer import Customer


@track_changes(exclude=["search"], of="customer")
class Attachment(AttachedFile):
    """Always a customer's; `contact` or `follow_up` say more exactly where it belongs."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="attachments", db_index=False
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="attachments", db_index=False
    )
    follow_up = models.ForeignKey(
        FollowUp, on_delete=models.SET_NULL, null=True, blank=True, related_name="attachments", db_index=False
    )
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes: ClassVar = [
            models.Index(fields=["customer", "-id"], name="files_of_customer"),
            models.Index(
                fields=["contact"], name="files_of_contact", condition=models.Q(contact__isnull=False)
            ),
            models.Index(
                fields=["follow_up"], name="files_of_follow_up", condition=models.Q(follow_up__isnull=False)
            ),
            models.Index(fields=["staff"], name="files_of_staff", condition=models.Q(staff__isnull=False)),
            GinIndex(fields=["search"], name="files_by_token", condition=models.Q(hidden_at__isnull=True)),
        ]
