"""Who sees whom, by role and as set by hand; who may export; both on the staff form."""

import pytest

from otokui.domain.accounts import public
from otokui.domain.accounts.adapters.backend import StaffBackend
from otokui.domain.accounts.models import Staff
from otokui.domain.accounts.rules import may, visibility_of
from otokui.domain.accounts.types import EVERYBODY, Permission, Role, Sight, Visibility

ALL, TEAM, OWN = Visibility.ALL, Visibility.TEAM, Visibility.OWN


@pytest.mark.parametrize(
    ("role", "chosen", "seen"),
    [
        (Role.SALES, None, TEAM),
        (Role.SALES, OWN, OWN),
        (Role.SALES, ALL, ALL),
        (Role.MANAGER, None, ALL),
        (Role.MANAGER, TEAM, TEAM),
        (Role.ORDERS, None, ALL),
        (Role.VIEWER, OWN, OWN),
        (Role.ADMIN, OWN, ALL),
    ],
)
def test_whom_a_role_sees(role, chosen, seen):
    assert visibility_of(role, chosen) is seen


@pytest.mark.parametrize(
    ("role", "lent", "exports"),
    [
        (Role.ADMIN, None, True),
        (Role.MANAGER, False, False),
        (Role.SALES, None, False),
        (Role.SALES, True, True),
        (Role.ORDERS, True, False),
        (Role.FIELD, True, False),
        (Role.VIEWER, True, False),
    ],
)
def test_who_may_export(role, lent, exports):
    assert may(role, Permission.CUSTOMERS_EXPORT, exports=lent) is exports


@pytest.mark.django_db
def test_a_sight_is_made_of_what_is_read_with_the_member(django_assert_num_queries):
    one, two, left = (
        public.create_staff(email=f"{name}@example.jp", name=name, role=Role.SALES, team="東")
        for name in ("ichi", "ni", "san")
    )
    alone = public.create_staff(email="shi@example.jp", name="shi", role=Role.SALES)
    Staff.objects.filter(pk=left).update(is_active=False)

    def sight(staff_id: int, queries: int) -> Sight:
        with django_assert_num_queries(queries):
            return public.sight_of(StaffBackend().get_user(staff_id))

    assert sight(one, 1) == Sight(frozenset({one, two, left}))
    assert sight(alone, 1) == Sight(frozenset({alone}))
    Staff.objects.filter(pk=one).update(visibility="all")
    assert sight(one, 1) == EVERYBODY


FORM = {"name": "川口", "role": "sales", "team": "東", "is_active": "1", "password": "", "version": "1"}


@pytest.mark.django_db
def test_the_form_lends_the_export_and_widens_the_sight(reader):
    member = public.create_staff(email="kawaguchi@example.jp", name="川口", role=Role.SALES, team="東")
    address = f"/settings/staff/{member}/"
    reader.post(address, FORM | {"visibility": "all", "exports": "yes"})
    row = public.get_staff(member)
    assert (row.visibility, row.exports) == (Visibility.ALL, True)
    text = reader.get("/settings/staff/").content.decode()
    assert "すべての顧客" in text
    assert "書き出し可" in text
    refused = reader.post(address, FORM | {"version": "2", "role": "viewer", "exports": "yes"})
    assert refused.status_code == 422
    assert 'id="exports-error"' in refused.content.decode()
    reader.post(address, FORM | {"version": "2", "visibility": "", "exports": ""})
    assert (public.get_staff(member).visibility, public.get_staff(member).exports) == (None, None)
