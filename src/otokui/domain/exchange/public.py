"""The door of this room."""

from otokui.domain.exchange.actions.dry_run import dry_run
from otokui.domain.exchange.actions.fill_demo_shop import fill_demo_shop
from otokui.domain.exchange.actions.fill_real_shop import fill_real_shop
from otokui.domain.exchange.actions.prepare_import import (
    prepare_import,
    request_import,
    understand_file,
    unused_columns,
)
from otokui.domain.exchange.actions.run_import import request_of_run
from otokui.domain.exchange.actions.save_mapping import save_mapping
from otokui.domain.exchange.actions.start_import import start_import
from otokui.domain.exchange.actions.undo_import import start_undo
from otokui.domain.exchange.adapters.words import field_label
from otokui.domain.exchange.queries.rejected import list_rejections, write_rejects_of
from otokui.domain.exchange.queries.runs import get_mapping, get_run, list_mappings, list_runs

__all__ = [
    "dry_run",
    "field_label",
    "fill_demo_shop",
    "fill_real_shop",
    "get_mapping",
    "get_run",
    "list_mappings",
    "list_rejections",
    "list_runs",
    "prepare_import",
    "request_import",
    "request_of_run",
    "save_mapping",
    "start_import",
    "start_undo",
    "understand_file",
    "unused_columns",
    "write_rejects_of",
]
