"""What staff wrote about customers – contacts and memos – found by any word in it."""

from typing import Any, Final

from django.db import connection

from otokui.core.kernel.text import find_word, pattern_of_word, search_words, word_tokens
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.queries.sight import sight_sql
from otokui.domain.customers.types import ContactWay, FoundNote

_LOOKED_AT: Final = 2_000
"""Contacts written last, looked at before the index is asked: what many say is found among them."""
_MOST: Final = 500
_CANDIDATES: Final = 6
"""For one place in the answer: the index tells pairs of characters, not whether they stand together."""

# A word that many texts have is in the index a hundred thousand times; it is asked only for words that are
# rare among the latest, and even then no more than `most` texts are fetched.
_SQL: Final = """
    WITH latest AS MATERIALIZED (
        SELECT t.id FROM (
            SELECT id, customer_id, text FROM customers_contact ORDER BY id DESC LIMIT %(looked_at)s
        ) t JOIN customers_customer c ON c.id = t.customer_id
        WHERE t.text ~ ALL(%(patterns)s::text[]) AND {seen} LIMIT %(candidates)s
    ), indexed AS MATERIALIZED (
        SELECT t.id FROM customers_contact t JOIN customers_customer c ON c.id = t.customer_id
        WHERE otokui_words(t.text) @@ %(tokens)s::tsquery AND NOT t.text = '' AND {seen}
          AND (SELECT count(*) < %(candidates)s FROM latest)
        LIMIT %(most)s
    ), memos AS MATERIALIZED (
        SELECT c.id FROM customers_customer c
        WHERE otokui_words(c.memo) @@ %(tokens)s::tsquery AND NOT c.memo = ''
          AND c.merged_into_id IS NULL AND {seen}
        LIMIT %(most)s
    )
    (SELECT c.id, c.name, c.company_name, NULL::timestamptz AS at, '' AS way, c.memo
     FROM memos JOIN customers_customer c USING (id) ORDER BY c.updated_at DESC LIMIT %(candidates)s)
    UNION ALL
    (SELECT c.id, c.name, c.company_name, t.at, t.way, t.text
     FROM (SELECT id FROM latest UNION SELECT id FROM indexed) found
     JOIN customers_contact t USING (id) JOIN customers_customer c ON c.id = t.customer_id
     ORDER BY t.at DESC LIMIT %(candidates)s)"""


def search_notes(text: str, *, sight: Sight, limit: int = 5) -> list[FoundNote]:
    """Memos, then contacts in sight whose text has all these words, the latest first. One query, none for ''.

    Kana, width and old kanji do not matter. Complete up to some hundred texts with the same pairs of
    characters.
    """
    words = search_words(text)
    if not words:
        return []
    seen, of_sight = sight_sql(sight)
    values: dict[str, Any] = {
        "patterns": [pattern_of_word(word) for word in words],
        "tokens": word_tokens(words),
        "looked_at": _LOOKED_AT,
        "candidates": _CANDIDATES * limit,
        "most": _MOST,
        **of_sight,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(seen=seen), values)
        rows = cursor.fetchall()
    notes = [
        FoundNote(customer_id, name or company, at, ContactWay(way) if way else None, note)
        for customer_id, name, company, at, way, note in rows
        if all(find_word(note, word) for word in words)
    ]
    return notes[:limit]
