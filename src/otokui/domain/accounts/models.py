"""Business, team and staff."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from otokui.core.platform.audit import track_changes
from otokui.domain.accounts.types import Role, Trade, Visibility

ROLE_LABELS = {
    Role.ADMIN: _("Administrator"),
    Role.MANAGER: _("Manager"),
    Role.SALES: _("Sales"),
    Role.ORDERS: _("Order desk"),
    Role.FIELD: _("Delivery and maintenance"),
    Role.VIEWER: _("Reader"),
}
TRADE_LABELS = {
    Trade.MAIL_ORDER: _("Mail order"),
    Trade.RETAIL: _("Retail shop"),
    Trade.RESTAURANT: _("Restaurant"),
    Trade.SUPPLIES: _("Supplies for businesses"),
}
VISIBILITY_LABELS = {
    Visibility.OWN: _("Own customers"),
    Visibility.TEAM: _("Customers of the team"),
    Visibility.ALL: _("All customers"),
}


def role_label(role: Role) -> str:
    """The role in the reader's language."""
    return str(ROLE_LABELS[role])


def trade_label(trade: Trade) -> str:
    """The trade in the reader's language."""
    return str(TRADE_LABELS[trade])


@track_changes
class Business(models.Model):
    """The one business (事業者) of this installation and how it counts days and money."""

    id = models.SmallAutoField(primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    trade = models.CharField(
        _("trade"),
        max_length=20,
        choices=[(trade.value, text) for trade, text in TRADE_LABELS.items()],
        default="retail",
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Tokyo")
    day_start_minutes = models.SmallIntegerField(_("start of the day in minutes after midnight"), default=0)
    currency = models.CharField(_("currency"), max_length=3, default="JPY")
    minor_units = models.SmallIntegerField(_("digits of the minor unit"), default=0)
    document_language = models.CharField(_("language of documents"), max_length=5, default="ja")
    second_factor_required = models.BooleanField(_("second factor for who may export"), default=False)
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_business_per_installation"),
            models.CheckConstraint(
                condition=models.Q(day_start_minutes__range=(0, 1439)), name="day_starts_within_the_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@track_changes
class Team(models.Model):
    name = models.CharField(_("name"), max_length=100, unique=True)

    def __str__(self) -> str:
        return self.name


class StaffManager(BaseUserManager["Staff"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Staff":
        staff = self.model(email=email.lower(), **fields)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Staff":
        return self.create_user(email, password, role=Role.ADMIN, **fields)

    def get_by_natural_key(self, username: str | None) -> "Staff":
        return self.get(email=(username or "").lower())


@track_changes(exclude=["password", "last_login"])
class Staff(AbstractBaseUser):
    """A person who works in the business and signs in with a mail address.

    `password_set_at` and `signed_out_at` (of other devices) are there for the history, which tells who did it
    and never what the password is.
    """

    email = models.EmailField(_("mail address"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    role = models.CharField(
        _("role"), max_length=20, choices=[(role.value, text) for role, text in ROLE_LABELS.items()]
    )
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="staff")
    language = models.CharField(_("language"), max_length=5, default="ja")
    theme = models.CharField(_("brightness"), max_length=5, blank=True, default="")
    is_active = models.BooleanField(_("may sign in"), default=True)
    visibility = models.CharField(
        _("sees"),
        max_length=5,
        blank=True,
        default="",
        choices=[(each.value, text) for each, text in VISIBILITY_LABELS.items()],
    )
    exports = models.BooleanField(_("may export customers"), null=True, default=None)
    second_factor_since = models.DateTimeField(_("second factor since"), null=True, default=None)
    password_set_at = models.DateTimeField(_("password set"), null=True, default=None, editable=False)
    signed_out_at = models.DateTimeField(_("signed out elsewhere"), null=True, default=None, editable=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    version = models.IntegerField(default=1)

    objects = StaffManager()

    colleague_ids: Sequence[int] | None = None
    """Everybody in the same team, where it was read along with the member."""
    factor_is_required: bool = False
    """Whether the business asks those who may export for a second factor; read along with the member."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="mail_address_in_lower_case"
            )
        ]

    def __str__(self) -> str:
        return self.name
