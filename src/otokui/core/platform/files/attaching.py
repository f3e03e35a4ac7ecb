"""Write down that a content hangs on a record."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from otokui.core.content.kinds import FileType, type_of
from otokui.core.kernel.errors import Refused
from otokui.core.kernel.text import clean, search_document, words
from otokui.core.platform.files.models import LONGEST_NAME, AttachedFile, Reading, StoredFile
from otokui.core.platform.files.store import Arrived, arrivals, arriving, store
from otokui.core.platform.files.types import Attached, UnknownFile
from otokui.core.platform.jobs import enqueue

READ_FILE: Final = "platform.read_file"
_FORBIDDEN: Final = str.maketrans({"/": "_", "\\": "_"})
_LONGEST_ENDING: Final = 12


class EmptyFile(Refused):
    """There is nothing in it."""

    code = "file_empty"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that arrived whole."""

    arrived: Arrived
    name: str
    type: FileType


@contextmanager
def take_in(content: BinaryIO, *, name: str) -> Iterator[Incoming]:
    """Have it on disk, with its type. Outside of transactions: it takes as long as it takes. `TooLarge`."""
    with arriving(content, largest=settings.LARGEST_FILE, into=arrivals()) as arrived:
        if not arrived.size:
            raise EmptyFile(gettext_noop("The file is empty."))
        yield Incoming(arrived, tidy_name(name), type_of(arrived.path))


def attach(
    model: type[AttachedFile],
    owner: Mapping[str, int | None],
    came: Incoming,
    *,
    now: datetime,
    staff_id: int | None,
    note: str = "",
) -> Attached:
    """Attach it in the caller's transaction, which has made sure that the record stays.

    `owner`: the columns that name the record. What is sent twice is there once: the newest version of the
    same name with the same content is the answer then.
    """
    owner_key = ":".join(f"{name}={value}" for name, value in sorted(owner.items()))
    _one_at_a_time(f"{model._meta.db_table}:{owner_key}:{came.name}")
    versions = model._default_manager.filter(**owner, name=came.name, hidden_at__isnull=True)
    before = list(versions.order_by("pk").values_list("pk", "content_id"))
    if before and before[-1][1] == came.arrived.sha256:
        return Attached(before[-1][0], len(before), is_new=False)
    _settle(came, now)
    note = clean(note)[:300]
    row = model(
        **{**owner, "staff_id": staff_id},
        content_id=came.arrived.sha256,
        name=came.name,
        note=note,
        at=now,
        search=_tokens(came.name, note),
    )
    row.save(force_insert=True)
    return Attached(row.pk, len(before) + 1, is_new=True)


def rewrite_note(file: AttachedFile, note: str) -> None:
    """What staff say about it."""
    file.note = clean(note)[:300]
    file.search = _tokens(file.name, file.note)
    file.save(update_fields=["note", "search"])


def hide(model: type[AttachedFile], file_id: int, *, owner: Mapping[str, int], now: datetime) -> int:
    """Take a file with all its versions out of sight; how many. Nobody else loses the content by that."""
    name = model._default_manager.filter(pk=file_id, **owner).values_list("name", flat=True).first()
    if name is None:
        raise UnknownFile("There is no such file.")
    return model._default_manager.filter(**_place(model, file_id), name=name, hidden_at__isnull=True).update(
        hidden_at=now
    )


def unhide(model: type[AttachedFile], file_id: int, *, owner: Mapping[str, int]) -> int:
    """Undo `hide`: every version that went at the same moment is back."""
    found = model._default_manager.filter(pk=file_id, hidden_at__isnull=False, **owner).first()
    if found is None:
        raise UnknownFile("There is no such file.")
    gone = model._default_manager.filter(**_place(model, file_id), name=found.name, hidden_at=found.hidden_at)
    return gone.update(hidden_at=None)


def count_download(model: type[AttachedFile], file_id: int) -> None:
    """One more; its history says by whom and when."""
    model._default_manager.filter(pk=file_id).update(downloads=F("downloads") + 1)


def tidy_name(name: str) -> str:
    """What is shown: no folders, no control characters; a long one is cut so that its ending stays."""
    name = " ".join(clean(name).splitlines()).translate(_FORBIDDEN).strip(". ") or "file"
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        return name[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 2]}….{ending}"


def _settle(came: Incoming, now: datetime) -> None:
    """Have the content in the store and its row beside it."""
    sha256 = came.arrived.sha256
    lock_content(sha256)
    store().put(came.arrived)
    has_text = came.type.has_text
    _, is_new = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "size": came.arrived.size,
            "kind": came.type.kind,
            "media_type": came.type.media_type,
            "stored_at": now,
            "reading": Reading.WAITING if has_text else Reading.NOTHING,
        },
    )
    if is_new and has_text:
        enqueue(READ_FILE, sha256=sha256)


def lock_content(sha256: str) -> None:
    """Until the transaction ends nobody else brings or removes this content."""
    _one_at_a_time(f"file:{sha256}")


def _one_at_a_time(what: str) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("attaching needs a transaction")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def _place(model: type[AttachedFile], file_id: int) -> dict[str, int | None]:
    """The columns of its record."""
    row = model._default_manager.get(pk=file_id)
    return {column: getattr(row, column) for column in owner_columns(model)}


def owner_columns(model: type[AttachedFile]) -> tuple[str, ...]:
    """By which columns a room's files hang on records."""
    return tuple(
        field.attname
        for field in model._meta.local_fields
        if field.is_relation and field.name not in ("content", "staff")
    )


def _tokens(name: str, note: str) -> str:
    return search_document([*words(name), *words(note)])
