"""Addresses under /settings/."""

from django.urls import path

from otokui.domain.accounts.web.history import shop_history, shop_restore, staff_history, staff_restore
from otokui.domain.accounts.web.own_page import own_page
from otokui.domain.accounts.web.safety import (
    own_codes,
    own_factor,
    own_factor_off,
    own_safety,
    own_session_end,
)
from otokui.domain.accounts.web.shop import shop
from otokui.domain.accounts.web.staff import change, factor_required, factor_reset, new, staff
from otokui.domain.accounts.web.teams import team, team_history, team_restore

urlpatterns = [
    path("shop/", shop, name="shop"),
    path("shop/history/", shop_history, name="shop_history"),
    path("shop/history/<int:event>/restore/", shop_restore, name="shop_restore"),
    path("staff/<int:staff_id>/history/", staff_history, name="staff_history"),
    path("staff/<int:staff_id>/history/<int:event>/restore/", staff_restore, name="staff_restore"),
    path("staff/", staff, name="staff"),
    path("staff/new/", new, name="staff_new"),
    path("staff/<int:staff_id>/", change, name="staff_change"),
    path("staff/teams/<int:team_id>/", team, name="team"),
    path("staff/teams/<int:team_id>/history/", team_history, name="team_history"),
    path("staff/teams/<int:team_id>/history/<int:event>/restore/", team_restore, name="team_restore"),
    path("staff/second-factor/", factor_required, name="staff_factor_required"),
    path("staff/<int:staff_id>/second-factor/", factor_reset, name="staff_factor_reset"),
    path("me/", own_page, name="own_page"),
    path("me/safety/", own_safety, name="own_safety"),
    path("me/safety/second-factor/", own_factor, name="own_factor"),
    path("me/safety/second-factor/off/", own_factor_off, name="own_factor_off"),
    path("me/safety/codes/", own_codes, name="own_codes"),
    path("me/safety/sessions/", own_session_end, name="own_session_end"),
]
