"""顧客の項目: what a shop of its own wants to know of its customers, invented without a programmer."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.public import requires, staff_id_of
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.actions.define_attribute import add_attribute, define_attribute
from otokui.domain.customers.models.labels import choices, label
from otokui.domain.customers.queries.customer import list_own_fields
from otokui.domain.customers.types import AttributeInput, AttributeKind, AttributeRecord

_AT = {"no_options": "options", "option_in_use": "options", "kind_in_use": "kind", "too_long": "label"}


@requires(Permission.BUSINESS_CHANGE)
@require_safe
def own_fields(request: HttpRequest) -> HttpResponse:
    """All fields of the shop's own, those no longer asked for at the end."""
    rows = [(field, label(field.kind), "・".join(field.options)) for field in list_own_fields()]
    return render(request, "customers/own_fields.html", {"rows": rows})


@requires(Permission.BUSINESS_CHANGE)
@require_http_methods(["GET", "POST"])
def own_field_new(request: HttpRequest) -> HttpResponse:
    """Invent a field."""
    if request.method != "POST":
        return _form(request, AttributeInput("", "", AttributeKind.TEXT), None)
    typed = _read(request.POST)
    try:
        add_attribute(typed, staff_id=staff_id_of(request))
    except Refused as problem:
        return _form(request, typed, None, problem)
    messages.success(
        request, _("The field %(name)s stands on every customer's page now.") % {"name": typed.label}
    )
    return redirect("own_fields")


@requires(Permission.BUSINESS_CHANGE)
@require_http_methods(["GET", "POST"])
def own_field(request: HttpRequest, key: str) -> HttpResponse:
    """Change name, kind or options of a field, or ask for it no more."""
    known = next((field for field in list_own_fields() if field.key == key), None)
    if known is None:
        raise Http404
    if request.method != "POST":
        return _form(request, _as_input(known), known)
    typed = _read(request.POST, known)
    try:
        define_attribute(typed, staff_id=staff_id_of(request), seen=_seen(request.POST, known))
    except Refused as problem:
        return _form(request, typed, known, problem)
    messages.success(request, _("“%(name)s” is saved.") % {"name": typed.label})
    return redirect("own_fields")


def _read(typed: Mapping[str, str], known: AttributeRecord | None = None, before: str = "") -> AttributeInput:
    kind = typed.get(f"{before}kind", "")
    return AttributeInput(
        key=known.key if known else "",
        label=typed.get(f"{before}label", "").strip(),
        kind=AttributeKind(kind) if kind in set(AttributeKind) else AttributeKind.TEXT,
        options=tuple(filter(None, map(str.strip, typed.get(f"{before}options", "").splitlines()))),
        position=known.position if known else 0,
        is_retired=typed.get(f"{before}is_retired") == "1",
    )


def _seen(typed: Mapping[str, str], known: AttributeRecord) -> AttributeInput:
    """The field as it was when the form was opened, which the form brings along."""
    return _read(typed, known, before="seen_")


def _as_input(known: AttributeRecord) -> AttributeInput:
    return AttributeInput(known.key, known.label, known.kind, known.options, known.position, known.is_retired)


def _form(
    request: HttpRequest, typed: AttributeInput, known: AttributeRecord | None, problem: Refused | None = None
) -> HttpResponse:
    meanwhile = problem is not None and problem.code == "changed_meanwhile"
    seen = _as_input(known) if known else None
    if known and problem and not meanwhile:  # whoever was second may save again over what the other saved
        seen = _seen(request.POST, known)
    context = {
        "typed": typed,
        "options": "\n".join(typed.options),
        "known": known,
        "seen": seen,
        "seen_options": "\n".join(seen.options) if seen else "",
        "kinds": choices(AttributeKind),
        "errors": {_AT.get(problem.code, "label"): str(problem)} if problem and not meanwhile else {},
        "theirs": _theirs(known, typed) if known and meanwhile else (),
        "problem": str(problem) if meanwhile else "",
    }
    status = 200 if problem is None else 409 if meanwhile else 422
    return render(request, "customers/own_field.html", context, status=status)


def _theirs(known: AttributeRecord, typed: AttributeInput) -> list[tuple[str, str, str]]:
    """What the other one has saved and you would have otherwise: (word, theirs, yours)."""
    asked = {True: _("not used"), False: _("in use")}
    pairs = (
        (_("Name of the field"), known.label, typed.label),
        (_("Kind of answer"), label(known.kind), label(typed.kind)),
        (_("Choices"), "・".join(known.options), "・".join(typed.options)),
        (_("On the customer's page"), asked[known.is_retired], asked[typed.is_retired]),
    )
    return [pair for pair in pairs if pair[1] != pair[2]]
