"""Addresses under /settings/."""

from django.urls import path

from otokui.domain.accounts.web.own_page import own_page
from otokui.domain.accounts.web.shop import shop
from otokui.domain.accounts.web.staff import change, new, staff

urlpatterns = [
    path("shop/", shop, name="shop"),
    path("staff/", staff, name="staff"),
    path("staff/new/", new, name="staff_new"),
    path("staff/<int:staff_id>/", change, name="staff_change"),
    path("me/", own_page, name="own_page"),
]
