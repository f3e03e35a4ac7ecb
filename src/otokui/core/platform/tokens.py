"""The column of search tokens, written and asked in PostgreSQL's own text forms (no configuration)."""

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import F, Func, Lookup


class TokensField(SearchVectorField):  # type: ignore[type-arg]
    """A tsvector that is given as kernel.text.search_document makes it."""


@TokensField.register_lookup
class Matches(Lookup):
    """`search__matches=kernel.text.search_query(words)`."""

    lookup_name = "matches"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} @@ {right}::tsquery", (*left_params, *right_params)


def words_of(field: str) -> Func:
    """The tokens of a text that has no column of them, for an index on it; see `words_function`."""
    return Func(F(field), function="otokui_words")
