"""No dead end: whatever a page shows somebody to press leads somewhere they may go.

For each role: from the menu on, every link, form and htmx address that is shown is followed or looked at; of
addresses that differ only in ids or in what is asked, the first few.
"""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from otokui.domain.accounts.rules import may
from otokui.domain.accounts.types import Permission
from tests.journeys.test_role_matrix import ROLES, Things, clients, things

__all__ = ["clients", "things"]  # fixtures
SHOWN = re.compile(
    r'<(?:a|area|link)\b[^>]*?\shref="([^"]+)"|\s(?:hx-get|src)="([^"]+)"'
    r'|\s(?:hx-post|action|formaction)="([^"]+)"'
)
ENDED_ELSEWHERE = {"look", "account_logout", "account_login", "health_live", "health_ready"}
ALIKE = 2
"""So many addresses of one view are followed."""


def shown_by(page: str, address: str) -> list[tuple[str, bool]]:
    """Addresses of our own that a page shows, and whether they are written to."""
    found = []
    for link, part, sent in SHOWN.findall(page):
        target = urljoin(address, unescape(link or part or sent))
        if not urlsplit(target).netloc and not target.startswith(("/static/", "mailto:", "tel:", "data:")):
            found.append((target.partition("#")[0], bool(sent)))
    return found


@pytest.mark.parametrize("letter", "ASOFV")  # a manager is shown what an administrator is
def test_nothing_that_is_shown_is_closed(clients: dict[str, Client], things: Things, letter: str):
    client, role = clients[letter], ROLES[letter]
    cache.clear()
    waiting, followed, wrong = [("/", "/")], {}, []
    while waiting:
        address, whence = waiting.pop()
        try:
            match = resolve(urlsplit(address).path)
        except Resolver404:
            wrong.append((whence, address, "no such address"))
            continue
        known = followed.setdefault(match.url_name, [])
        if match.url_name in ENDED_ELSEWHERE or address in known or len(known) >= ALIKE:
            continue
        known.append(address)
        with transaction.atomic():
            answer = client.get(address, follow=True)
            transaction.set_rollback(True)
        if answer.status_code not in (200, 204):
            wrong.append((whence, address, answer.status_code))
        elif not answer.streaming and "html" in answer["Content-Type"]:
            for target, is_written in shown_by(answer.content.decode(), answer.wsgi_request.path):
                if not is_written:
                    waiting.append((target, address))
                elif not open_to(target, role):
                    wrong.append((address, target, "a form that is closed"))
    assert wrong == []
    assert len(followed) > (4 if letter == "F" else 20)


def open_to(address: str, role: object) -> bool:
    """Whether somebody in this role may send anything there."""
    try:
        asked: Permission | None = resolve(urlsplit(address).path).func.requires
    except Resolver404:
        return False
    return asked is None or may(role, asked)
