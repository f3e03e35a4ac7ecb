"""The review of the list by keyboard: two side by side, merged, and taken back."""

import re

from playwright.sync_api import Page, expect

from tests.browser.places import settle


def test_two_are_merged_and_taken_back_by_keyboard(desk: Page):
    desk.goto("/customers/")
    desk.locator(".row-link").first.click()
    expect(desk.locator("#card-head")).to_be_visible()
    desk.goto(f"{desk.url}same/?q=田")
    desk.locator(".row-link").first.focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="同じ顧客ですか")).to_be_visible()
    settle(desk)
    before = desk.url
    desk.keyboard.press("s")
    desk.wait_for_url(lambda url: url != before)
    desk.keyboard.press("y")
    expect(desk.get_by_text("統合しました")).to_be_visible()
    desk.goto("/customers/review/merged/")
    desk.get_by_role("button", name=re.compile("取り消す")).first.focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("元の顧客に戻りました")).to_be_visible()


def test_the_review_is_reached_by_a_key(desk: Page):
    desk.goto("/customers/")
    desk.keyboard.press("v")
    expect(desk.get_by_role("heading", name="名簿の見直し")).to_be_visible()
    desk.get_by_role("link", name="ルール").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("ご無沙汰とみなす日数")).to_have_value("365")
