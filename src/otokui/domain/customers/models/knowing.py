"""What we know of a customer: household, likes and needs, and what the shop itself wants to know."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from otokui.core.platform.audit import track_changes
from otokui.domain.customers.models.customer import Customer
from otokui.domain.customers.models.labels import choices
from otokui.domain.customers.models.reach import by_run
from otokui.domain.customers.types import AttributeKind, HouseholdKind, HouseholdSource, PreferenceKind


@track_changes(of="customer")
class Household(models.Model):
    """One observation of the household; the latest that has not expired is the present one."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="households", db_index=False
    )
    kind = models.CharField(_("household"), max_length=15, choices=choices(HouseholdKind))
    size = models.SmallIntegerField(_("persons"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=choices(HouseholdSource))
    noted_on = models.DateField(_("noted on"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_by_run = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(size__isnull=True) | models.Q(size__gt=0), name="household_has_persons"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "-noted_on", "-id"], name="latest_household"),
            by_run("households_by_run"),
        ]


@track_changes(of="customer")
class Preference(models.Model):
    """A like, a dislike or a need in the customer's words; `key` is compared with what an offer is about."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="preferences", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=choices(PreferenceKind))
    text = models.CharField(_("what"), max_length=300)
    key = models.CharField(max_length=600, db_collation="C")
    noted_on = models.DateField(_("noted on"))
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_by_run = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "kind", "key"], name="preference_once"),
        ]
        indexes: ClassVar = [by_run("preferences_by_run")]


@track_changes
class AttributeDefinition(models.Model):
    """A field that the shop has invented for its customers; its values are in Customer.attributes[key]."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    label = models.CharField(_("label"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=choices(AttributeKind))
    options = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    position = models.SmallIntegerField(default=0)
    is_retired = models.BooleanField(_("no longer asked"), default=False)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.label
