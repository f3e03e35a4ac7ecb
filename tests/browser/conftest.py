"""One installation for all browser tests of a process, and a reader who is signed in."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.browser import site
from tests.browser.shop import ADDRESS, PASSWORD

# Playwright's loop runs in the thread of the tests; Django would take that for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CUSTOMERS = 120


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    return browser_type_launch_args | {"executable_path": site.browser_path(), "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def database(django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """A database of its own with the demo shop, copied from the migrated one."""
    with copied_database(f"browser_{os.getpid()}", django_db_blocker) as address:
        yield address


@contextmanager
def copied_database(name: str, django_db_blocker) -> Iterator[str]:
    """The address of an empty copy of the migrated database; it goes at the end."""
    from django.db import connection

    with django_db_blocker.unblock():
        migrated = connection.settings_dict["NAME"]
        connection.close()
    address = os.environ["DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as server:
        # Threads of earlier tests may have left idle sessions behind; a template must have none.
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [migrated]
        )
        server.execute(f'CREATE DATABASE {name} TEMPLATE "{migrated}"')
    yield make_conninfo(**(conninfo_to_dict(address) | {"dbname": name}))
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def environment(database: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the processes of the site are started with; the shop is filled."""
    site.check_assets()
    found = site.environment_of(database, tmp_path_factory.mktemp("home"))
    site.run_python("tests.browser.shop", str(CUSTOMERS), environment=found)
    return found


@pytest.fixture(scope="session")
def address(environment: dict[str, str]) -> Iterator[str]:
    """Where the site answers."""
    with site.serving(environment) as found:
        yield found


@pytest.fixture(scope="session")
def signed_in(browser: Browser, address: str) -> dict[str, object]:
    """The cookies of somebody who has signed in."""
    context = browser.new_context(base_url=address, locale="ja-JP")
    page = context.new_page()
    sign_in(page)
    state = context.storage_state()
    context.close()
    return dict(state)


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.goto("/sign-in/")
    page.get_by_label("メールアドレス").fill(ADDRESS)
    page.get_by_label("パスワード").fill(password)
    page.get_by_role("button", name="ログイン").click()


@pytest.fixture
def desk(browser: Browser, address: str, signed_in: dict[str, object]) -> Iterator[Page]:
    """A signed-in page of 1440 × 900; anything the browser complains of fails the test."""
    context = new_context(browser, address, signed_in)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: said.type in {"error", "warning"} and complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def new_context(browser: Browser, address: str, state: dict[str, object] | None, **more) -> BrowserContext:
    """A context in Japanese; `more` are Playwright's own options."""
    options = {"viewport": {"width": 1440, "height": 900}, "locale": "ja-JP", "reduced_motion": "reduce"}
    return browser.new_context(base_url=address, storage_state=state, **(options | more))
