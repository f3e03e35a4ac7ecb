"""Addresses under /settings/programmes/."""

from django.urls import path

from otokui.domain.campaigns.web.programmes import first_programme, foreseen, programme, save, step

urlpatterns = [
    path("", first_programme, name="programmes"),
    path("<slug:customer_class>/", programme, name="programme"),
    path("<slug:customer_class>/save/", save, name="programme_save"),
    path("<slug:customer_class>/foreseen/", foreseen, name="programme_foreseen"),
    path("<slug:customer_class>/step/", step, name="programme_step"),
]
