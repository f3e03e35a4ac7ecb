"""All addresses of the installation."""

from django.urls import URLPattern, URLResolver, include, path

handler403 = "otokui.entry.web.errors.forbidden"
handler404 = "otokui.entry.web.errors.not_found"
handler500 = "otokui.entry.web.errors.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("otokui.entry.web.urls")),
]
