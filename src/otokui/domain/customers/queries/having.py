"""Sub-queries of the customers whose record says something; parts of an audience. None is evaluated here."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import ExtractDay, ExtractMonth

from otokui.core.kernel.period import day_bounds
from otokui.domain.accounts.public import get_business
from otokui.domain.customers.models import (
    Address,
    Consent,
    Contact,
    ContactPerson,
    Customer,
    Household,
    Mail,
    Phone,
    Preference,
)
from otokui.domain.customers.models.customer import PRESENT
from otokui.domain.customers.rules.completeness import OF_COMPANY, OF_PERSON, Feature
from otokui.domain.customers.types import AttributeValue, CustomerKind, PreferenceKind

Ids = QuerySet[Any, Any]
_OWNER: Final = OuterRef("pk")


def ids_having(what: str, keys: Sequence[str], *, as_of: date) -> Ids:
    """`what`: kind, tag, in_charge (ids of staff, "" for nobody), prefecture, household, birth_month, consent
    (ways, all of which are allowed now).
    """
    found = Customer.objects.filter(PRESENT)
    match what:
        case "kind":
            found = found.filter(kind__in=keys)
        case "tag":
            found = found.filter(tags__overlap=list(keys))
        case "in_charge":
            nobody = Q(in_charge_id__isnull=True) if "" in keys else Q()
            found = found.filter(nobody | Q(in_charge_id__in=[int(key) for key in keys if key]))
        case "prefecture":
            lives = Address.objects.filter(customer_id=_OWNER, prefecture__in=keys, position=0)
            found = found.filter(Exists(lives))
        case "household":
            found = found.filter(Exists(_present_household(as_of).filter(kind__in=keys)))
        case "consent":
            for way in keys:
                found = found.filter(Q(Exists(_granted(way))))
        case "birth_month":
            months = [int(key) for key in keys]
            found = found.annotate(month=ExtractMonth("birthday")).filter(
                birthday__isnull=False, month__in=months
            )
        case _:
            raise ValueError(what)
    return found.values("pk")


def ids_measuring(what: str, *, least: int | None, most: int | None, as_of: date) -> Ids:
    """`what`: birthday_in (days), untouched (days since the last contact), known (percent)."""
    found = Customer.objects.filter(PRESENT)
    match what:
        case "birthday_in":
            found = found.annotate(month=ExtractMonth("birthday"), day=ExtractDay("birthday"))
            found = found.filter(
                _born(as_of, least or 0, 366 if most is None else most), birthday__isnull=False
            )
        case "untouched":
            touched = Contact.objects.filter(customer_id=_OWNER)
            if least is not None and least > 0:
                found = found.filter(~Exists(touched.filter(at__gte=_begin(as_of - timedelta(least - 1)))))
            if most is not None:
                found = found.filter(Exists(touched.filter(at__gte=_begin(as_of - timedelta(most)))))
        case "known":
            found = found.annotate(known=_known(as_of))
            found = found.filter(known__gte=least) if least is not None else found
            found = found.filter(known__lte=most) if most is not None else found
        case _:
            raise ValueError(what)
    return found.values("pk")


def ids_complaining() -> Ids:
    """Those with an open complaint."""
    return Customer.objects.filter(PRESENT, open_complaint=True).values("pk")


def ids_with_reason(text: str = "") -> Ids:
    """Those who said why they chose us; with `text` only where it stands in the reason."""
    return (
        Customer.objects.filter(PRESENT)
        .exclude(reason_chosen="")
        .filter(reason_chosen__icontains=text)
        .values("pk")
    )


def ids_owning(key: str, value: AttributeValue) -> Ids:
    """Those of whom a field of the shop's own says this."""
    return Customer.objects.filter(PRESENT, attributes__contains={key: value}).values("pk")


def ids_living_at(postal_code: str) -> Ids:
    """Those whose main address has a postal code that begins with these digits."""
    lives = Address.objects.filter(customer_id=_OWNER, postal_code__startswith=postal_code, position=0)
    return Customer.objects.filter(PRESENT, Exists(lives)).values("pk")


def first_by_reading(ids: Ids, limit: int) -> Ids:
    """The first so many of them in the order あ–わ."""
    return Customer.objects.filter(pk__in=ids).order_by("sort_key", "pk").values("pk")[:limit]


def by_reading(ids: Ids) -> Ids:
    """All of them in the order あ–わ."""
    return (
        Customer.objects.filter(PRESENT, pk__in=ids).order_by("sort_key", "pk").values_list("pk", flat=True)
    )


def _begin(day: date) -> Any:
    business = get_business()
    return day_bounds(day, zone=business.zone, day_start_minutes=business.day_start_minutes)[0]


def _born(as_of: date, least: int, most: int) -> Q:
    days: dict[int, list[int]] = {}
    for ahead in range(least, min(most, 366) + 1):
        day = as_of + timedelta(days=ahead)
        days.setdefault(day.month, []).append(day.day)
        if (day.month, day.day) == (2, 28):
            days[2].append(29)
    q = Q(pk__in=())
    for month, of_month in days.items():
        q |= Q(month=month, day__in=sorted(set(of_month)))
    return q


def _present_household(as_of: date) -> QuerySet[Household]:
    """What is believed today: no later word of the same customer, and not too old.

    Said as "none is later", two indexes are read side by side; "the latest" would be looked up for each row.
    """
    said = Household.objects.filter(noted_on__lte=as_of)
    later = said.filter(customer_id=OuterRef("customer_id")).filter(_after("noted_on"))
    believed = Q(expires_on__isnull=True) | Q(expires_on__gt=as_of)
    return said.filter(believed, ~Exists(later), customer_id=_OWNER)


def _granted(way: str) -> QuerySet[Consent]:
    later = Consent.objects.filter(customer_id=OuterRef("customer_id"), channel=way).filter(_after("at"))
    return Consent.objects.filter(~Exists(later), granted=True, customer_id=_OWNER, channel=way)


def _after(moment: str) -> Q:
    same = Q(**{moment: OuterRef(moment), "pk__gt": OuterRef("pk")})
    return Q(**{f"{moment}__gt": OuterRef(moment)}) | same


def _known(as_of: date) -> Case:
    """The percent of `rules.completeness`, said by the database."""
    company = _weighed(OF_COMPANY, as_of)
    return Case(When(kind=CustomerKind.COMPANY.value, then=company), default=_weighed(OF_PERSON, as_of))


def _weighed(features: Sequence[Feature], as_of: date) -> Any:
    facts = _facts(as_of)
    parts = [
        Case(When(facts[one.field], then=Value(one.weight)), default=Value(0), output_field=IntegerField())
        for one in features
    ]
    total: Any = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def _facts(as_of: date) -> dict[str, Any]:
    liked = Preference.objects.filter(customer_id=_OWNER)
    persons = ContactPerson.objects.filter(company_id=_OWNER, left_on__isnull=True)
    company_reads = Q(kind=CustomerKind.COMPANY.value) & ~Q(company_kana="")
    person_reads = Q(kind=CustomerKind.PERSON.value) & (~Q(family_kana="") | ~Q(given_kana=""))
    return {
        "name": ~Q(name=""),
        "kana": company_reads | person_reads,
        "phone": Exists(Phone.objects.filter(customer_id=_OWNER)),
        "mail": Exists(Mail.objects.filter(customer_id=_OWNER)),
        "address": Exists(Address.objects.filter(customer_id=_OWNER).exclude(line="")),
        "household": Exists(_present_household(as_of)),
        "birthday": Q(birthday__isnull=False),
        "preferences": Exists(liked.filter(kind__in=(PreferenceKind.LIKE, PreferenceKind.DISLIKE))),
        "needs": Exists(liked.filter(kind=PreferenceKind.NEED)),
        "reason_chosen": ~Q(reason_chosen=""),
        "consent": Exists(Consent.objects.filter(customer_id=_OWNER)),
        "contact_person": Exists(persons),
        "decides": Exists(persons.filter(decides=True)),
    }
