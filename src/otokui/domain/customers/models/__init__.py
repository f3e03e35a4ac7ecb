"""Tables of this room."""

from otokui.domain.customers.models.attachment import Attachment
from otokui.domain.customers.models.bulk_change import BulkChange, BulkChangeRow
from otokui.domain.customers.models.consent import Consent
from otokui.domain.customers.models.contact import Contact, FollowUp
from otokui.domain.customers.models.customer import Customer
from otokui.domain.customers.models.deal import OpenDeal
from otokui.domain.customers.models.erasure import ErasedKey, Erasure
from otokui.domain.customers.models.export_log import ExportLog
from otokui.domain.customers.models.knowing import AttributeDefinition, Household, Preference
from otokui.domain.customers.models.merge import Merge, MergedRow
from otokui.domain.customers.models.observation import Observation
from otokui.domain.customers.models.pair import Pair
from otokui.domain.customers.models.reach import Address, ContactPerson, Mail, Phone
from otokui.domain.customers.models.review import CleanUpRun, FlawMark, ReviewRules

__all__ = [
    "Address",
    "Attachment",
    "AttributeDefinition",
    "BulkChange",
    "BulkChangeRow",
    "CleanUpRun",
    "Consent",
    "Contact",
    "ContactPerson",
    "Customer",
    "ErasedKey",
    "Erasure",
    "ExportLog",
    "FlawMark",
    "FollowUp",
    "Household",
    "Mail",
    "Merge",
    "MergedRow",
    "Observation",
    "OpenDeal",
    "Pair",
    "Phone",
    "Preference",
    "ReviewRules",
]
