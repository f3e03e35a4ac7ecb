"""`make pictures`: every page at a desk and on a phone, by day and by night, in Japanese and in English.

Fills a database of its own with the demo shop and serves it, or with `--address` looks at one that runs.
Whole pages go to `build/pictures`; one small sheet with the eight looks of a page goes to
`docs/pictures/pages`, an index of all sheets to `docs/pictures/pages.md`; the pictures of the guide, a large
one in each language, to `docs/pictures/guide`.
"""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import site
from tests.browser.places import PLACES, Place, settle
from tests.browser.sheet import Shot, compose
from tests.browser.shop import PASSWORD

DOCS = site.ROOT / "docs" / "pictures"
WHOLE = site.ROOT / "build" / "pictures"
LANGUAGES, SCHEMES = ("ja", "en"), ("light", "dark")
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
IN_GUIDE = (
    "import-columns", "import-trial", "import-result", "today", "today-outcome", "customer", "order-new",
    "analysis", "classes-trial",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=900)
    parser.add_argument("--address", help="of a site that runs, with gallery and worker")
    parser.add_argument("--only", nargs="*", default=[], help="names of pages")
    parser.add_argument("--look", action="store_true", help="write whole pages only, nothing into docs")
    options = parser.parse_args()
    places = [place for place in PLACES if not options.only or place.name in options.only]
    served = nullcontext(options.address) if options.address else demo_site(options.customers)
    with served as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=site.browser_path(), args=["--no-sandbox"])
        shots: dict[str, list[Shot]] = {place.name: [] for place in places}
        for language in LANGUAGES:
            for place, shot in walk(browser, address, language, places):
                shots[place.name].append(shot)
        if options.look:
            return
        page = browser.new_context(base_url=address).new_page()
        for place in places:
            target = DOCS / "pages" / f"{place.name}.webp"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(compose(page, shots[place.name]))
        for name in set(IN_GUIDE) & set(shots):
            for language, shot in zip(LANGUAGES, shots[name][:: len(SCHEMES) * len(SIZES)], strict=True):
                target = DOCS / "guide" / f"{name}-{language}.webp"
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(compose(page, [shot]))
    (DOCS / "pages.md").write_text(index(), encoding="utf-8")


@contextmanager
def demo_site(customers: int) -> Iterator[str]:
    """The address of a demo shop with web server and worker, gone afterwards."""
    from otokui.core.platform.database import running_database

    site.check_assets()
    with tempfile.TemporaryDirectory() as folder, running_database(Path(folder)) as url:
        environment = site.environment_of(url, Path(folder))
        site.run_python("otokui", "migrate", environment=environment)
        site.run_python("tests.browser.shop", str(customers), environment=environment)
        with site.working(environment), site.serving(environment) as address:
            yield address


def walk(browser: Browser, address: str, language: str, places: list[Place]) -> Iterator[tuple[Place, Shot]]:
    """Go to each page once and look at it in four ways; each person signs in once."""
    contexts: dict[str, Page] = {}
    for place in places:
        if place.who not in contexts:
            context = browser.new_context(base_url=address, locale=language, reduced_motion="reduce")
            contexts[place.who] = sign_in(context, place.who, language)
        page = contexts[place.who]
        size(page, "desk")
        place.go(page)
        settle(page)
        for scheme in SCHEMES:
            for kind, (width, height) in SIZES.items():
                page.emulate_media(color_scheme=scheme)
                size(page, kind)
                target = WHOLE / language / f"{place.name}-{width}-{scheme}.jpg"
                target.parent.mkdir(parents=True, exist_ok=True)
                picture = shoot(page, place)
                target.write_bytes(picture)
                yield place, Shot(picture, width, height)
    for page in contexts.values():
        page.context.close()


def shoot(page: Page, place: Place) -> bytes:
    """The whole page from its top, or what is in sight if the picture is about that."""
    page.evaluate("scrollTo(0, 0)")
    if place.shows:
        page.locator(place.shows).first.evaluate("part => part.scrollIntoView({block: 'center'})")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)))")
    in_sight = place.shows or page.locator("dialog[open]").count()
    return page.screenshot(type="jpeg", quality=92, full_page=not in_sight)


def size(page: Page, kind: str) -> None:
    width, height = SIZES[kind]
    page.set_viewport_size({"width": width, "height": height})


def sign_in(context: BrowserContext, who: str, language: str) -> Page:
    """A page of somebody who reads this language; of nobody if there is no address."""
    page = context.new_page()
    if not who:
        return page
    page.goto("/sign-in/")
    page.locator("#login").fill(who)
    page.locator("#password").fill(PASSWORD)
    page.locator("form .btn-primary").click()
    page.wait_for_url("**/today/")
    # The language is the reader's own, not the browser's.
    page.evaluate("key => document.querySelector(`[name=language][value=${key}]`).click()", language)
    page.wait_for_selector(f"html[lang={language}]")
    return page


def index() -> str:
    """The page that shows all sheets."""
    lines = [
        "# 全ページの画面 · Pictures of every page",
        "",
        "`make pictures` takes them from the demo shop: Japanese above, English below; light left,",
        "dark right, each at 1440 × 900 and 390 × 844 px. Whole pages in full size go to `build/pictures`.",
    ]
    for place in PLACES:
        alt = f"{place.en}: at a desk and on a phone, light and dark, Japanese and English"
        lines += ["", f"## {place.ja} · {place.en}", "", f"![{alt}](pages/{place.name}.webp)"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
