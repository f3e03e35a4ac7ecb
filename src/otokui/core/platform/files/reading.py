"""The text inside a content: read once, by a job, kept in pieces that the search finds."""

from collections.abc import Iterator
from typing import Final

from django.db import transaction

from otokui.core.content import apart
from otokui.core.content.kinds import Kind
from otokui.core.kernel.text import text_document
from otokui.core.platform.files.attaching import lock_content
from otokui.core.platform.files.models import FileText, Reading, StoredFile
from otokui.core.platform.files.store import store

LONGEST_TEXT: Final = 200_000
"""Characters of a file that are found and shown; the file itself stays whole."""
PIECE: Final = 2_000
OVERLAP: Final = 60


def read_file(sha256: str) -> None:
    """Read it and keep the text. Doing it again, or when the content is gone, changes nothing."""
    content = StoredFile.objects.filter(pk=sha256, reading=Reading.WAITING).first()
    if content is None:
        return
    with store().on_disk(sha256) as path:
        text = apart.read_text(path, kind=Kind(content.kind), limit=LONGEST_TEXT)
    with transaction.atomic():
        lock_content(sha256)
        waiting = StoredFile.objects.filter(pk=sha256, reading=Reading.WAITING)
        found = Reading.UNREADABLE if text is None else Reading.READ if text.strip() else Reading.NOTHING
        if waiting.update(reading=found) and found is Reading.READ:
            FileText.objects.bulk_create(_pieces(sha256, text or ""))


def reading_of(sha256: str) -> str:
    """How far the text inside is known, as `models.Reading` says. One query."""
    return StoredFile.objects.values_list("reading", flat=True).get(pk=sha256)


def text_inside(sha256: str) -> str:
    """What was read, in the form of `core.content.words`. One query."""
    pieces = FileText.objects.filter(content=sha256).order_by("place").values_list("text", flat=True)
    *before, last = list(pieces) or [""]
    return "".join(piece[: PIECE - OVERLAP] for piece in before) + last


def _pieces(sha256: str, text: str) -> Iterator[FileText]:
    step = PIECE - OVERLAP
    for place, start in enumerate(range(0, max(1, len(text) - OVERLAP), step)):
        piece = text[start : start + PIECE]
        yield FileText(content_id=sha256, place=place, text=piece, search=text_document(piece))
