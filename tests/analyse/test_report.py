"""The report in a real browser: both languages, wide and narrow, light and dark, nothing from outside."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.analyse.ledger import a_shops_rows, analyse, write_ledger

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    ledger = write_ledger(
        folder / "sales.csv", [*a_shops_rows(), ("B1", 1, "1", "", "2025/13/1", "P", "", 1, 1)]
    )
    assert analyse(ledger, "--out", folder / "out", "--as-of", "2025-12-31") == 1
    return folder / "out" / "report.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_it_fits_the_window_and_asks_nobody(page: Page, report: Path, width: int, scheme: str):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(report.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert asked == [report.as_uri()]
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    lightness = float(background.split("(")[1].split()[0])
    assert (lightness > 0.5) is (scheme == "light")


def test_the_language_can_be_switched(page: Page, report: Path):
    page.goto(report.as_uri())
    assert page.locator("h1").inner_text() == "顧客分析"
    assert "優良客" in page.locator("#classes").inner_text()
    page.get_by_text("English", exact=True).click()
    assert page.locator("h1").inner_text() == "Customer analysis"
    assert "優良客" not in page.locator("#classes").inner_text()
    assert "Definition" in page.locator("#classes").inner_text()


def test_every_section_is_there_and_says_what_its_figures_mean(page: Page, report: Path):
    page.goto(report.as_uri())
    sections = page.locator("section").evaluate_all("found => found.map(each => each.id)")
    assert {
        "classes",
        "concentration",
        "month",
        "overdue",
        "expected",
        "reorders",
        "near",
        "rfm",
        "run",
    } <= set(sections)
    for name in ("classes", "concentration", "month", "overdue", "expected", "near", "rfm"):
        assert "定義" in page.locator(f"#{name} .definition").inner_text()
    numbers = page.locator("#classes td.n").first
    assert numbers.evaluate("cell => getComputedStyle(cell).textAlign") == "right"
    assert "2025/13/1" in page.locator("#guests").inner_text()
