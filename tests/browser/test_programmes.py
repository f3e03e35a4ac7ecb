"""Class programmes, walked by keyboard: tried, saved, and two at once."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import leave, new_context


def test_a_step_is_changed_tried_and_saved_by_keyboard(desk: Page):
    desk.goto("/customers/")
    desk.keyboard.press("g")
    desk.keyboard.press("p")
    expect(desk).to_have_url(re.compile("/settings/programmes/first/$"))
    told = desk.locator("#foreseen")
    expect(told).to_contain_text("購入から3〜9日")
    desk.locator(".plan-step summary").first.focus()
    desk.keyboard.press("Enter")
    days = desk.get_by_label("いつ", exact=True).first
    days.focus()
    desk.keyboard.press("ControlOrMeta+a")
    desk.keyboard.type("2")
    expect(told).to_contain_text("購入から2〜8日")
    expect(days).to_be_focused()
    desk.get_by_label("メモ").focus()
    desk.keyboard.type("早めにお礼")
    desk.keyboard.press("Enter")
    expect(desk.locator("#versions")).to_contain_text("早めにお礼")
    expect(desk.locator(".plan-when").first).to_contain_text("購入から2〜8日")
    desk.get_by_role("link", name="標準の計画に戻す").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".plan-when").first).to_contain_text("購入から3〜9日")
    desk.get_by_role("button", name="この計画を保存").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#versions")).to_contain_text("標準の計画に戻す")


def test_a_new_step_is_added_and_a_contradiction_told(desk: Page):
    desk.goto("/settings/programmes/trend/")
    expect(desk.locator("#foreseen")).to_contain_text("季節のお便り")
    desk.get_by_role("button", name="ステップを追加").first.focus()
    desk.keyboard.press("Enter")
    aim = desk.locator("#steps-active").get_by_label("目的")
    expect(aim).to_have_count(1)
    aim.select_option("news")
    expect(desk.locator("#foreseen")).to_contain_text("矛盾しています")


def test_of_two_who_save_the_second_is_told_and_loses_nothing(browser: Browser, address: str, signed_in):
    context = new_context(browser, address, signed_in)
    one, other = context.new_page(), context.new_page()
    for page, days in ((one, "5"), (other, "6")):
        page.goto("/settings/programmes/best/")
        page.locator(".plan-step summary").nth(1).click()
        page.locator("[name='best-thanks.days']").fill(days)
    one.get_by_role("button", name="この計画を保存").click()
    expect(one.locator(".plan-when").nth(1)).to_contain_text("購入から5")
    other.get_by_role("button", name="この計画を保存").click()
    expect(other.get_by_role("alert")).to_contain_text("保存しました")
    expect(other.locator("[name='best-thanks.days']")).to_have_value("6")
    other.get_by_role("button", name="この計画を保存").click()
    expect(other.locator(".plan-when").nth(1)).to_contain_text("購入から6")
    leave(context)
