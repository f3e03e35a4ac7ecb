"""Every page of the product by name, and how a signed-in reader comes to it, in whatever language.

The steps of the import build on each other: they are visited in the order in which they stand here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.shop import ADDRESS, WITH_MEMO, WITHOUT_RIGHTS
from tests.content import samples

BEST = "/customers/?class=best&state=active&sort=money"
SETTLED = """() => document.readyState === 'complete' && document.fonts.status === 'loaded'
  && !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"""
REACH = "#card-reach"
PATIENCE = 90_000


@dataclass(frozen=True, slots=True)
class Place:
    """One page: its name in both languages, the way there, who goes (nobody: not signed in).

    `shows` is what the picture is about, if that lies further down.
    """

    name: str
    ja: str
    en: str
    go: Callable[[Page], object]
    who: str = ADDRESS
    shows: str = ""


def planning(page: Page) -> None:
    page.goto("/settings/programmes/first/")
    page.locator(".plan-step summary").first.click()


def settle(page: Page) -> None:
    """Wait until the page, its letters and all parts that come later are there."""
    page.wait_for_function(SETTLED)


def at(path: str) -> Callable[[Page], object]:
    return lambda page: page.goto(path)


def first_of(path: str) -> Callable[[Page], object]:
    """What the first row of a list leads to."""

    def go(page: Page) -> None:
        page.goto(path)
        page.goto(str(page.locator(".row-link").first.get_attribute("href")))

    return go


def looking_for_the_same(page: Page) -> None:
    page.goto("/customers/")
    page.goto(f"{page.locator('.row-link').first.get_attribute('href')}same/?q=田")


def side_by_side(page: Page) -> None:
    looking_for_the_same(page)
    page.goto(str(page.locator(".row-link").first.get_attribute("href")))


def today(page: Page) -> None:
    page.goto("/today/")
    page.wait_for_selector("#glance > *", state="attached")


def narrowing(page: Page) -> None:
    page.goto("/customers/")
    page.locator("details.drop summary.chip").click()
    page.wait_for_selector("#narrow-kind")


def saving(page: Page) -> None:
    page.goto("/customers/?class=best")
    page.locator(".list-acts a.btn").last.click()


def many(page: Page) -> None:
    page.goto("/customers/?list=near_best")
    page.locator("#choosing button[name=all]").click()
    page.locator("input[name=kind][value=tag_add]").check()
    page.wait_for_selector("#bulk-text")
    page.fill("#bulk-text", "年末")
    page.locator("button[name=look]").click()
    page.wait_for_selector(".notice")


def outcomes(page: Page) -> None:
    today(page)
    page.keyboard.press("c")


def searched(page: Page) -> None:
    page.goto("/customers/?sort=money")
    name = page.locator(".row-link").first.inner_text()
    page.goto(f"/customers/?q={name[:2]}")


def typing(page: Page) -> None:
    page.goto("/today/")
    page.keyboard.press("/")
    page.keyboard.type("田")
    page.wait_for_selector("#found .found-link")


def with_files(page: Page) -> None:
    """Attached once: what is there already stays one file."""
    best(page)
    sheet = samples.workbook(価格=[["品名", "価格"], ["味噌 1kg", 1200], ["醤油", 800]])
    sent = [("玄関.jpg", samples.photograph()), ("価格表.xlsx", sheet)]
    page.set_input_files(
        "#files-input",
        [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in sent],
    )
    page.wait_for_selector("#files .file-line >> nth=1")


def file(page: Page) -> None:
    with_files(page)
    page.locator("#files .file-open").first.click()
    page.wait_for_selector("#inside")


def editing(page: Page) -> None:
    best(page)
    page.locator(f"{REACH} .row-edit").first.click()
    page.wait_for_selector(f"{REACH} form")


def past(page: Page) -> None:
    best(page)
    page.locator("#history summary").click()
    page.wait_for_selector("#history .change-line")


def calling(page: Page) -> None:
    best(page)
    page.keyboard.press("t")
    page.wait_for_selector("dialog[open]")


def order_form(page: Page) -> None:
    page.goto(BEST)
    path = str(page.locator(".row-link").first.get_attribute("href"))
    page.goto(f"/orders/new/?customer={path.split('/')[2]}")
    page.locator(".usual-add").first.click()


def at_a_door(page: Page) -> None:
    page.goto("/field/")
    page.locator(".stop-more summary").first.click()


def newcomer(page: Page) -> None:
    page.goto("/field/")
    page.locator("[data-shows=newcomer]").click()


def keys(page: Page) -> None:
    page.goto("/customers/")
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")


def trying_rules(page: Page) -> None:
    page.goto("/settings/classes/?preset=restaurant")
    page.wait_for_selector("#trial .matrix-move")
    page.locator("#trial .matrix-move").first.click()
    page.wait_for_selector("#moves a")


def columns(page: Page) -> None:
    page.goto("/imports/new/")
    page.locator("form[action*='/imports/sample/'] button").first.click()
    page.wait_for_url("**/columns/")


def matching(page: Page) -> None:
    page.locator("button[name=next]").click()
    page.wait_for_url("**/matching/")


def trial(page: Page) -> None:
    page.locator(".wizard-foot .btn-primary").click()
    page.wait_for_selector(".bad-rows", timeout=PATIENCE)


def result(page: Page) -> None:
    page.locator(".wizard-foot .btn-primary").click()
    page.wait_for_selector(".class-links", timeout=PATIENCE)


def undo(page: Page) -> None:
    page.locator(".wizard-foot a[href$='/undo/']").click()
    page.wait_for_url("**/undo/")


def undone(page: Page) -> None:
    page.locator(".wizard-foot .btn-error").click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"), timeout=PATIENCE)
    page.wait_for_selector(".wizard-foot .btn-primary", timeout=PATIENCE)


best = first_of(BEST)
with_memo = first_of(f"/customers/?q={WITH_MEMO}")

PLACES = (
    Place("sign-in", "ログイン", "Sign in", at("/sign-in/"), who=""),
    Place("welcome", "はじめに", "Welcome", at("/welcome/")),
    Place("today", "今日", "Today", today),
    Place("today-outcome", "今日：電話の結果", "Today: what came of a call", outcomes),
    Place("customers", "顧客", "Customers", at("/customers/")),
    Place("customers-best", "顧客：クラスと状態で絞る", "Customers: one class and state", at(BEST)),
    Place("customers-narrowed", "顧客：条件を追加", "Customers: a condition is added", narrowing),
    Place("customers-list", "顧客：常備リスト", "Customers: a list", at("/customers/?list=near_best")),
    Place("customers-save", "顧客：リストを保存", "Customers: the list is saved", saving),
    Place("customers-many", "顧客：まとめて変更", "Customers: many at once", many),
    Place("customers-columns", "顧客：列", "Customers: columns", at("/customers/columns/")),
    Place("customers-export", "顧客：書き出し", "Customers: to a file", at("/customers/export/")),
    Place("exports", "設定：書き出しの記録", "Settings: files that left", at("/settings/exports/")),
    Place("customers-found", "顧客：さがす", "Customers: searched", searched),
    Place("customers-nobody", "顧客：見つからない", "Customers: nobody found", at("/customers/?q=居ない")),
    Place("customer", "お客様のページ", "A customer", best),
    Place("customer-editing", "お客様：その場で直す", "A customer: edited in place", editing, shows=REACH),
    Place("customer-call", "お客様：電話を記録", "A customer: a call written down", calling),
    Place("customer-history", "お客様：変更の履歴", "A customer: history of changes", past, shows="#history"),
    Place("customer-memo", "お客様：ひとこと", "A customer: note before contact", with_memo),
    Place("customer-new", "新しいお客様", "New customer", at("/customers/new/")),
    Place("review", "名簿の見直し", "List review", at("/customers/review/")),
    Place("review-same", "名簿：重複の候補", "Review: twice there?", at("/customers/review/same/")),
    Place("review-merged", "名簿：統合の記録", "Review: merged", at("/customers/review/merged/")),
    Place("review-rules", "名簿：ルール", "Review: rules", at("/customers/review/rules/")),
    Place("customer-same", "同じ顧客を探す", "Look for the same customer", looking_for_the_same),
    Place("customer-merge", "同じ顧客ですか？", "The same customer?", side_by_side),
    Place("orders", "受注", "Orders", at("/orders/")),
    Place("order", "受注の内容", "An order", first_of("/orders/")),
    Place("order-who", "新しい受注：どなたの", "New order: whose", at("/orders/new/")),
    Place("order-new", "新しい受注", "New order", order_form),
    Place("out-today", "外まわり：本日のお届け", "Out today: deliveries", at("/field/")),
    Place("out-today-door", "外まわり：様子を記録", "Out today: what is seen", at_a_door),
    Place("out-today-prospect", "外まわり：新しい方", "Out today: a new prospect", newcomer),
    Place("analysis", "分析", "Analysis", at("/analysis/")),
    Place("analysis-moves", "分析: 移動", "Analysis: moves", at("/analysis/moves/")),
    Place("analysis-rfm", "分析: RFM", "Analysis: RFM", at("/analysis/rfm/")),
    Place("analysis-repeat", "分析: F2転換・LTV", "Analysis: second purchase", at("/analysis/repeat/")),
    Place("analysis-sales", "分析: 売上・粗利", "Analysis: sales and profit", at("/analysis/sales/")),
    Place(
        "analysis-people", "分析: 数字の人たち", "Analysis: the people behind a number",
        at("/analysis/people/?of=top:20"),
    ),
    Place("imports", "取込", "Imports", at("/imports/")),
    Place("import-new", "取込：ファイル", "Import: the file", at("/imports/new/")),
    Place("import-columns", "取込：読み取った内容", "Import: what we understood", columns),
    Place("import-matching", "取込：見分け方", "Import: who is the same", matching),
    Place("import-trial", "取込：試した結果", "Import: the trial", trial),
    Place("import-result", "取込：結果", "Import: the result", result),
    Place("import-undo", "取込：取り消す前", "Import: before it is undone", undo),
    Place("import-undone", "取込：取り消した後", "Import: undone", undone),
    Place("classes", "設定：クラスの基準", "Settings: the classes", at("/settings/classes/")),
    Place("classes-trial", "設定：変えたらどうなるか", "Settings: what if", trying_rules, shows="#trial"),
    Place("programme", "設定：クラス別プログラム", "Settings: plan", at("/settings/programmes/steady/")),
    Place("programme-step", "設定：ステップを直す", "Settings: a step", planning),
    Place("shop", "設定：お店", "Settings: the shop", at("/settings/shop/")),
    Place("fields", "設定：顧客の項目", "Settings: customer fields", at("/settings/fields/")),
    Place("field", "設定：項目を増やす", "Settings: a new field", at("/settings/fields/new/")),
    Place("staff", "設定：スタッフ", "Settings: staff", at("/settings/staff/")),
    Place("member", "設定：スタッフを加える", "Settings: new member of staff", at("/settings/staff/new/")),
    Place("own-page", "自分のページ", "My page", at("/settings/me/")),
    Place("safety", "自分：ログインの安全", "My page: safe sign-in", at("/settings/me/safety/")),
    Place("second-factor", "自分：2段階認証", "A second factor", at("/settings/me/safety/second-factor/")),
    Place("record-history", "変更の履歴", "History of changes", at("/settings/staff/2/history/")),
    Place("jobs", "設定：処理状況", "Settings: jobs", at("/jobs/")),
    Place("keys", "キーボード操作", "Keyboard shortcuts", keys),
    Place("search", "さがす", "Search", at("/search/?q=田")),
    Place("search-typing", "さがす：入力中", "Search: while typing", typing),
    Place("files", "お客様のファイル", "Files of a customer", with_files, shows="#files"),
    Place("file", "ファイルの中身", "A look into a file", file),
    Place("not-found", "ページがない", "No such page", at("/nowhere/")),
    Place("forbidden", "権限がない", "Not allowed", at("/settings/staff/"), who=WITHOUT_RIGHTS),
    Place("gallery", "部品の見本（開発用）", "Component gallery (development)", at("/gallery/")),
)  # fmt: skip
