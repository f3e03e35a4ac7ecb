"""Refused and Unavailable become answers that a person can act on; bugs rise."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import RequestFactory

from otokui.core.kernel.errors import Refused, Unavailable
from otokui.entry.web.refusals import RefusalMiddleware

pytestmark = pytest.mark.django_db


def ask(problem: Exception, method: str = "get", **headers: str) -> tuple[HttpResponse | None, list[str]]:
    from django.contrib.auth.models import AnonymousUser

    request = getattr(RequestFactory(), method)("/x/", headers=headers)
    request.user = AnonymousUser()
    request._messages = CookieStorage(request)
    answer = RefusalMiddleware(lambda request: HttpResponse()).process_exception(request, problem)
    return answer, [str(message) for message in get_messages(request)]


def test_opening_a_page_that_is_refused_says_why():
    answer, _ = ask(Refused("There is no tea left."))
    assert answer.status_code == 409
    assert "There is no tea left." in answer.content.decode()


def test_what_does_not_exist_is_a_404():
    assert ask(Refused("17", code="unknown_customer"))[0].status_code == 404


def test_a_refused_form_is_told_on_the_page_it_came_from():
    answer, told = ask(Refused("No."), "post", referer="http://testserver/customers/?q=a")
    assert (answer.status_code, answer.url, told) == (302, "/customers/?q=a", ["No."])


def test_nobody_is_sent_to_another_site():
    assert ask(Refused("No."), "post", referer="https://evil.example/")[0].url == "/"


def test_what_may_work_later_is_a_503():
    assert ask(Unavailable("The mail server does not answer."))[0].status_code == 503


def test_bugs_rise():
    assert ask(ValueError("x"))[0] is None
