"""Addresses of the pages."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from otokui.entry.web.home import home, settings_home
from otokui.entry.web.jobs import cancel, jobs, retry
from otokui.entry.web.look import look
from otokui.entry.web.sign_in import second_factor, sign_in, sign_out

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("settings/", settings_home, name="settings"),
    path("sign-in/", sign_in, name="account_login"),
    path("sign-in/code/", second_factor, name="mfa_authenticate"),
    path("sign-out/", sign_out, name="account_logout"),
    path("look/", look, name="look"),
    path("jobs/", jobs, name="jobs"),
    path("jobs/<int:job_id>/retry/", retry, name="job_retry"),
    path("jobs/<int:job_id>/cancel/", cancel, name="job_cancel"),
]

if settings.GALLERY:
    from otokui.entry.web.gallery import gallery

    urlpatterns.append(path("gallery/", gallery, name="gallery"))
