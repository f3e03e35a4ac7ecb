"""今日 by keyboard alone: walk, call with an outcome, undo, put off, open the customer."""

import re

from playwright.sync_api import Page, expect

from tests.browser.places import settle


def names(page: Page) -> list[str]:
    return page.locator(".today-row .row-link").all_inner_texts()


def test_a_morning_by_keyboard(desk: Page):
    desk.goto("/customers/")
    desk.keyboard.press("g")
    desk.keyboard.press("t")
    expect(desk).to_have_url(re.compile("/today/$"))
    settle(desk)
    people = names(desk)
    assert len(people) > 3
    done = desk.locator(".today-count strong")
    before = int(done.inner_text())
    expect(desk.locator("#glance")).to_contain_text(people[0])
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    expect(desk.locator(".today-row .row-link").nth(1)).to_be_focused()
    expect(desk.locator("#glance")).to_contain_text(people[1])
    row = str(desk.locator(".today-row").nth(1).get_attribute("id"))
    desk.keyboard.press("c")
    expect(desk.locator(f"#{row} .act-list")).to_be_visible()
    desk.keyboard.press("1")
    expect(desk.locator(f"#{row}")).to_have_count(0)
    toast = desk.locator(".toast-undo")
    expect(toast).to_contain_text("電話した")
    expect(done).to_have_text(str(before + 1))
    expect(desk.locator(".today-row .row-link").nth(1)).to_be_focused()
    toast.get_by_role("button", name="元に戻す").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(f"#{row}")).to_be_visible()
    expect(desk.locator("#toasts")).to_contain_text("元に戻しました")
    expect(done).to_have_text(str(before))


def test_put_off_skip_and_open(desk: Page):
    desk.goto("/today/")
    settle(desk)
    desk.keyboard.press("j")
    first = str(desk.locator(".today-row").first.get_attribute("id"))
    desk.keyboard.press("p")
    expect(desk.locator(f"#{first} .act-list")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator(f"#{first} .act-list")).to_be_hidden()
    desk.keyboard.press("p")
    desk.keyboard.press("2")
    expect(desk.locator(f"#{first}")).to_have_count(0)
    second = str(desk.locator(".today-row").first.get_attribute("id"))
    desk.keyboard.press("s")
    expect(desk.locator(f"#{second}")).to_have_count(0)
    expect(desk.locator(".toast-undo")).to_have_count(2)
    for left in (1, 0):
        desk.locator(".toast-undo").first.get_by_role("button", name="元に戻す").click()
        expect(desk.locator(".toast-undo")).to_have_count(left)
    expect(desk.locator(f"#{first}")).to_be_visible()
    expect(desk.locator(f"#{second}")).to_be_visible()
    desk.locator(f"#{first} .row-link").focus()
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(r"/customers/\d+/$"))


def test_a_kind_of_reason_alone(desk: Page):
    desk.goto("/today/")
    chip = desk.locator(".today-kinds .chip").nth(1)
    word = re.sub(r"\s*\d+$", "", chip.inner_text()).strip()
    chip.click()
    expect(desk).to_have_url(re.compile("kind="))
    tones = desk.locator(".today-why .tone").all_text_contents()
    assert {tone.strip() for tone in tones} == {word}
