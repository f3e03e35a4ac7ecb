"""The customer: a person or a company."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import ExtractDay, ExtractMonth
from django.utils.translation import gettext_lazy as _

from otokui.core.platform.audit import track_changes
from otokui.core.platform.tokens import words_of
from otokui.domain.customers.models.labels import choices
from otokui.domain.customers.models.tokens import TokensField
from otokui.domain.customers.types import CustomerKind

PRESENT = models.Q(merged_into__isnull=True)
"""Who is a customer of their own: the others are known as somebody else (actions.merge_customers)."""
KEYS = ["name_key", "kana_key", "sort_key", "search"]


@track_changes(exclude=[*KEYS, "version", "updated_at"])
class Customer(models.Model):
    """Display text as typed; the keys beside it are derived from it whenever it changes (rules.keys_of).

    `merged_into` names the customer whom this one turned out to be; the row stays as it was and is in no
    list. It always names one who is not merged: whoever was merged into a merged one goes along.
    """

    code = models.CharField(_("customer number"), max_length=100, null=True, blank=True, db_collation="C")
    kind = models.CharField(_("kind"), max_length=10, choices=choices(CustomerKind), default="person")
    name = models.CharField(_("name"), max_length=300, blank=True)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_kana = models.CharField(_("family name, reading"), max_length=100, blank=True)
    given_kana = models.CharField(_("given name, reading"), max_length=100, blank=True)
    company_name = models.CharField(_("company"), max_length=300, blank=True)
    company_kana = models.CharField(_("company, reading"), max_length=300, blank=True)
    honorific = models.CharField(_("honorific"), max_length=20, blank=True)
    birthday = models.DateField(_("birthday"), null=True, blank=True)
    customer_since = models.DateField(_("customer since"), null=True, blank=True)
    line_id = models.CharField(_("LINE"), max_length=100, blank=True)
    tags = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    reason_chosen = models.TextField(_("why they chose us"), blank=True)
    referred_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="referred", db_index=False
    )
    in_charge = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    memo = models.TextField(_("memo"), blank=True)
    memo_pops_up = models.BooleanField(_("show the memo at the next contact"), default=False)
    open_complaint = models.BooleanField(_("open complaint"), default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    created_by_run = models.BigIntegerField(null=True, blank=True, db_index=True)
    version = models.IntegerField(default=1)
    name_key = models.CharField(max_length=600, blank=True, db_collation="C")
    kana_key = models.CharField(max_length=600, blank=True, db_collation="C")
    sort_key = models.CharField(max_length=1300, db_collation="C")
    search = TokensField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="customer_code_once"),
            models.CheckConstraint(condition=~models.Q(code=""), name="customer_code_is_null_or_text"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sort_key", "id"], name="customers_in_order", condition=PRESENT),
            models.Index(fields=["name_key", "id"], name="customers_by_name"),
            models.Index(fields=["kana_key", "id"], name="customers_by_kana"),
            models.Index(
                fields=["sort_key", "id"],
                name="customers_complaining",
                condition=models.Q(open_complaint=True),
            ),
            # Most customers have neither: an import of contacts need not write them down here.
            models.Index(
                fields=["referred_by"],
                name="customers_by_referrer",
                condition=models.Q(referred_by__isnull=False),
            ),
            models.Index(
                fields=["merged_into"],
                name="customers_merged",
                condition=models.Q(merged_into__isnull=False),
            ),
            # Of whom nobody is in charge too: they and one's own are all that a limited sight sees.
            models.Index(fields=["in_charge", "id"], name="customers_by_charge", condition=PRESENT),
            models.Index(fields=["id"], name="customers_companies", condition=models.Q(kind="company")),
            models.Index(fields=["id"], name="customers_with_reason", condition=~models.Q(reason_chosen="")),
            models.Index(fields=["line_id"], name="customers_by_line", condition=~models.Q(line_id="")),
            models.Index(
                ExtractMonth("birthday"),
                ExtractDay("birthday"),
                name="customers_by_birthday",
                condition=models.Q(birthday__isnull=False),
            ),
            GinIndex(fields=["search"], name="customers_by_token", gin_pending_list_limit=1024),
            GinIndex(words_of("memo"), name="customers_by_word_of_memo", condition=~models.Q(memo="")),
            GinIndex(fields=["tags"], name="customers_by_tag"),
            GinIndex(fields=["attributes"], name="customers_by_attribute", opclasses=["jsonb_path_ops"]),
        ]

    def __str__(self) -> str:
        return self.name
