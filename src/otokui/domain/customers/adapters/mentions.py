"""Texts of other things in which a person may be named."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import connection, models
from psycopg.sql import SQL, Identifier, Literal

from otokui.domain.customers.adapters.held import history_of
from otokui.domain.customers.rules import personal


def take_out(table: str, columns: Sequence[str], words: Sequence[str]) -> int:
    """Blank the words in these columns, in the table's history too; how many rows had any.

    Reads the whole table: for those that grow with what staff do, not with what is sold.
    """
    model = apps.get_model(table)
    changed = _take_out(model, columns, words)
    events = history_of(model)
    if events is not None:
        known = {field.name for field in events._meta.local_fields}
        _take_out(events, [name for name in columns if name in known], words)
    return changed


def _take_out(model: type[models.Model], columns: Sequence[str], words: Sequence[str]) -> int:
    if not (columns and words):
        return 0
    found = _naming(model, columns, words)
    for row in model._default_manager.filter(pk__in=found):
        values: dict[str, Any] = {name: personal.without(getattr(row, name), words) for name in columns}
        model._default_manager.filter(pk=row.pk).update(**values)
    return len(found)


def _naming(model: type[models.Model], columns: Sequence[str], words: Sequence[str]) -> list[Any]:
    key = Identifier(str(model._meta.pk.column) if model._meta.pk else "id")
    texts = [SQL("coalesce({}::text, '')").format(Identifier(name)) for name in columns]
    any_of = [SQL("strpos(told, {}) > 0").format(Literal(word)) for word in words]
    statement = SQL("SELECT key FROM (SELECT {} AS key, {} AS told FROM {}) t WHERE {}").format(
        key, SQL(" || ' ' || ").join(texts), Identifier(model._meta.db_table), SQL(" OR ").join(any_of)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [row[0] for row in cursor.fetchall()]
