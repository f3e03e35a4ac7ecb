"""What each role may do and whom it sees, in a sentence."""

from django.utils.translation import gettext_lazy as _

from otokui.domain.accounts.types import Role

ROLE_MEANINGS = {
    Role.ADMIN: _("Everything, the staff included."),
    Role.MANAGER: _("Everything but changing administrators."),
    Role.SALES: _("The team's customers and those of nobody: look, add, correct."),
    Role.ORDERS: _("Customers and orders: look, add, correct. No export."),
    Role.FIELD: _("Takes down what is seen at the door, and today's deliveries."),
    Role.VIEWER: _("Looks, changes nothing, exports nothing."),
}
