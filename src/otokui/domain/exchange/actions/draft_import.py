"""Take a file in as a draft: kept, looked at, not yet decided."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.tabular.source import open_table
from otokui.domain.customers.types import MatchKey, Policy
from otokui.domain.exchange.adapters.kept_files import drop_file, keep_file, kept_file
from otokui.domain.exchange.adapters.locked import is_locked
from otokui.domain.exchange.adapters.shop_fields import fields_for
from otokui.domain.exchange.models import ImportRun, MappingTemplate
from otokui.domain.exchange.rules.kinds import guess_kind
from otokui.domain.exchange.rules.match_keys import choose_match_key
from otokui.domain.exchange.types import ImportOptions, Kind, RunState, guess_mapping


def draft_import(
    content: BinaryIO, *, name: str, now: datetime, kind: Kind | None = None, staff_id: int | None = None
) -> int:
    """Keep the file and what its headers seem to say; returns the run's id.

    Without `kind` the headers decide. A mapping kept earlier whose columns are all there is taken over.
    Refused as `open_table` refuses, or with code `password`, and then nothing is kept.
    """
    sha256, size = keep_file(content)
    try:
        table = open_table(kept_file(sha256))
    except Refused as problem:
        locked = is_locked(kept_file(sha256))
        if not ImportRun.objects.filter(file_sha256=sha256).exists():
            drop_file(sha256)
        if locked:
            raise Refused(problem.message, code="password", **problem.given) from None
        raise
    chosen = kind or guess_kind(table.headers)
    mapping = guess_columns(chosen, table.headers)
    return ImportRun.objects.create(
        kind=chosen.value,
        state=RunState.DRAFT.value,
        file_name=name[:255],
        file_sha256=sha256,
        file_size=size,
        mapping=mapping,
        match_key=surest_key(chosen, mapping).value,
        policy=Policy.BOTH.value,
        options=ImportOptions().to_json(),
        staff_id=staff_id,
        prepared_at=now,
    ).pk


def guess_columns(kind: Kind, headers: Sequence[str]) -> dict[str, str]:
    """Field → column: the kept mapping that knows most of these columns, else what the headers say.

    A kept field that the shop asks for no more is left out.
    """
    fields = fields_for(kind)
    names = {field.name for field in fields}
    kept = MappingTemplate.objects.filter(kind=kind.value).order_by("-saved_at")
    known = ({name: header for name, header in one.mapping.items() if name in names} for one in kept)
    fitting = [mapping for mapping in known if mapping and set(mapping.values()) <= set(headers)]
    return max(fitting, key=len) if fitting else guess_mapping(headers, kind, fields=fields).columns


def surest_key(kind: Kind, mapping: Mapping[str, str]) -> MatchKey:
    """The surest key that these columns allow, the number where they allow none."""
    if kind is Kind.PRODUCTS:
        return MatchKey.CODE
    try:
        return choose_match_key(mapping)
    except Refused:
        return MatchKey.CODE


def forget_draft(*, run_id: int) -> None:
    """Throw a draft away. Refused (`not_a_draft`) once it was begun."""
    with transaction.atomic():
        row = ImportRun.objects.select_for_update().filter(pk=run_id).first()
        if row is None:
            return
        if row.state not in {RunState.DRAFT, RunState.PREPARED} or row.started_at:
            raise Refused(_("This import has been started already."), code="not_a_draft")
        row.delete()
        if not ImportRun.objects.filter(file_sha256=row.file_sha256).exists():
            transaction.on_commit(lambda: drop_file(row.file_sha256))
