"""Addresses under /imports/ and of the first run."""

from django.urls import path

from otokui.domain.exchange.web.columns import columns
from otokui.domain.exchange.web.drafts import forget, new, sample, try_sample
from otokui.domain.exchange.web.history import imports
from otokui.domain.exchange.web.mappings import mapping_history, mapping_restore
from otokui.domain.exchange.web.matching import matching
from otokui.domain.exchange.web.runs import cancel, people, rejects, run, start, trial, undo, undo_foreseen
from otokui.domain.exchange.web.welcome import demo, demo_away, welcome

urlpatterns = [
    path("welcome/", welcome, name="welcome"),
    path("welcome/demo/", demo, name="welcome_demo"),
    path("welcome/demo/away/", demo_away, name="demo_away"),
    path("imports/", imports, name="imports"),
    path("imports/new/", new, name="import_new"),
    path("imports/sample/<str:trade>/", sample, name="import_sample"),
    path("imports/sample/<str:trade>/try/", try_sample, name="import_sample_try"),
    path("imports/<int:run_id>/", run, name="import_run"),
    path("imports/kept/<int:mapping_id>/history/", mapping_history, name="mapping_history"),
    path(
        "imports/kept/<int:mapping_id>/history/<int:event>/restore/", mapping_restore, name="mapping_restore"
    ),
    path("imports/<int:run_id>/columns/", columns, name="import_columns"),
    path("imports/<int:run_id>/matching/", matching, name="import_matching"),
    path("imports/<int:run_id>/people/", people, name="import_people"),
    path("imports/<int:run_id>/trial/", trial, name="import_trial"),
    path("imports/<int:run_id>/start/", start, name="import_start"),
    path("imports/<int:run_id>/cancel/", cancel, name="import_cancel"),
    path("imports/<int:run_id>/forget/", forget, name="import_forget"),
    path("imports/<int:run_id>/rejects/", rejects, name="import_rejects"),
    path("imports/<int:run_id>/undo/", undo, name="import_undo"),
    path("imports/<int:run_id>/undo/foreseen/", undo_foreseen, name="import_undo_foreseen"),
]
