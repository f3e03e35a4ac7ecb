"""The shell of every page: menu, theme, business. A context processor."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from otokui.core.ui.shell import THEMES, Shell
from otokui.domain.accounts.public import get_business, may
from otokui.domain.accounts.types import Permission
from otokui.entry.web.menu import entries_for, shortcuts_for, tabs_for

THEME_COOKIE = "theme"


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell` for the templates of core/ui, `business` for the figures. Read only when a template asks."""
    business = SimpleLazyObject(get_business)
    return {"business": business, "shell": SimpleLazyObject(lambda: _shell(request, business))}


def _shell(request: HttpRequest, business: Any) -> Shell:
    theme = request.COOKIES.get(THEME_COOKIE, getattr(request.user, "theme", ""))
    return Shell(
        theme=theme if theme in THEMES else "",
        menu=entries_for(request),
        tabs=tabs_for(request),
        shortcuts=shortcuts_for(request),
        business_name=business.name if request.user.is_authenticated else "",
        search_url=reverse("search") if may(request.user, Permission.CUSTOMERS_VIEW) else "",
        search_text=request.GET.get("q", ""),
        languages=tuple(settings.LANGUAGES),
    )
