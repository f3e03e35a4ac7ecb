"""Orders, lines, products, shops, and what is derived from them per customer.

PostgreSQL checks a foreign key row by row, which would take half of the time of an import. Orders and lines
are written by this room's actions only, which insert or lock in the same transaction whatever the rows point
at; so they have no foreign keys in the database. Whoever has a line has a summary, and a summary has its
customer: that one check holds for all lines and orders of a customer.
"""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from otokui.analytics.discounts import LEAST_DAYS
from otokui.core.platform.audit import track_changes
from otokui.core.platform.files.models import AttachedFile
from otokui.domain.purchases.types import LineKind, Relation, ShopKind


@track_changes
class Shop(models.Model):
    """A counter, branch, site or channel of the business (店舗・売場)."""

    name = models.TextField(_("name"), unique=True)
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=[(kind.value, kind.value) for kind in ShopKind],
        default=ShopKind.STORE.value,
    )
    channel = models.TextField(_("channel"), blank=True)
    active = models.BooleanField(_("in use"), default=True)
    created_by_run = models.BigIntegerField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return self.name


@track_changes
class ProductCategory(models.Model):
    """A group of products (分類), possibly inside another."""

    name = models.TextField(_("name"), unique=True)
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="parts")
    created_by_run = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="category_is_not_inside_itself")
        ]

    def __str__(self) -> str:
        return self.name


@track_changes(exclude=["stock"])
class Product(models.Model):
    """Something the business sells.

    `code` is its identity and never changes: the number the shop gives it, or, where sales name products
    only, the name under which it first came. `name` may be changed at will.
    """

    code = models.TextField(_("product number"), unique=True)
    name = models.TextField(_("name"))
    category = models.ForeignKey(
        ProductCategory, on_delete=models.SET_NULL, null=True, blank=True, related_name="products"
    )
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    cost = models.BigIntegerField(_("cost in minor units"), null=True, blank=True)
    price = models.BigIntegerField(_("price in minor units"), null=True, blank=True)
    stock = models.BigIntegerField(_("stock in thousandths, empty = not counted"), null=True, blank=True)
    active = models.BooleanField(_("on sale"), default=True)
    related = models.ManyToManyField("self", through="ProductRelation", symmetrical=False)
    created_by_run = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(code=""), name="product_has_a_code"),
        ]

    def __str__(self) -> str:
        return self.name


@track_changes
class ProductRelation(models.Model):
    """`product` is a refill or an accessory of `base`."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in Relation])
    base = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="relations_to_it")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "kind", "base"], name="product_relation_once"),
            models.CheckConstraint(condition=~Q(product=F("base")), name="product_is_not_related_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.kind} {self.base_id}"


@track_changes(exclude=["order_day"], mostly_by_runs=True)
class Order(models.Model):
    """One order (注文) as its source numbers it. Without a customer it is a guest's.

    `numbered` is False where the source has no order numbers: `external_id` is then a key of our own making
    (customer and instant). `lines_numbered` is False where the line numbers are ours; beside numbers of their
    source, ours count down from -1. An order's day is the calendar day of `ordered_at` in the
    business's zone after its start of day: derived, so no history.
    `staff` is who sold: whoever wrote the order here, or whom a file names (`staff_text`, as it names them),
    who need not be on the staff any more.

    `deliver_on` is the day on which it is brought, if it is brought at all; `deliver_to` empty: to the
    customer's own address. Few files speak of it, so COPY says nothing of it and these columns are NULL.
    """

    source = models.CharField(_("source"), max_length=40)
    external_id = models.TextField(_("order number"))
    numbered = models.BooleanField(default=True)
    lines_numbered = models.BooleanField(default=True)
    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    ordered_at = models.DateTimeField(_("ordered at"))
    order_day = models.DateField(_("order day"))
    shop = models.ForeignKey(
        Shop,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    channel = models.TextField(_("channel"), blank=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    staff_text = models.TextField(_("member of staff as typed"), blank=True, db_default="")
    trigger = models.TextField(_("what led here"), blank=True)
    deliver_on = models.DateField(_("delivery day"), null=True, blank=True)
    deliver_slot = models.TextField(_("delivery time"), null=True, blank=True)
    deliver_to = models.TextField(_("delivered to"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    moves_stock = models.BooleanField(_("counted in the stock"), default=False)
    created_by_run = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "external_id"], name="order_once_per_source"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="takes_its_lines_along",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                referencing=pgtrigger.Referencing(old="gone"),  # type: ignore[no-untyped-call]
                func="DELETE FROM purchases_orderline WHERE order_id IN (SELECT id FROM gone); RETURN NULL;",
            ),
            pgtrigger.Trigger(
                name="hides_its_files",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                referencing=pgtrigger.Referencing(old="gone"),  # type: ignore[no-untyped-call]
                func="UPDATE purchases_orderattachment SET hidden_at = now()"
                " WHERE hidden_at IS NULL AND order_id IN (SELECT id FROM gone); RETURN NULL;",
            ),
        ]
        indexes: ClassVar = [
            BrinIndex(fields=["created_by_run"], name="order_by_run", pages_per_range=16),
            models.Index(fields=["-ordered_at", "-id"], name="order_by_time"),
            models.Index(
                fields=["deliver_on"], name="order_by_delivery", condition=Q(deliver_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"


@track_changes(exclude=["order_day"], of="order", mostly_by_runs=True)
class OrderLine(models.Model):
    """One line (明細) of an order, with whom and when it was bought as the line itself says.

    `customer` is whose purchase the line is: the customer given with it; for a reversal that came without one
    (`inherits_customer`) the customer of the order it names, empty as long as that order is not there. A
    reversal's amount may have either sign; `otokui.analytics` decides what it takes away.
    """

    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="lines", db_constraint=False, db_index=False
    )
    line_no = models.IntegerField(_("line number"))
    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    inherits_customer = models.BooleanField(default=False)
    ordered_at = models.DateTimeField(_("ordered at"))
    order_day = models.DateField(_("order day"))
    product = models.ForeignKey(
        Product,
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    product_text = models.TextField(_("product as typed"), blank=True)
    quantity = models.BigIntegerField(_("quantity in thousandths"), null=True, blank=True)
    amount = models.BigIntegerField(_("amount in minor units"))
    unit_price = models.BigIntegerField(_("unit price"), null=True, blank=True)
    discount = models.BigIntegerField(_("discount"), null=True, blank=True)
    unit_cost = models.BigIntegerField(_("unit cost"), null=True, blank=True)
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in LineKind])
    status = models.TextField(_("status as given"), blank=True)
    names_order = models.TextField(_("order it takes back"), blank=True)
    created_by_run = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "line_no"], name="line_once_per_order"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "ordered_at"], name="line_by_customer"),
            models.Index(fields=["names_order"], name="line_by_named_order", condition=~Q(names_order="")),
            models.Index(fields=["order"], name="line_inheriting", condition=Q(inherits_customer=True)),
            BrinIndex(fields=["created_by_run"], name="line_by_run", pages_per_range=16),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.line_no}"


@track_changes(exclude=["search"], of="order")
class OrderAttachment(AttachedFile):
    """A file that staff attached to an order. It is hidden with its order, which then is gone."""

    order = models.ForeignKey(
        Order, on_delete=models.DO_NOTHING, related_name="attachments", db_constraint=False, db_index=False
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
            models.Index(fields=["order", "-id"], name="files_of_order"),
            models.Index(fields=["staff"], name="files_of_order_staff", condition=Q(staff__isnull=False)),
            GinIndex(fields=["search"], name="files_of_order_by_token", condition=Q(hidden_at__isnull=True)),
        ]


class State(models.Model):
    """The columns of a state row of `otokui.analytics` (`schema.STATES`): all that is remembered."""

    orders = models.BigIntegerField(_("counted purchases"), default=0)
    first_on = models.DateField(_("first purchase"), null=True, blank=True)
    last_on = models.DateField(_("last purchase"), null=True, blank=True)
    previous_on = models.DateField(_("purchase before the last"), null=True, blank=True)
    net = models.BigIntegerField(_("net in minor units"), default=0)
    gaps = models.BigIntegerField(_("number of gaps"), default=0)
    gap_squares = models.BigIntegerField(_("sum of squared gaps"), default=0)
    gap_log = models.BigIntegerField(_("sum of ln gap in 2^-40"), default=0)

    class Meta:
        abstract = True


class PurchaseSummary(State):
    """The state of one customer, as `otokui.analytics` reduces it from all of the customer's lines.

    Exact at every commit, and not cut at any day: where `latest_line_on` lies after the day looked from, the
    state of that day must be reduced from the lines. Its row is also the lock under which a customer's lines
    change, so a customer without lines may have one, with `orders` 0.

    `priced_days`, `priced` and `reduced` are `otokui.analytics.discounts.SUMS`; `discount_tenths` is the
    share of the reduced money, empty as long as too few days tell.

    `lines_written` grows whenever the customer's lines may have changed: what somebody read of them holds as
    long as it stays.
    """

    customer = models.OneToOneField(
        "customers.Customer", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    recent_values = ArrayField(models.BigIntegerField(), default=list)
    latest_line_on = models.DateField(_("day of the latest line"), null=True, blank=True)
    lines_written = models.BigIntegerField(db_default=0, editable=False)
    priced_days = models.BigIntegerField(_("days with stated discounts"), db_default=0, default=0)
    priced = models.BigIntegerField(_("sold on lines that state a discount"), db_default=0, default=0)
    reduced = models.BigIntegerField(_("of it reduced"), db_default=0, default=0)
    discount_tenths = models.GeneratedField(
        expression=Case(When(priced_days__gte=LEAST_DAYS, then=F("reduced") * 10 / F("priced"))),
        output_field=models.SmallIntegerField(null=True),
        db_persist=True,
    )

    class Meta:
        indexes: ClassVar = [
            # In tenths, so that it seldom moves and equal keys share an entry.
            models.Index(
                fields=["discount_tenths", "customer"],
                name="summary_by_discount",
                condition=Q(discount_tenths__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.orders}"


class ProductSummary(State):
    """The same per customer and product, with what makes a habit (`schema.PRODUCT_STATES`)."""

    pk = models.CompositePrimaryKey("customer_id", "product_id")
    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.CASCADE,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    usual_quantity = models.BigIntegerField(_("usual quantity in thousandths"), null=True, blank=True)
    gap_median = models.FloatField(_("median gap in days"), null=True, blank=True)
    habit_hits = models.BigIntegerField(default=0)
    habit_gaps = models.BigIntegerField(default=0)
    habit_lo = models.BigIntegerField(null=True, blank=True)
    habit_hi = models.BigIntegerField(null=True, blank=True)

    class Meta:
        # Equal keys share one entry, and new rows come at its end: it costs an import least of what tells
        # who bought a product.
        indexes: ClassVar = [models.Index(fields=["product"], name="product_summary_by_product")]

    def __str__(self) -> str:
        return f"{self.customer_id}/{self.product_id}: {self.orders}"
