"""What each role may do, in a sentence."""

from django.utils.translation import gettext_lazy as _

from otokui.domain.accounts.types import Role

ROLE_MEANINGS = {
    Role.ADMIN: _("Everything, the staff included."),
    Role.MANAGER: _("Everything but changing administrators."),
    Role.SALES: _("Customers and purchases: look, add, correct."),
    Role.ORDERS: _("Customers and orders: look, add, correct. No export."),
    Role.FIELD: _("Looks up customers and purchases on the way."),
    Role.VIEWER: _("Looks, changes nothing."),
}
