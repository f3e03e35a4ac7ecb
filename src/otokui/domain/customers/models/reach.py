"""Where a customer is reached: phones, mails, addresses, and a company's contact persons."""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from otokui.core.platform.audit import track_changes
from otokui.domain.customers.models.customer import Customer


@track_changes(of="company")
class ContactPerson(models.Model):
    """Somebody at a company whom we talk to (担当者)."""

    company = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contact_persons")
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_kana = models.CharField(_("family name, reading"), max_length=100, blank=True)
    given_kana = models.CharField(_("given name, reading"), max_length=100, blank=True)
    department = models.CharField(_("department"), max_length=200, blank=True)
    post = models.CharField(_("post"), max_length=100, blank=True)
    honorific = models.CharField(_("honorific"), max_length=20, blank=True)
    decides = models.BooleanField(_("decides on purchases"), default=False)
    memo = models.TextField(_("memo"), blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    position = models.SmallIntegerField(default=0)
    created_by_run = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.family_name} {self.given_name}".strip()


def by_run(name: str) -> BrinIndex:
    """Finds the rows of an import run, which lie together, for next to nothing a row."""
    return BrinIndex(fields=["created_by_run"], name=name, pages_per_range=16)


class ContactPoint(models.Model):
    """What phones, mails and addresses share; `position` 0 is the main one.

    Each has an index that begins with the customer, so the foreign key needs none of its own.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False)
    contact_person = models.ForeignKey(
        ContactPerson, on_delete=models.SET_NULL, null=True, blank=True, db_index=False
    )
    label = models.CharField(_("label"), max_length=50, blank=True)
    position = models.SmallIntegerField(default=0)
    created_by_run = models.BigIntegerField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["position", "id"]


@track_changes(exclude=["reversed_digits"], of="customer")
class Phone(ContactPoint):
    """A telephone number as typed. Several customers may share one."""

    number = models.CharField(_("telephone"), max_length=100)
    digits = models.CharField(max_length=40, db_collation="C")
    reversed_digits = models.CharField(max_length=40, db_collation="C")
    is_fax = models.BooleanField(_("fax"), default=False)

    class Meta(ContactPoint.Meta):
        default_related_name = "phones"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "digits"], name="phone_once_per_customer"),
            models.CheckConstraint(condition=~models.Q(digits=""), name="phone_has_digits"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["digits"], name="phones_by_digits"),
            models.Index(fields=["reversed_digits"], name="phones_by_last_digits"),
            by_run("phones_by_run"),
        ]

    def __str__(self) -> str:
        return self.number


@track_changes(of="customer")
class Mail(ContactPoint):
    """A mail address as typed; `key` is what two writings of it share."""

    address = models.CharField(_("mail address"), max_length=254)
    key = models.CharField(max_length=254, db_collation="C")

    class Meta(ContactPoint.Meta):
        default_related_name = "mails"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "key"], name="mail_once_per_customer"),
            models.CheckConstraint(condition=~models.Q(key=""), name="mail_has_text"),
        ]
        indexes: ClassVar = [models.Index(fields=["key"], name="mails_by_key"), by_run("mails_by_run")]

    def __str__(self) -> str:
        return self.address


@track_changes(of="customer")
class Address(ContactPoint):
    """A postal address (住所・送付先). A merge leaves a second one that reads the same where it was."""

    ONE_OF_A_KIND: ClassVar = ("key", "building")

    recipient = models.CharField(_("recipient"), max_length=300, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=7, blank=True, db_collation="C")
    prefecture = models.CharField(_("prefecture"), max_length=10, blank=True)
    line = models.CharField(_("address"), max_length=400, blank=True)
    building = models.CharField(_("building"), max_length=300, blank=True)
    key = models.CharField(max_length=600, blank=True, db_collation="C")

    class Meta(ContactPoint.Meta):
        default_related_name = "addresses"
        indexes: ClassVar = [
            models.Index(fields=["customer", "position"], name="addresses_of_customer"),
            models.Index(fields=["key"], name="addresses_by_key"),
            by_run("addresses_by_run"),
        ]

    def __str__(self) -> str:
        return f"{self.prefecture}{self.line} {self.building}".strip()
