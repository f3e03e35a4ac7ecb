"""Addresses under /settings/fields/."""

from django.urls import path

from otokui.domain.customers.web.field_history import own_field_history, own_field_restore
from otokui.domain.customers.web.own_fields import own_field, own_field_new, own_fields

urlpatterns = [
    path("", own_fields, name="own_fields"),
    path("new/", own_field_new, name="own_field_new"),
    path("<slug:key>/history/", own_field_history, name="own_field_history"),
    path("<slug:key>/history/<int:event>/restore/", own_field_restore, name="own_field_restore"),
    path("<slug:key>/", own_field, name="own_field"),
]
