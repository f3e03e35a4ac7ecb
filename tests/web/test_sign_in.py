"""Who gets in, who waits, and what strangers see."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from otokui.domain.accounts.types import Role
from otokui.domain.customers.models import Customer
from tests.desk.shop import staff

pytestmark = pytest.mark.django_db
RIGHT = {"login": "hanako@example.jp", "password": "a-good-password"}
WRONG = RIGHT | {"password": "not this"}


@pytest.fixture
def stranger() -> Client:
    return Client(headers={"accept-language": "ja"})


def test_strangers_are_sent_to_the_sign_in_page_and_back(stranger):
    staff()
    response = stranger.get("/customers/", {"q": "田"})
    assert response.status_code == 302
    assert response.url.startswith("/sign-in/?next=")
    back = stranger.post(response.url, RIGHT)
    assert (back.status_code, back.url) == (302, "/customers/?q=%E7%94%B0")


def test_the_address_may_be_typed_in_capitals(stranger):
    staff()
    assert stranger.post("/sign-in/", RIGHT | {"login": " Hanako@Example.JP "}).status_code == 302


@pytest.mark.parametrize("change", [{"password": "not this"}, {"login": "nobody@example.jp"}])
def test_a_wrong_word_does_not_say_which_was_wrong(stranger, change):
    staff()
    response = stranger.post("/sign-in/", RIGHT | change)
    assert response.status_code == 422
    page = response.content.decode()
    assert "メールアドレスかパスワードが違います" in page
    assert f'value="{(RIGHT | change)["login"]}"' in page


def test_five_wrong_passwords_lock_the_address_for_a_while(stranger):
    staff()
    staff(email="taro@example.jp")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = stranger.post("/sign-in/", WRONG)
    assert response.status_code == 429
    assert "15分お待ちください" in response.content.decode()
    assert stranger.post("/sign-in/", RIGHT).status_code == 429
    assert stranger.post("/sign-in/", RIGHT | {"login": "taro@example.jp"}).status_code == 302


def test_who_has_left_does_not_get_in(stranger):
    person = staff()
    person.is_active = False
    person.save()
    response = stranger.post("/sign-in/", RIGHT, follow=True)
    assert not response.wsgi_request.user.is_authenticated
    assert response.status_code in {200, 422}


def test_signing_out_forgets_the_session(reader):
    assert reader.get("/customers/").status_code == 200
    assert reader.post("/sign-out/").status_code == 302
    assert reader.get("/customers/").status_code == 302


def test_nobody_signs_up_by_himself(stranger):
    for path in ("/accounts/signup/", "/signup/", "/accounts/login/"):
        assert stranger.get(path).status_code == 404


def test_the_first_page_is_the_welcome_and_then_today(reader):
    assert reader.get("/").url == "/welcome/"
    now = timezone.now()
    Customer.objects.create(code="0001", name="田中 太郎", created_at=now, updated_at=now)
    assert reader.get("/").url == "/today/"


@pytest.mark.parametrize(("role", "jobs"), [(Role.ADMIN, 200), (Role.VIEWER, 403), (Role.FIELD, 403)])
def test_each_role_sees_its_own_menu_and_pages(role, jobs):
    client = Client(headers={"accept-language": "ja"})
    client.force_login(staff(role), backend="otokui.domain.accounts.adapters.backend.StaffBackend")
    response = client.get("/jobs/")
    assert response.status_code == jobs
    assert ('href="/jobs/"' in client.get("/settings/me/").content.decode()) == (jobs == 200)
    if jobs == 403:
        assert "権限がありません" in response.content.decode()


def test_who_works_on_the_road_lands_on_a_page_without_customers():
    client = Client(headers={"accept-language": "ja"})
    client.force_login(staff(Role.FIELD), backend="otokui.domain.accounts.adapters.backend.StaffBackend")
    page = client.get("/", follow=True)
    text = page.content.decode()
    assert page.status_code == 200
    for closed in ("/customers/", "/today/", "/orders/"):
        assert f'href="{closed}"' not in text
        assert client.get(closed).status_code == 403
    assert 'role="search"' not in text


def test_language_and_brightness_are_remembered(stranger):
    stranger.post("/look/", {"language": "en", "next": "/sign-in/"})
    assert "Mail address" in stranger.get("/sign-in/").content.decode()
    stranger.post("/look/", {"theme": "dark"})
    assert 'data-theme="dark"' in stranger.get("/sign-in/").content.decode()
    stranger.post("/look/", {"theme": "pink"})
    assert 'data-theme="dark"' in stranger.get("/sign-in/").content.decode()


def test_nobody_is_sent_elsewhere(stranger):
    assert stranger.post("/look/", {"theme": "dark", "next": "https://evil.example/"}).url == "/"


def test_the_policy_is_strict_and_the_pages_keep_to_it(reader):
    for path in ("/customers/", "/jobs/"):
        response = reader.get(path)
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        page = response.content.decode()
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page
