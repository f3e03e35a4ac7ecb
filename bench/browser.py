"""What a person waits for: the rows of a page on the glass after a reload, among a million customers.

A real Chromium with a warm cache and a signed-in reader. The clock runs from the reload until the rows stand
in the page and two frames have been drawn since.
"""

import statistics
import time
from collections.abc import Iterator

from playwright.sync_api import Page, sync_playwright
from tests.browser.site import browser_path

from bench.big_shop import CUSTOMERS
from bench.screens import Site, site
from bench.table import Row

RELOADS = 30
WARM = 3
MOST_MS = 300
BEST_PEER_MS = 300
"""p50 of the quickest of four peers, at a tenth of the customers."""
ROWS = {
    "list": ("customer list", "#customers tbody tr"),
    "customer": ("customer with 200 rows of 12 months", "h1"),
    "today": ("today", ".today-rows > li"),
}
_DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def rows() -> Iterator[Row]:
    """One row a page."""
    with site(CUSTOMERS) as shop, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        context = browser.new_context(base_url=shop.address, viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": "sessionid", "value": shop.session, "url": shop.address}])
        page = context.new_page()
        for kind, (name, shown) in ROWS.items():
            waited = _reloads(page, shop, kind, shown)
            middle, slow = statistics.median(waited), sorted(waited)[int(len(waited) * 0.95)]
            yield Row(
                f"{name}: on the glass after a reload", middle, "ms p50", "best peer at 100,000",
                BEST_PEER_MS, BEST_PEER_MS / middle, f"≤ {MOST_MS} ms", middle <= MOST_MS,
                f"p95 {slow:.0f} ms",
            )  # fmt: skip
        browser.close()


def _reloads(page: Page, shop: Site, kind: str, shown: str) -> list[float]:
    page.goto(shop.visits[kind][0])
    waited = []
    for turn in range(WARM + RELOADS):
        start = time.perf_counter()
        page.reload(wait_until="commit")
        page.locator(shown).first.wait_for(state="visible")
        page.evaluate(_DRAWN)
        if turn >= WARM:
            waited.append(1000 * (time.perf_counter() - start))
        page.wait_for_load_state("load")
    return waited
