"""The shop's own fields."""

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.text import clean
from otokui.core.platform import audit
from otokui.domain.customers.models import AttributeDefinition, Customer
from otokui.domain.customers.types import AttributeInput, AttributeKind


def define_attribute(given: AttributeInput, *, staff_id: int | None = None) -> None:
    """Invent a field or change one (by its key).

    `Refused` with code `bad_key`, `nameless`, `no_options`; `kind_in_use` if customers have values of
    another kind; `option_in_use` if customers have a value that would no longer be an option.
    """
    if not (given.key.isascii() and given.key.replace("_", "").isalnum() and len(given.key) <= 40):
        raise Refused(_("A key consists of Latin letters, digits and _."), code="bad_key")
    if not clean(given.label):
        raise Refused(_("The field needs a label."), code="nameless")
    options = list(dict.fromkeys(clean(option) for option in given.options if clean(option)))
    if given.kind is AttributeKind.CHOICE and not options:
        raise Refused(_("A choice needs options."), code="no_options")
    with transaction.atomic(), audit.changing(cause="settings", staff=staff_id):
        known = AttributeDefinition.objects.select_for_update().filter(key=given.key).first()
        if known:
            _refuse_orphans(known, given, options)
        AttributeDefinition.objects.update_or_create(
            key=given.key,
            defaults={
                "label": clean(given.label),
                "kind": given.kind,
                "options": options,
                "position": given.position,
                "is_retired": given.is_retired,
            },
        )


def _refuse_orphans(known: AttributeDefinition, given: AttributeInput, options: list[str]) -> None:
    holders = Customer.objects.filter(attributes__has_key=known.key)
    if known.kind != given.kind and holders.exists():
        raise Refused(_("Customers have values of the present kind."), code="kind_in_use")
    for gone in sorted(set(known.options) - set(options)):
        if holders.filter(attributes__contains={known.key: gone}).exists():
            message = _("Customers have the value %(option)s.")
            raise Refused(message % {"option": gone}, code="option_in_use")
