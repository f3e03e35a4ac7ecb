"""One installation for all browser tests of a process, and a reader who is signed in."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.browser import site
from tests.browser.shop import ADDRESS, PASSWORD

# Playwright's loop runs in the thread of the tests; Django would take that for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A busy machine may take its time: an answer is waited for as long as a page is.
expect.set_options(timeout=30_000)

CUSTOMERS = 120
_FILLING = 0x6F746F73  # advisory lock of whoever fills the demo shop
Server = psycopg.Connection[tuple[object, ...]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    return browser_type_launch_args | {"executable_path": site.browser_path(), "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def environment(
    django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """What the processes of the site are started with: a database of their own with the demo shop.

    The process that needs it first fills it; the others copy what that one made.
    """
    site.check_assets()
    shop, files = f"shop_{os.environ['OTOKUI_TESTS_RUN']}", Path(os.environ["OTOKUI_TESTS_HOME"]) / "shop"
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [_FILLING])
        if not files.exists():
            _copy(server, shop, of=_migrated(django_db_blocker))
            files.mkdir()
            filled = site.environment_of(_address(shop), files)
            site.run_python("tests.browser.shop", str(CUSTOMERS), environment=filled)
        server.execute("SELECT pg_advisory_unlock(%s)", [_FILLING])
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(files, home, dirs_exist_ok=True)
    with _database(f"browser_{os.getpid()}", of=shop) as address:
        yield site.environment_of(address, home)


@contextmanager
def copied_database(name: str, django_db_blocker) -> Iterator[str]:
    """The address of an empty copy of the migrated database; it goes at the end."""
    with _database(name, of=_migrated(django_db_blocker)) as address:
        yield address


def _migrated(django_db_blocker) -> str:
    from django.db import connection

    with django_db_blocker.unblock():
        connection.close()
    return str(connection.settings_dict["NAME"])


@contextmanager
def _database(name: str, *, of: str) -> Iterator[str]:
    with _server() as server:
        _copy(server, name, of=of)
    yield _address(name)
    with _server() as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _copy(server: Server, name: str, *, of: str) -> None:
    # Threads of earlier tests may have left idle sessions behind; a template must have none.
    server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [of])
    server.execute(f'CREATE DATABASE {name} TEMPLATE "{of}"')


def _server() -> Server:
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


def _address(name: str) -> str:
    return make_conninfo(**(conninfo_to_dict(os.environ["DATABASE_URL"]) | {"dbname": name}))


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
    leave(context)
    assert complaints == []


def new_context(browser: Browser, address: str, state: dict[str, object] | None, **more) -> BrowserContext:
    """A context in Japanese; `more` are Playwright's own options. It is closed by `leave`."""
    options = {"viewport": {"width": 1440, "height": 900}, "locale": "ja-JP", "reduced_motion": "reduce"}
    context = browser.new_context(base_url=address, storage_state=state, **(options | more))
    _writes[context] = writes = _Writes()
    context.on("request", writes.begin)
    context.on("response", lambda answer: writes.end(answer.request))
    context.on("requestfailed", writes.fail)
    return context


def leave(context: BrowserContext) -> None:
    """Close it: nothing it wrote may be under way or have been broken off, or the next test meets a shop
    that this one has changed at its back."""
    writes = _writes.pop(context)
    page = next(iter(context.pages), None)
    for _ in range(600):
        if not writes.under_way or page is None:
            break
        page.wait_for_timeout(50)  # the answer is waited for, in steps
    context.close()
    assert (writes.under_way, writes.broken_off) == ([], [])


class _Writes:
    """What a context asks the server to change."""

    def __init__(self) -> None:
        self.under_way: list[Request] = []
        self.broken_off: list[str] = []

    def begin(self, request: Request) -> None:
        if request.method not in {"GET", "HEAD"}:
            self.under_way.append(request)

    def end(self, request: Request) -> None:
        if request in self.under_way:
            self.under_way.remove(request)

    def fail(self, request: Request) -> None:
        kept = request.url.endswith("/field/acts/")  # by the phone, which sends it again
        if request in self.under_way and "ABORTED" in (request.failure or "") and not kept:
            self.broken_off.append(f"{request.method} {request.url}")
        self.end(request)


_writes: dict[BrowserContext, _Writes] = {}
