"""Files dropped and chosen, and the search of the whole shop, by keyboard; axe on all that opens."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser import fit
from tests.browser.conftest import leave, new_context
from tests.browser.places import settle
from tests.content import samples

DROP = """([name, size]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([new Uint8Array(size)], name));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    const how = { dataTransfer: carried, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new DragEvent(kind, how));
  }
}"""


def upload(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_files_are_attached_looked_into_removed_and_brought_back(browser: Browser, address: str, signed_in):
    context = new_context(browser, address, signed_in)
    page = context.new_page()
    page.goto("/customers/")
    page.goto(str(page.locator(".row-link").first.get_attribute("href")))
    for button in page.locator("dialog[open] [data-closes]").all()[:1]:
        button.click()
    files = page.locator("#files")
    page.set_input_files(
        "#files-input",
        [
            upload("玄関.jpg", samples.photograph()),
            upload("空.txt", b""),
            upload("価格.xlsx", samples.workbook(価格=[["味噌"]])),
        ],
    )
    expect(files.locator(".file-line")).to_have_count(2)
    expect(files.locator(".file-problem:visible")).to_have_text(re.compile("ファイルが空です"))
    fit.check_axe(page)
    files.get_by_role("button", name="閉じる").click()
    page.evaluate(DROP, ["落とした.bin", 3])
    expect(files.locator(".file-line")).to_have_count(3)
    page.evaluate(DROP, ["大きすぎる.bin", (50 << 20) + 1])
    expect(files.locator(".file-problem:visible")).to_have_text(re.compile("50 MBを超えています"))
    context.set_offline(True)
    page.evaluate(DROP, ["落とした.bin", 4])
    again = files.get_by_role("button", name="もう一度")
    expect(again).to_be_visible()
    context.set_offline(False)
    again.press("Enter")
    expect(files.locator(".file-line").filter(has_text="第2版")).to_have_count(1)
    name = files.get_by_role("link", name="玄関.jpg", exact=True)
    name.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".file-sheet")).to_be_visible()
    assert page.locator(".file-sheet").evaluate(
        "(image) => image.decode().then(() => image.naturalHeight > image.naturalWidth)"
    )
    fit.check_axe(page)
    page.get_by_role("link", name="お客様へ戻る").click()
    files.get_by_role("button", name="玄関.jpgを削除").focus()
    page.keyboard.press("Enter")
    expect(files.get_by_role("status")).to_contain_text("「玄関.jpg」を削除しました")
    expect(files.get_by_role("button", name="元に戻す")).to_be_focused()
    page.keyboard.press("Enter")
    expect(files.locator(".file-line")).to_have_count(3)
    leave(context)


def test_the_whole_shop_is_searched_by_keyboard(desk: Page):
    desk.goto("/orders/")
    box, found = desk.locator("#search"), desk.locator("#found")
    desk.keyboard.press("/")
    desk.keyboard.type("取込")
    expect(found.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    expect(found.locator("mark").first).to_have_text("取込")
    fit.check_axe(desk)
    desk.keyboard.press("ArrowDown")
    expect(found.get_by_role("option").nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", re.compile("^hit-"))
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Enter")
    desk.wait_for_url(re.compile("/imports/$"))
    desk.keyboard.press("/")
    desk.keyboard.type("0001")
    expect(found.get_by_role("group").first).to_be_visible()
    with desk.context.expect_page() as opened:
        desk.keyboard.press("Control+Enter")
    opened.value.wait_for_url(re.compile(r"/(customers|orders)/\d+/$"))
    desk.keyboard.press("Escape")
    expect(found).to_be_hidden()
    desk.goto("/customers/")
    desk.keyboard.press("/")
    desk.keyboard.type("田")
    desk.get_by_role("link", name="全体をさがす").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("「田」の検索結果")
    settle(desk)
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(r"/customers/\d+/$"))
