"""The door of this room."""

from otokui.domain.exchange.actions.change_draft import change_draft
from otokui.domain.exchange.actions.draft_import import draft_import, forget_draft
from otokui.domain.exchange.actions.draft_sample import draft_sample, sample_of
from otokui.domain.exchange.actions.dry_run import dry_run
from otokui.domain.exchange.actions.fill_demo_shop import fill_demo_shop
from otokui.domain.exchange.actions.fill_real_shop import fill_real_shop
from otokui.domain.exchange.actions.foresee_undo import foresee_undo
from otokui.domain.exchange.actions.prepare_import import (
    prepare_import,
    request_import,
    sheets_of,
    understand_file,
    unused_columns,
)
from otokui.domain.exchange.actions.restore_mapping import restore_mapping
from otokui.domain.exchange.actions.run_import import request_of_run
from otokui.domain.exchange.actions.save_mapping import save_mapping
from otokui.domain.exchange.actions.show_demo import start_demo
from otokui.domain.exchange.actions.start_import import start_import
from otokui.domain.exchange.actions.stop_import import stop_import
from otokui.domain.exchange.actions.try_import import REHEARSED_ROWS, start_trial
from otokui.domain.exchange.actions.undo_import import start_undo
from otokui.domain.exchange.actions.view_draft import view_draft
from otokui.domain.exchange.adapters.words import field_label, field_labels
from otokui.domain.exchange.queries.mapping_history import COLUMN, find_mapping, list_mapping_history
from otokui.domain.exchange.queries.people import get_people
from otokui.domain.exchange.queries.rejected import list_rejections, write_rejects_of
from otokui.domain.exchange.queries.runs import (
    count_runs,
    file_names,
    find_demo_run,
    get_mapping,
    get_run,
    is_untouched,
    list_mappings,
    list_runs,
    list_same,
)

__all__ = [
    "COLUMN",
    "REHEARSED_ROWS",
    "change_draft",
    "count_runs",
    "draft_import",
    "draft_sample",
    "dry_run",
    "field_label",
    "field_labels",
    "file_names",
    "fill_demo_shop",
    "fill_real_shop",
    "find_demo_run",
    "find_mapping",
    "foresee_undo",
    "forget_draft",
    "get_mapping",
    "get_people",
    "get_run",
    "is_untouched",
    "list_mapping_history",
    "list_mappings",
    "list_rejections",
    "list_runs",
    "list_same",
    "prepare_import",
    "request_import",
    "request_of_run",
    "restore_mapping",
    "sample_of",
    "save_mapping",
    "sheets_of",
    "start_demo",
    "start_import",
    "start_trial",
    "start_undo",
    "stop_import",
    "understand_file",
    "unused_columns",
    "view_draft",
    "write_rejects_of",
]
