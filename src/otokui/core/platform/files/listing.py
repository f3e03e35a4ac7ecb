"""Files of records, with their versions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from otokui.core.content.kinds import Kind
from otokui.core.platform.files.attaching import owner_columns
from otokui.core.platform.files.models import AttachedFile
from otokui.core.platform.files.types import FileLine, UnknownFile


def list_files(model: type[AttachedFile], **owner: int | None) -> list[FileLine]:
    """The files of a record as it is known to `model`, newest first, older versions behind. One query."""
    rows = model._default_manager.filter(**owner, hidden_at__isnull=True)
    return _with_versions(model, rows.select_related("content").order_by("id"))


def get_file(model: type[AttachedFile], file_id: int) -> FileLine:
    """One version of a file, hidden ones too, with its number and all others. `UnknownFile`. 2 queries."""
    row = model._default_manager.select_related("content").filter(pk=file_id).first()
    if row is None:
        raise UnknownFile("There is no such file.")
    if row.hidden_at is not None:
        return _line(model, row)
    versions = model._default_manager.filter(
        **{column: getattr(row, column) for column in owner_columns(model)},
        name=row.name,
        hidden_at__isnull=True,
    )
    (newest,) = _with_versions(model, versions.select_related("content").order_by("id"))
    every = (newest, *newest.older)
    asked = next(line for line in every if line.id == file_id)
    return replace(asked, older=tuple(line for line in every if line.id != file_id))


def files_by_id(model: type[AttachedFile], file_ids: Iterable[int]) -> Mapping[int, FileLine]:
    """Some of them without their versions. One query."""
    rows = model._default_manager.select_related("content").filter(pk__in=list(file_ids))
    return {row.pk: _line(model, row) for row in rows}


def _with_versions(model: type[AttachedFile], rows: Iterable[AttachedFile]) -> list[FileLine]:
    by_name: dict[tuple[object, ...], list[FileLine]] = defaultdict(list)
    for row in rows:
        key = (row.name, *(getattr(row, column) for column in owner_columns(model)))
        by_name[key].append(_line(model, row, version=len(by_name[key]) + 1))
    newest = [replace(lines[-1], older=tuple(reversed(lines[:-1]))) for lines in by_name.values()]
    return sorted(newest, key=lambda line: line.id, reverse=True)


def _line(model: type[AttachedFile], row: AttachedFile, *, version: int = 1) -> FileLine:
    content = row.content
    owner = {column: getattr(row, column) for column in owner_columns(model)}
    return FileLine(
        id=row.pk,
        name=row.name,
        note=row.note,
        size=content.size,
        kind=Kind(content.kind),
        media_type=content.media_type,
        sha256=content.sha256,
        at=row.at,
        staff_id=row.staff_id,  # type: ignore[attr-defined]
        version=version,
        owner={column: value for column, value in owner.items() if value is not None},
        hidden=row.hidden_at is not None,
    )
