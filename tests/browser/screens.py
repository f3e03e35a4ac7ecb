"""`python -m tests.browser.screens FOLDER`: pictures of every page, at a desk and on a phone, light and dark.

Fills a database of its own with the demo shop and serves it, or with `--address` looks at a site that runs.
`--pictures FOLDER` takes only those of the README.
"""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import site
from tests.browser.shop import ADDRESS, PASSWORD, WITH_MEMO

LOOKS = [(scheme, width) for scheme in ("light", "dark") for width in (1440, 390)]
BEST = "/customers/?class=best&state=active"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("out/screens"))
    parser.add_argument("--address")
    parser.add_argument("--mail", default=ADDRESS)
    parser.add_argument("--password", default=PASSWORD)
    parser.add_argument("--customers", type=int, default=900)
    parser.add_argument("--pictures", type=Path)
    options = parser.parse_args()
    with _address(options) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=site.browser_path(), args=["--no-sandbox"])
        for language in ("ja",) if options.pictures else ("ja", "en"):
            _take(browser, address, language, options)


@contextmanager
def _address(options: argparse.Namespace) -> Iterator[str]:
    if options.address:
        yield options.address
        return
    from otokui.core.platform.database import running_database

    site.check_assets()
    with tempfile.TemporaryDirectory() as folder, running_database(Path(folder)) as url:
        environment = site.environment_of(url, Path(folder))
        site.run_python("otokui", "migrate", environment=environment)
        site.run_python("tests.browser.shop", str(options.customers), environment=environment)
        with site.serving(environment) as address:
            yield address


def _take(browser: Browser, address: str, language: str, options: argparse.Namespace) -> None:
    context = browser.new_context(base_url=address, locale=language)
    page = context.new_page()
    page.goto("/sign-in/")
    page.locator("#login").fill(options.mail)
    page.locator("#password").fill(options.password)
    page.locator("form .btn-primary").click()
    page.wait_for_url("**/today/")
    # The language is the reader's own, not the browser's.
    page.evaluate("key => document.querySelector(`[name=language][value=${key}]`).click()", language)
    page.wait_for_selector(f"html[lang={language}]")
    state = context.storage_state()
    pages = {"sign-in": "/sign-in/"} | _pages(page)
    context.close()
    for scheme, width in [("light", 1440)] if options.pictures else LOOKS:
        context = browser.new_context(
            base_url=address,
            locale=language,
            color_scheme=scheme,
            viewport={"width": width, "height": 900 if width > 600 else 844},
            storage_state=state,
            reduced_motion="reduce",
        )
        page = context.new_page()
        chosen = {name: pages[name] for name in ("today", "customer")} if options.pictures else pages
        for name, path in chosen.items():
            target = options.folder / language / f"{name}-{width}-{scheme}.png"
            if options.pictures:
                target = options.pictures / f"{name}.png"
            _shoot(page, path, target)
        context.close()


def _pages(page: Page) -> dict[str, str]:
    """Names and paths; the customer is one of the best with a rhythm of years."""
    page.goto(BEST)
    rows = page.locator("tbody tr")
    busiest = max(rows.all(), key=lambda row: int(row.locator("td").nth(3).inner_text().replace(",", "")))
    customer = str(busiest.locator(".row-link").get_attribute("href"))
    return {
        "today": "/today/",
        "customers": "/customers/",
        "customers-best": BEST,
        "nobody": "/customers/?q=居ない",
        "customer": customer,
        "memo": f"/customers/?q={WITH_MEMO}",
        "orders": "/orders/",
        "order-who": "/orders/new/",
        "order-new": f"/orders/new/?customer={customer.split('/')[2]}",
        "customer-new": "/customers/new/",
        "imports": "/imports/",
        "import-new": "/imports/new/",
        "welcome": "/welcome/",
        "analysis": "/analysis/",
        "rules": "/settings/classes/?preset=restaurant",
        "shop": "/settings/shop/",
        "staff": "/settings/staff/",
        "member": "/settings/staff/new/",
        "own-page": "/settings/me/",
        "jobs": "/jobs/",
        "not-found": "/nowhere/",
    }


def _shoot(page: Page, path: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if path == "/sign-in/":
        saved = page.context.cookies()
        page.context.clear_cookies(name="sessionid")
    page.goto(path)
    if target.name.startswith("memo"):
        page.locator(".row-link").first.click()
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=target)
    if path == "/sign-in/":
        page.context.add_cookies(saved)


if __name__ == "__main__":
    main()
