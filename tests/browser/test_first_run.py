"""The first ten minutes: an empty business, a file, today's list, one outcome, and everything back again."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import fit, site
from tests.browser.conftest import copied_database, leave, new_context, sign_in
from tests.browser.places import settle
from tests.browser.shop import PASSWORD

MOST_HANDLINGS = 25
PATIENCE = 90_000


@pytest.fixture(scope="module")
def empty_site(django_db_setup: None, django_db_blocker, tmp_path_factory) -> Iterator[str]:
    """An installation with one member of staff and nothing else, its web server and its worker."""
    with copied_database(f"first_run_{os.getpid()}", django_db_blocker) as database:
        environment = site.environment_of(database, tmp_path_factory.mktemp("home"))
        create = [sys.executable, "-m", "otokui", "create-admin", "--email", "demo@example.jp"]
        subprocess.run(
            [*create, "--name", "大山 店長", "--password-stdin"],
            env=environment, cwd=site.ROOT, input=PASSWORD.encode(), check=True,
        )  # fmt: skip
        with site.working(environment), site.serving(environment) as address:
            yield address


@pytest.fixture
def page(browser: Browser, empty_site: str) -> Iterator[Page]:
    context = new_context(browser, empty_site, None)
    context.add_init_script(fit.WATCH)
    opened = context.new_page()
    sign_in(opened)
    opened.wait_for_url(re.compile("/(welcome|today)/"))
    yield opened
    leave(context)


class Hands:
    """Counts what a person does: clicks and keystrokes, apart from typing text."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def click(self, what: Locator) -> None:
        what.first.click()
        self.count += 1

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words, timeout=PATIENCE)


def check(page: Page, *, dark: bool = False) -> None:
    """As on all pages: axe, policy, width, on a phone, at a desk, on a large screen, at 200 % zoom."""
    fit.check_policy(page)
    fit.check_windows(page)
    for width in (390, 1440):
        fit.look(page, width, dark=dark)
        fit.check_axe(page)
        fit.check_width(page)


def test_from_the_first_page_to_an_outcome_and_back(page: Page):
    hands = Hands(page)
    page.goto("/welcome/")
    check(page)
    hands.click(page.locator(".way-in-main a"))
    heading(page, "ファイルを取り込む")
    check(page)
    hands.click(page.locator(".samples").get_by_role("button", name=re.compile("通信販売")))
    heading(page, "読み取った内容")
    expect(page.get_by_text("読み取れました")).to_be_visible()
    check(page)
    hands.click(page.get_by_role("button", name="次へ"))
    heading(page, "同じお客様の見分け方")
    check(page)
    hands.click(page.get_by_role("button", name="書き込まずに試す"))
    heading(page, "取り込むとこうなります")
    expect(page.locator(".consequence")).to_contain_text("140人、うち優良")
    expect(page.locator(".bad-rows tbody tr")).to_have_count(2)
    check(page)
    hands.click(page.get_by_role("button", name="取り込む", exact=True))
    heading(page, "取り込みました")
    check(page)
    run = page.url
    hands.click(page.get_by_role("link", name="優良"))
    await_rows(page)
    hands.click(page.locator(".row-link"))
    expect(page.get_by_role("heading", name="このクラスの理由")).to_be_visible()
    expect(page.get_by_text(re.compile("回購入し、累計"))).to_be_visible()
    settle(page)
    hands.press("g", "t")
    page.wait_for_url("**/today/**")
    row = page.locator(".today-row").first
    who = row.locator(".row-link").inner_text()
    hands.press("j", "c")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        hands.press("1")
    settle(page)
    hands.press("g", "i")
    page.wait_for_url("**/imports/")
    check(page)
    hands.click(page.locator(".row-link"))
    assert page.url == run
    hands.click(page.get_by_role("link", name="この取込を取り消す"))
    expect(page.get_by_text(who)).to_be_visible()  # who was called stays, and is named before
    check(page)
    hands.click(page.get_by_role("button", name="取り消す", exact=True))
    heading(page, "取り消しました")
    check(page)
    assert hands.count <= MOST_HANDLINGS
    print(f"{hands.count} clicks and keystrokes")


def await_rows(page: Page) -> None:
    """Everybody is judged meanwhile."""
    for _ in range(120):
        if page.locator(".row-link").count():
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError("nobody has been judged")


def test_columns_are_corrected_by_keyboard_alone(page: Page):
    page.goto("/imports/new/")
    odd = "だれ,いつ,いくら,備考\r\n00001,2026/03/01,500,あ\r\n".encode("cp932")
    page.set_input_files("#file", {"name": "うちのレジ.csv", "mimeType": "text/csv", "buffer": odd})
    heading(page, "読み取った内容")
    page.locator("#kind").focus()
    with page.expect_response("**/columns/"):
        page.locator("#kind").select_option("purchases")
    expect(page.get_by_text("まだ足りない項目")).to_be_visible()
    for column, typed in (("だれ", "顧客番号"), ("いつ", "受注日"), ("いくら", "金額")):
        box = page.get_by_role("combobox", name=f"「{column}」の項目")
        box.focus()
        page.keyboard.press("Control+a")
        page.keyboard.type(typed)
        expect(box).to_have_attribute("aria-expanded", "true")
        with page.expect_response(lambda answer: answer.url.endswith("/columns/")):
            page.keyboard.press("Enter")
        expect(box).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_text("読み取れました")).to_be_visible()
    expect(page.locator(".stored")).to_contain_text("00001")
    expect(page.locator("#understood")).to_contain_text("取り込まない列： 備考")
    page.reload()  # everything is kept on the server
    expect(page.get_by_role("combobox", name="「いつ」の項目")).to_have_value(re.compile("注文日時"))
    check(page, dark=True)


def test_a_wrong_file_is_refused_where_it_was_dropped(page: Page):
    page.goto("/imports/new/")
    broken = {"name": "売上.csv", "mimeType": "text/csv", "buffer": b"PK\x03\x04" + bytes(300)}
    page.set_input_files("#file", broken)
    expect(page.get_by_role("alert")).to_contain_text("「売上.csv」は圧縮ファイル")
    check(page, dark=True)
