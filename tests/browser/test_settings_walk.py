"""Settings and analysis, walked by keyboard."""

import re

from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import leave, new_context


def test_trying_other_rules_by_keyboard(desk: Page):
    desk.goto("/customers/")
    desk.keyboard.press("g")
    desk.keyboard.press("s")
    desk.wait_for_url("**/settings/classes/")
    trial = desk.locator("#trial")
    expect(trial).to_contain_text("まだ何も変えていません")
    desk.get_by_label("よちよちの日数").focus()
    desk.keyboard.press("ControlOrMeta+a")
    held: list[Route] = []
    desk.route(
        re.compile(r"/classes/trial/\?"), lambda route: route.continue_() if held else held.append(route)
    )
    desk.keyboard.insert_text("10")
    expect(trial).to_have_attribute("aria-busy", "true")  # dimmed at once, before the new answer is there
    while not held:
        desk.wait_for_timeout(50)
    held[0].continue_()
    expect(trial).to_contain_text("よちよちの日数 90日 → 10日")
    expect(trial).not_to_have_attribute("aria-busy", "true")
    expect(desk.get_by_label("よちよちの日数")).to_be_focused()
    move = trial.locator(".matrix-move").first
    move.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#moves")).to_contain_text("全員を見る")
    name = desk.locator("#moves a").first
    name.focus()
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(r"/customers/\d+/$"))


def test_a_wrong_number_is_told_beside_it_while_typing(desk: Page):
    desk.goto("/settings/classes/")
    expect(desk.locator("#trial")).to_contain_text("まだ何も変えていません")
    desk.get_by_label("優良までの日数").fill("5")
    expect(desk.locator("#best_days-error")).to_contain_text("上の90より小さくできません")
    expect(desk.locator("#trial")).to_contain_text("入力に誤りがあります")
    expect(desk.get_by_label("優良までの日数")).to_have_attribute("aria-invalid", "true")
    desk.get_by_label("優良までの日数").fill("300")
    expect(desk.locator("#best_days-error")).to_have_text("")
    expect(desk.get_by_label("優良までの日数")).not_to_have_attribute("aria-invalid", "true")


def test_the_cursor_stands_in_what_was_refused(browser: Browser, address: str, signed_in):
    context = new_context(browser, address, signed_in)
    page = context.new_page()
    page.goto("/settings/shop/")
    name = page.get_by_label("店の名前")
    name.fill(" ")
    page.keyboard.press("Enter")
    expect(name).to_have_accessible_description("店の名前を200文字以内で入力してください。")
    expect(name).to_be_focused()
    leave(context)


def test_product_groups_are_found_and_kept(desk: Page):
    desk.goto("/settings/classes/")
    expect(desk.locator("#trial")).to_contain_text("まだ何も変えていません")
    first = desk.locator("#groups input").first
    chosen = str(first.get_attribute("value"))
    first.focus()
    desk.keyboard.press("Space")
    expect(desk.locator("#trial")).to_contain_text(f"商品グループ 全商品 → {chosen}")
    desk.get_by_label("商品グループをさがす").fill("この名前はない")
    expect(desk.locator("#groups")).to_contain_text("この名前のグループはありません")
    expect(desk.get_by_role("checkbox", name=chosen)).to_be_checked()


def test_saving_what_is_in_use_is_refused_in_words(browser: Browser, address: str, signed_in):
    context = new_context(browser, address, signed_in)
    page = context.new_page()
    page.goto("/settings/classes/")
    expect(page.locator("#trial")).to_contain_text("まだ何も変えていません")
    page.get_by_role("button", name="新しい版として保存").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("いまの基準と同じです")
    leave(context)


def test_the_jobs_are_a_tab_and_have_their_key(desk: Page):
    desk.goto("/settings/shop/")
    desk.keyboard.press("g")
    desk.keyboard.press("j")
    expect(desk).to_have_url(re.compile("/jobs/$"))
    expect(desk.locator(".tab-link[aria-current=page]")).to_have_text("処理状況")
    desk.keyboard.press("n")  # the key of the staff page means nothing here
    expect(desk).to_have_url(re.compile("/jobs/$"))


def test_analysis_leads_to_people_by_keyboard(desk: Page):
    desk.goto("/customers/")
    desk.keyboard.press("g")
    desk.keyboard.press("a")
    expect(desk).to_have_url(re.compile("/analysis/$"))
    number = desk.get_by_role("row", name=re.compile("^初回")).first.locator("a").first
    expected = number.inner_text()
    number.focus()
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("class=first&state=active"))
    expect(desk.locator(".pager").last).to_contain_text(f"{expected}人")


def test_a_number_of_the_analysis_leads_to_its_people_and_a_customer(desk: Page):
    desk.goto("/analysis/")
    as_table = desk.locator("summary", has_text="表で見る").last
    as_table.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".as-table-place .matrix-move").first).to_be_visible()
    desk.get_by_role("link", name="移動", exact=True).focus()
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("/analysis/moves/$"))
    moved = desk.locator("a.matrix-move").first
    expected = moved.inner_text()
    moved.focus()
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("/analysis/people/"))
    expect(desk.locator(".page-note")).to_contain_text(f"{expected}人")
    desk.locator(".row-link").first.focus()
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("/customers/[0-9]+/$"))
