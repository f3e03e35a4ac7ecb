"""The shop's own fields."""

import secrets
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.text import clean
from otokui.core.platform import audit
from otokui.domain.customers.models import AttributeDefinition, Customer
from otokui.domain.customers.types import AttributeInput, AttributeKind

_LONGEST = 100


def add_attribute(given: AttributeInput, *, staff_id: int | None = None) -> str:
    """Invent a field behind all others; its key, chosen here if none is given. `Refused` as below."""
    last = AttributeDefinition.objects.order_by("-position").values_list("position", flat=True).first()
    place = 0 if last is None else last + 1
    new = replace(given, key=given.key or f"own_{secrets.token_hex(4)}", position=place)
    define_attribute(new, staff_id=staff_id)
    return new.key


def define_attribute(
    given: AttributeInput,
    *,
    staff_id: int | None = None,
    seen: AttributeInput | None = None,
    cause: str = "settings",
) -> None:
    """Invent a field or change one (by its key). `seen`: as it was when somebody began to change it.

    `Refused` with code `bad_key`, `nameless`, `too_long`, `no_options`; `same_label` if another field is
    called so; `changed_meanwhile` if it is not as `seen` any more; `kind_in_use` if customers have values of
    another kind; `option_in_use` if customers have a value that would no longer be an option.
    """
    if not (given.key.isascii() and given.key.replace("_", "").isalnum() and len(given.key) <= 40):
        raise Refused(_("A key consists of Latin letters, digits and _."), code="bad_key")
    if not clean(given.label):
        raise Refused(_("The field needs a label."), code="nameless")
    if max(len(clean(text)) for text in (given.label, *given.options)) > _LONGEST:
        raise Refused(_("At most 100 characters."), code="too_long")
    options = list(dict.fromkeys(clean(option) for option in given.options if clean(option)))
    if given.kind is AttributeKind.CHOICE and not options:
        raise Refused(_("A choice needs options."), code="no_options")
    with transaction.atomic(), audit.changing(cause=cause, staff=staff_id):
        known = AttributeDefinition.objects.select_for_update().filter(key=given.key).first()
        if seen is not None and (known is None or _as_given(known) != seen):
            raise Refused(
                _("Somebody has changed this meanwhile. Look at the new state and save again."),
                code="changed_meanwhile",
            )
        if AttributeDefinition.objects.filter(label=clean(given.label)).exclude(key=given.key).exists():
            raise Refused(_("Another field is called so already."), code="same_label")
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


def _as_given(known: AttributeDefinition) -> AttributeInput:
    kind, options = AttributeKind(known.kind), tuple(known.options)
    return AttributeInput(known.key, known.label, kind, options, known.position, known.is_retired)


def _refuse_orphans(known: AttributeDefinition, given: AttributeInput, options: list[str]) -> None:
    holders = Customer.objects.filter(attributes__has_key=known.key)
    if known.kind != given.kind and holders.exists():
        raise Refused(_("Customers have values of the present kind."), code="kind_in_use")
    for gone in sorted(set(known.options) - set(options)):
        if holders.filter(attributes__contains={known.key: gone}).exists():
            message = _("Customers have the value %(option)s.")
            raise Refused(message % {"option": gone}, code="option_in_use")
