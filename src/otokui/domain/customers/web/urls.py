"""Addresses under /settings/fields/."""

from django.urls import path

from otokui.domain.customers.web.own_fields import own_field, own_field_new, own_fields

urlpatterns = [
    path("", own_fields, name="own_fields"),
    path("new/", own_field_new, name="own_field_new"),
    path("<slug:key>/", own_field, name="own_field"),
]
