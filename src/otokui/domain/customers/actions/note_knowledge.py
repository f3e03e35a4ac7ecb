"""Write down what we learnt of a customer: household, likes, dislikes and needs."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.text import clean, name_key
from otokui.core.platform import audit
from otokui.core.platform.events import publish
from otokui.domain.customers.actions.keep_customers import known_as
from otokui.domain.customers.events import KnowledgeChanged
from otokui.domain.customers.models import Household, Preference
from otokui.domain.customers.rules.completeness import household_expires_on
from otokui.domain.customers.types import (
    ChangedMeanwhile,
    HouseholdKind,
    HouseholdSource,
    PreferenceKind,
)

_BELIEVED_YEARS = 3


def note_household(
    customer_id: int,
    *,
    kind: HouseholdKind,
    source: HouseholdSource,
    noted_on: date,
    size: int | None = None,
    expires_on: date | None = None,
    staff_id: int | None = None,
) -> int:
    """The observation's id. Older ones stay as history. Without `expires_on`: believed three years."""
    with transaction.atomic(), audit.changing(cause="edit", staff=staff_id):
        customer_id = known_as(customer_id)
        household = Household.objects.create(
            customer_id=customer_id,
            kind=kind,
            size=size,
            source=source,
            noted_on=noted_on,
            expires_on=expires_on or household_expires_on(noted_on, _BELIEVED_YEARS),
            noted_by_id=staff_id,
        )
        publish(KnowledgeChanged((customer_id,)))
    return household.pk


def note_preference(
    customer_id: int, *, kind: PreferenceKind, text: str, noted_on: date, staff_id: int | None = None
) -> int:
    """Its id; the same words again only renew the day. `Refused` (empty) for no words."""
    words = clean(text)
    if not name_key(words):
        raise Refused(_("Write down what it is."), code="empty")
    with transaction.atomic(), audit.changing(cause="edit", staff=staff_id):
        customer_id = known_as(customer_id)
        preference, created = Preference.objects.update_or_create(
            customer_id=customer_id,
            kind=kind,
            key=name_key(words),
            defaults={"text": words, "noted_on": noted_on, "noted_by_id": staff_id},
        )
        if created:
            publish(KnowledgeChanged((customer_id,)))
    return preference.pk


def rewrite_preference(
    preference_id: int,
    *,
    kind: PreferenceKind,
    text: str,
    seen_text: str,
    noted_on: date,
    staff_id: int | None = None,
) -> None:
    """Other words for what we know. `Refused` (empty), `ChangedMeanwhile` if it is gone or was rewritten."""
    words = clean(text)
    if not name_key(words):
        raise Refused(_("Write down what it is."), code="empty")
    with transaction.atomic(), audit.changing(cause="edit", staff=staff_id):
        row = Preference.objects.select_for_update().filter(pk=preference_id).first()
        if row is None or row.text != seen_text:
            raise ChangedMeanwhile(
                _("Somebody has changed this meanwhile. Look at the new state and save again.")
            )
        twins = Preference.objects.filter(customer_id=row.customer_id, kind=kind, key=name_key(words))
        twins.exclude(pk=row.pk).delete()
        row.kind, row.text, row.key = kind.value, words, name_key(words)
        row.noted_on, row.noted_by_id = noted_on, staff_id
        row.save()
        publish(KnowledgeChanged((row.customer_id,)))


def forget_household(household_id: int, *, staff_id: int | None = None) -> None:
    """The observation was wrong; the history keeps it. Nothing happens if it is gone already."""
    with transaction.atomic(), audit.changing(cause="edit", staff=staff_id):
        _forget(Household.objects.filter(pk=household_id))


def forget_preference(preference_id: int, *, staff_id: int | None = None) -> None:
    """It no longer holds; the history keeps it. Nothing happens if it is gone already."""
    with transaction.atomic(), audit.changing(cause="edit", staff=staff_id):
        _forget(Preference.objects.filter(pk=preference_id))


def _forget(row: "QuerySet[Household] | QuerySet[Preference]") -> None:
    whose = tuple(row.values_list("customer_id", flat=True))
    row.delete()
    if whose:
        publish(KnowledgeChanged(whose))
