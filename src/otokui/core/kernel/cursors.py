"""Opaque marks for "the next page": the last row's sort values, safe in an address."""

import base64
import binascii
import json

from otokui.core.kernel.errors import Refused


def encode_cursor(*values: str | int) -> str:
    """The mark of a position in an ordered list."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *types: type) -> tuple[str | int, ...]:
    """The values again; `Refused` (code `bad_cursor`) if it is not one of ours or of other types."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        values = None
    if (
        not isinstance(values, list)
        or len(values) != len(types)
        or any(type(value) is not kind for value, kind in zip(values, types, strict=True))
    ):
        raise Refused("This page mark is not valid.", code="bad_cursor")
    return tuple(values)
