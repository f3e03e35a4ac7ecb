"""What kinds, states, choices and refusals are called on these pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from otokui.core.kernel.errors import Refused, told
from otokui.domain.customers.types import MatchKey, Policy
from otokui.domain.exchange.types import FieldKind, Kind, RunState

Label = str | Promise

KINDS: dict[Kind, Label] = {
    Kind.PURCHASES: pgettext_lazy("import", "Purchases"),
    Kind.CUSTOMERS: gettext_lazy("Customers"),
    Kind.PRODUCTS: gettext_lazy("Products"),
}

FIELD_KINDS: dict[FieldKind, Label] = {
    FieldKind.TEXT: gettext_lazy("Text"),
    FieldKind.NUMBER: gettext_lazy("Number"),
    FieldKind.DAY: gettext_lazy("Date"),
    FieldKind.CHOICE: gettext_lazy("Choice"),
    FieldKind.YES_NO: gettext_lazy("Yes or no"),
}

STATES: dict[RunState, tuple[Label, str]] = {
    RunState.DRAFT: (pgettext_lazy("import", "Draft"), "plain"),
    RunState.TRYING: (pgettext_lazy("import", "On trial"), "info"),
    RunState.PREPARED: (pgettext_lazy("import", "Tried, not imported"), "plain"),
    RunState.RUNNING: (pgettext_lazy("import", "Importing"), "info"),
    RunState.DONE: (pgettext_lazy("import", "Imported"), "success"),
    RunState.FAILED: (pgettext_lazy("import", "Stopped"), "error"),
    RunState.UNDOING: (pgettext_lazy("import", "Being undone"), "info"),
    RunState.UNDONE: (pgettext_lazy("import", "Undone"), "plain"),
}

CLASSES: dict[str, Label] = {
    "best": pgettext_lazy("class", "Best"),
    "trend": pgettext_lazy("class", "Trend"),
    "steady": pgettext_lazy("class", "Steady"),
    "toddler": pgettext_lazy("class", "Toddler"),
    "first": pgettext_lazy("class", "First"),
    "prospect": pgettext_lazy("class", "Prospect"),
}

ENCODINGS: dict[str, Label] = {
    "cp932": gettext_lazy("Shift_JIS (Windows, Excel)"),
    "utf-8": "UTF-8",
    "utf-8-sig": gettext_lazy("UTF-8 (with BOM)"),
    "euc_jp": "EUC-JP",
    "iso2022_jp": "JIS",
    "utf-16": "UTF-16",
}

DELIMITERS: dict[str, Label] = {
    ",": gettext_lazy("Comma"),
    "\t": gettext_lazy("Tab"),
    ";": gettext_lazy("Semicolon"),
    "|": gettext_lazy("Vertical bar"),
}

MATCH_KEYS: dict[MatchKey, tuple[Label, tuple[tuple[str, ...], ...]]] = {
    MatchKey.CODE: (gettext_lazy("Customer number"), (("code", "customer_id"),)),
    MatchKey.MAIL: (gettext_lazy("Mail address"), (("email",),)),
    MatchKey.PHONE: (gettext_lazy("Telephone number"), (("phone", "mobile"),)),
    MatchKey.NAME_PHONE: (
        gettext_lazy("Name and telephone number"),
        (("name", "customer_name", "family_name", "company_name"), ("phone", "mobile")),
    ),
    MatchKey.NAME_ADDRESS: (
        gettext_lazy("Name and address"),
        (("name", "customer_name", "family_name", "company_name"), ("address",)),
    ),
}


def match_choices(keys: list[MatchKey], first: dict[str, str]) -> list[tuple[str, Label, str]]:
    """The keys as choices, each explained with the first row of the file."""
    return [(key.value, MATCH_KEYS[key][0], _example(key, first)) for key in keys]


def _example(key: MatchKey, first: dict[str, str]) -> str:
    parts = []
    for names in MATCH_KEYS[key][1]:
        parts += [first[name] for name in names if first.get(name)][:1]
    if not parts:
        return ""
    return _("A row with “%(value)s” is the customer who has “%(value)s” in otokui.") % {
        "value": " + ".join(parts)
    }


def policy_choices(kind: Kind) -> list[tuple[str, Label, Label]]:
    """What to do with rows that are known already."""
    if kind is Kind.PURCHASES:
        both = (
            _("Take in new orders, update known ones"),
            _("The usual choice. The same file twice changes nothing."),
        )
        new = _("Only new orders"), _("Orders that are in already stay as they are.")
        update = _("Only known orders"), _("Corrects orders that are in already.")
    else:
        usual = _("The usual choice. What is empty in the file stays as it is in otokui.")
        both = _("Add new ones, update known ones"), usual
        new = _("Only new ones"), _("Known ones stay as they are.")
        update = _("Only known ones"), _("Nobody is added.")
    return [
        (Policy.BOTH.value, *both),
        (Policy.NEW.value, *new),
        (Policy.UPDATE.value, *update),
    ]


_CODES: dict[str, Label] = {
    "empty": gettext_lazy(
        "“%(name)s” is empty. Open it where it comes from, check that there are rows, and export it again."
    ),
    "archive": gettext_lazy(
        "“%(name)s” is a compressed file (ZIP), whatever its name says. Unpack it and choose the file inside."
    ),
    "not-text": gettext_lazy(
        "“%(name)s” is not a table but a program's own file. Export it as CSV or Excel and choose that file."
    ),
    "not-a-table": gettext_lazy(
        "“%(name)s” is a picture, a PDF or a web page. Export the list itself as CSV or Excel."
    ),
    "damaged": gettext_lazy(
        "“%(name)s” cannot be opened: it is damaged or cut off. Save or download it again and choose it anew."
    ),
    "password": gettext_lazy(
        "“%(name)s” is protected by a password. Open it in Excel, save it without the password, and choose it"
        " again."
    ),
}


def why_unreadable(problem: Refused, name: str) -> str:
    """One sentence for a file that is no table: what it is and what to do."""
    words = _CODES.get(problem.code)
    return str(words) % {"name": name} if words else told(problem, _)
