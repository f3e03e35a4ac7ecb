"""Every page of the product by name, and how a signed-in reader comes to it, in whatever language.

The steps of the import build on each other: they are visited in the order in which they stand here.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import resolve
from playwright.sync_api import Page

from tests.browser.shop import ADDRESS, WITH_MEMO, WITHOUT_RIGHTS
from tests.content import samples

BEST = "/customers/?class=best&state=active&sort=money"
SETTLED = """() => document.readyState === 'complete' && document.fonts.status === 'loaded'
  && !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"""
REACH = "#card-reach"
# One template shows all of them.
HISTORIES = (
    "staff_history shop_history own_field_history order_history order_gone product_history"
    " saved_list_history review_rules_history team_history catalogued_history mapping_history"
)
PATIENCE = 90_000


@dataclass(frozen=True, slots=True)
class Place:
    """One page: its name in both languages, the way there, who goes (nobody: not signed in).

    `shows` is what the picture is about, if that lies further down. `view`: the names of the addresses that
    are seen here, where `go` does not tell them; several share what they show.
    """

    name: str
    ja: str
    en: str
    go: Callable[[Page], object]
    who: str = ADDRESS
    shows: str = ""
    view: str = ""

    @property
    def views(self) -> set[str]:
        """The names of the addresses whose page this is."""
        if isinstance(self.go, At) and not self.view:
            return {resolve(urlsplit(self.go.path).path).url_name or ""}
        return set(self.view.split())


@dataclass(frozen=True, slots=True)
class At:
    """The way to what has an address."""

    path: str

    def __call__(self, page: Page) -> None:
        page.goto(self.path)


def planning(page: Page) -> None:
    page.goto("/settings/programmes/first/")
    page.locator(".plan-step summary").first.click()


def settle(page: Page) -> None:
    """Wait until the page, its letters and all parts that come later are there."""
    page.wait_for_function(SETTLED)


def first_of(path: str) -> Callable[[Page], object]:
    """What the first row of a list leads to."""

    def go(page: Page) -> None:
        page.goto(path)
        page.goto(str(page.locator(".row-link").first.get_attribute("href")))

    return go


def of_a_customer(more: str) -> Callable[[Page], object]:
    """A page behind the customer's own."""

    def go(page: Page) -> None:
        page.goto("/customers/")
        page.goto(f"{page.locator('.row-link').first.get_attribute('href')}{more}")

    return go


def looking_for_the_same(page: Page) -> None:
    page.goto("/customers/")
    page.goto(f"{page.locator('.row-link').first.get_attribute('href')}same/?q=田")


def side_by_side(page: Page) -> None:
    looking_for_the_same(page)
    page.goto(str(page.locator(".row-link").first.get_attribute("href")))


def three_at_once(page: Page) -> None:
    looking_for_the_same(page)
    rows = page.locator(".row-link").all()[:2]
    found = [str(row.get_attribute("href")).split("/")[-2] for row in rows]
    page.goto(f"{page.url.split('same/')[0]}merge/?with={found[0]}&with={found[1]}")


def today(page: Page) -> None:
    page.goto("/today/")
    page.wait_for_selector("#glance > *", state="attached")


def narrowing(page: Page) -> None:
    page.goto("/customers/")
    page.locator("summary.chip[data-key=f]").click()
    page.wait_for_selector("#narrow-kind")


def saving(page: Page) -> None:
    page.goto("/customers/?class=best")
    page.locator(".list-acts summary").click()


def many(page: Page, tag: str = "年末") -> None:
    page.goto("/customers/?list=near_best")
    page.locator("#choosing button[name=all]").click()
    page.locator("input[name=kind][value=tag_add]").check()
    page.wait_for_selector("#bulk-text")
    page.fill("#bulk-text", tag)
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


def tasking(page: Page) -> None:
    best(page)
    page.keyboard.press("f")
    page.wait_for_selector("#task-reason")


def more(page: Page) -> None:
    best(page)
    page.locator(".face-actions details.drop > summary, .actions ~ details.drop > summary").first.click()


def me(page: Page) -> None:
    page.goto("/orders/")
    page.locator(".shell-top details.drop > summary").last.click()


def later(page: Page) -> None:
    today(page)
    page.keyboard.press("p")
    page.wait_for_selector(".act-list")


def column_menu(page: Page) -> None:
    page.goto("/customers/")
    page.locator("summary.chip[aria-label]").click()
    page.wait_for_selector(".drop-list input[type=checkbox]")


def saved(page: Page) -> None:
    """The list that is kept; whoever comes first makes it."""
    page.goto("/customers/")
    kept = page.locator("a.list-tab", has_text="年末のご挨拶")
    if not kept.count():
        saving(page)
        page.fill(".list-keep [name=name]", "年末のご挨拶")
        page.locator(".list-keep .btn-primary").click()
        kept.wait_for()
    key = str(kept.first.get_attribute("href")).split("list=")[1]
    page.goto(f"/customers/lists/{key}/")


def changed(page: Page) -> None:
    many(page, f"年末 {time.time():.0f}")  # who has a tag is not changed again
    page.locator("main .btn-primary").last.click()
    page.wait_for_url(re.compile(r"/bulk/\d+/"))
    page.wait_for_selector("#bulk-state form")


def correcting(page: Page) -> None:
    order(page)
    page.goto(f"{page.url}edit/")


def opening(sheet: str) -> Callable[[Page], object]:
    """A question about the latest order."""

    def go(page: Page) -> None:
        order(page)
        page.locator(f"[data-opens={sheet}]").first.click()
        page.wait_for_selector("dialog[open]")

    return go


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
order = first_of("/orders/")

PLACES = (
    Place("sign-in", "ログイン", "Sign in", At("/sign-in/"), who=""),
    Place("welcome", "はじめに", "Welcome", At("/welcome/")),
    Place("today", "今日", "Today", today, view="today"),
    Place("today-outcome", "今日：電話の結果", "Today: what came of a call", outcomes),
    Place("today-later", "今日：後で", "Today: put off", later),
    Place("customers", "顧客", "Customers", At("/customers/")),
    Place("customers-best", "顧客：クラスと状態で絞る", "Customers: one class and state", At(BEST)),
    Place(
        "customers-narrowed", "顧客：条件を追加", "Customers: a condition is added", narrowing,
        view="customer_conditions",
    ),
    Place("customers-list", "顧客：常備リスト", "Customers: a list", At("/customers/?list=near_best")),
    Place(
        "customers-save", "顧客：リストを保存", "Customers: the list is saved",
        saving, view="saved_list_new",
    ),
    Place(
        "saved-list", "顧客：保存したリスト", "Customers: a saved list",
        saved, view="saved_list saved_lists",
    ),
    Place("customers-many", "顧客：まとめて変更", "Customers: many at once", many, view="customer_bulk"),
    Place(
        "customers-changed", "顧客：まとめて変更した", "Customers: many changed",
        changed, view="customer_bulk_change",
    ),
    Place("customers-columns", "顧客：列", "Customers: columns", At("/customers/columns/")),
    Place("customers-column-menu", "顧客：列を選ぶ", "Customers: choosing columns", column_menu),
    Place("customers-export", "顧客：書き出し", "Customers: to a file", At("/customers/export/")),
    Place("exports", "設定：書き出しの記録", "Settings: export log", At("/settings/exports/")),
    Place("customers-found", "顧客：さがす", "Customers: searched", searched),
    Place("customers-nobody", "顧客：見つからない", "Customers: nobody found", At("/customers/?q=居ない")),
    Place("customer", "お客様のページ", "A customer", best, view="customer"),
    Place("customer-editing", "お客様：その場で直す", "A customer: edited in place", editing, shows=REACH),
    Place("customer-call", "お客様：電話を記録", "A customer: a call written down", calling),
    Place("customer-task", "お客様：やること", "A customer: a task", tasking),
    Place("customer-more", "お客様：その他の操作", "A customer: more", more),
    Place("customer-history", "お客様：変更の履歴", "A customer: history of changes", past, shows="#history"),
    Place("customer-memo", "お客様：ひとこと", "A customer: note before contact", with_memo),
    Place("customer-new", "新しいお客様", "New customer", At("/customers/new/")),
    Place("review", "名簿の見直し", "List review", At("/customers/review/")),
    Place("review-same", "名簿：重複の候補", "Review: twice there?", At("/customers/review/same/")),
    Place("review-merged", "名簿：統合の記録", "Review: merged", At("/customers/review/merged/")),
    Place("review-rules", "名簿：ルール", "Review: rules", At("/customers/review/rules/")),
    Place(
        "customer-person", "お客様：開示", "A customer: handing out what is held",
        of_a_customer("person/"), view="customer_person",
    ),
    Place(
        "customer-erase", "お客様：消去", "A customer: erasing the personal data",
        of_a_customer("erase/"), view="customer_erase",
    ),
    Place(
        "customer-same", "同じ顧客を探す", "Look for the same customer",
        looking_for_the_same, view="customer_same",
    ),
    Place("customer-merge", "同じ顧客ですか？", "The same customer?", side_by_side, view="customer_merge"),
    Place("customer-group", "三件以上の統合", "Three at once", three_at_once, view="customer_group"),
    Place("orders", "受注", "Orders", At("/orders/")),
    Place("order", "受注の内容", "An order", first_of("/orders/"), view="order"),
    Place("order-edit", "受注を直す", "An order is corrected", correcting, view="order_edit"),
    Place("order-return", "受注：返品", "An order: goods come back", opening("return")),
    Place("order-cancel", "受注：取り消し", "An order is cancelled", opening("cancel")),
    Place("order-delete", "受注：消す", "An order is removed", opening("delete")),
    Place("orders-gone", "消した受注", "Removed orders", At("/orders/gone/")),
    Place("order-who", "新しい受注：どなたの", "New order: whose", At("/orders/new/")),
    Place("order-new", "新しい受注", "New order", order_form),
    Place("out-today", "外まわり：本日のお届け", "Out today: deliveries", At("/field/")),
    Place("out-offline", "外まわり：電波がない", "Out today: no connection", At("/field/offline/")),
    Place("out-today-door", "外まわり：様子を記録", "Out today: what is seen", at_a_door),
    Place("out-today-prospect", "外まわり：新しい方", "Out today: a new prospect", newcomer),
    Place("analysis", "分析", "Analysis", At("/analysis/")),
    Place("analysis-moves", "分析: 移動", "Analysis: moves", At("/analysis/moves/")),
    Place("analysis-rfm", "分析: RFM", "Analysis: RFM", At("/analysis/rfm/")),
    Place("analysis-repeat", "分析: F2転換・LTV", "Analysis: second purchase", At("/analysis/repeat/")),
    Place("analysis-sales", "分析: 売上・粗利", "Analysis: sales and profit", At("/analysis/sales/")),
    Place(
        "analysis-people", "分析: 数字の人たち", "Analysis: the people behind a number",
        At("/analysis/people/?of=top:20"),
    ),
    Place("imports", "取込", "Imports", At("/imports/")),
    Place("import-new", "取込：ファイル", "Import: the file", At("/imports/new/")),
    Place(
        "import-columns", "取込：読み取った内容", "Import: what we understood",
        columns, view="import_columns",
    ),
    Place("import-matching", "取込：見分け方", "Import: who is the same", matching, view="import_matching"),
    Place("import-trial", "取込：試した結果", "Import: the trial", trial),
    Place("import-result", "取込：結果", "Import: the result", result, view="import_run"),
    Place("import-undo", "取込：取り消す前", "Import: before it is undone", undo, view="import_undo"),
    Place("import-undone", "取込：取り消した後", "Import: undone", undone),
    Place("classes", "設定：クラスの基準", "Settings: the classes", At("/settings/classes/")),
    Place("classes-trial", "設定：変えたらどうなるか", "Settings: what if", trying_rules, shows="#trial"),
    Place("programme", "設定：クラス別プログラム", "Settings: plan", At("/settings/programmes/steady/")),
    Place("programme-step", "設定：ステップを直す", "Settings: a step", planning),
    Place("shop", "設定：お店", "Settings: the shop", At("/settings/shop/")),
    Place(
        "names", "設定：店舗・売場と商品グループ", "Settings: shops and groups",
        At("/settings/shop/names/"),
    ),
    Place(
        "counter", "設定：店舗・売場を直す", "Settings: a shop is changed",
        At("/settings/shop/names/shop/1/"),
    ),
    Place("fields", "設定：顧客の項目", "Settings: customer fields", At("/settings/fields/")),
    Place("field", "設定：項目を増やす", "Settings: a new field", At("/settings/fields/new/")),
    Place("field-change", "設定：項目を直す", "Settings: a field is changed", At("/settings/fields/grind/")),
    Place("staff", "設定：スタッフ", "Settings: staff", At("/settings/staff/")),
    Place("member", "設定：スタッフを加える", "Settings: new member of staff", At("/settings/staff/new/")),
    Place(
        "member-change", "設定：スタッフを変える", "Settings: somebody is changed",
        At("/settings/staff/2/"),
    ),
    Place("team", "設定：チーム", "Settings: a team", At("/settings/staff/teams/1/")),
    Place("own-page", "自分のページ", "My page", At("/settings/me/")),
    Place("safety", "自分：ログインの安全", "My page: safe sign-in", At("/settings/me/safety/")),
    Place("second-factor", "自分：2段階認証", "A second factor", At("/settings/me/safety/second-factor/")),
    Place(
        "record-history", "変更の履歴", "History of changes",
        At("/settings/staff/2/history/"), view=HISTORIES,
    ),
    Place("jobs", "設定：処理状況", "Settings: jobs", At("/jobs/")),
    Place("keys", "キーボード操作", "Keyboard shortcuts", keys),
    Place("me", "自分のメニュー", "My menu", me),
    Place("search", "さがす", "Search", At("/search/?q=田")),
    Place("search-typing", "さがす：入力中", "Search: while typing", typing),
    Place("files", "お客様のファイル", "Files of a customer", with_files, shows="#files"),
    Place("file", "ファイルの中身", "A look into a file", file, view="file"),
    Place("not-found", "ページがない", "No such page", At("/nowhere/"), view=" "),
    Place("forbidden", "権限がない", "Not allowed", At("/settings/staff/"), who=WITHOUT_RIGHTS, view=" "),
    Place("gallery", "部品の見本（開発用）", "Component gallery (development)", At("/gallery/"), view=" "),
)  # fmt: skip
