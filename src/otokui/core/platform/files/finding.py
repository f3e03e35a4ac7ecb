"""Files by their name, their note, or the words inside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from otokui.core.content.kinds import Kind
from otokui.core.kernel.text import search_query, search_words
from otokui.core.platform.files.models import AttachedFile

_TEXTS: Final = 300
_CANDIDATES: Final = 4
_SQL: Final = """
    WITH inside AS MATERIALIZED (
        SELECT content_id, text FROM platform_filetext WHERE search @@ %(tokens)s::tsquery LIMIT {texts}
    ), found AS (
        (SELECT id FROM {table} WHERE search @@ %(tokens)s::tsquery AND hidden_at IS NULL LIMIT {texts})
        UNION
        SELECT id FROM {table} WHERE content_id IN (SELECT content_id FROM inside) AND hidden_at IS NULL
    )
    SELECT file.id, file.name, file.note, stored.kind, owner.owner_id, owner.owner_name, file.at,
        coalesce((SELECT text FROM inside WHERE inside.content_id = file.content_id LIMIT 1), '')
    FROM found JOIN {table} file USING (id) JOIN platform_storedfile stored ON stored.sha256 = file.content_id
    CROSS JOIN LATERAL ({owner}) owner (owner_id, owner_name)
    ORDER BY file.id DESC LIMIT %(candidates)s"""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that was searched for; `text` is the piece inside that has the words, if any."""

    id: int
    name: str
    note: str
    kind: Kind
    owner_id: int
    owner: str
    at: datetime
    text: str


def find_files(
    model: type[AttachedFile], text: str, *, owner: str, values: Mapping[str, Any], limit: int
) -> list[FoundFile]:
    """The newest first, of several versions the newest that has the words. One query, none for ''.

    `owner`: a SELECT of the id and the name of the record of `file`, without a row for records out of sight.
    """
    words = search_words(text)
    if not words:
        return []
    sql = _SQL.format(table=f'"{model._meta.db_table}"', owner=owner, texts=_TEXTS)
    given = {**values, "tokens": search_query(words), "candidates": _CANDIDATES * limit}
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        rows = cursor.fetchall()
    newest: dict[tuple[int, str], FoundFile] = {}
    for file_id, name, note, kind, owner_id, owner_name, at, inside in rows:
        found = FoundFile(file_id, name, note, Kind(kind), owner_id, owner_name, at, inside)
        newest.setdefault((owner_id, name), found)
    return list(newest.values())[:limit]
