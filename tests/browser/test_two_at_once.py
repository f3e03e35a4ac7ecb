"""Two people at once: the same import, an undo while somebody edits. Nobody's work goes in silence."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import site
from tests.browser.conftest import leave, new_context

PATIENCE = 90_000
SALES = (
    "受注番号,会員番号,氏名,受注日,金額\n"
    "Z{n}1,ZZ{n}1,二重 一子,2026/03/04,500\n"
    "Z{n}2,ZZ{n}2,二重 二郎,2026/03/05,700\n"
)


@pytest.fixture(scope="module")
def worker(environment: dict[str, str]) -> Iterator[None]:
    """Somebody who does the jobs."""
    with site.working(environment):
        yield


@pytest.fixture
def pair(browser: Browser, address: str, signed_in, worker) -> Iterator[tuple[Page, Page]]:
    """Two people, each at a screen of their own."""
    contexts = [new_context(browser, address, signed_in) for _ in range(2)]
    one, other = (context.new_page() for context in contexts)
    yield one, other
    for context in contexts:
        leave(context)


@contextmanager
def waiting(page: Page, address: str) -> Iterator[None]:
    yield
    page.wait_for_url(re.compile(address), timeout=PATIENCE)


def brought(page: Page, n: int) -> str:
    """A file understood; the address of its import."""
    page.goto("/imports/new/")
    content = {"name": "二人.csv", "mimeType": "text/csv", "buffer": SALES.format(n=n).encode()}
    with waiting(page, "/columns/$"):
        page.locator("input[type=file]").set_input_files(content)
    return page.url.removesuffix("columns/")


def tried(page: Page, n: int) -> str:
    run = brought(page, n)
    with waiting(page, "/matching/$"):
        page.get_by_role("button", name="次へ").click()
    page.get_by_role("button", name="書き込まずに試す").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("取り込むとこうなります", timeout=PATIENCE)
    return run


def taken(page: Page, n: int) -> str:
    run = tried(page, n)
    page.get_by_role("button", name="取り込む", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("取り込みました", timeout=PATIENCE)
    return run


def undone(page: Page, run: str) -> None:
    page.goto(f"{run}undo/")
    expect(page.get_by_text("消えるもの")).to_be_visible()
    page.get_by_role("button", name="取り消す", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("取り消しました", timeout=PATIENCE)


def person(page: Page, code: str) -> None:
    page.goto(f"/customers/?q={code}")
    page.locator(".row-link").first.click()
    expect(page.locator("h1")).to_contain_text("二重")


def write_why(page: Page, words: str) -> None:
    reason = page.locator("dt:has-text('選んだ理由') + dd")
    reason.locator(".editable").click()
    reason.get_by_role("textbox").fill(words)


def test_a_draft_that_somebody_else_changed_is_shown_again(pair):
    one, other = pair
    run = brought(one, 1)
    other.goto(f"{run}columns/")
    with one.expect_response("**/columns/"):
        one.locator("#zone").select_option("UTC")
    other.get_by_role("button", name="次へ").click()
    expect(other.locator("#toasts")).to_contain_text("先に変更しました")


def test_an_import_begins_once(pair):
    one, other = pair
    run = tried(one, 2)
    other.goto(run)
    one.get_by_role("button", name="取り込む", exact=True).click()
    expect(one.get_by_role("heading", level=1)).to_contain_text("取り込みました", timeout=PATIENCE)
    other.get_by_role("button", name="取り込む", exact=True).click()
    expect(other.locator("#toasts")).to_contain_text("すでに")
    one.goto("/customers/?q=ZZ21")
    expect(one.locator(".row-link")).to_have_count(1)
    undone(one, run)


def test_an_undo_leaves_what_somebody_has_just_written(pair):
    one, other = pair
    run = taken(one, 3)
    person(other, "ZZ31")
    one.goto(f"{run}undo/")
    expect(one.get_by_text("消えるもの")).to_be_visible()
    write_why(other, "看板を見て")
    other.keyboard.press("Control+Enter")
    expect(other.locator("dt:has-text('選んだ理由') + dd .editable")).to_contain_text("看板を見て")
    one.get_by_role("button", name="取り消す", exact=True).click()
    expect(one.get_by_role("heading", level=1)).to_contain_text("取り消しました", timeout=PATIENCE)
    expect(one.locator("main")).to_contain_text("二重 一子")
    other.reload()
    expect(other.locator("dt:has-text('選んだ理由') + dd")).to_contain_text("看板を見て")
    other.goto("/customers/?q=ZZ32")
    expect(other.locator(".row-link")).to_have_count(0)


def test_who_writes_about_somebody_that_an_undo_has_taken_out_is_told(pair):
    one, other = pair
    run = taken(one, 4)
    person(other, "ZZ41")
    write_why(other, "看板を見て")
    undone(one, run)
    other.keyboard.press("Control+Enter")
    expect(other.locator("#toasts")).not_to_be_empty()
    expect(other.get_by_role("textbox", name="選んだ理由")).to_have_value("看板を見て")
