"""Each page, by day and by night, at a desk, on a phone, on a large screen and at 200 % zoom, in one visit.

axe finds nothing, nothing is too wide, nothing jumps or moves, the strict policy blocks nothing of ours,
and with a warm cache little is sent. The steps of the import are looked at by the journey of the first run.
"""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import fit
from tests.browser.conftest import new_context
from tests.browser.places import file, looking_for_the_same, settle

PAGES = (
    "/today/",
    "/customers/",
    "/customers/?q=居ない人",
    "/customers/?q=0000",
    "/customers/?letter=カ&sort=last",
    "customer",
    "/customers/review/",
    "/customers/review/rules/",
    "merge",
    "/orders/",
    "order",
    "/orders/new/",
    "/orders/new/?customer=1",
    "/field/",
    "/analysis/",
    "/analysis/moves/",
    "/analysis/rfm/",
    "/analysis/repeat/",
    "/analysis/sales/",
    "/analysis/people/?of=top:20",
    "/settings/classes/?preset=restaurant",
    "/settings/programmes/first/",
    "/settings/shop/",
    "/settings/fields/",
    "/settings/fields/new/",
    "/settings/staff/",
    "/settings/staff/new/",
    "/settings/me/",
    "/search/?q=田",
    "file",
    "/jobs/",
    "/welcome/",
    "/imports/",
    "/imports/new/",
    "/gallery/",
    "/nowhere/",
    "/sign-in/",
)
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_each_page_fits(browser: Browser, address: str, signed_in, part: int):
    context = new_context(browser, address, signed_in)
    context.add_init_script(fit.WATCH)
    page = context.new_page()
    for path in PAGES[part::PARTS]:
        fit.look(page, 1440)
        open_page(page, path)
        fit.check_arrival(page)
        fit.check_axe(page)
        fit.check_width(page)
        fit.check_windows(page)
        fit.look(page, 1440, dark=True)
        fit.check_axe(page, colours_only=True)
        fit.look(page, 390)
        open_page(page, path)
        fit.check_arrival(page)
        fit.check_weight(page)
        fit.check_axe(page)
        fit.check_width(page)
        fit.look(page, 390, dark=True)
        fit.check_axe(page, colours_only=True)
    context.close()


def open_page(page: Page, path: str) -> None:
    """Go there and wait until all of it has come.

    `customer`: the first of the best, `order`: the latest, `merge`: any two side by side.
    `file`: one that is attached before.
    """
    if path == "merge":
        looking_for_the_same(page)
        path = str(page.locator(".row-link").first.get_attribute("href"))
    if path == "file":
        file(page)
        path = page.url
    lists = {"customer": "/customers/?class=best&state=active", "order": "/orders/"}
    if path in lists:
        page.goto(lists[path])
        path = str(page.locator(".row-link").first.get_attribute("href"))
    if path == "/sign-in/":
        page.context.clear_cookies(name="sessionid")
    page.goto(path)
    settle(page)
    if page.locator("dialog[open]").count():
        page.keyboard.press("Escape")
