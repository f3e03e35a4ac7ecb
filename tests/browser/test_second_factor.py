"""A code at sign-in: set up with the keyboard, asked for in another browser, turned off; axe on each page."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser import fit
from tests.browser.conftest import leave, new_context
from tests.browser.shop import PASSWORD
from tests.web.totp import shown_by_app

SELLER = "eigyo@example.jp"


def type_password(page: Page) -> None:
    page.goto("/sign-in/")
    page.get_by_label("メールアドレス").fill(SELLER)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_a_seller_sets_the_second_factor_up_and_signs_in_with_it(browser: Browser, address: str):
    context = new_context(browser, address, None)
    page = context.new_page()
    type_password(page)
    expect(page.get_by_role("heading", name="今日", exact=True)).to_be_visible()
    page.goto("/settings/me/")
    page.keyboard.press("s")
    expect(page).to_have_url(re.compile("/safety/$"))
    fit.check_axe(page)
    page.get_by_role("link", name="設定する").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("アプリに出たコード")).to_be_focused()
    fit.check_axe(page)
    page.get_by_text("読み取れないとき").click()
    secret = page.locator("#factor-key").inner_text()
    page.get_by_label("アプリに出たコード").fill(shown_by_app(secret))
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="予備コード")).to_be_visible()
    assert page.locator(".factor-codes li").count() == 10
    fit.check_axe(page)

    elsewhere = new_context(browser, address, None, viewport={"width": 390, "height": 844})
    phone = elsewhere.new_page()
    type_password(phone)
    expect(phone.get_by_label("コード", exact=True)).to_be_focused()
    fit.check_axe(phone)
    phone.keyboard.type("000000")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("alert")).to_contain_text("コードが合いません")
    phone.get_by_label("コード", exact=True).fill(shown_by_app(secret, ahead=1))  # each opens once
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="今日", exact=True)).to_be_visible()

    page.goto("/settings/me/safety/")
    there = page.get_by_role("button", name="そこからログアウト").first
    there.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("その端末からログアウトしました")).to_be_visible()
    phone.goto("/today/")
    expect(phone).to_have_url(re.compile("/sign-in/"))
    page.get_by_label("いまのパスワード").fill(PASSWORD)
    page.get_by_role("button", name="オフにする").click()
    expect(page.get_by_text("2段階認証をオフにしました")).to_be_visible()
    leave(elsewhere)
    leave(context)
