"""Faults of files in the reader's language: what the field is called, what is wrong and what to do about it.

A fault is kept as a stable text of `REASONS`, or a code of the room of customers, and put into words only
when somebody reads it. Where it names something, that stands behind a tab (see `about`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from otokui.core.kernel.errors import told_again
from otokui.core.tabular.types import Reason
from otokui.domain.customers import public as customers
from otokui.domain.customers.types import AttributeKind, AttributeRecord
from otokui.domain.exchange.adapters.shop_fields import definitions_by_field
from otokui.domain.exchange.rules.stops import BROKEN, BY_HAND, BY_HAND_UNWRITTEN, code_and_said
from otokui.domain.exchange.types import FIELDS, OWN, Field, Kind, fields_of

UNCLEAR: Final = "neither yes nor no"
CODE_TAKEN: Final = "another customer of the file"
SEVERAL: Final = "several customers match"
NOT_A_NUMBER_OF_OURS: Final = "cannot be a customer number"
NOT_STORABLE: Final = "cannot be stored as a customer"
STRANGER: Final = "nobody on the staff"
NO_REFERRER: Final = "nobody who could have sent them"
FORMER: Final = "not on the staff"
UNDATED: Final = "no delivery day"
NOT_A_CHOICE: Final = "none of the choices"
NOT_A_KIND: Final = "neither a person nor a company"

REASONS: Final[dict[str, str | Promise]] = {
    Reason.UNDECODABLE: _("Not readable in the encoding of the file: save it anew as UTF-8."),
    Reason.TOO_FEW_FIELDS: _("Fewer cells than the header has: look for a line break inside a cell."),
    Reason.TOO_MANY_FIELDS: _("More cells than the header has: put a cell with commas in quotation marks."),
    Reason.OPEN_QUOTE: _("A quotation mark is not closed: close it or take it out."),
    Reason.MISSING: _("This is missing: fill it in."),
    Reason.NOT_MONEY: _("Not an amount of money: write it like 1980."),
    Reason.FRACTION: _("The currency has no such fraction: write it without decimals."),
    Reason.TOO_LARGE: _("The number is too large: look for a slip."),
    Reason.TOO_LONG: _("The number is too long: shorten it to 100 characters."),
    Reason.NOT_A_DATE: _("Not a date: write it like 2024/4/1."),
    Reason.NOT_A_NUMBER: _("Not a number: write it like 3 or 1.5."),
    Reason.NO_SUCH_TIME: _("The clock skipped this time: correct the time."),
    UNCLEAR: _("Neither yes nor no: write 1 or 0."),
    CODE_TAKEN: _("Row %(about)s gives this number to another customer: correct one of the two."),
    SEVERAL: _("Several customers match (%(about)s): give the customer number or merge them first."),
    NOT_A_NUMBER_OF_OURS: _("This cannot be a customer number: shorten it to 100 characters."),
    NOT_STORABLE: _("This cannot be stored as a customer: look at name, telephone and mail address."),
    STRANGER: _(
        "Nobody on the staff is called so. The row is taken without it; add the person and send it again."
    ),
    FORMER: _(
        "Nobody on the staff is called so. The orders are taken, and the name stays with them as written"
        " (%(about)s lines)."
    ),
    UNDATED: _("Not a day, write it like 2024/4/1. The orders are taken without it (%(about)s lines)."),
    NO_REFERRER: _(
        "No customer has this number, and not exactly one has this name. The row is taken without who sent"
        " them."
    ),
    NOT_A_CHOICE: _("None of the choices (%(about)s): write one of these, or add it to the field's choices."),
    NOT_A_KIND: _("Neither a person nor a company: write 個人 or 法人."),
}
_TOLD: Final = frozenset({STRANGER, FORMER, UNDATED, NO_REFERRER})
_REASON_OF_KIND: Final = {
    AttributeKind.NUMBER: Reason.NOT_A_NUMBER,
    AttributeKind.DATE: Reason.NOT_A_DATE,
    AttributeKind.YES_NO: UNCLEAR,
}
_CHOICES_NAMED: Final = 20


FIELD_GONE: Final = "field-gone"
STOPS: Final[dict[str, str | Promise]] = {
    BY_HAND: _("Stopped by hand. The rows before that are in; undo takes them out."),
    BY_HAND_UNWRITTEN: _("Stopped by hand. Nothing was written."),
    BROKEN: _("Something went wrong that should not; the job says more."),
    "date-format": _(
        "Day and month cannot be told apart in a column of dates. Go back and say how the dates are written."
    ),
    "missing_columns": _("A column that is needed is not in the file. Go back and say which one it is."),
    FIELD_GONE: _(
        "A field of the shop's own is no longer in use. Take it up again in the settings, or go back and"
        " choose the columns anew."
    ),
}


def about(reason: str, what: str) -> str:
    """The reason with what it names."""
    return f"{reason}\t{what}"


def reason_words(reason: str) -> str:
    """A reason as kept, in the reader's language."""
    key, _tab, what = reason.partition("\t")
    if key in REASONS:
        return str(REASONS[key]) % {"about": what} if what else str(REASONS[key])
    return customers.problem_words(key)


def is_told(reason: str) -> bool:
    """Whether only something of the row is left aside for this reason, and the row is in."""
    return reason.partition("\t")[0] in _TOLD


def why_not_own(own: AttributeRecord) -> str:
    """Why a cell is no answer to a field of the shop's own: by its kind, a choice with what it may be."""
    if own.kind is AttributeKind.CHOICE:
        named = " / ".join(own.options[:_CHOICES_NAMED]) + (" …" if len(own.options) > _CHOICES_NAMED else "")
        return about(NOT_A_CHOICE, named)
    return str(_REASON_OF_KIND.get(own.kind, "bad_attribute"))


def stop_words(kept: str) -> str:
    """Why a run stopped, in the reader's language."""
    code, said = code_and_said(kept)
    return str(STOPS[code]) if code in STOPS else told_again(said, gettext)


def field_labels(names: Iterable[str], kind: Kind) -> dict[str, str]:
    """What fields of this kind of file are called. 1 query if any of them is the shop's own."""
    wanted = list(dict.fromkeys(names))
    own = definitions_by_field() if any(name.startswith(OWN) for name in wanted) else {}
    return {name: own[name].label if name in own else field_label(name, kind) for name in wanted}


def field_label(name: str, kind: Kind) -> str:
    """What a field of ours is called; of a match key such as `name+phone`, each part."""
    return " + ".join(_label(part, kind) for part in name.replace("name_", "name+").split("+"))


def in_words(faults: pl.DataFrame) -> pl.DataFrame:
    """Faults with their reasons in the reader's language."""
    words = {reason: reason_words(reason) for reason in faults["reason"].unique()}
    return faults.with_columns(pl.col("reason").replace_strict(words, return_dtype=pl.String))


_KEY_PARTS: Final = {"mail": "email"}  # a match key has a word of its own
_ANY: Final[dict[str, Field]] = {each.name: each for fields in FIELDS.values() for each in fields}


def _label(name: str, kind: Kind) -> str:
    name = _KEY_PARTS.get(name, name)
    field = fields_of(kind).get(name) or _ANY.get(name)
    if field is None:
        return name
    return field.label_ja if (get_language() or "ja").startswith("ja") else field.label
