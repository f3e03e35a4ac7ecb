"""The second factor: set up, asked for, lost, required; and signing out on another device."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from otokui.domain.accounts.models import Business, Staff
from otokui.domain.accounts.public import update_staff
from otokui.domain.accounts.types import Role
from tests.desk.shop import staff
from tests.everywhere import found_in_tables
from tests.web.totp import shown_by_app

pytestmark = pytest.mark.django_db
PASSWORD = "a-good-password"
RIGHT = {"login": "hanako@example.jp", "password": PASSWORD}
SET_UP = "/settings/me/safety/second-factor/"


def browser(agent: str = "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537") -> Client:
    return Client(headers={"accept-language": "ja", "user-agent": agent})


def signed_in(**sent: str) -> Client:
    client = browser(**sent)
    client.post("/sign-in/", RIGHT)
    return client


def set_up(client: Client) -> tuple[str, list[str]]:
    """The secret the app knows now, and the codes on paper."""
    page = client.get(SET_UP).content.decode()
    key = re.search(r'id="factor-key">([A-Z2-7 ]+)<', page)
    assert key
    answer = client.post(SET_UP, {"code": shown_by_app(key[1]), "password": PASSWORD}, follow=True)
    codes = re.findall(r"<code>(\d{8})</code>", answer.content.decode())
    assert len(codes) == 10
    return key[1], codes


def test_sign_in_asks_for_the_code_and_only_the_right_one_opens():
    staff()
    secret, _codes = set_up(signed_in())
    client = browser()
    asked = client.post("/sign-in/?next=/customers/", RIGHT)
    assert asked.url == "/sign-in/code/"
    assert client.get("/customers/").status_code == 302
    client.post("/sign-in/?next=/customers/", RIGHT)
    wrong = client.post("/sign-in/code/", {"code": "000000"})
    assert wrong.status_code == 422
    assert "コードが合いません" in wrong.content.decode()
    code = shown_by_app(secret, ahead=1)
    assert client.post("/sign-in/code/", {"code": code}).url == "/customers/"
    assert client.get("/customers/").status_code == 200
    other = browser()
    other.post("/sign-in/", RIGHT)
    cache.clear()  # as in another process, or after a restart
    for used in (code, shown_by_app(secret), shown_by_app(secret, ahead=-1)):  # nor does an older one
        assert other.post("/sign-in/code/", {"code": used}).status_code == 422


def test_it_is_not_on_before_the_app_has_shown_a_code_and_the_password_was_said():
    person = staff()
    client = signed_in()
    secret = re.search(r'id="factor-key">([A-Z2-7 ]+)<', client.get(SET_UP).content.decode())
    assert secret
    for typed in (
        {"code": "000000", "password": PASSWORD},
        {"code": shown_by_app(secret[1]), "password": "x"},
    ):
        assert client.post(SET_UP, typed).status_code == 422
    person.refresh_from_db()
    assert person.second_factor_since is None
    assert not Authenticator.objects.exists()


def test_the_secret_lies_nowhere_in_the_clear():
    staff()
    client = signed_in()
    page = client.get(SET_UP).content.decode()
    pending = json.dumps(dict(client.session))
    secret, codes = set_up(client)
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    shown = re.search(r'id="factor-key">([A-Z2-7 ]+)<', page)
    assert shown
    assert shown[1].replace(" ", "") not in pending
    assert secret.replace(" ", "") not in kept
    assert not any(code in kept for code in codes)
    assert found_in_tables(secret.replace(" ", ""), *codes, settings.SECRET_KEY, PASSWORD) == []


def test_a_code_on_paper_opens_once():
    staff()
    _secret, codes = set_up(signed_in())
    for status in (302, 422):
        client = browser()
        client.post("/sign-in/", RIGHT)
        assert client.post("/sign-in/code/", {"code": codes[3]}).status_code == status
    client.post("/sign-in/code/", {"code": codes[4]})
    assert "残り8個" in client.get("/settings/me/safety/").content.decode()


def test_wrong_codes_lock_as_wrong_passwords_do():
    staff()
    secret, _codes = set_up(signed_in())
    client = browser()
    client.post("/sign-in/", RIGHT)
    answers = [client.post("/sign-in/code/", {"code": "000000"}) for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert [answer.status_code for answer in answers] == [422] * 4 + [429]
    assert client.post("/sign-in/code/", {"code": shown_by_app(secret, ahead=1)}).status_code == 429
    assert client.post("/sign-in/code/", {"back": "", "code": ""}).url == "/sign-in/"
    assert client.post("/sign-in/", RIGHT).status_code == 429


def test_codes_are_shown_for_a_while_and_renewed_with_the_password():
    staff()
    client = signed_in()
    _secret, codes = set_up(client)
    again = client.post("/settings/me/safety/codes/", {"password": PASSWORD}, follow=True).content.decode()
    assert codes[0] not in again
    session = client.session
    session["second_factor.codes_until"] = 0
    session.save()
    assert client.get("/settings/me/safety/codes/").url == "/settings/me/safety/"
    assert client.post("/settings/me/safety/codes/", {"password": "x"}).status_code == 422
    assert client.post(f"{SET_UP}off/", {"password": PASSWORD}).status_code == 302
    assert browser().post("/sign-in/", RIGHT).url == "/"


def test_who_may_export_is_led_to_set_it_up_where_the_shop_asks_for_it(reader):
    Business.objects.create(id=1, name="おとくい商店")
    manager = staff(Role.MANAGER, "sato@example.jp")
    client, clerk = browser(), browser()
    client.post("/sign-in/", RIGHT | {"login": "sato@example.jp"})
    staff(Role.ORDERS, "juchu@example.jp")
    clerk.post("/sign-in/", RIGHT | {"login": "juchu@example.jp"})
    assert client.post("/settings/staff/second-factor/", {"required": "1"}).status_code == 403
    reader.post("/settings/staff/second-factor/", {"required": "1"})
    assert client.get("/customers/").url == SET_UP
    part = client.get("/customers/", headers={"hx-request": "true"})
    assert part["HX-Redirect"] == SET_UP
    assert client.get("/", follow=True).status_code == 200
    assert clerk.get("/customers/").status_code == 200
    set_up(client)
    assert client.get("/customers/").status_code == 200
    refused = client.post(f"{SET_UP}off/", {"password": PASSWORD}, follow=True)
    assert "お店の決まりで必要です" in refused.content.decode()
    manager.refresh_from_db()
    assert manager.second_factor_since


def test_a_lost_telephone_is_helped_by_whoever_manages_the_staff(reader):
    boss = Staff.objects.get(email="hanako@example.jp")
    set_up(reader)
    clerk = staff(Role.ORDERS, "juchu@example.jp")
    theirs = browser()
    theirs.post("/sign-in/", RIGHT | {"login": "juchu@example.jp"})
    set_up(theirs)
    manager = Client(headers={"accept-language": "ja"})
    manager.force_login(
        staff(Role.MANAGER, "sato@example.jp"), backend="otokui.domain.accounts.adapters.backend.StaffBackend"
    )
    manager.post(f"/settings/staff/{clerk.pk}/second-factor/")
    assert browser().post("/sign-in/", RIGHT | {"login": "juchu@example.jp"}).url == "/"
    manager.post(f"/settings/staff/{boss.pk}/second-factor/")
    assert browser().post("/sign-in/", RIGHT).url == "/sign-in/code/"
    assert Authenticator.objects.filter(user=clerk).count() == 0


def test_signing_out_on_another_device():
    staff()
    here = signed_in()
    there = signed_in(agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604")
    page = here.get("/settings/me/safety/").content.decode()
    assert "Chrome Windows" in page
    session = re.search(
        r'Safari iPhone.*?name="session" value="(\d+)"', page.replace('value="others"', ""), re.S
    )
    if session is None:
        session = re.search(r'name="session" value="(\d+)"|value="(\d+)" name="session"', page)
    assert session
    stranger = Client()
    stranger.force_login(
        staff(email="x@example.jp"), backend="otokui.domain.accounts.adapters.backend.StaffBackend"
    )
    stranger.post("/settings/me/safety/sessions/", {"session": session[1]})
    assert there.get("/customers/").status_code == 200
    here.post("/settings/me/safety/sessions/", {"session": session[1]})
    assert there.get("/customers/").status_code == 302
    third = signed_in()
    here.post("/settings/me/safety/sessions/", {"session": "others"})
    assert third.get("/customers/").status_code == 302
    assert here.get("/customers/").status_code == 200


def test_a_password_is_not_tried_out_in_an_open_browser():
    staff()
    client = signed_in()
    own = {"name": "山田", "language": "ja", "theme": "", "password": "another-good-one"}
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = client.post("/settings/me/", own | {"old_password": "guess"})
    assert "15分お待ちください" in answer.content.decode()
    assert client.post("/settings/me/", own | {"old_password": PASSWORD}).status_code == 422
    assert client.post("/settings/me/safety/codes/", {"password": PASSWORD}).status_code == 422
    assert browser().post("/sign-in/", RIGHT).status_code == 429


def test_another_password_ends_all_sessions_but_this_one():
    staff()
    here, there = signed_in(), signed_in()
    own = {"name": "山田", "language": "ja", "theme": "", "password": "another-good-one"}
    assert here.post("/settings/me/", own | {"old_password": PASSWORD}).status_code == 302
    assert there.get("/customers/").status_code == 302
    third = browser()
    third.post("/sign-in/", RIGHT | {"password": "another-good-one"})
    assert third.get("/settings/me/safety/").content.decode().count('name="session"') == 2  # here, and all
    third.post("/settings/me/safety/sessions/", {"session": "others"})
    assert here.get("/customers/").status_code == 302


@pytest.mark.parametrize("changes", [{"is_active": False}, {"password": "another-good-one"}])
def test_who_leaves_is_out_at_once_and_stays_out_in_old_browsers(changes):
    boss = staff(email="boss@example.jp")
    member = staff(Role.ORDERS)
    client = signed_in()
    assert client.get("/customers/").status_code == 200
    known = {"name": member.name, "role": Role.ORDERS, "team": "", "by_staff_id": boss.pk}
    update_staff(member.pk, **known | {"is_active": True} | changes)
    assert client.get("/customers/").status_code == 302
    part = client.post("/field/acts/", headers={"hx-request": "true"})
    assert (part.status_code, part["HX-Redirect"][:10]) == (401, "/sign-in/?")
    update_staff(member.pk, is_active=True, **known)
    assert client.get("/customers/").status_code == 302


def test_another_role_holds_from_the_next_page_on():
    member = staff(Role.MANAGER)
    client = signed_in()
    assert client.get("/settings/staff/").status_code == 200
    update_staff(member.pk, name=member.name, role=Role.VIEWER, team="", is_active=True)
    assert client.get("/settings/staff/").status_code == 403
    assert client.get("/customers/export/").status_code == 403
    assert 'href="/settings/staff/"' not in client.get("/customers/").content.decode()
