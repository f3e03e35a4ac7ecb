import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts import public
from otokui.domain.accounts.models import Business, Staff
from otokui.domain.accounts.types import BusinessSettings, Permission, Role, Trade

pytestmark = pytest.mark.django_db


@pytest.fixture
def suzuki():
    staff_id = public.create_staff(
        email="Suzuki@example.jp", name="鈴木 一郎", role=Role.ADMIN, password="pw", team="本店"
    )
    return Staff.objects.get(pk=staff_id)


def test_business_counts_by_defaults_until_it_is_set_up(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert public.get_business() == BusinessSettings()
    wanted = BusinessSettings(name="山田商店", trade=Trade.MAIL_ORDER, day_start_minutes=300)
    public.update_business(wanted)
    assert public.get_business() == wanted
    assert public.get_business().zone.key == "Asia/Tokyo"
    public.update_business(BusinessSettings(name="山田本店"))
    assert Business.objects.count() == 1


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (BusinessSettings(time_zone="Asia/Nowhere"), "unknown_time_zone"),
        (BusinessSettings(time_zone="../etc"), "unknown_time_zone"),
        (BusinessSettings(day_start_minutes=1440), "bad_day_start"),
    ],
)
def test_business_refuses_settings_by_which_no_day_could_be_counted(wanted, code):
    with pytest.raises(Refused) as refusal:
        public.update_business(wanted)
    assert refusal.value.code == code
    assert not Business.objects.exists()


def test_staff_sign_in_by_lower_case_mail_once(suzuki):
    assert suzuki.email == "suzuki@example.jp"
    assert suzuki.check_password("pw")
    with pytest.raises(Refused, match=r".") as refusal:
        public.create_staff(email="SUZUKI@example.jp", name="別人", role=Role.SALES)
    assert refusal.value.code == "mail_taken"


def test_list_of_staff_leaves_out_who_left_but_names_stay(suzuki, django_assert_num_queries):
    sato = public.create_staff(email="sato@example.jp", name="佐藤", role=Role.FIELD)
    public.update_staff(sato, name="佐藤", role=Role.FIELD, team="", is_active=False)
    with django_assert_num_queries(1):
        assert [(row.name, row.team) for row in public.list_staff()] == [("鈴木 一郎", "本店")]
    assert [row.id for row in public.list_staff(active_only=False)] == [sato, suzuki.pk]
    assert public.staff_names([sato]) == {sato: "佐藤"}
    with django_assert_num_queries(0):
        assert public.staff_names([]) == {}


@pytest.mark.parametrize(("role", "is_active"), [(Role.MANAGER, True), (Role.ADMIN, False)])
def test_the_last_administrator_stays(suzuki, role, is_active):
    with pytest.raises(Refused) as refusal:
        public.update_staff(suzuki.pk, name="鈴木", role=role, team="", is_active=is_active)
    assert refusal.value.code == "last_admin"
    public.create_staff(email="sato@example.jp", name="佐藤", role=Role.ADMIN)
    public.update_staff(suzuki.pk, name="鈴木", role=role, team="", is_active=is_active)
    suzuki.refresh_from_db()
    assert (suzuki.role, suzuki.is_active) == (role, is_active)


@public.requires(Permission.CUSTOMERS_EXPORT)
def export(request):
    return HttpResponse("list")


def test_a_view_lets_in_who_has_the_permission(suzuki, rf: RequestFactory):
    request = rf.get("/export?page=2")
    request.user = suzuki
    assert export(request).content == b"list"
    assert export.requires is Permission.CUSTOMERS_EXPORT
    suzuki.role = Role.ORDERS
    with pytest.raises(PermissionDenied):
        export(request)


def test_a_view_sends_strangers_to_sign_in_and_back(rf: RequestFactory):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/export?page=2")
    request.user = AnonymousUser()
    response = export(request)
    assert response.status_code == 302
    assert response.url.endswith("?next=/export%3Fpage%3D2")


def test_a_fragment_sends_the_whole_page_to_sign_in_and_back(rf: RequestFactory):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get(
        "/customers/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/customers/?q=%E7%94%B0"},
    )
    request.user = AnonymousUser()
    answer = export(request)
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/sign-in/?next=/customers/%3Fq%3D%25E7%2594%25B0"
    assert answer.content == b""


def test_nobody_inactive_may_do_anything(suzuki):
    assert public.may(suzuki, Permission.STAFF_MANAGE)
    suzuki.is_active = False
    assert not public.may(suzuki, Permission.CUSTOMERS_VIEW)


def test_every_role_and_trade_has_a_name():
    with translation.override("en"):
        assert public.role_label(Role.FIELD) == "Delivery and maintenance"
        assert public.trade_label(Trade.SUPPLIES) == "Supplies for businesses"
    assert all(public.role_label(role) for role in Role)
    assert all(public.trade_label(trade) for trade in Trade)


def test_history_keeps_the_old_settings(suzuki):
    public.update_business(BusinessSettings(name="山田商店"), staff_id=suzuki.pk)
    public.update_business(BusinessSettings(name="山田本店"), staff_id=suzuki.pk)
    event = Business.objects.get().events.filter(pgh_label="update").get()
    assert event.name == "山田商店"
    assert event.pgh_context.metadata == {"cause": "edit", "staff": suzuki.pk}
