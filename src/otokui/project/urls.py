"""All addresses of the installation."""

from django.urls import URLPattern, URLResolver, include, path

from otokui.project.health import live, ready

handler403 = "otokui.entry.web.errors.forbidden"
handler404 = "otokui.entry.web.errors.not_found"
handler500 = "otokui.entry.web.errors.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("otokui.entry.web.urls")),
    path("", include("otokui.domain.desk.web.urls")),
    path("settings/", include("otokui.domain.accounts.web.urls")),
    path("settings/fields/", include("otokui.domain.customers.web.urls")),
    path("settings/classes/", include("otokui.domain.insights.web.urls")),
    path("settings/programmes/", include("otokui.domain.campaigns.web.urls")),
    path("", include("otokui.domain.exchange.web.urls")),
    path("health/live", live, name="health_live"),
    path("health/ready", ready, name="health_ready"),
]
