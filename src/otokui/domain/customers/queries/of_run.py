"""Whom an import run brought and whose records it changed, as sub-queries of ids."""

from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from otokui.core.platform.audit import contexts_of_run
from otokui.domain.customers.models import Customer
from otokui.domain.customers.queries.traces import AROUND, MADE_BY_RUNS


def ids_brought_by_run(run: int) -> "QuerySet[Any, Any]":
    """The customers that the run made; it costs what there are of them."""
    return Customer.objects.filter(created_by_run=run).values("pk")


def ids_changed_by_run(run: int) -> list["QuerySet[Any, Any]"]:
    """Sub-queries, to be united, of those whose record or ways to reach them the run touched."""
    contexts = contexts_of_run(run)
    touched: list[QuerySet[Any, Any]] = [
        apps.get_model("customers", "CustomerEvent")
        ._default_manager.filter(pgh_context_id__in=contexts)
        .values("pgh_obj_id")
    ]
    for model in MADE_BY_RUNS:
        owner = AROUND[model]
        events = apps.get_model("customers", f"{model.__name__}Event")._default_manager
        touched.append(events.filter(pgh_context_id__in=contexts).values(owner))
        touched.append(model._default_manager.filter(created_by_run=run).values(owner))
    return touched
