"""Pictures of contents, drawn when somebody first looks; they can be made again at any time."""

import shutil
import tempfile
from pathlib import Path
from typing import Final

from django.conf import settings

from otokui.core.content import apart
from otokui.core.content.kinds import Kind
from otokui.core.platform.files.store import store

SIZES: Final = {"small": 320, "large": 1600}
MOST_PAGES: Final = 20
"""Pages of a document that are shown as pictures; the file itself has them all."""


def picture_of(sha256: str, *, kind: Kind, size: str, page: int = 0) -> Path | None:
    """A JPEG of it in one of `SIZES`, for a PDF of one page; None if nothing can be drawn."""
    place = _folder(sha256) / f"{size}-{page}.jpg"
    if place.exists():
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as folder:
        drawn = Path(folder) / "drawn.jpg"
        try:
            with store().on_disk(sha256) as source:
                done = apart.draw(source, drawn, kind=kind, longest=SIZES[size], page=page)
        except FileNotFoundError:
            return None
        if done is None:
            return None
        drawn.replace(place)
        (place.parent / "pages").write_text(str(done.pages))
    return place


def pages_of(sha256: str, *, kind: Kind) -> int:
    """How many pages a PDF has, 0 if it cannot be drawn."""
    told = _folder(sha256) / "pages"
    if not told.exists() and picture_of(sha256, kind=kind, size="large") is None:
        return 0
    return int(told.read_text() or 0)


def forget_pictures(sha256: str) -> None:
    """Nobody has the file any more."""
    shutil.rmtree(_folder(sha256), ignore_errors=True)


def _folder(sha256: str) -> Path:
    return Path(settings.HOME) / "previews" / sha256[:2] / sha256
