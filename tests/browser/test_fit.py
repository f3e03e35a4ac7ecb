"""Each page and each dialog, by day and by night, at a desk, on a phone, on a large screen and at 200 % zoom.

axe finds nothing, nothing is too wide, nothing jumps or moves, the strict policy blocks nothing of ours,
and with a warm cache little is sent, for a dialog too.
The steps of the import are looked at by the journey of the first run.
"""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import fit
from tests.browser.conftest import leave, new_context
from tests.browser.places import PLACES, At, Place, settle
from tests.browser.shop import ADDRESS

IN_THE_FIRST_RUN = ("import-columns", "import-matching", "import-trial", "import-result", "import-undo")
HERE = [
    place for place in PLACES if not place.name.startswith(IN_THE_FIRST_RUN) and place.who in (ADDRESS, "")
]
PARTS = 4
# They have between them all that moves: rows that leave, sheets, menus, lists that open, progress, toasts.
RICH = ("today-later", "customers", "customer-call", "files", "order-new", "search-typing", "gallery")


@pytest.mark.parametrize("part", range(PARTS))
def test_each_page_fits(browser: Browser, address: str, signed_in, part: int):
    contexts = {who: new_context(browser, address, signed_in if who else None) for who in (ADDRESS, "")}
    pages = {}
    for who, context in contexts.items():
        context.add_init_script(fit.WATCH)
        pages[who] = context.new_page()
    for place in HERE[part::PARTS]:
        look_at(pages[place.who], place)
    for context in contexts.values():
        leave(context)


def look_at(page: Page, place: Place) -> None:
    fit.look(page, 1440)
    place.go(page)
    settle(page)
    fit.check_arrival(page)
    if not isinstance(place.go, At):
        fit.check_weight(page, kept="/static/")
    if place.name in RICH:
        fit.check_rest(page)
    fit.check_axe(page)
    fit.check_width(page)
    fit.check_windows(page)
    fit.look(page, 1440, dark=True)
    fit.check_axe(page, colours_only=True)
    fit.look(page, 390)
    if isinstance(place.go, At):
        # Seen before: styles and letters are in the cache.
        place.go(page)
        settle(page)
        fit.check_arrival(page)
        fit.check_weight(page)
        fit.check_axe(page)
    fit.check_width(page)
    fit.look(page, 390, dark=True)
    fit.check_axe(page, colours_only=isinstance(place.go, At))
