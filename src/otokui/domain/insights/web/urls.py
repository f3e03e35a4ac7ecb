"""Addresses under /settings/classes/."""

from django.urls import path

from otokui.domain.insights.web.rules import rules, running, save
from otokui.domain.insights.web.trial import groups, moves, trial

urlpatterns = [
    path("", rules, name="rules"),
    path("save/", save, name="rules_save"),
    path("running/", running, name="rules_running"),
    path("trial/", trial, name="rules_trial"),
    path("trial/moves/", moves, name="rules_moves"),
    path("groups/", groups, name="rules_groups"),
]
