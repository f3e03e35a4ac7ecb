"""Many shapes of one kind as HTML."""

from collections.abc import Iterable, Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

Part = str | int | float


def shapes(pattern: str, rows: Iterable[Sequence[Part]]) -> SafeString:
    """The pattern for each row; texts are escaped, numbers need no look. A page has hundreds of them."""
    # Every text has gone through `escape`.
    return mark_safe("".join(pattern.format(*map(_safe, row)) for row in rows))


def _safe(part: Part) -> Part:
    return escape(part) if isinstance(part, str) else part
