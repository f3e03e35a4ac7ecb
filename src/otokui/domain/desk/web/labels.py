"""What classes, states and other keys are called on the page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from otokui.core.content.kinds import Kind
from otokui.domain.customers.types import ObservationKind
from otokui.domain.insights.public import CLASS_LABELS, DUE_LABELS, STATE_LABELS
from otokui.domain.purchases.types import RunPeople

__all__ = [
    "CAUSE_LABELS",
    "CLASS_LABELS",
    "DUE_LABELS",
    "DUE_TONES",
    "FILE_ICONS",
    "FILE_LABELS",
    "LEAVING_LABELS",
    "LETTER_LABELS",
    "SEEN_ICONS",
    "STATE_LABELS",
    "WAY_ICONS",
]

Label = str | Promise

DUE_TONES = {"waiting": "plain", "soon": "info", "due": "info", "overdue": "warning"}

SEEN_ICONS = {
    ObservationKind.OFTEN_OUT: "door-closed",
    ObservationKind.ELDERLY: "glasses",
    ObservationKind.SMALL_CHILDREN: "baby",
    ObservationKind.PARCEL_BOX: "package",
    ObservationKind.LEAVE_AT_DOOR: "package-check",
    ObservationKind.AUTO_LOCK: "lock",
    ObservationKind.STAIRS_ONLY: "footprints",
    ObservationKind.NARROW_ROAD: "traffic-cone",
    ObservationKind.DOG: "dog",
}

LETTER_LABELS = {
    **dict(zip("アカサタナハマヤラワ", "あかさたなはまやらわ", strict=True)),
    "A": pgettext_lazy("index", "A–Z, 0–9"),
    "他": pgettext_lazy("index", "No reading"),
}

SORT_LABELS: dict[str, Label] = {
    "reading": pgettext_lazy("sort", "Reading"),
    "last": pgettext_lazy("sort", "Last purchase"),
    "money": pgettext_lazy("sort", "Money"),
}


PEOPLE_LABELS: dict[str, Label] = {
    RunPeople.ALL: gettext_lazy("People of import %(run)s"),
    RunPeople.NEW: gettext_lazy("New with import %(run)s"),
    RunPeople.CHANGED: gettext_lazy("Changed by import %(run)s"),
}


def kana_label(kana: str) -> str:
    """A kana of the index as children learn it: か."""
    return chr(ord(kana) - 0x60)


CAUSE_LABELS: dict[str, Label] = {
    "purchase": pgettext_lazy("cause", "Purchase"),
    "return": pgettext_lazy("cause", "Return"),
    "correction": pgettext_lazy("cause", "Correction"),
    "time": pgettext_lazy("cause", "Time passed"),
    "rules": pgettext_lazy("cause", "New rules"),
    "parameters": pgettext_lazy("cause", "New numbers"),
    "merge": pgettext_lazy("cause", "Records merged"),
    "import": pgettext_lazy("cause", "Import"),
}

LEAVING_LABELS: dict[str, Label] = {
    "low": pgettext_lazy("risk", "Low"),
    "raised": pgettext_lazy("risk", "Raised"),
    "high": pgettext_lazy("risk", "High"),
}

WAY_ICONS = {
    "call": "phone",
    "visit": "footprints",
    "mail": "mail",
    "letter": "file-text",
    "delivery": "truck",
    "counter": "store",
    "line": "message-circle",
    "note": "notebook-pen",
}

TIMELINE_LABELS: dict[str, Label] = {
    "all": pgettext_lazy("timeline", "All"),
    "contacts": pgettext_lazy("timeline", "Contacts"),
    "purchases": pgettext_lazy("timeline", "Purchases"),
    "classes": pgettext_lazy("timeline", "Classes"),
    "tasks": pgettext_lazy("timeline", "Tasks"),
    "consents": pgettext_lazy("timeline", "Consents"),
}

ALIKE_LABELS: dict[str, Label] = {
    "name_phone": pgettext_lazy("alike", "same name and telephone"),
    "name_address": pgettext_lazy("alike", "same name and address"),
    "mail": pgettext_lazy("alike", "same mail address"),
    "phone": pgettext_lazy("alike", "same telephone"),
    "name": pgettext_lazy("alike", "same name"),
}

FILE_ICONS: dict[Kind, str] = {
    Kind.PICTURE: "image",
    Kind.PDF: "file-text",
    Kind.DOCUMENT: "file-type",
    Kind.SHEET: "file-spreadsheet",
    Kind.SLIDES: "presentation",
    Kind.TEXT: "file-text",
    Kind.OTHER: "file",
}
FILE_LABELS: dict[Kind, Label] = {
    Kind.PICTURE: gettext_lazy("Picture"),
    Kind.PDF: "PDF",
    Kind.DOCUMENT: "Word",
    Kind.SHEET: "Excel",
    Kind.SLIDES: "PowerPoint",
    Kind.TEXT: gettext_lazy("Text"),
    Kind.OTHER: gettext_lazy("Other file"),
}
