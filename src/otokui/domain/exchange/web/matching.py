"""Step 3: how customers are recognised, what to do with known ones, and where consent comes from."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from otokui.domain.accounts.public import requires
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.types import MatchKey, Policy
from otokui.domain.exchange import public as exchange
from otokui.domain.exchange.rules.customer_rows import CONSENTS
from otokui.domain.exchange.rules.match_keys import possible_keys
from otokui.domain.exchange.types import Kind, RunState, RunView
from otokui.domain.exchange.web.words import KINDS, match_choices, policy_choices


@requires(Permission.IMPORTS_RUN)
@require_http_methods(["GET", "POST"])
def matching(request: HttpRequest, run_id: int) -> HttpResponse:
    """Ask; then try the import in the background."""
    run = exchange.get_run(run_id)
    if run.state not in {RunState.DRAFT, RunState.PREPARED}:
        return redirect("import_run", run_id)
    draft = exchange.view_draft(run_id)
    if draft.problem:
        return redirect("import_columns", run_id)
    if request.method != "POST":
        return _page(request, run, draft.first, {})
    errors = _errors(request.POST, run)
    if errors:
        return _page(request, run, draft.first, errors)
    version = exchange.change_draft(
        run_id=run_id,
        version=_version(request.POST, run),
        staff_id=request.user.pk,
        **_said(request.POST, run),
    )
    exchange.start_trial(run_id=run_id, version=version, staff_id=request.user.pk)
    return redirect("import_run", run_id)


def _version(typed: QueryDict, run: RunView) -> int:
    version = typed.get("version", "")
    return int(version) if version.isdigit() else run.version


def _said(typed: QueryDict, run: RunView) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if typed.get("match") in set(MatchKey):
        said["match_key"] = MatchKey(typed.get("match", ""))
    if typed.get("policy") in set(Policy):
        said["policy"] = Policy(typed.get("policy", ""))
    if asks_for_consent(run):
        agreed = typed.get("consent") == "agreed"
        said |= {
            "consent_asked": True,
            "consent_source": typed.get("consent_source", "").strip()[:200] if agreed else "",
            "consent_wording": typed.get("consent_wording", "").strip()[:1000] if agreed else "",
            "consent_on": typed.get("consent_on", "").strip() if agreed else "",
        }
    return said


def _errors(typed: QueryDict, run: RunView) -> dict[str, str]:
    if not asks_for_consent(run) or typed.get("consent") != "agreed":
        return {}
    errors = {}
    if not typed.get("consent_source", "").strip():
        errors["consent_source"] = _("Write where they agreed, for example “order form of the shop, 2024”.")
    try:
        date.fromisoformat(typed.get("consent_on", "").strip() or "2000-01-01")
    except ValueError:
        errors["consent_on"] = _("Choose a day, or leave it empty.")
    return errors


def asks_for_consent(run: RunView) -> bool:
    """Whether contacts come in to which one could write, or what they agreed to."""
    return run.kind is Kind.CUSTOMERS and bool({"email", *CONSENTS} & run.mapping.keys())


def _page(request: HttpRequest, run: RunView, first: dict[str, str], errors: dict[str, str]) -> HttpResponse:
    typed = request.POST
    said = run.options
    context = {
        "run": run,
        "step": 3,
        "kind_label": KINDS[run.kind],
        "keys": match_choices(possible_keys(run.mapping), first) if run.kind is not Kind.PRODUCTS else [],
        "policies": policy_choices(run.kind),
        "asks": asks_for_consent(run),
        "mails_without": run.kind is Kind.PURCHASES and "email" in run.mapping,
        "column": " / ".join(run.mapping[field] for field in CONSENTS if field in run.mapping),
        "consent": typed.get("consent", "agreed" if said.consent_source else "none"),
        "consent_source": typed.get("consent_source", said.consent_source),
        "consent_wording": typed.get("consent_wording", said.consent_wording),
        "consent_on": typed.get("consent_on", said.consent_on),
        "errors": errors,
    }
    return render(request, "exchange/matching.html", context, status=422 if errors else 200)
