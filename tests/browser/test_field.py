"""A phone in one hand: the round of today with and without a connection."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser import fit
from tests.browser.conftest import leave, new_context
from tests.browser.shop import PASSWORD

DRIVER = "haitatsu@example.jp"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
KEPT = """async () => {
  const kept = async () => navigator.serviceWorker.controller
    && await caches.match('/field/') && await caches.match('/field/offline/');
  for (let tries = 0; !(await kept()); tries += 1) {
    if (tries > 1200) throw new Error('the phone keeps nothing');
    await new Promise((done) => setTimeout(done, 50));
  }
}"""
OVER = """async () => {
  const today = await caches.open('otokui-field-today');
  const text = await (await today.match('/field/')).text();
  const headers = {'X-Field-Until': '1', 'Content-Type': 'text/html'};
  await today.put('/field/', new Response(text, {headers}));
}"""
WAITING = """async () => {
  const asked = indexedDB.open('otokui-field');
  const database = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
  const all = database.transaction('acts').objectStore('acts').getAll();
  const acts = await new Promise((done) => (all.onsuccess = () => done(all.result)));
  database.close();
  const text = (value) => value instanceof ArrayBuffer ? new TextDecoder().decode(value) : value;
  return acts.map((act) => JSON.stringify(act, (_, value) => text(value)));
}"""
SENT = f"""async () => {{
  const waiting = {WAITING};
  while ((await waiting()).length) await new Promise((done) => setTimeout(done, 50));
}}"""
LEFT = """async () => [...await caches.keys(), ...(await indexedDB.databases()).map(({name}) => name),
  ...await navigator.serviceWorker.getRegistrations()]"""
CUT = """() => [...document.querySelectorAll('.btn, .mark, .pick > span')]
  .filter((each) => each.checkVisibility() && each.scrollWidth > each.clientWidth + 1)
  .map((each) => each.outerHTML.slice(0, 80))"""
SMALL = """() => [...document.querySelectorAll('main :is(a, button, summary, textarea, .pick > span),'
  + '.field-input, .field-nav button, .field-top :is(a, summary)')]
  .filter((each) => each.checkVisibility())
  .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, {width, height}]) => height < 44 || width < 44).map(([html]) => html)"""


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[BrowserContext]:
    context = new_context(browser, address, None, **PHONE)
    context.add_init_script(fit.WATCH)
    yield context
    leave(context)


def out_today(phone: BrowserContext, who: str = DRIVER) -> Page:
    """The driver has signed in and the phone has kept the page."""
    page = phone.new_page()
    page.goto("/sign-in/")
    page.get_by_label("メールアドレス").fill(who)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()
    page.wait_for_url(lambda url: "sign-in" not in url)  # the next address would break the sign-in off
    page.goto("/field/")
    page.evaluate(KEPT)
    return page


def stop(page: Page, place: int) -> Locator:
    return page.locator(f".stop[data-place='{place}']")


def status(page: Page) -> Locator:
    return page.locator("#field-status")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_section_in_one_hand(phone: BrowserContext, scheme: str):
    page = out_today(phone)
    page.emulate_media(color_scheme=scheme)
    stop(page, 0).locator("summary").click()
    for section in ("お届け", "お客様を探す", "新しい方"):
        page.get_by_role("button", name=section, exact=True).click()
        fit.check_axe(page)
        assert page.evaluate(SMALL) == []
        for width in (320, 390, 430, 1440):
            page.set_viewport_size({"width": width, "height": 844})
            fit.check_width(page)
    assert page.evaluate("window.broken") == []
    assert page.evaluate(CUT) == []


def test_what_is_done_without_a_connection_is_sent_once_there_is_one(phone: BrowserContext):
    page = out_today(phone)
    names = [stop(page, place).locator(".stop-name").inner_text() for place in range(3)]
    phone.set_offline(True)
    page.reload()
    expect(stop(page, 0)).to_contain_text(names[0])
    stop(page, 0).get_by_role("button", name="お届け済み").click()
    expect(page.locator("#stops .stop")).to_have_count(2)
    second = stop(page, 1)
    second.locator("summary").click()
    second.get_by_role("button", name="置き配可").click()
    second.get_by_role("button", name="三世代").click()
    second.get_by_role("textbox").fill("呼び鈴は裏口")
    second.get_by_role("button", name="メモを残す").click()
    expect(status(page)).to_contain_text("まだ送っていません 4件")
    page.reload()
    expect(status(page)).to_contain_text("まだ送っていません 4件")
    expect(page.locator("#stops .stop")).to_have_count(2)
    expect(second.locator(".seen")).to_contain_text("三世代")
    kept = page.evaluate(WAITING)
    assert len(kept) == 4
    assert not any(word in "".join(kept) for word in ("sends", "呼び鈴", "leave_at_door", "family"))
    phone.set_offline(False)
    expect(status(page)).to_be_hidden(timeout=15_000)
    expect(page.locator("#toasts")).to_contain_text("送りました")
    page.reload()
    expect(page.locator("#stops .stop")).to_have_count(2)
    expect(second.locator(".seen")).to_contain_text("置き配可")
    page.locator("#done summary").first.click()
    stop(page, 0).get_by_role("button", name="取り消す").click()
    expect(page.locator("#stops .stop")).to_have_count(3)
    expect(page.locator("#toasts")).to_contain_text("送りました")
    stop(page, 0).get_by_role("button", name="お届け済み").click()
    expect(page.locator("#stops .stop")).to_have_count(2)
    expect(page.locator("#toasts")).to_contain_text(f"{names[0]}: お届け済み")
    page.locator("#toasts").get_by_role("button", name="取り消す").click()
    expect(page.locator("#stops .stop")).to_have_count(3)
    page.evaluate(SENT)
    phone.set_offline(True)  # the list on the phone knows it too
    page.reload()
    expect(page.locator("#stops .stop")).to_have_count(3)


def test_the_list_goes_when_the_day_is_over(phone: BrowserContext):
    page = out_today(phone)
    name = stop(page, 0).locator(".stop-name").inner_text().split()[0]
    page.evaluate(OVER)
    phone.set_offline(True)
    page.reload()
    expect(page.get_by_text("電波がつながりません")).to_be_visible()
    assert name not in page.content()
    assert page.evaluate("async () => Boolean(await caches.match('/field/'))") is False


def test_the_desk_reads_what_was_seen(phone: BrowserContext, desk: Page):
    page = out_today(phone)
    third = stop(page, 2)
    customer = third.get_attribute("data-customer")
    third.locator("summary").click()
    third.get_by_role("button", name="小さいお子さん").press("Enter")
    expect(third.get_by_role("button", name="小さいお子さん")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#toasts")).to_contain_text("送りました")
    picture = {"name": "door.png", "mimeType": "image/png", "buffer": page.screenshot()}
    with page.expect_response("**/field/acts/") as answered:
        third.locator("[data-photo]").set_input_files(picture)
    assert answered.value.json() == {"state": "done", "text": ""}
    expect(third.locator("[data-kept-notes]")).to_contain_text("写真を撮りました")
    desk.goto(f"/customers/{customer}/")
    expect(desk.locator("#files")).to_contain_text(".jpg")
    expect(desk.locator("#card-person")).to_contain_text("小さいお子さん")
    expect(desk.locator("#card-person")).to_contain_text("駒田 配送")


def test_a_prospect_without_the_mouse_and_a_number_that_is_known(phone: BrowserContext):
    page = out_today(phone)
    page.get_by_role("button", name="新しい方").press("Enter")
    expect(page.get_by_label("電話番号", exact=True)).to_be_focused()
    known = re.sub(r"\D", "", str(stop(page, 0).locator("[href^=tel]").first.get_attribute("href")))
    page.keyboard.type(known)
    expect(page.locator("#known")).to_contain_text("この番号の方がいます")
    page.keyboard.press("Tab")
    page.keyboard.type("新田 望")
    page.keyboard.press("Enter")
    asked = page.locator("#field-asks li")
    expect(asked).to_contain_text("別の方として登録しますか")
    asked.get_by_role("button", name="残す").press("Enter")
    expect(asked).to_have_count(0)
    expect(page.locator("#toasts")).to_contain_text("送りました")


def test_special_care_is_warned_of_before_it_is_kept(phone: BrowserContext):
    page = out_today(phone)
    first = stop(page, 0)
    first.locator("summary").click()
    first.get_by_role("textbox").fill("奥さまは入院中")
    first.get_by_role("button", name="メモを残す").click()
    expect(first.get_by_role("alert")).to_contain_text("「入院」")
    expect(status(page)).to_be_hidden()
    first.get_by_role("textbox").fill("お休み中")
    first.get_by_role("button", name="メモを残す").click()
    expect(first.locator("[data-kept-notes]")).to_contain_text("お休み中")
    expect(page.locator("#toasts")).to_contain_text("送りました")


def test_a_session_that_ended_keeps_what_waits_and_signing_out_leaves_nothing(phone: BrowserContext):
    page = out_today(phone)
    phone.clear_cookies()
    first = stop(page, 0)
    first.locator("summary").click()
    first.get_by_role("button", name="階段のみ").click()
    expect(status(page)).to_contain_text("もう一度ログインすると送ります")
    again = out_today(phone)
    expect(status(again)).to_be_hidden()
    expect(stop(again, 0).locator(".seen")).to_contain_text("階段のみ")
    again.locator(".drop summary").click()
    again.get_by_role("button", name="ログアウト").click()
    again.wait_for_url("**/sign-in/")
    assert again.evaluate(LEFT) == []


def test_another_colleague_sees_nothing_of_what_waits(phone: BrowserContext):
    page = out_today(phone)
    phone.set_offline(True)
    first = stop(page, 0)
    first.locator("summary").click()
    first.get_by_role("textbox").fill("鍵は植木鉢の下と言われた")
    first.get_by_role("button", name="メモを残す").click()
    expect(status(page)).to_contain_text("まだ送っていません 1件")
    page.close()
    phone.set_offline(False)
    phone.clear_cookies()
    other = out_today(phone, "juchu@example.jp")
    expect(status(other)).to_contain_text("ほかの担当者の未送信 1件")
    assert "植木鉢" not in other.content()
