"""What a reader sees instead of a page: not allowed, not there, broken."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def layout_for(request: HttpRequest) -> str:
    """The page with menu and search for whoever is signed in, the bare one for strangers."""
    return "otokui/page.html" if request.user.is_authenticated else "otokui/entrance.html"


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return render(request, "web/403.html", {"layout": layout_for(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return render(request, "web/404.html", {"layout": layout_for(request)}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: without menu or database, which may be what is broken."""
    return render(None, "web/500.html", status=500)
