"""顔が見えている: how much of a customer's face we see, and who should find out the rest (R86, R104)."""

from dataclasses import dataclass
from datetime import date

from otokui.domain.customers.types import Completeness, CustomerKind, CustomerRecord, PreferenceKind, Question


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing worth knowing. The weights of a kind of customer add up to 100."""

    field: str
    weight: int
    asked_by: str


OF_PERSON = (
    Feature("name", 15, "phone"),
    Feature("phone", 15, "phone"),
    Feature("address", 15, "phone"),
    Feature("kana", 10, "phone"),
    Feature("mail", 10, "phone"),
    Feature("household", 10, "door"),
    Feature("preferences", 8, "any"),
    Feature("birthday", 5, "visit"),
    Feature("reason_chosen", 5, "any"),
    Feature("consent", 4, "phone"),
    Feature("needs", 3, "any"),
)
OF_COMPANY = (
    Feature("name", 15, "phone"),
    Feature("phone", 15, "phone"),
    Feature("address", 15, "phone"),
    Feature("contact_person", 15, "phone"),
    Feature("needs", 10, "visit"),
    Feature("decides", 8, "visit"),
    Feature("kana", 7, "phone"),
    Feature("mail", 7, "phone"),
    Feature("reason_chosen", 5, "visit"),
    Feature("consent", 3, "phone"),
)


def completeness(customer: CustomerRecord) -> Completeness:
    """Percent of the weights that are known, and the questions that are open, the heaviest first."""
    features = OF_COMPANY if customer.kind is CustomerKind.COMPANY else OF_PERSON
    known = _known(customer)
    missing = [feature for feature in features if feature.field not in known]
    return Completeness(
        percent=100 - sum(feature.weight for feature in missing),
        questions=tuple(
            Question(feature.field, feature.weight, feature.asked_by)
            for feature in sorted(missing, key=lambda feature: -feature.weight)
        ),
    )


def _known(customer: CustomerRecord) -> set[str]:
    likings = {preference.kind for preference in customer.preferences}
    facts = {
        "name": customer.name,
        "kana": customer.kana,
        "phone": customer.phones,
        "mail": customer.mails,
        "address": any(address.line for address in customer.addresses),
        "household": customer.household,
        "birthday": customer.birthday,
        "preferences": likings & {PreferenceKind.LIKE, PreferenceKind.DISLIKE},
        "needs": PreferenceKind.NEED in likings,
        "reason_chosen": customer.reason_chosen,
        "consent": customer.consents,
        "contact_person": any(person.left_on is None for person in customer.contact_persons),
        "decides": any(person.decides and person.left_on is None for person in customer.contact_persons),
    }
    return {field for field, fact in facts.items() if fact}


def household_expires_on(noted_on: date, years: int) -> date:
    """Until when an observation of the household is believed if nobody says otherwise."""
    try:
        return noted_on.replace(year=noted_on.year + years)
    except ValueError:
        return noted_on.replace(year=noted_on.year + years, day=28)
