"""The files of a customer or an order: the list with its place to drop some, taking them in, out and back."""

from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from otokui.core.kernel.errors import Refused, told
from otokui.core.platform.files.store import store, too_large
from otokui.core.platform.files.types import FileLine
from otokui.domain.accounts.public import may, requires, staff_id_of, staff_names
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.public import of_seen_customer
from otokui.domain.desk.web.file_doors import DOORS, opened, page_of
from otokui.domain.purchases.public import of_seen_order

_NUMBERS = ("contact_id", "follow_up_id")


@requires(Permission.CUSTOMERS_VIEW)
@require_http_methods(["GET", "POST"])
@of_seen_customer
def customer_files(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Everything attached to a customer, or one more file for them."""
    return _files(request, "customer", customer_id)


@requires(Permission.PURCHASES_VIEW)
@require_http_methods(["GET", "POST"])
@of_seen_order
def order_files(request: HttpRequest, order_id: int) -> HttpResponse:
    """The same of an order."""
    return _files(request, "order", order_id)


def files_context(request: HttpRequest, of: str, record_id: int) -> dict[str, Any]:
    """What `desk/files.html` shows. One query, two if there are files."""
    lines = DOORS[of].listed(record_id)
    return {
        "files": lines,
        "files_of": of,
        "files_record": record_id,
        "files_by": names_of(lines),
        "files_change": may(request.user, DOORS[of].change),
        "largest_file": settings.LARGEST_FILE,
        "too_large": told(too_large(settings.LARGEST_FILE), _),
    }


def names_of(lines: Iterable[FileLine]) -> Mapping[int, str]:
    """Who attached them."""
    staff = {one.staff_id for line in lines for one in (line, *line.older) if one.staff_id}
    return staff_names(staff) if staff else {}


def _files(request: HttpRequest, of: str, record_id: int) -> HttpResponse:
    if request.method == "GET":
        return render(request, "desk/files.html", files_context(request, of, record_id))
    if not may(request.user, DOORS[of].change):
        raise PermissionDenied
    files = request.FILES.getlist("file")
    problems = {file.name: _taken(request, of, record_id, file) for file in files}
    if request.headers.get("X-Upload"):
        problem = "\n".join(filter(None, problems.values())) if files else _("Choose a file first.")
        return JsonResponse({"problem": problem}, status=422 if problem else 200)
    for name, problem in problems.items():
        if problem:
            messages.error(request, f"{name}: {problem}")
    return redirect(page_of(of, record_id))


def _taken(request: HttpRequest, of: str, record_id: int, file: "UploadedFile[Any]") -> str:
    """Why not; '' if it is attached."""
    door = DOORS[of]
    given: dict[str, Any] = {door.record: record_id, "note": request.POST.get("note", "")}
    if of == "customer":
        given |= {
            name: int(number) for name in _NUMBERS if (number := request.POST.get(name, "")).isdecimal()
        }
    try:
        door.attach(
            given.pop(door.record),
            cast("BinaryIO", file.file),
            name=file.name or "",
            now=timezone.now(),
            staff_id=staff_id_of(request),
            **given,
        )
    except Refused as refused:
        if refused.code.startswith("unknown_"):
            raise
        return told(refused, _)
    return ""


@requires(Permission.CUSTOMERS_VIEW)
@require_POST
def file_remove(request: HttpRequest, of: str, file_id: int) -> HttpResponse:
    """Take a file out of sight, with all its versions; the answer offers to bring it back."""
    door, line = opened(request, of, file_id, to_change=True)
    door.hide(file_id, **door.owner(line), now=timezone.now(), staff_id=staff_id_of(request))
    return _list_or_page(request, of, line, {"removed": line})


@requires(Permission.CUSTOMERS_VIEW)
@require_POST
def file_restore(request: HttpRequest, of: str, file_id: int) -> HttpResponse:
    """Bring it back."""
    door, line = opened(request, of, file_id, to_change=True)
    door.unhide(file_id, **door.owner(line), staff_id=staff_id_of(request))
    return _list_or_page(request, of, line, {})


@requires(Permission.CUSTOMERS_VIEW)
@require_POST
def file_renew(request: HttpRequest, of: str, file_id: int) -> HttpResponse:
    """Make an older version the newest: it is attached anew, and those in between stay."""
    door, line = opened(request, of, file_id, to_change=True)
    given = {name: number for name in _NUMBERS if (number := line.owner.get(name))}
    with store().on_disk(line.sha256) as path, path.open("rb") as content:
        door.attach(
            line.owner[door.column],
            content,
            name=line.name,
            note=line.note,
            now=timezone.now(),
            staff_id=staff_id_of(request),
            **given,
        )
    messages.success(request, _("Version %(number)s is the newest again.") % {"number": line.version})
    return redirect(page_of(of, line.owner[door.column]))


@requires(Permission.CUSTOMERS_VIEW)
@require_POST
def file_note(request: HttpRequest, of: str, file_id: int) -> HttpResponse:
    """Write what it is about."""
    door, line = opened(request, of, file_id, to_change=True)
    note = request.POST.get("note", "")
    door.note(file_id, **door.owner(line), note=note, staff_id=staff_id_of(request))
    messages.success(request, _("Saved."))
    return redirect("file", of, file_id)


def _list_or_page(request: HttpRequest, of: str, line: FileLine, more: dict[str, Any]) -> HttpResponse:
    record_id = line.owner[DOORS[of].column]
    if request.headers.get("HX-Target") == "files":
        return render(request, "desk/files.html", files_context(request, of, record_id) | more)
    if more:
        messages.success(request, _("“%(name)s” was removed.") % {"name": line.name})
    return redirect(page_of(of, record_id))
