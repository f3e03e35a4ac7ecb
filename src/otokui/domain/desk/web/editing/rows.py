"""All kinds of rows of a customer that are edited in place."""

from otokui.domain.desk.web.editing.consent_rows import CONSENTS
from otokui.domain.desk.web.editing.knowledge_rows import HOUSEHOLD, PREFERENCES
from otokui.domain.desk.web.editing.person_rows import PERSONS
from otokui.domain.desk.web.editing.reach_rows import ADDRESSES, MAILS, PHONES
from otokui.domain.desk.web.editing.row_kind import Rows

ROWS: dict[str, Rows] = {
    "phones": PHONES,
    "mails": MAILS,
    "addresses": ADDRESSES,
    "persons": PERSONS,
    "preferences": PREFERENCES,
    "household": HOUSEHOLD,
    "consents": CONSENTS,
}
"""By the word in the address."""
