"""What remains of a person who was erased: that it happened, and what must never be done to them again."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from otokui.domain.customers.models.customer import Customer
from otokui.domain.customers.types import Ground


class Erasure(models.Model):
    """The tombstone (消去の記録): who, when, by whom, on which ground. Append-only.

    From the asking on nobody writes about the customer any more; `erased_at` is set in the transaction that
    erases. `contents` are files of theirs that are still to be dropped.
    """

    customer = models.OneToOneField(
        Customer, on_delete=models.PROTECT, primary_key=True, related_name="erasure"
    )
    asked_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    by_name = models.CharField(max_length=100)
    ground = models.CharField(max_length=10, choices=[(ground.value, ground.value) for ground in Ground])
    why = models.CharField(max_length=300, blank=True)
    erased_at = models.DateTimeField(null=True)
    contents = ArrayField(models.CharField(max_length=64), default=list)
    job = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.customer_id} {self.asked_at}"


class ErasedKey(models.Model):
    """By what somebody who was erased would be recognised, hashed with the installation's key.

    `kind` is a way of matching or of contact. Nobody can read it, but whoever knows the number or address can
    ask: an import does before it makes a customer, and whoever is about to write to an address must.
    """

    erasure = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=15)
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest", "kind", "erasure"], name="erased_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.erasure_id} {self.kind}"
