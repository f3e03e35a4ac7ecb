"""A list made by keyboard, kept, and changed as a whole."""

from playwright.sync_api import Page, expect

from tests.browser import fit
from tests.browser.places import settle


def test_a_list_is_made_kept_and_changed_by_keyboard(desk: Page):
    page = desk
    page.goto("/customers/")
    page.keyboard.press("f")
    for kind in ("bought", "birthday_in", "class"):  # the form is drawn anew each time
        page.locator("#narrow-kind").select_option(kind)
        expect(page.locator("#narrow [name=kind] option:checked")).to_have_attribute("value", kind)
        settle(page)
    page.get_by_role("checkbox", name="優良", exact=True).press("Space")
    expect(page.locator(".narrow-count")).to_contain_text("人")
    page.get_by_role("button", name="この条件を追加").press("Enter")
    expect(page.locator(".sentence")).to_contain_text("クラス：優良")
    settle(page)
    page.locator("summary.sentence-words").press("Enter")
    page.locator(".sentences").get_by_role("checkbox", name="流行", exact=True).press("Space")
    fit.check_axe(page)
    page.get_by_role("button", name="条件を変える").press("Enter")
    expect(page.locator(".sentence")).to_contain_text("流行か優良")
    settle(page)
    page.locator("summary", has_text="リストを保存").press("Enter")
    fit.check_axe(page)
    page.get_by_label("リストの名前").fill("大切なお客様")
    page.keyboard.press("Enter")
    expect(page.locator(".list-name")).to_have_text("大切なお客様")
    settle(page)
    page.locator("details.drop summary", has_text="列").press("Enter")
    page.locator("[data-grip]").nth(2).press("ArrowUp")
    fit.check_axe(page)
    page.get_by_role("button", name="この列で表示").press("Enter")
    expect(page.locator("thead th")).to_contain_text(["", "顧客", "クラス", "購入回数", "次の注文"])
    settle(page)
    boxes = page.locator("td.choose-cell input")
    boxes.first.press("Space")
    expect(page.locator("[data-chosen-count] .num")).to_have_text("1")
    page.locator("[data-chosen-go]").press("Enter")
    page.wait_for_url("**/bulk/**")
    page.locator("input[name=kind][value=tag_add]").press("Space")
    page.locator("#bulk-text").fill("年末の御礼")
    page.get_by_role("button", name="対象を確認する").press("Enter")
    expect(page.locator(".notice")).to_contain_text("1人を変更します")
    fit.check_axe(page)
    page.get_by_role("button", name="実行する").press("Enter")
    page.get_by_role("button", name="すべて元に戻す").press("Enter")
    expect(page.locator("#bulk-state")).to_contain_text("人を元に戻しました")
    fit.check_axe(page)
