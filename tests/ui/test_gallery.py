"""The gallery shows every component; how they look is looked at by the browser's walk over all pages."""

from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src/otokui"
COMPONENTS = SOURCE / "core/ui/templates/cotton"
GALLERY = (SOURCE / "entry/web/templates/web/gallery.html").read_text(encoding="utf-8")
NAMES = sorted(
    path.relative_to(COMPONENTS).with_suffix("").as_posix().replace("/", ".")
    for path in COMPONENTS.rglob("*.html")
)


@pytest.mark.parametrize("name", NAMES)
def test_a_component_is_in_the_gallery(name: str):
    assert f"<c-{name}" in GALLERY


@pytest.mark.parametrize("part", ["data-combobox", "exchange/steps.html", "otokui/tabs.html"])
def test_what_pages_share_beside_components_is_there_too(part: str):
    assert part in GALLERY
