"""Looks for words in all that an installation keeps."""

from pathlib import Path

from django.conf import settings
from django.db import connection


def found_in_tables(*words: str) -> list[str]:
    """Every column of texts, documents, arrays, tokens and bytes in which one of the words stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND data_type IN"
            " ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'bytea', 'tsvector', 'character')"
        )
        hits = []
        for table, column, kind in cursor.fetchall():
            found = f"strpos({column!r}::text, %s) > 0".replace("'", '"')
            if kind == "bytea":
                found = f"position(convert_to(%s, 'UTF8') in \"{column}\") > 0"
            asked = " OR ".join([found] * len(words))
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" WHERE {asked})', words)
            hits += [f"{table}.{column}"] if cursor.fetchone()[0] else []
    return hits


def found_in_files(*words: str) -> list[str]:
    """Every file under OTOKUI_HOME in which one of the words stands, in any encoding of ours."""
    patterns = [word.encode(code) for word in words for code in ("utf-8", "cp932", "utf-16-le")]
    return [
        str(path)
        for path in Path(settings.HOME).rglob("*")
        if path.is_file() and any(pattern in path.read_bytes() for pattern in patterns)
    ]
