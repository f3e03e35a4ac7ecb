"""設定 → お店・スタッフ・自分 over HTTP: what can be changed, what is refused, two people at once."""

import pytest
from django.test import Client

from otokui.core.platform.models import JobRecord
from otokui.domain.accounts import public
from otokui.domain.accounts.models import Staff
from otokui.domain.accounts.types import BusinessSettings, Role
from tests.desk.shop import staff

pytestmark = pytest.mark.django_db
BACKEND = "otokui.domain.accounts.adapters.backend.StaffBackend"


def signed_in(member: Staff) -> Client:
    client = Client(headers={"accept-language": "ja"})
    client.force_login(member, backend=BACKEND)
    return client


@pytest.fixture
def shop_form():
    public.update_business(BusinessSettings(name="おとくい商店"))
    return {
        "version": "1",
        "name": "おとくい本店",
        "trade": "retail",
        "document_language": "ja",
        "day_start": "0:00",
        "time_zone": "Asia/Tokyo",
        "currency": "JPY",
    }


def test_the_settings_open_on_what_the_reader_may_see(reader):
    assert reader.get("/settings/").url == "/settings/classes/"
    text = reader.get("/settings/shop/").content.decode()
    for tab in ("クラスの基準", "お店", "スタッフ", "処理状況", "自分"):
        assert f"{tab}</a>" in text
    driver = signed_in(staff(Role.FIELD, "kudo@example.jp"))
    tabs = driver.get("/settings/me/").content.decode().partition("tabs-line")[2].partition("</nav>")[0]
    assert "自分</a>" in tabs
    assert "スタッフ</a>" not in tabs


def test_the_shop_gets_another_name(reader, shop_form):
    response = reader.post("/settings/shop/", shop_form, follow=True)
    assert "お店の設定を保存しました" in response.content.decode()
    assert public.get_business().name == "おとくい本店"


def test_another_day_is_asked_about_before_all_purchases_are_counted_again(reader, shop_form):
    wanted = shop_form | {"day_start": "５時"}
    asked = reader.post("/settings/shop/", wanted).content.decode()
    assert "すべての購入日を数え直し" in asked
    assert 'value="5:00"' in asked
    assert public.get_business().day_start_minutes == 0
    reader.post("/settings/shop/", wanted | {"sure": "1"})
    assert public.get_business().day_start_minutes == 300
    assert JobRecord.objects.exists()


def test_another_currency_is_asked_about_and_brings_its_digits(reader, shop_form):
    assert (
        "金額は換算されません"
        in reader.post("/settings/shop/", shop_form | {"currency": "USD"}).content.decode()
    )
    reader.post("/settings/shop/", shop_form | {"currency": "USD", "sure": "1"})
    assert (public.get_business().currency, public.get_business().minor_units) == ("USD", 2)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "  ", "店の名前を200文字以内"),
        ("day_start", "25:00", "時刻を入力"),
        ("time_zone", "Mars/Base", "タイムゾーン"),
        ("currency", "XXX", "通貨を選んで"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(reader, shop_form, field, value, words):
    response = reader.post("/settings/shop/", shop_form | {field: value})
    assert response.status_code == 422
    text = response.content.decode()
    assert f'id="{field}-error"' in text
    assert words in text
    assert public.get_business().name == "おとくい商店"


def test_who_saves_the_shop_second_sees_what_the_first_has_saved(reader, shop_form):
    sato = staff(Role.MANAGER, "sato@example.jp")
    Staff.objects.filter(pk=sato.pk).update(name="佐藤 次郎")
    signed_in(sato).post("/settings/shop/", shop_form | {"name": "佐藤の店"})
    late = reader.post("/settings/shop/", shop_form)
    text = late.content.decode()
    assert late.status_code == 409
    assert "佐藤 次郎さんが先に保存しました" in text
    assert "<td>佐藤の店</td><td>おとくい本店</td>" in text
    assert public.get_business().name == "佐藤の店"
    assert 'name="version" value="2"' in text
    reader.post("/settings/shop/", shop_form | {"version": "2"})
    assert public.get_business().name == "おとくい本店"


MEMBER = {"name": "工藤", "role": "field", "team": "配送", "is_active": "1", "password": ""}


def test_somebody_is_taken_on_and_can_sign_in(reader):
    new = MEMBER | {"email": "Kudo@example.jp", "password": "hakobu-mono-7"}
    text = reader.post("/settings/staff/new/", new, follow=True).content.decode()
    assert "工藤さんがログインできるようになりました" in text
    assert "配送・保守" in text
    kudo = Staff.objects.get(email="kudo@example.jp")
    assert kudo.check_password("hakobu-mono-7")
    assert kudo.team.name == "配送"
    again = reader.post("/settings/staff/new/", new)
    assert again.status_code == 422
    assert 'id="email-error"' in again.content.decode()


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("email", "nobody"), ("password", "1234"), ("role", "king")]
)
def test_a_new_member_needs_all_of_it(reader, field, value):
    new = MEMBER | {"email": "kudo@example.jp", "password": "hakobu-mono-7", field: value}
    response = reader.post("/settings/staff/new/", new)
    assert response.status_code == 422
    assert f'id="{field}-error"' in response.content.decode()
    assert Staff.objects.count() == 1


def test_role_and_sign_in_change_and_sessions_end(reader):
    kudo = staff(Role.SALES, "kudo@example.jp")
    his = signed_in(kudo)
    assert his.get("/settings/me/").status_code == 200
    path = f"/settings/staff/{kudo.pk}/"
    reader.post(path, MEMBER | {"version": "1", "is_active": ""})
    kudo.refresh_from_db()
    assert (kudo.role, kudo.is_active, kudo.version) == ("field", False, 2)
    assert his.get("/settings/me/").status_code == 302
    assert "ログインできない" in reader.get("/settings/staff/").content.decode()


def test_who_changes_a_member_second_is_told(reader):
    kudo = staff(Role.SALES, "kudo@example.jp")
    path = f"/settings/staff/{kudo.pk}/"
    reader.post(path, MEMBER | {"version": "1", "name": "工藤 一"})
    late = reader.post(path, MEMBER | {"version": "1", "name": "工藤 二"})
    assert late.status_code == 409
    assert "<td>工藤 一</td><td>工藤 二</td>" in late.content.decode()
    assert Staff.objects.get(pk=kudo.pk).name == "工藤 一"


def test_the_last_administrator_cannot_leave(reader):
    me = Staff.objects.get()
    response = reader.post(f"/settings/staff/{me.pk}/", MEMBER | {"version": "1"})
    assert response.status_code == 409
    assert "管理者" in response.content.decode()
    me.refresh_from_db()
    assert me.role == Role.ADMIN


@pytest.mark.parametrize("path", ["/settings/staff/", "/settings/staff/new/", "/settings/staff/1/"])
def test_the_staff_is_for_those_who_lead(path):
    assert signed_in(staff(Role.ORDERS)).get(path).status_code == 403


def test_a_manager_looks_after_the_staff_but_not_after_administrators(reader):
    admin = Staff.objects.get()
    lead = signed_in(staff(Role.MANAGER, "sato@example.jp"))
    new = MEMBER | {"email": "kudo@example.jp", "password": "hakobu-mono-7"}
    assert lead.post("/settings/staff/new/", new).status_code == 302
    made = lead.post("/settings/staff/new/", new | {"email": "x@example.jp", "role": "admin"})
    assert made.status_code == 422
    assert "管理者を変更できるのは管理者だけです" in made.content.decode()
    sato = Staff.objects.get(email="sato@example.jp")
    for member, role in ((admin, "field"), (admin, "admin"), (sato, "admin")):
        told = lead.post(f"/settings/staff/{member.pk}/", MEMBER | {"version": "1", "role": role})
        assert told.status_code == 409
        assert "管理者を変更できるのは管理者だけです" in told.content.decode()
    assert set(Staff.objects.values_list("email", "role")) == {
        (admin.email, "admin"),
        ("sato@example.jp", "manager"),
        ("kudo@example.jp", "field"),
    }


def test_unknown_members_are_not_there(reader):
    assert reader.get("/settings/staff/999999/").status_code == 404


def test_my_language_and_look_hold_on_every_device(reader):
    reader.cookies["theme"] = "light"
    reader.cookies["django_language"] = "ja"
    mine = {"name": "Hanako", "language": "en", "theme": "dark"}
    saved = reader.post("/settings/me/", mine)
    assert {saved.cookies[name]["max-age"] for name in ("theme", "django_language")} == {0}
    elsewhere = signed_in(Staff.objects.get())
    assert '<html lang="en" data-theme="dark">' in elsewhere.get("/settings/me/").content.decode()


def test_my_password_changes_with_the_old_one_and_i_stay_signed_in(reader):
    mine = {"name": "花子", "language": "ja", "theme": "", "password": "atarashii-kagi-9"}
    wrong = reader.post("/settings/me/", mine | {"old_password": "guess"})
    assert wrong.status_code == 422
    assert "いまのパスワードと違います" in wrong.content.decode()
    reader.post("/settings/me/", mine | {"old_password": "a-good-password"})
    assert Staff.objects.get().check_password("atarashii-kagi-9")
    assert reader.get("/settings/me/").status_code == 200
