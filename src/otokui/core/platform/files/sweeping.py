"""What nothing refers to goes, some time later. A crash leaves work for the next sweep, never a loss."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from django.apps import apps
from django.conf import settings
from django.db import transaction

from otokui.core.platform.files.attaching import lock_content
from otokui.core.platform.files.models import AttachedFile, StoredFile
from otokui.core.platform.files.showing import forget_pictures
from otokui.core.platform.files.store import arrivals, store

_GRACE: Final = timedelta(days=1)
"""An upload takes less. What lies in the store without a row for longer came from a process that died."""
_AT_ONCE: Final = 1_000


def sweep(now: datetime) -> int:
    """Remove hidden files after their time, rows of contents without a file, contents without a row.

    First the row, then, once that is certain, the content: a row without content never exists. How many
    contents went.
    """
    for model in attached_models():
        gone = now - timedelta(days=settings.REMOVED_FILES_KEPT_DAYS)
        model._default_manager.filter(hidden_at__lt=gone).delete()
    for sha256 in _unreferenced(now):
        _forget_row(sha256)
    removed = sum(_forget_content(sha256) for sha256 in _without_row(now))
    for copy in arrivals().iterdir():
        if datetime.fromtimestamp(copy.stat().st_mtime, UTC) < now - _GRACE and copy.is_file():
            copy.unlink(missing_ok=True)
    return removed


def attached_models() -> list[type[AttachedFile]]:
    """Every room's attached files."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, AttachedFile) and not hasattr(model, "pgh_tracked_model")
    ]


def _unreferenced(now: datetime) -> list[str]:
    rows = StoredFile.objects.filter(stored_at__lt=now - _GRACE)
    for model in attached_models():
        rows = rows.exclude(pk__in=model._default_manager.values("content_id"))
    return list(rows.values_list("pk", flat=True))


def _forget_row(sha256: str) -> None:
    """Unless somebody attached it just now: they hold the lock or have done it."""
    with transaction.atomic():
        lock_content(sha256)
        if not any(model._default_manager.filter(content_id=sha256).exists() for model in attached_models()):
            StoredFile.objects.filter(pk=sha256).delete()


def _without_row(now: datetime) -> Iterable[str]:
    batch: list[str] = []
    for sha256, since in store().walk():
        if since < now - _GRACE:
            batch.append(sha256)
        if len(batch) == _AT_ONCE:
            yield from _unknown(batch)
            batch = []
    yield from _unknown(batch)


def _unknown(batch: list[str]) -> set[str]:
    return set(batch) - set(StoredFile.objects.filter(pk__in=batch).values_list("pk", flat=True))


def _forget_content(sha256: str) -> bool:
    with transaction.atomic():
        lock_content(sha256)
        if StoredFile.objects.filter(pk=sha256).exists():
            return False
        store().drop(sha256)
        forget_pictures(sha256)
    return True


def forget_contents(contents: Iterable[str]) -> int:
    """Remove these at once, text and pictures of them too, but those that somebody else has attached.

    Outside of transactions, and as often as one likes. How many went.
    """
    gone = 0
    for sha256 in contents:
        _forget_row(sha256)
        gone += _forget_content(sha256)
    return gone
