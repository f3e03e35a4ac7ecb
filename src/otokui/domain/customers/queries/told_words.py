"""What staff keep about customers in a few words (tasks, tastes, tags, own fields), found by any of them."""

from typing import Any, Final

from django.db import connection

from otokui.core.kernel.text import clean, find_word, pattern_of_word, search_words
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.queries.sight import sight_sql
from otokui.domain.customers.types import FoundWord, FoundWordKind

_LOOKED_AT: Final = 250
"""Of each kind, for one place in the answer; none has an index of words (decision 0152)."""
_CANDIDATES: Final = 3

# What is exactly the text is asked of the index only where the latest customers lack it: then it is rare.
# MATERIALIZED: a planner that wants one row only may read the whole table for it.
_SQL: Final = """
    WITH tasks AS MATERIALIZED (
        SELECT t.* FROM (
            (SELECT id, customer_id, reason || E'\n' || script AS text, due_on, false AS is_done
             FROM customers_followup WHERE done_at IS NULL ORDER BY due_on, id LIMIT %(looked_at)s)
            UNION ALL
            (SELECT id, customer_id, reason || E'\n' || script, done_at::date AS done_on, true
             FROM customers_followup WHERE done_at IS NOT NULL ORDER BY done_at DESC LIMIT %(looked_at)s)
        ) t JOIN customers_customer c ON c.id = t.customer_id
        WHERE t.text ~ ALL(%(patterns)s::text[]) AND {seen} LIMIT %(candidates)s
    ), tastes AS MATERIALIZED (
        SELECT t.* FROM (
            SELECT id, customer_id, kind, text, noted_on FROM customers_preference
            ORDER BY id DESC LIMIT %(looked_at)s
        ) t JOIN customers_customer c ON c.id = t.customer_id
        WHERE t.text ~ ALL(%(patterns)s::text[]) AND {seen} LIMIT %(candidates)s
    ), latest AS MATERIALIZED (
        SELECT id, tags, attributes FROM (
            SELECT id, tags, attributes, merged_into_id, in_charge_id FROM customers_customer
            ORDER BY id DESC LIMIT %(looked_at)s
        ) c WHERE merged_into_id IS NULL AND {seen}
    ), tagged AS MATERIALIZED (
        SELECT c.id FROM customers_customer c
        WHERE tags @> ARRAY[%(text)s::varchar] AND merged_into_id IS NULL AND {seen}
          AND (SELECT NOT EXISTS (SELECT FROM latest WHERE tags @> ARRAY[%(text)s::varchar]))
    ), valued AS MATERIALIZED (
        SELECT c.id, own.label FROM customers_attributedefinition own
        JOIN customers_customer c ON c.attributes @> jsonb_build_object(own.key, %(text)s::text)
        WHERE merged_into_id IS NULL AND {seen} AND (SELECT NOT EXISTS (
            SELECT FROM latest, jsonb_each_text(attributes) AS told(key, value) WHERE value = %(text)s::text))
    ), tags AS (
        SELECT tag FROM latest, unnest(tags) AS tag WHERE tag ~ ALL(%(patterns)s::text[])
        UNION
        SELECT %(text)s::text WHERE EXISTS (SELECT FROM tagged)
    ), fields AS (
        SELECT latest.id, own.label, value FROM latest, jsonb_each_text(latest.attributes) AS told(key, value)
        JOIN customers_attributedefinition own USING (key) WHERE value ~ ALL(%(patterns)s::text[])
        UNION
        SELECT id, label, %(text)s::text FROM valued
    )
    SELECT told.kind, told.customer_id, coalesce(nullif(c.name, ''), c.company_name, ''),
        told.text, told.label, told.on, told.is_done
    FROM (
        (SELECT 'task' AS kind, customer_id, text, '' AS label, due_on AS on, is_done FROM tasks)
        UNION ALL
        (SELECT 'taste', customer_id, text, kind, noted_on, false FROM tastes)
        UNION ALL
        (SELECT 'tag', NULL, tag, '', NULL, false FROM tags LIMIT %(candidates)s)
        UNION ALL
        (SELECT 'field', id, value, label, NULL, false FROM fields LIMIT %(candidates)s)
    ) told LEFT JOIN customers_customer c ON c.id = told.customer_id"""


def search_told_words(text: str, *, sight: Sight, limit: int = 5) -> list[FoundWord]:
    """Open and done tasks, tastes and needs, tags and values of own fields of customers in sight.

    At most `limit` of each kind. Tags and values that are exactly the text are always found; other texts
    among the first due and the latest written of their kind. One query, none for ''.
    """
    words = search_words(text)
    if not words:
        return []
    seen, of_sight = sight_sql(sight)
    values: dict[str, Any] = {
        "text": clean(text),
        "patterns": [pattern_of_word(word) for word in words],
        "looked_at": _LOOKED_AT * limit,
        "candidates": _CANDIDATES * limit,
        **of_sight,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(seen=seen), values)
        rows = cursor.fetchall()
    found = [FoundWord(FoundWordKind(kind), *told) for kind, *told in rows]
    found = [each for each in found if all(find_word(each.text, word) for word in words)]
    kept: dict[FoundWordKind, list[FoundWord]] = {kind: [] for kind in FoundWordKind}
    for each in found:
        if len(kept[each.kind]) < limit:
            kept[each.kind].append(each)
    return [each for kind in FoundWordKind for each in kept[kind]]
