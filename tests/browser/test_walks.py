"""What people do: sign in, look somebody up, read, try a job again; with the keyboard alone."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import leave, new_context, sign_in
from tests.browser.places import settle
from tests.browser.shop import WITH_MEMO


def test_sign_in_wrong_and_right_and_out(browser: Browser, address: str):
    context = new_context(browser, address, None)
    page = context.new_page()
    page.goto("/")
    expect(page).to_have_url(re.compile(r"/sign-in/\?next="))
    sign_in(page, "wrong")
    expect(page.get_by_role("alert")).to_contain_text("メールアドレスかパスワードが違います")
    sign_in(page)
    expect(page.get_by_role("heading", name="今日", exact=True)).to_be_visible()
    page.get_by_text("大山 店長").first.click()
    page.get_by_role("button", name="ログアウト").click()
    page.goto("/customers/")
    expect(page).to_have_url(re.compile("/sign-in/"))
    leave(context)


def first_names(page: Page) -> list[str]:
    return page.locator(".row-link").all_inner_texts()


def test_searching_while_typing(desk: Page):
    desk.goto("/customers/")
    everybody = first_names(desk)
    assert len(everybody) == 50
    somebody = everybody[7]
    box = desk.get_by_label("顧客をさがす")
    box.fill(somebody[0])
    expect(desk.locator(".row-link").first).to_contain_text(somebody[0])
    expect(desk).to_have_url(re.compile(r"\?q="))
    assert all(somebody[0] in name for name in first_names(desk)[:1])
    phone = desk.locator("tbody tr").first.locator(".num").last.inner_text()
    found = desk.locator(".row-link").first.inner_text()
    box.fill(phone[-4:])
    expect(desk.get_by_role("link", name=found, exact=True)).to_be_visible()
    box.fill("この名前の人はいない")
    expect(desk.get_by_text("当てはまる顧客がいません")).to_be_visible()


def test_narrowing_by_class_letter_and_state(desk: Page):
    desk.goto("/customers/")
    desk.locator(".share.is-best").click()
    expect(desk).to_have_url(re.compile("class=best"))
    expect(desk.locator("tbody .class-badge").first).to_be_visible()
    assert set(desk.locator("tbody .class-badge").all_inner_texts()) == {"優良"}
    desk.get_by_role("link", name="死滅").click()
    expect(desk).to_have_url(re.compile("state=dead"))
    desk.goto("/customers/?letter=ア")
    assert desk.locator("[aria-current=true]", has_text="あ").count() == 1


def test_paging_there_and_back(desk: Page):
    desk.goto("/customers/")
    first = first_names(desk)
    desk.keyboard.press("]")
    expect(desk.get_by_role("link", name="先頭へ")).to_be_visible()
    settle(desk)
    assert first_names(desk) != first
    desk.keyboard.press("[")
    expect(desk.get_by_role("link", name="先頭へ")).to_be_hidden()
    assert first_names(desk) == first


def test_the_page_of_a_customer(desk: Page):
    desk.goto("/customers/?class=best&state=active")
    name = first_names(desk)[0]
    desk.locator(".row-link").first.click()
    desk.wait_for_url(re.compile(r"/customers/\d+/$"))
    close_memo(desk)
    expect(desk.get_by_role("heading", level=1)).to_contain_text(name)
    for heading in ("このクラスの理由", "購入のリズム", "この12か月に買った品", "これまでの記録", "連絡先"):
        expect(desk.get_by_role("heading", name=heading)).to_be_visible()
    expect(desk.get_by_role("img", name=re.compile("直近24か月の購入は"))).to_be_visible()
    hint = desk.get_by_role("button", name=re.compile("返品を差し引いて"))
    hint.focus()
    expect(hint.locator(".hint-text")).to_be_visible()


def close_memo(page: Page) -> None:
    if page.locator("dialog[open]").count():
        page.keyboard.press("Escape")


def test_a_memo_pops_up_once(desk: Page):
    desk.goto(f"/customers/?q={WITH_MEMO}")
    desk.locator(".row-link").first.click()
    expect(desk.locator("dialog#memo")).to_be_visible()
    desk.keyboard.press("Enter")
    expect(desk.locator("dialog#memo")).to_be_hidden()
    desk.reload()
    expect(desk.locator("dialog#memo")).to_be_hidden()


def test_everything_by_keyboard(desk: Page):
    desk.goto("/jobs/")
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="キーボード操作")).to_be_visible()
    desk.keyboard.press("Escape")
    desk.keyboard.press("g")
    desk.keyboard.press("c")
    expect(desk).to_have_url(re.compile("/customers/$"))
    desk.wait_for_load_state()
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    desk.keyboard.press("k")
    expect(desk.locator(".row-link").first).to_be_focused()
    desk.keyboard.press("/")
    box = desk.get_by_label("顧客をさがす")
    expect(box).to_be_focused()
    desk.keyboard.type("000007")
    expect(box).to_have_value("000007")  # no shortcut while writing
    desk.keyboard.press("Escape")
    expect(box).not_to_be_focused()
    expect(desk).to_have_url(re.compile("q=000007"))
    expect(desk.locator(".row-link")).to_have_count(1)
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(r"/customers/\d+/$"))
    desk.wait_for_load_state()
    close_memo(desk)
    desk.keyboard.press("g")
    desk.keyboard.press("j")
    expect(desk).to_have_url(re.compile("/jobs/$"))


def test_the_first_tab_skips_to_the_content(desk: Page):
    desk.goto("/customers/")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("link", name="本文へ移動")).to_be_focused()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    inside = desk.evaluate("document.getElementById('work').contains(document.activeElement)")
    assert inside


def test_a_failed_job_is_tried_again(desk: Page):
    desk.goto("/jobs/")
    failed = desk.locator(".job", has_text="失敗")
    expect(failed).to_contain_text("注文.csv は空で、読むものがありません")
    waiting = desk.locator(".job", has_text="待機中")
    before = waiting.count()
    failed.get_by_role("button", name="もう一度実行").click()
    expect(desk.locator("#toasts")).to_contain_text("もう一度実行します")
    expect(waiting).to_have_count(before + 1)
    with desk.expect_response(lambda answer: answer.url.endswith("/jobs/")) as refreshed:
        desk.wait_for_load_state()
    assert refreshed.value.ok  # the list asks again by itself


def test_brightness_is_chosen_and_kept(desk: Page):
    desk.goto("/customers/")
    light = background(desk)
    desk.get_by_text("大山 店長").first.click()
    desk.get_by_role("button", name="ダーク").click()
    expect(desk.locator("html")).to_have_attribute("data-theme", "dark")
    assert background(desk) != light
    desk.goto("/jobs/")
    expect(desk.locator("html")).to_have_attribute("data-theme", "dark")


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def test_a_failed_request_is_told(browser: Browser, address: str, signed_in):
    context = new_context(browser, address, signed_in)
    page = context.new_page()
    page.goto("/customers/")
    page.route("**/customers/?q=*", lambda route: route.fulfill(status=500, body="broken"))
    page.get_by_label("顧客をさがす").fill("田")
    expect(page.locator("#toasts")).to_contain_text("うまくいきませんでした")
    leave(context)


def test_sorting_and_the_index_of_readings(desk: Page):
    desk.goto("/customers/")
    desk.get_by_role("navigation", name="並び順").get_by_role("link", name="累計").click()
    expect(desk).to_have_url(re.compile("sort=money"))
    money = [int(text.replace("¥", "").replace(",", "")) for text in totals(desk)]
    assert money == sorted(money, reverse=True)
    desk.get_by_role("link", name="か", exact=True).click()
    desk.get_by_role("navigation", name="よみの最初の文字で").get_by_role(
        "link", name="き", exact=True
    ).click()
    expect(desk).to_have_url(re.compile("kana="))
    readings = desk.locator(".name-cell .sub").all_inner_texts()
    assert readings
    assert {reading[0] for reading in readings} <= {"キ", "ギ"}
    desk.get_by_role("link", name=re.compile("^現役")).click()
    expect(desk).to_have_url(re.compile("state=active"))
    assert "sort=money" in desk.url


def totals(page: Page) -> list[str]:
    return page.locator("td[data-label='累計']").all_inner_texts()


def test_what_was_searched_for_is_marked(desk: Page):
    desk.goto("/customers/")
    somebody = first_names(desk)[3]
    desk.get_by_label("顧客をさがす").fill(somebody[:2])
    expect(desk.locator(".row-link mark").first).to_have_text(somebody[:2])
