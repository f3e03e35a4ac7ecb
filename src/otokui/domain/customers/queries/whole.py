"""A customer with all that hangs on it, read by one statement: each kind of row as a JSON array."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from otokui.core.platform import prepared

Row = Mapping[str, Any]
"""Columns by name; in the rows of an array dates and instants are ISO text."""

_COLUMNS: Final = """
    c.id, c.version, coalesce(c.code, '') code, c.kind, c.name, c.family_name, c.given_name, c.family_kana,
    c.given_kana, c.company_name, c.company_kana, c.honorific, c.birthday, c.customer_since, c.line_id,
    c.tags, c.attributes::json attributes, c.reason_chosen, c.referred_by_id,
    coalesce(referrer.name, '') referred_by, referrer.in_charge_id referrer_in_charge_id,
    c.in_charge_id, coalesce(member.name, '') in_charge, c.memo, c.memo_pops_up, c.open_complaint,
    c.created_at, c.updated_at, c.merged_into_id,
    EXISTS (SELECT FROM customers_erasure e WHERE e.customer_id = c.id) erased"""

HOUSEHOLDS: Final = """
        SELECT * FROM (
            SELECT id, kind, size, source, noted_on, expires_on FROM customers_household
            WHERE customer_id = c.id AND noted_on <= %(as_of)s ORDER BY noted_on DESC, id DESC LIMIT 1
        ) latest WHERE expires_on IS NULL OR expires_on > %(as_of)s"""
OBSERVATIONS: Final = """
        SELECT latest.id, kind, source, noted_at, noted_on, expires_on, note, noted_by_id staff_id,
            coalesce(staff.name, '') staff
        FROM (
            SELECT DISTINCT ON (kind) * FROM customers_observation
            WHERE customer_id = c.id AND noted_on <= %(as_of)s ORDER BY kind, noted_at DESC, id DESC
        ) latest LEFT JOIN accounts_staff staff ON staff.id = noted_by_id
        WHERE is_so AND (expires_on IS NULL OR expires_on > %(as_of)s) ORDER BY noted_at DESC, latest.id"""
"""What is believed of customer `c` on a day."""

RECORD: Final = {
    "phones": """
        SELECT id, number, digits, label, is_fax, contact_person_id FROM customers_phone
        WHERE customer_id = c.id ORDER BY position, id""",
    "mails": """
        SELECT id, address, label, contact_person_id FROM customers_mail
        WHERE customer_id = c.id ORDER BY position, id""",
    "addresses": """
        SELECT id, postal_code, prefecture, line, building, label, recipient FROM customers_address
        WHERE customer_id = c.id ORDER BY position, id""",
    "contact_persons": """
        SELECT id, family_name, given_name, family_kana, given_kana, department, post, honorific, decides,
            memo, left_on
        FROM customers_contactperson WHERE company_id = c.id ORDER BY position, id""",
    "households": HOUSEHOLDS,
    "observations": OBSERVATIONS,
    "preferences": """
        SELECT id, kind, text, noted_on FROM customers_preference
        WHERE customer_id = c.id ORDER BY kind, noted_on DESC, id""",
    "consents": """
        SELECT DISTINCT ON (channel) channel, granted, at, source, way, wording FROM customers_consent
        WHERE customer_id = c.id ORDER BY channel, at DESC, id DESC""",
    "definitions": """
        SELECT key, label, kind, options, position, is_retired FROM customers_attributedefinition
        ORDER BY position, id""",
}
"""What the record of a customer shows."""

TIMELINE: Final = {
    "contacts": """
        SELECT happened.id, at, way, direction, outcome, staff_id, text, coalesce(staff.name, '') staff
        FROM customers_contact happened LEFT JOIN accounts_staff staff ON staff.id = staff_id
        WHERE customer_id = c.id AND at < %(before)s ORDER BY at DESC, happened.id DESC LIMIT %(latest)s""",
    "follow_ups": """
        SELECT happened.id, created_at at, way, outcome, created_by_id staff_id, reason text,
            coalesce(staff.name, '') staff
        FROM customers_followup happened LEFT JOIN accounts_staff staff ON staff.id = created_by_id
        WHERE customer_id = c.id AND created_at < %(before)s AND NOT EXISTS (
            SELECT FROM customers_contact told WHERE told.id = happened.contact_id AND told.at = created_at
        ) ORDER BY created_at DESC, happened.id DESC LIMIT %(latest)s""",
    "consents_given": """
        SELECT happened.id, at, channel, granted, source, noted_by_id staff_id, coalesce(staff.name, '') staff
        FROM customers_consent happened LEFT JOIN accounts_staff staff ON staff.id = noted_by_id
        WHERE customer_id = c.id AND at < %(before)s ORDER BY at DESC, happened.id DESC LIMIT %(latest)s""",
}
"""What took place, the latest first. A task that came and went with a contact is told by the contact."""

TASKS: Final = {
    "open_follow_ups": """
        SELECT task.id, customer_id, assignee_id, coalesce(staff.name, '') assignee, due_on, way, reason,
            script, created_at, done_at, outcome
        FROM customers_followup task LEFT JOIN accounts_staff staff ON staff.id = assignee_id
        WHERE customer_id = c.id AND done_at IS NULL ORDER BY due_on, task.id LIMIT 100""",
}
"""What is still to be done, the most urgent first."""


def read_whole(
    customer_id: int,
    parts: Mapping[str, str],
    *,
    as_of: date | None = None,
    before: datetime | None = None,
    latest: int = 0,
) -> Row | None:
    """The customer's columns and one list of rows for each of the parts; None if there is none. One query.

    `as_of` is needed for `RECORD`; of `TIMELINE` the `latest` rows of each kind, those `before` an instant.
    """
    arrays = ", ".join(
        f"coalesce((SELECT json_agg(part) FROM ({select}) part), '[]') {name}"
        for name, select in parts.items()
    )
    return prepared.named_row(
        f"SELECT {_COLUMNS}, {arrays} FROM customers_customer c"
        " LEFT JOIN customers_customer referrer ON referrer.id = c.referred_by_id"
        " LEFT JOIN accounts_staff member ON member.id = c.in_charge_id"
        " WHERE c.id = %(customer)s",
        {"customer": customer_id, "as_of": as_of, "before": before or "infinity", "latest": latest},
    )
