"""In which language a page speaks."""

import pytest
from django.conf import settings
from django.test import Client

from otokui.domain.accounts.public import create_staff
from otokui.domain.accounts.types import Role


@pytest.fixture
def english(db, client):
    create_staff(email="ann@example.jp", name="Ann", role=Role.ADMIN, password="correct horse", language="en")
    answer = client.post("/sign-in/", {"login": "ann@example.jp", "password": "correct horse"})
    assert answer.status_code == 302
    return client


def test_pages_speak_the_language_of_the_member_of_staff(english):
    assert english.get("/jobs/").headers["Content-Language"] == "en"


def test_what_somebody_else_told_this_browser_does_not_count(english):
    english.cookies[settings.LANGUAGE_COOKIE_NAME] = "ja"
    assert english.get("/jobs/").headers["Content-Language"] == "en"


def test_another_language_is_chosen_once_for_every_browser(english):
    english.post("/look/", {"language": "ja"})
    assert english.get("/jobs/").headers["Content-Language"] == "ja"
    elsewhere = Client()
    elsewhere.post("/sign-in/", {"login": "ann@example.jp", "password": "correct horse"})
    assert elsewhere.get("/jobs/").headers["Content-Language"] == "ja"


@pytest.mark.django_db
def test_strangers_are_spoken_to_in_japanese(client):
    assert client.get("/sign-in/").headers["Content-Language"] == "ja"
