"""Fields of files in the reader's language."""

from django.utils.translation import get_language

from otokui.domain.exchange.types import FIELDS, Field, Kind, fields_of

_KEY_PARTS = {"mail": "email"}  # a match key has a word of its own


def field_label(name: str, kind: Kind) -> str:
    """What a field of this kind of file is called; of a match key such as `name+phone`, each part."""
    return " + ".join(_label(part, kind) for part in name.split("+"))


def _label(name: str, kind: Kind) -> str:
    name = _KEY_PARTS.get(name, name)
    known: dict[str, Field] = {each.name: each for fields in FIELDS.values() for each in fields}
    field = (known | fields_of(kind)).get(name)
    if field is None:
        return name
    return field.label_ja if (get_language() or "ja").startswith("ja") else field.label
