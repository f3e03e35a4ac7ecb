"""What the fixed words of this room are called on the screen."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otokui.domain.customers.types import (
    AttributeKind,
    Channel,
    ContactWay,
    CustomerKind,
    Direction,
    HouseholdKind,
    HouseholdSource,
    ObservationKind,
    ObservationSource,
    Outcome,
    PreferenceKind,
    PurposeKind,
    Sign,
)

LABELS: dict[StrEnum, str | Promise] = {
    CustomerKind.PERSON: _("Person"),
    CustomerKind.COMPANY: _("Company"),
    HouseholdKind.SINGLE: _("Lives alone"),
    HouseholdKind.COUPLE: _("Couple"),
    HouseholdKind.FAMILY: _("Family"),
    HouseholdKind.THREE_GENERATIONS: _("Three generations"),
    HouseholdKind.OTHER: pgettext_lazy("household", "Other"),
    HouseholdSource.AT_DOOR: _("Seen at the door"),
    HouseholdSource.TOLD: _("Told by the customer"),
    HouseholdSource.SURVEY: _("Survey"),
    HouseholdSource.IMPORT: _("Import"),
    HouseholdSource.GUESS: _("Guessed"),
    ObservationKind.OFTEN_OUT: pgettext_lazy("seen", "Often out"),
    ObservationKind.ELDERLY: pgettext_lazy("seen", "Elderly"),
    ObservationKind.SMALL_CHILDREN: pgettext_lazy("seen", "Small children"),
    ObservationKind.PARCEL_BOX: pgettext_lazy("seen", "Parcel box"),
    ObservationKind.LEAVE_AT_DOOR: pgettext_lazy("seen", "May be left at the door"),
    ObservationKind.AUTO_LOCK: pgettext_lazy("seen", "Locked entrance"),
    ObservationKind.STAIRS_ONLY: pgettext_lazy("seen", "Stairs only"),
    ObservationKind.NARROW_ROAD: pgettext_lazy("seen", "No room for the van"),
    ObservationKind.DOG: pgettext_lazy("seen", "Dog"),
    # Words that are spelt alike are one key: door, delivery and counter stand with the others.
    ObservationSource.MAINTENANCE: pgettext_lazy("seen at", "Maintenance"),
    PreferenceKind.LIKE: _("Likes"),
    PreferenceKind.DISLIKE: _("Does not like"),
    PreferenceKind.NEED: _("Needs"),
    Channel.MAIL: pgettext_lazy("channel", "Mail"),
    Channel.SMS: _("SMS"),
    Channel.LINE: _("LINE"),
    Channel.PHONE: pgettext_lazy("channel", "Telephone"),
    Channel.POST: pgettext_lazy("channel", "Post"),
    Channel.FAX: _("Fax"),
    Sign.SAME_MAIL: _("Same mail address"),
    Sign.SAME_LINE: _("Same LINE"),
    Sign.SAME_NAME: _("Same name"),
    Sign.SAME_FAMILY_NAME: _("Same family name, no given name"),
    Sign.SAME_READING: _("Same reading"),
    Sign.SAME_PHONE: _("Same telephone"),
    Sign.SAME_ADDRESS: _("Same address"),
    Sign.SAME_BIRTHDAY: _("Same birthday"),
    Sign.SAME_NUMBER: _("Customer numbers alike"),
    Sign.OTHER_FAMILY_NAME: _("Same given name, other family name"),
    Sign.OTHER_NAME: _("Other name"),
    Sign.OTHER_IN_FAMILY: _("Same family name, other given name"),
    Sign.OTHER_BIRTHDAY: _("Other birthday"),
    Sign.OTHER_KIND: _("One is a person, one a company"),
    AttributeKind.TEXT: _("Text"),
    AttributeKind.NUMBER: _("Number"),
    AttributeKind.DATE: _("Date"),
    AttributeKind.CHOICE: _("Choice"),
    AttributeKind.YES_NO: _("Yes or no"),
    ContactWay.CALL: pgettext_lazy("contact", "Call"),
    ContactWay.VISIT: pgettext_lazy("contact", "Visit"),
    ContactWay.MAIL: pgettext_lazy("contact", "Mail"),
    ContactWay.LETTER: pgettext_lazy("contact", "Letter"),
    ContactWay.DELIVERY: pgettext_lazy("contact", "Delivery"),
    ContactWay.COUNTER: pgettext_lazy("contact", "At the counter"),
    ContactWay.LINE: _("LINE"),
    ContactWay.NOTE: pgettext_lazy("contact", "Note"),
    Direction.FROM_US: _("From us"),
    Direction.FROM_CUSTOMER: _("From the customer"),
    PurposeKind.TRANSACTION: pgettext_lazy("purpose", "About an order"),
    PurposeKind.SERVICE: pgettext_lazy("purpose", "Help with the use"),
    PurposeKind.THANKS: pgettext_lazy("purpose", "Thanks"),
    PurposeKind.SURVEY: pgettext_lazy("purpose", "Question"),
    PurposeKind.ADVERT: pgettext_lazy("purpose", "Advert"),
    PurposeKind.CROSS_SELL: pgettext_lazy("purpose", "Add-on"),
    PurposeKind.OFFER: pgettext_lazy("purpose", "Bargain"),
    Outcome.REACHED: pgettext_lazy("outcome", "Reached"),
    Outcome.ABSENT: pgettext_lazy("outcome", "Not reached"),
    Outcome.CALL_BACK: pgettext_lazy("outcome", "To be called again"),
    Outcome.ORDERED: pgettext_lazy("outcome", "Ordered"),
    Outcome.DECLINED: pgettext_lazy("outcome", "Declined"),
    Outcome.COMPLAINT: pgettext_lazy("outcome", "Complaint"),
    Outcome.WRONG_NUMBER: pgettext_lazy("outcome", "Wrong number or address"),
    Outcome.DONE: pgettext_lazy("outcome", "Done"),
    Outcome.NOT_NEEDED: pgettext_lazy("outcome", "No longer needed"),
    Outcome.IN_STOCK: pgettext_lazy("outcome", "Still in stock"),
    Outcome.ELSEWHERE: pgettext_lazy("outcome", "Went to a competitor"),
    Outcome.NO_MORE: pgettext_lazy("outcome", "Does not need it any more"),
    Outcome.FORGOT: pgettext_lazy("outcome", "Had forgotten"),
    Outcome.NEW_PERSON: pgettext_lazy("outcome", "Another person in charge"),
    Outcome.UNKNOWN: pgettext_lazy("outcome", "Not clear"),
    Outcome.SKIPPED: pgettext_lazy("outcome", "Skipped"),
}


def label(word: StrEnum) -> str:
    """The word in the reader's language."""
    return str(LABELS.get(word, word.value))


def choices(words: type[StrEnum]) -> list[tuple[str, str | Promise]]:
    return [(word.value, LABELS[word]) for word in words]
