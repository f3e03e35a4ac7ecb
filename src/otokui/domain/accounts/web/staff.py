"""スタッフ: who works here, in which role, and who may sign in. For administrators and managers."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.actions.create_staff import create_staff
from otokui.domain.accounts.actions.second_factor import require, reset
from otokui.domain.accounts.actions.update_staff import update_staff
from otokui.domain.accounts.adapters import gate
from otokui.domain.accounts.adapters.gate import requires, staff_id_of
from otokui.domain.accounts.models import ROLE_LABELS, VISIBILITY_LABELS
from otokui.domain.accounts.queries.staff import (
    get_staff,
    is_second_factor_required,
    list_staff,
    list_team_sizes,
    list_teams,
)
from otokui.domain.accounts.rules import MAY_BE_LENT_EXPORT, may, visibility_of
from otokui.domain.accounts.types import Permission, Role, StaffRow, Visibility
from otokui.domain.accounts.web.passwords import why_not_password
from otokui.domain.accounts.web.roles import ROLE_MEANINGS

VISIBILITIES = (
    ("", _later("As the role says")),
    *((each.value, said) for each, said in VISIBILITY_LABELS.items()),
)
EXPORTS = (("", _later("As the role says")), ("yes", _later("May export")), ("no", _later("May not export")))
_EXPORTS_READ = {"": None, "yes": True, "no": False}
_EXPORTS_WRITTEN = {value: written for written, value in _EXPORTS_READ.items()}


@dataclass(frozen=True, kw_only=True)
class _Typed:
    """What was typed about a member."""

    name: str = ""
    email: str = ""
    role: str = Role.ORDERS.value
    team: str = ""
    is_active: bool = True
    visibility: str = ""
    exports: str = ""
    password: str = ""
    version: int = 0


@requires(Permission.STAFF_MANAGE)
@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """Everybody, those who left at the end."""
    members = sorted(list_staff(active_only=False), key=lambda member: not member.is_active)
    rows = [(member, ROLE_LABELS[member.role], _sees(member), _exports(member)) for member in members]
    context = {
        "rows": rows,
        "teams": list_team_sizes(),
        "me": request.user.pk,
        "factor_required": is_second_factor_required(),
        "may_change_sign_in": gate.may(request.user, Permission.SIGN_IN_CHANGE),
    }
    return render(request, "accounts/staff.html", context)


@requires(Permission.SIGN_IN_CHANGE)
@require_POST
def factor_required(request: HttpRequest) -> HttpResponse:
    """Whether who may export customers has to have a second factor."""
    is_required = request.POST.get("required") == "1"
    require(is_required=is_required, by_staff_id=staff_id_of(request))
    said = _("Whoever may export sets up a second factor at the next page.") if is_required else _("Saved.")
    messages.success(request, said)
    return redirect("staff")


@requires(Permission.STAFF_MANAGE)
@require_POST
def factor_reset(request: HttpRequest, staff_id: int) -> HttpResponse:
    """A colleague has lost the telephone."""
    member = get_staff(staff_id)
    reset(staff_id, by_staff_id=staff_id_of(request))
    messages.success(request, _("%(name)s can sign in with the password alone.") % {"name": member.name})
    return redirect("staff_change", staff_id)


def _sees(member: StaffRow) -> str:
    if not may(member.role, Permission.CUSTOMERS_VIEW):
        return ""
    return str(VISIBILITY_LABELS[visibility_of(member.role, member.visibility)])


def _exports(member: StaffRow) -> bool:
    return may(member.role, Permission.CUSTOMERS_EXPORT, exports=member.exports)


@requires(Permission.STAFF_MANAGE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take somebody on."""
    if request.method != "POST":
        return _form(request, _Typed(), None)
    typed = _read(request.POST)
    errors = _errors(typed, is_new=True)
    if not errors:
        try:
            create_staff(
                email=typed.email,
                name=typed.name,
                role=Role(typed.role),
                password=typed.password,
                team=typed.team,
                visibility=Visibility(typed.visibility) if typed.visibility else None,
                exports=_EXPORTS_READ[typed.exports],
                by_staff_id=request.user.pk,
            )
        except Refused as problem:
            errors = {"role" if problem.code == "admins_only" else "email": str(problem)}
        else:
            messages.success(request, _("%(name)s can sign in now.") % {"name": typed.name})
            return redirect("staff")
    return _form(request, typed, None, errors=errors)


@requires(Permission.STAFF_MANAGE)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Change role, team, whether they may sign in; set a new password."""
    member = get_staff(staff_id)
    if request.method != "POST":
        typed = _Typed(
            name=member.name,
            email=member.email,
            role=member.role,
            team=member.team,
            is_active=member.is_active,
            visibility=member.visibility or "",
            exports=_EXPORTS_WRITTEN[member.exports],
            version=member.version,
        )
        return _form(request, typed, member)
    typed = replace(_read(request.POST), email=member.email)
    if errors := _errors(typed, is_new=False):
        return _form(request, typed, member, errors=errors)
    try:
        update_staff(
            staff_id,
            name=typed.name,
            role=Role(typed.role),
            team=typed.team,
            is_active=typed.is_active,
            visibility=Visibility(typed.visibility) if typed.visibility else None,
            exports=_EXPORTS_READ[typed.exports],
            password=typed.password,
            expected_version=typed.version,
            by_staff_id=request.user.pk,
        )
    except Refused as problem:
        return _form(request, typed, get_staff(staff_id), problem=problem)
    messages.success(request, _("Saved: %(name)s.") % {"name": typed.name})
    return redirect("staff")


def _read(typed: QueryDict) -> _Typed:
    version = typed.get("version", "")
    return _Typed(
        name=typed.get("name", "").strip(),
        email=typed.get("email", "").strip(),
        role=typed.get("role", ""),
        team=typed.get("team", "").strip(),
        is_active=typed.get("is_active") == "1",
        visibility=typed.get("visibility", ""),
        exports=typed.get("exports", ""),
        password=typed.get("password", ""),
        version=int(version) if version.isdigit() else 0,
    )


def _errors(typed: _Typed, *, is_new: bool) -> dict[str, str]:
    errors = {}
    if not 0 < len(typed.name) <= 100:
        errors["name"] = _("Write a name of at most 100 characters.")
    if len(typed.team) > 100:
        errors["team"] = _("At most 100 characters.")
    if typed.role not in set(Role):
        errors["role"] = _("Choose a role.")
    if typed.visibility not in dict(VISIBILITIES):
        errors["visibility"] = _("Choose one of the list.")
    if typed.exports not in _EXPORTS_READ:
        errors["exports"] = _("Choose one of the list.")
    elif typed.exports == "yes" and typed.role not in MAY_BE_LENT_EXPORT:
        errors["exports"] = _("This role cannot be lent the right to export.")
    if is_new:
        try:
            validate_email(typed.email)
        except ValidationError:
            errors["email"] = _("Write a mail address like name@example.jp.")
    if (is_new or typed.password) and (reason := why_not_password(typed.password)):
        errors["password"] = reason
    return errors


def _form(
    request: HttpRequest,
    typed: _Typed,
    member: StaffRow | None,
    *,
    errors: dict[str, str] | None = None,
    problem: Refused | None = None,
) -> HttpResponse:
    meanwhile = problem is not None and problem.code == "changed_meanwhile"
    context = {
        # Whoever was second sees the other's values and may save again over them.
        "typed": replace(typed, version=member.version) if meanwhile and member else typed,
        "member": member,
        "theirs": _theirs(member, typed) if meanwhile and member else (),
        "problem": problem,
        "errors": errors or {},
        "roles": [(role.value, label, ROLE_MEANINGS[role]) for role, label in ROLE_LABELS.items()],
        "teams": list_teams(),
        "visibilities": VISIBILITIES,
        "exports": EXPORTS,
    }
    status = 409 if problem else 422 if errors else 200
    return render(request, "accounts/member.html", context, status=status)


def _theirs(member: StaffRow, typed: _Typed) -> list[tuple[str, str, str]]:
    """What the other one has saved and you would have otherwise: (word, theirs, yours)."""
    signs_in = {True: _("may sign in"), False: _("may not sign in")}
    role = str(ROLE_LABELS[Role(typed.role)])
    said, lent = ({key: str(text) for key, text in choices} for choices in (VISIBILITIES, EXPORTS))
    pairs = (
        (_("Name"), member.name, typed.name),
        (_("Role"), str(ROLE_LABELS[member.role]), role),
        (_("Team"), member.team, typed.team),
        (_("Sees"), said[member.visibility or ""], said[typed.visibility]),
        (_("Export"), lent[_EXPORTS_WRITTEN[member.exports]], lent[typed.exports]),
        (_("Sign-in"), signs_in[member.is_active], signs_in[typed.is_active]),
    )
    return [pair for pair in pairs if pair[1] != pair[2]]
