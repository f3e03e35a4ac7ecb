"""名簿の見直し: what should be looked at, and what to do about it, one by one or many at once."""

from dataclasses import replace
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from otokui.domain.accounts.public import may, requires, sight_of
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import (
    count_flawed,
    customer_names,
    get_review_settings,
    list_clean_ups,
    list_flawed,
    save_review_settings,
)
from otokui.domain.customers.types import BulkKind, CleanUp, ContactWay, Flaw, PurposeKind, ReviewSettings
from otokui.domain.desk.web.editing.views import moment_of
from otokui.domain.desk.web.labels import Label
from otokui.domain.desk.web.review_tabs import tabs_of

FLAW_MEANINGS: dict[Flaw, Label] = {
    Flaw.STALE: gettext_lazy("No contact and no purchase for %(days)d days, the richest first"),
    Flaw.UNREACHABLE: gettext_lazy("No telephone, mail, address or LINE, or each one refused"),
    Flaw.UNOWNED: gettext_lazy("Nobody in charge, or somebody who has left"),
    Flaw.INCOMPLETE: gettext_lazy("Less than %(percent)d %% of what is worth knowing"),
}
_STEPS: dict[Flaw, tuple[BulkKind, Label, ContactWay, PurposeKind]] = {
    Flaw.STALE: (BulkKind.TASK, gettext_lazy("Get in touch again"), ContactWay.CALL, PurposeKind.ADVERT),
    Flaw.UNREACHABLE: (
        BulkKind.TASK,
        gettext_lazy("Find out how to reach them"),
        ContactWay.NOTE,
        PurposeKind.SERVICE,
    ),
    Flaw.UNOWNED: (
        BulkKind.IN_CHARGE,
        gettext_lazy("Decide who looks after them"),
        ContactWay.NOTE,
        PurposeKind.SERVICE,
    ),
    Flaw.INCOMPLETE: (
        BulkKind.TASK,
        gettext_lazy("Ask what we do not know yet"),
        ContactWay.NOTE,
        PurposeKind.SURVEY,
    ),
}
"""What is proposed for many of them at once; whoever does it may choose otherwise."""

RULE_WORDS: dict[CleanUp, tuple[Label, Label]] = {
    CleanUp.KEYS: (
        gettext_lazy("Keep search keys right"),
        gettext_lazy("What was typed stays; only what it is found by is derived anew."),
    ),
    CleanUp.POSTAL: (
        gettext_lazy("Compare postal codes with addresses"),
        gettext_lazy("Those that contradict each other are listed here. Nothing is changed."),
    ),
    CleanUp.MERGE_CERTAIN: (
        gettext_lazy("Merge what is certainly the same"),
        gettext_lazy("Same mail address, same name, same birthday. Each merge can be taken back."),
    ),
}


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """The customers with one flaw, and how many have which."""
    sight, moment = sight_of(request.user), moment_of(request)
    counts = count_flawed(sight=sight)
    flaw = _flaw(request.GET.get("flaw", ""), next((each for each in Flaw if counts[each].value), Flaw.STALE))
    page = list_flawed(flaw, sight=sight, cursor=request.GET.get("cursor", ""))
    settings = get_review_settings()
    may_change = may(request.user, Permission.CUSTOMERS_CHANGE)
    context = {
        "flaw": flaw,
        "meaning": str(FLAW_MEANINGS[flaw])
        % {"days": settings.stale_days, "percent": settings.incomplete_below},
        "page": page,
        "reviewed_at": settings.reviewed_at,
        "today": moment.today,
        "step": _STEPS[flaw],
        "tomorrow": moment.today + timedelta(days=1),
        "can_change": may_change,
    } | tabs_of(request, flaw.value, flaws=counts)
    return render(request, "desk/review.html", context)


@requires(Permission.BUSINESS_CHANGE)
@require_http_methods(["GET", "POST"])
def review_rules(request: HttpRequest) -> HttpResponse:
    """After how many days, below what percent, which rules clean up by themselves, and what they did."""
    settings, moment = get_review_settings(), moment_of(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _saved(request.POST, settings, moment.staff_id)
        if not errors:
            messages.success(request, _("Saved. It holds from the next night on."))
            return redirect("review_rules")
    reports = list_clean_ups()
    names = customer_names(
        each for report in reports if report.rule is not CleanUp.MERGE_CERTAIN for each in report.examples[:5]
    )
    context = {
        "settings": settings,
        "errors": errors,
        "rules": [(rule.value, *RULE_WORDS[rule], rule in settings.rules) for rule in CleanUp],
        "reports": [
            (
                report,
                RULE_WORDS[report.rule][0],
                [(each, names[each]) for each in report.examples[:5] if each in names],
            )
            for report in reports
        ],
    } | tabs_of(request, "rules")
    return render(request, "desk/review_rules.html", context, status=422 if errors else 200)


def _saved(typed: QueryDict, settings: ReviewSettings, staff_id: int | None) -> dict[str, str]:
    """What is wrong with what was typed; saved if nothing is."""
    days, percent = typed.get("stale_days", "").strip(), typed.get("incomplete_below", "").strip()
    errors = {}
    if not (days.isdecimal() and 30 <= int(days) <= 3650):
        errors["stale_days"] = _("Between 30 and 3650 days.")
    if not (percent.isdecimal() and int(percent) <= 100):
        errors["incomplete_below"] = _("Between 0 and 100 percent.")
    if not errors:
        charge = {"yes": True, "no": False}.get(typed.get("asks_charge", ""))
        rules = frozenset(CleanUp(rule) for rule in typed.getlist("rule") if rule in set(CleanUp))
        save_review_settings(
            replace(
                settings,
                stale_days=int(days),
                incomplete_below=int(percent),
                asks_charge=charge,
                rules=rules,
            ),
            staff_id=staff_id,
        )
    return errors


def _flaw(text: str, otherwise: Flaw) -> Flaw:
    if not text:
        return otherwise
    if text not in set(Flaw):
        raise Http404(_("There is no such page."))
    return Flaw(text)
