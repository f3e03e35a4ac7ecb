"""Correct how a file that is not in yet is understood and what is to be done with it."""

from dataclasses import fields, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.public import staff_names
from otokui.domain.customers.types import MatchKey, Policy
from otokui.domain.exchange.actions.draft_import import guess_columns, surest_key
from otokui.domain.exchange.actions.takers import table_of
from otokui.domain.exchange.adapters.shop_fields import fields_for
from otokui.domain.exchange.models import ImportRun
from otokui.domain.exchange.queries.runs import request_of
from otokui.domain.exchange.rules.match_keys import is_possible
from otokui.domain.exchange.types import ImportOptions, Kind, RunState

_OPEN = frozenset({RunState.DRAFT, RunState.PREPARED})


def change_draft(
    *,
    run_id: int,
    version: int,
    staff_id: int | None,
    kind: Kind | None = None,
    columns: dict[str, str] | None = None,
    match_key: MatchKey | None = None,
    policy: Policy | None = None,
    **options: Any,
) -> int:
    """Store what is given (`columns`: field → column; `options` of `ImportOptions`): the new version.

    A trial made before no longer holds. A match key that the columns do not allow gives way to the surest.
    Refused: `unknown_run`, `not_a_draft`, `changed_meanwhile` (naming who changed it).
    """
    with transaction.atomic():
        row = open_draft(run_id, version)
        before = (row.kind, row.mapping, row.match_key, row.policy, row.options)
        row.options = _options(row, options).to_json()
        other_sheet = row.options["sheet"] != before[4].get("sheet", "")
        if (kind and kind.value != row.kind) or other_sheet:
            row.kind = (kind or Kind(row.kind)).value
            row.mapping = guess_columns(Kind(row.kind), table_of(request_of(row)).headers)
        if columns is not None and not other_sheet:
            known = (field.name for field in fields_for(Kind(row.kind)))
            row.mapping = {name: columns[name] for name in known if columns.get(name)}
        row.policy = (policy or Policy(row.policy)).value
        key = match_key or MatchKey(row.match_key)
        row.match_key = (
            key if is_possible(key, row.mapping) else surest_key(Kind(row.kind), row.mapping)
        ).value
        if before == (row.kind, row.mapping, row.match_key, row.policy, row.options):
            return row.version
        row.state, row.trial, row.staff_id = RunState.DRAFT.value, {}, staff_id
        row.version += 1
        row.save()
        return row.version


def open_draft(run_id: int, version: int) -> ImportRun:
    """The locked row of a run that has not begun, as it was when somebody looked at it."""
    row = ImportRun.objects.select_for_update().filter(pk=run_id).first()
    if row is None:
        raise Refused("There is no import %(run)s.", code="unknown_run", run=run_id)
    if row.state not in _OPEN:
        raise Refused(_("This import has been started already."), code="not_a_draft")
    if row.version != version:
        who = staff_names([row.staff_id]).get(row.staff_id, "") if row.staff_id else ""
        raise Refused(
            _("%(who)s has changed this import meanwhile. This is how it stands now; please look again.")
            % {"who": who or _("Somebody")},
            code="changed_meanwhile",
        )
    return row


def _options(row: ImportRun, given: dict[str, Any]) -> ImportOptions:
    known = {each.name for each in fields(ImportOptions)}
    return replace(ImportOptions(**row.options), **{name: given[name] for name in given.keys() & known})
