"""Many customers at once, as somebody about to get in touch must know them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from otokui.core.kernel.names import propose_honorific
from otokui.core.platform import prepared
from otokui.core.platform.arrays import array_of
from otokui.domain.customers.types import (
    AskedBefore,
    Channel,
    ContactWay,
    CustomerKind,
    Outcome,
    PreferenceKind,
    Reach,
    Touch,
)

OWN_WAYS: Final = ("call", "visit", "mail", "letter", "line")
NOT_REACHED: Final = ("absent", "wrong")
CAP_DAYS: Final = 30

_SQL: Final = """
SELECT c.id, coalesce(c.code, ''), c.kind, c.name,
    CASE c.kind WHEN 'company' THEN c.company_kana ELSE trim(c.family_kana || ' ' || c.given_kana) END,
    c.honorific, c.birthday, c.in_charge_id, coalesce(member.name, ''), c.open_complaint, c.memo,
    coalesce(phone.number, ''), coalesce(phone.digits, ''),
    coalesce((SELECT m.address FROM customers_mail m WHERE m.customer_id = c.id
              ORDER BY m.position, m.id LIMIT 1), ''),
    coalesce((SELECT trim(a.prefecture || a.line || ' ' || a.building) FROM customers_address a
              WHERE a.customer_id = c.id ORDER BY a.position, a.id LIMIT 1), ''),
    (SELECT json_object_agg(latest.channel, latest.granted) FROM (
        SELECT DISTINCT ON (k.channel) k.channel, k.granted FROM customers_consent k
        WHERE k.customer_id = c.id ORDER BY k.channel, k.at DESC, k.id DESC) latest),
    (SELECT json_agg(json_build_array(p.kind, p.text) ORDER BY p.kind, p.noted_on DESC, p.id)
        FROM customers_preference p WHERE p.customer_id = c.id),
    (SELECT json_agg(json_build_array(t.at, t.way, t.outcome) ORDER BY t.at DESC) FROM customers_contact t
        WHERE t.customer_id = c.id AND t.at > %(since)s AND t.at <= %(now)s
          AND t.direction = 'out' AND t.way = ANY(%(ways)s)),
    (SELECT t.way FROM customers_contact t WHERE t.customer_id = c.id
        AND t.way = ANY(%(ways)s) AND t.outcome <> ALL(%(missed)s) ORDER BY t.at DESC, t.id DESC LIMIT 1),
    (SELECT json_agg(json_build_array(f.id, f.origin, f.due_on, f.done_at, f.outcome)
            ORDER BY f.created_at DESC)
        FROM customers_followup f WHERE f.customer_id = c.id AND f.origin LIKE %(origin)s),
    c.line_id
FROM customers_customer c
LEFT JOIN accounts_staff member ON member.id = c.in_charge_id
LEFT JOIN LATERAL (SELECT p.number, p.digits FROM customers_phone p
    WHERE p.customer_id = c.id AND NOT p.is_fax ORDER BY p.position, p.id LIMIT 1) phone ON true
WHERE c.id = ANY(%(ids)s::bigint[])"""


def get_reach(customer_ids: Sequence[int], *, now: datetime, origin: str) -> dict[int, Reach]:
    """By customer id; unknown ids are left out. `origin`: the beginning of the origins to look for.

    One SQL query, a few index walks a customer.
    """
    values: dict[str, Any] = {
        "ids": array_of(customer_ids),
        "now": now,
        "since": now - timedelta(days=CAP_DAYS),
        "ways": list(OWN_WAYS),
        "missed": list(NOT_REACHED),
        "origin": f"{origin}%",
    }
    return {row[0]: _reach(row) for row in prepared.rows(_SQL, values)}


def _reach(row: tuple[Any, ...]) -> Reach:
    kind = CustomerKind(row[2])
    return Reach(
        id=row[0],
        code=row[1],
        kind=kind,
        name=row[3],
        kana=row[4],
        honorific=row[5] or propose_honorific(is_company=kind is CustomerKind.COMPANY),
        birthday=row[6],
        in_charge_id=row[7],
        in_charge=row[8],
        open_complaint=row[9],
        memo=row[10],
        phone=row[11],
        digits=row[12],
        mail=row[13],
        address=row[14],
        consents={Channel(channel): granted for channel, granted in _json(row[15], {}).items()},
        preferences=tuple((PreferenceKind(one), text) for one, text in _json(row[16], [])),
        touches=tuple(touch_of(*touch) for touch in _json(row[17], [])),
        last_way=ContactWay(row[18]) if row[18] else None,
        asked=tuple(asked_before(*asked) for asked in _json(row[19], [])),
        line_id=row[20],
    )


def _json(value: Any, empty: Any) -> Any:
    return empty if value is None else value


def touch_of(at: str, way: str, outcome: str) -> Touch:
    """A contact from its JSON."""
    return Touch(
        at=datetime.fromisoformat(at),
        way=ContactWay(way),
        outcome=Outcome(outcome) if outcome else None,
    )


def asked_before(follow_up: int, origin: str, due_on: str, done_at: str | None, outcome: str) -> AskedBefore:
    """A follow-up from its JSON."""
    return AskedBefore(
        id=follow_up,
        origin=origin,
        due_on=datetime.fromisoformat(due_on).date(),
        done_at=datetime.fromisoformat(done_at) if done_at else None,
        outcome=Outcome(outcome) if outcome else None,
    )
