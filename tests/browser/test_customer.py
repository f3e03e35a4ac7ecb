"""A working day on the page of one customer, by keyboard; axe on all that opens."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import fit
from tests.browser.conftest import leave, new_context
from tests.browser.places import settle


@pytest.fixture
def at_work(browser: Browser, address: str, signed_in) -> Iterator[Page]:
    """Somebody on the page of a good customer."""
    context = new_context(browser, address, signed_in)
    page = context.new_page()
    visit(page)
    yield page
    leave(context)


def visit(page: Page) -> None:
    page.goto("/customers/?class=best&state=active")
    page.goto(str(page.locator(".row-link").nth(3).get_attribute("href")))
    settle(page)
    if page.locator("dialog[open]").count():
        page.keyboard.press("Escape")


def begins(page: Page) -> None:
    """The sheet stands open for a visit: digits choose what came of it."""
    expect(page.locator("dialog#contact[open] #way-visit")).to_be_checked()


def check(page: Page) -> None:
    fit.check_axe(page)
    fit.check_width(page)


def test_three_keys_write_a_call_down(at_work: Page):
    for key in ("t", "1", "Enter"):
        at_work.keyboard.press(key)
    expect(at_work.locator("#toasts")).to_contain_text("記録しました")
    expect(at_work.locator("#timeline")).to_contain_text("話せた")


def test_a_contact_with_the_next_appointment_and_its_end(at_work: Page):
    at_work.keyboard.press("v")
    begins(at_work)
    at_work.keyboard.press("2")
    at_work.get_by_label("内容").fill("留守だった")
    at_work.get_by_role("button", name="3日後").click()
    at_work.get_by_label("用件").fill("もう一度伺う")
    at_work.keyboard.press("Enter")
    task = at_work.locator(".tasks > li", has_text="もう一度伺う")
    expect(task).to_be_visible()
    task.get_by_role("button", name="済みにする").click()
    begins(at_work)
    at_work.keyboard.press("8")
    at_work.keyboard.press("Enter")
    expect(at_work.locator(".tasks > li", has_text="もう一度伺う")).to_have_count(0)


def test_a_value_is_changed_where_it_stands_and_brought_back(at_work: Page):
    reason = at_work.locator("dt:has-text('選んだ理由') + dd")
    before = reason.inner_text().split("\n")[0]
    reason.locator(".editable").focus()
    at_work.keyboard.press("Enter")
    box = reason.get_by_role("textbox")
    expect(box).to_be_focused()
    at_work.keyboard.press("Escape")
    expect(reason.locator(".editable")).to_be_focused()
    at_work.keyboard.press("Enter")
    box.fill("となりの方の紹介")
    at_work.keyboard.press("Control+Enter")
    expect(reason).to_contain_text("となりの方の紹介")
    expect(reason.locator(".editable")).to_be_focused()
    at_work.locator("#history summary").click()
    line = at_work.locator(".change-line", has_text="となりの方の紹介").first
    line.get_by_role("button", name="この値に戻す").click()
    expect(at_work.locator("#toasts")).to_contain_text("元の値に戻しました")
    expect(reason).not_to_contain_text("となりの方の紹介")
    assert before in reason.inner_text() or before == "追加"


def test_of_two_people_the_second_sees_both_values(at_work: Page, browser: Browser, address: str, signed_in):
    other = new_context(browser, address, signed_in).new_page()
    other.goto(at_work.url)
    other.keyboard.press("Escape")
    for page in (at_work, other):
        page.locator("dt:has-text('タグ') + dd .editable").click()
        expect(page.get_by_role("textbox", name="タグ")).to_be_visible()
    other.get_by_role("textbox", name="タグ").fill("茶")
    other.keyboard.press("Enter")
    expect(other.locator("#card-head")).to_contain_text("茶")
    at_work.get_by_role("textbox", name="タグ").fill("米")
    at_work.keyboard.press("Enter")
    conflict = at_work.get_by_role("alert")
    expect(conflict).to_contain_text("先に変更しました")
    expect(conflict).to_contain_text("茶")
    expect(conflict).to_contain_text("米")
    check(at_work)
    at_work.get_by_role("button", name="自分の入力で保存").click()
    expect(at_work.locator("#card-head")).to_contain_text("米")
    leave(other.context)


def test_the_purchases_one_by_one(at_work: Page):
    at_work.locator("[data-beats]").focus()
    at_work.keyboard.press("End")
    words = at_work.locator("[data-beats-words]")
    expect(words).to_contain_text("¥")
    last = words.inner_text()
    at_work.keyboard.press("ArrowLeft")
    expect(words).not_to_have_text(last)


def test_a_new_customer_by_keyboard(at_work: Page):
    at_work.goto("/customers/")
    at_work.keyboard.press("n")
    expect(at_work).to_have_url(re.compile("/customers/new/$"))
    at_work.wait_for_load_state()
    expect(at_work.get_by_label("電話番号", exact=True)).to_be_focused()
    at_work.keyboard.type("0312349876")
    at_work.get_by_label("姓", exact=True).fill("新田")
    at_work.get_by_label("名", exact=True).fill("さくら")
    at_work.get_by_label("郵便番号").fill("1000005")
    expect(at_work.get_by_label("都道府県")).to_have_value("東京都")
    expect(at_work.get_by_label("市区町村・番地")).to_have_value(re.compile("千代田区丸の内"))
    at_work.keyboard.press("Enter")
    expect(at_work.get_by_role("heading", level=1)).to_contain_text("新田 さくら")
    at_work.goto("/customers/new/")
    at_work.get_by_label("電話番号", exact=True).fill("03-1234-9876")
    expect(at_work.locator("#known")).to_contain_text("新田 さくら")
    check(at_work)


def test_one_key_begins_an_order_of_this_customer(at_work: Page):
    name = at_work.get_by_role("heading", level=1).inner_text().split("\n")[0]
    at_work.keyboard.press("o")
    expect(at_work).to_have_url(re.compile(r"/orders/new/\?customer=\d+$"))
    expect(at_work.locator("main")).to_contain_text(name)
