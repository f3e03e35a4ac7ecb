"""Each page, light and dark, at a desk and on a phone: axe finds nothing, nothing inline or too wide."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import site
from tests.browser.conftest import new_context

PAGES = (
    "/sign-in/",
    "/today/",
    "/customers/",
    "/customers/?q=居ない人",
    "/customers/?q=0000",
    "/customers/?letter=カ&sort=last",
    "customer",
    "/orders/",
    "order",
    "/orders/new/",
    "/orders/new/?customer=1",
    "/analysis/",
    "/settings/classes/?preset=restaurant",
    "/settings/shop/",
    "/settings/staff/",
    "/settings/staff/new/",
    "/settings/me/",
    "/jobs/",
    "/welcome/",
    "/imports/",
    "/imports/new/",
    "/nowhere/",
)
WATCH = """
window.broken = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.broken.push(event.violatedDirective + " " + event.blockedURI + " " + event.sample));
"""
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(
    scope="module", params=[("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390)], ids=str
)
def look(request: pytest.FixtureRequest, browser: Browser, address: str, signed_in) -> Iterator[Page]:
    scheme, width = request.param
    context = new_context(
        browser,
        address,
        signed_in,
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        bypass_csp=True,
    )
    yield context.new_page()
    context.close()


def open_page(page: Page, path: str) -> None:
    """Go there and wait until all of it has come; `customer`: the first of the best, `order`: the latest."""
    if path == "customer":
        page.goto("/customers/?class=best&state=active")
        path = str(page.locator(".row-link").first.get_attribute("href"))
    if path == "order":
        page.goto("/orders/")
        path = str(page.locator(".row-link").first.get_attribute("href"))
    if path == "/sign-in/":
        page.context.clear_cookies(name="sessionid")
    page.goto(path)
    page.wait_for_load_state("networkidle")
    if page.locator("dialog[open]").count():
        page.keyboard.press("Escape")


def test_axe_finds_nothing_and_nothing_is_too_wide(look: Page):
    """One test a look: signing in again for each page would take longer than looking at it."""
    for path in (*PAGES[1:], PAGES[0]):
        open_page(look, path)
        look.add_script_tag(path=site.AXE)
        found = look.evaluate(
            "(tags) => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", AXE_TAGS
        )
        assert [explain(violation) for violation in found["violations"]] == [], path
        wide, screen = look.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= screen, path


def explain(violation: dict) -> str:
    nodes = "; ".join(
        f"{node['html'][:160]} {node['failureSummary'][:200]}" for node in violation["nodes"][:3]
    )
    return f"{violation['id']}: {nodes}"


def test_the_strict_policy_blocks_nothing_of_ours(browser: Browser, address: str, signed_in):
    context = new_context(browser, address, signed_in)
    context.add_init_script(WATCH)
    page = context.new_page()
    for path in (*PAGES[1:], PAGES[0]):
        open_page(page, path)
        assert page.evaluate("window.broken") == [], path
    context.close()


def test_a_page_is_light_once_styles_and_letters_are_there(browser: Browser, address: str, signed_in):
    context = new_context(browser, address, signed_in)
    page = context.new_page()
    open_page(page, "/customers/")
    loaded: list[int] = []
    page.on("requestfinished", lambda request: loaded.append(request.sizes()["responseBodySize"]))
    open_page(page, "customer")
    assert sum(loaded) < 120_000
    context.close()
