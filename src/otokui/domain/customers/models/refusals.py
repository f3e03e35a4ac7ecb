"""The codes of what may not be stored, in words for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from otokui.core.kernel.errors import Refused

WORDS: dict[str, str | Promise] = {
    "nameless": _("A name, a reading, a telephone number or a mail address is needed."),
    "too_long": _("The name is too long."),
    "code_too_long": _("A customer number has at most 100 characters."),
    "bad_phone": _("This is not a telephone number."),
    "bad_mail": _("This is not a mail address."),
    "bad_postal_code": _("A postal code has seven digits."),
    "bad_birthday": _("This cannot be a birthday."),
    "text_too_long": _("The text is too long for this field: shorten it."),
    "tag_too_long": _("A tag has at most 50 characters: shorten it, or part several by commas."),
    "unknown_attribute": _("There is no such field."),
    "bad_attribute": _("The value does not fit the field."),
    "not_a_company": _(
        "Only companies have contact persons: write 法人 in the column for person or company."
    ),
    "code_taken": _("Another customer has this customer number."),
    "key_missing": _("The row lacks what customers are recognised by."),
    "erased": _(
        "This person's data was erased: nobody is brought back by a file. If they have come back themselves,"
        " write them down by hand."
    ),
    "ambiguous": _("More than one customer fits this row."),
}


def words_for(code: str) -> str:
    """The sentence in the reader's language; a code without one stands for itself."""
    return str(WORDS.get(code, code))


def refusal(code: str, *, field: str = "") -> Refused:
    """The error that a person can act on."""
    return Refused(f"{field}: {words_for(code)}" if field else words_for(code), code=code)
