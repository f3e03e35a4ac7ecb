"""Contacts that took place and follow-ups that are due."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from otokui.core.platform.audit import track_changes
from otokui.core.platform.tokens import words_of
from otokui.domain.customers.models.customer import Customer
from otokui.domain.customers.models.labels import choices
from otokui.domain.customers.models.reach import ContactPerson
from otokui.domain.customers.types import ContactWay, Direction, Outcome, PurposeKind


@track_changes(of="customer")
class Contact(models.Model):
    """One contact with a customer: a call, a visit, a delivery … and what came of it."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts", db_index=False)
    contact_person = models.ForeignKey(
        ContactPerson, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    way = models.CharField(_("way"), max_length=10, choices=choices(ContactWay))
    direction = models.CharField(
        _("direction"), max_length=3, choices=choices(Direction), default=Direction.FROM_US.value
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=choices(Outcome), blank=True)
    # Only of our own contacts, where it is known: what counts against the caps on adverts.
    purpose = models.CharField(
        _("purpose"), max_length=12, choices=choices(PurposeKind), blank=True, db_default=""
    )
    at = models.DateTimeField(_("when"))
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("text"), blank=True)
    created_by_run = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "-at", "-id"], name="contacts_of_customer"),
            GinIndex(words_of("text"), name="contacts_by_word", condition=~models.Q(text="")),
        ]


@track_changes(of="customer")
class FollowUp(models.Model):
    """Something to do for a customer by a day. `origin` names the rule that asked for it, once each."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="follow_ups", db_index=False
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(_("due"))
    way = models.CharField(_("way"), max_length=10, choices=choices(ContactWay), blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    script = models.TextField(_("what to say"), blank=True)
    origin = models.CharField(max_length=200, null=True, blank=True, unique=True)
    at_stake = models.BigIntegerField(_("money at stake in minor units"), null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=choices(Outcome), blank=True)
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["assignee", "due_on", "id"],
                name="follow_ups_open",
                condition=models.Q(done_at__isnull=True),
            ),
            models.Index(
                fields=["due_on", "id"], name="follow_ups_due", condition=models.Q(done_at__isnull=True)
            ),
            models.Index(fields=["customer", "-created_at", "-id"], name="follow_ups_of_customer"),
            models.Index(
                fields=["done_at"], name="follow_ups_done", condition=models.Q(done_at__isnull=False)
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | ~models.Q(outcome=""),
                name="done_follow_up_has_outcome",
            ),
        ]
