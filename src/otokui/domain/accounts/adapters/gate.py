"""Every view says whom it lets in."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from otokui.domain.accounts import rules
from otokui.domain.accounts.models import Staff
from otokui.domain.accounts.types import Permission, Role

View = Callable[..., HttpResponseBase]


def may(staff: object, permission: Permission) -> bool:
    """Whether this signed-in person (request.user) holds the permission; nobody else does."""
    return (
        isinstance(staff, Staff)
        and staff.is_active
        and rules.may(Role(staff.role), permission, exports=staff.exports)
    )


def member_may(staff_id: int, permission: Permission) -> bool:
    """The same by id, where no request is at hand. One SQL query."""
    return may(Staff.objects.filter(pk=staff_id).first(), permission)


def staff_id_of(request: HttpRequest) -> int:
    """Who is asking; only behind `requires`."""
    assert isinstance(request.user, Staff)
    return request.user.pk


def requires(permission: Permission) -> Callable[[View], View]:
    """Decorator of views: strangers go to the sign-in page, staff without the permission get 403.

    Who may export customers and owes the business a second factor is led to set it up first.
    """

    def gate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if permission is not Permission.OWN_PAGE and owes_second_factor(request.user):
                return _to(reverse("own_factor"), request)
            if not may(request.user, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.requires = permission  # type: ignore[attr-defined]
        return guarded

    return gate


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if "HX-Request" not in request.headers:
        return redirect_to_login(request.get_full_path())
    # A fragment's request would put the sign-in page into the fragment: the whole page has to go there.
    shown = urlsplit(request.headers.get("HX-Current-URL", "/"))
    back = shown.path + (f"?{shown.query}" if shown.query else "")
    return _to(redirect_to_login(back).url, request)


def owes_second_factor(staff: object) -> bool:
    """Whether this signed-in person may export, has no second factor, and the business asks for one."""
    return (
        isinstance(staff, Staff)
        and staff.factor_is_required
        and staff.second_factor_since is None
        and may(staff, Permission.CUSTOMERS_EXPORT)
    )


def _to(url: str, request: HttpRequest) -> HttpResponseBase:
    if "HX-Request" not in request.headers:
        return redirect(url)
    answer = HttpResponse(status=401)
    answer["HX-Redirect"] = url
    return answer


def open_to_all(view: View) -> View:
    """Decorator of the few views that need no sign-in; it is what the test of all addresses looks for."""
    view.requires = None  # type: ignore[attr-defined]
    return view
