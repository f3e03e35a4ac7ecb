"""An order by keyboard alone: who, the usual, one more product, record, correct, take back."""

import re

from playwright.sync_api import Page, expect


def choose(desk: Page, name: str) -> None:
    """With the keyboard: search, down, Enter."""
    desk.goto("/orders/")
    desk.keyboard.press("n")
    desk.wait_for_url("**/orders/new/")
    expect(desk.locator("#who")).to_be_focused()
    desk.keyboard.insert_text(name)  # at once: no later answer takes the list away from under the arrow
    expect(desk.locator("a.found").first).to_contain_text(name)
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    desk.wait_for_url(re.compile(r"/orders/new/\?customer=\d+$"))
    expect(desk.locator(".order-buyer")).to_contain_text(name)


def save(desk: Page, name: str) -> None:
    """The form adds up too: what stands on the page of the order is what the server has kept."""
    desk.get_by_role("button", name=name).click()
    desk.wait_for_url(re.compile(r"/orders/\d+/$"))


def somebody_with_habits(desk: Page) -> str:
    desk.goto("/customers/?class=best&state=active")
    return desk.locator(".row-link").first.inner_text()


def test_an_order_with_the_keyboard_alone(desk: Page):
    name = somebody_with_habits(desk)
    choose(desk, name)
    expect(desk.locator("[name=product]").first).to_be_focused()
    desk.locator(".usual-add").first.focus()
    desk.keyboard.press("Enter")
    line = desk.locator("[data-line]").first
    assert re.search(r" \[.+\]$", line.locator("[name=product]").input_value())
    expect(line.locator("[name=quantity]")).to_be_focused()
    price = int(line.locator("[name=price]").input_value())
    desk.keyboard.type("2")
    expect(desk.locator("[data-total]")).to_have_text(f"¥{2 * price:,}")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-line]")).to_have_count(2)
    desk.keyboard.type("おまけの品")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    desk.keyboard.type("100")
    desk.keyboard.press("Control+Enter")
    expect(desk).to_have_url(re.compile(r"/orders/\d+/$"))
    expect(desk.locator("tfoot")).to_contain_text(f"¥{2 * price + 100:,}")
    expect(desk.get_by_text("記録しました")).to_be_visible()


def test_a_line_without_price_is_named_and_what_was_typed_stays(desk: Page):
    choose(desk, somebody_with_habits(desk))
    desk.locator("[name=product]").fill("名前だけの品")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("単価を入れてください")).to_be_visible()
    expect(desk.locator("[name=product]").first).to_have_value("名前だけの品")


def test_correct_return_and_remove(desk: Page):
    name = somebody_with_habits(desk)
    choose(desk, name)
    desk.locator("[name=product]").fill("お試しの品")
    desk.locator("[name=price]").fill("500")
    desk.locator("[name=quantity]").fill("3")
    save(desk, "記録する")
    expect(desk.locator("tfoot")).to_contain_text("¥1,500")
    desk.keyboard.press("e")
    desk.wait_for_url("**/edit/")
    desk.locator("[name=quantity]").first.fill("4")
    save(desk, "直して保存")
    expect(desk.locator("tfoot")).to_contain_text("¥2,000")
    desk.keyboard.press("r")
    desk.get_by_label("お試しの品").fill("1")
    desk.get_by_role("button", name="返品を記録").click()
    expect(desk.get_by_text("残り3")).to_be_visible()
    desk.get_by_role("button", name="この受注を消す").first.click()
    desk.locator("#delete").get_by_role("button", name="この受注を消す").click()
    told = desk.locator("#toasts")
    expect(told).to_contain_text("受注を消しました")
    told.get_by_role("button", name="元に戻す").press("Enter")
    expect(told).to_contain_text("受注が元に戻りました")
    desk.wait_for_url(re.compile(r"/orders/\d+/$"))
