"""The people at a company."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.text import clean
from otokui.core.platform import audit
from otokui.core.platform.events import publish
from otokui.domain.customers.actions.customer_rows import names_of_contact_persons
from otokui.domain.customers.adapters.seen import refuse_gone
from otokui.domain.customers.events import KnowledgeChanged
from otokui.domain.customers.models import ContactPerson, Customer
from otokui.domain.customers.queries.customer import UnknownCustomer
from otokui.domain.customers.rules import keys
from otokui.domain.customers.rules.edits import person_seen
from otokui.domain.customers.types import ChangedMeanwhile, ContactPersonInput, CustomerKind

_TEXTS = ("family_name", "given_name", "family_kana", "given_kana", "department", "post", "honorific", "memo")


def write_contact_person(
    company_id: int,
    given: ContactPersonInput,
    *,
    now: datetime,
    seen: str = "",
    staff_id: int | None = None,
    cause: str = "edit",
) -> int:
    """Add (no id) or change; the person's id. The company is found by their name from now on.

    `Refused` (nameless, not_a_company), `UnknownCustomer` for no such company or no such person there;
    `ChangedMeanwhile` if the person is not as `seen` (rules.edits.person_seen), where that is given.
    """
    texts = {name: clean(getattr(given, name)) for name in _TEXTS}
    if not (texts["family_name"] or texts["given_name"]):
        raise Refused(_("A contact person needs a name."), code="nameless")
    with transaction.atomic(), audit.changing(cause=cause, staff=staff_id):
        company = Customer.objects.select_for_update().defer("search").filter(pk=company_id).first()
        if company is None:
            raise UnknownCustomer(f"{company_id}")
        refuse_gone(company_id)
        if company.kind != CustomerKind.COMPANY:
            raise Refused(_("Only companies have contact persons."), code="not_a_company")
        person = _person(company, given.id)
        if seen and person_seen(person) != seen:
            raise ChangedMeanwhile(
                _("Somebody has changed this meanwhile. Look at the new state and save again.")
            )
        for name, text in texts.items():
            setattr(person, name, text)
        person.decides = given.decides
        person.left_on = given.left_on
        person.save()
        _renew_search(company, now)
        publish(KnowledgeChanged((company_id,)))
    return person.pk


def _person(company: Customer, person_id: int | None) -> ContactPerson:
    if person_id is None:
        return ContactPerson(company=company, position=company.contact_persons.count())
    person = company.contact_persons.filter(pk=person_id).first()
    if person is None:
        raise UnknownCustomer(f"{company.pk}/{person_id}")
    return person


def _renew_search(company: Customer, now: datetime) -> None:
    named = keys.naming(
        kind=CustomerKind.COMPANY, company_name=company.company_name, company_kana=company.company_kana
    )
    derived = keys.keys_of(named, names_of_contact_persons(company.pk), code=company.code or "")
    Customer.objects.filter(pk=company.pk).update(
        search=derived.search, updated_at=now, version=F("version") + 1
    )
