"""The browser that looks at the report."""

import os
import shutil

import pytest

# Playwright's loop runs in the thread of the tests; Django would take that for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTOKUI_LANGUAGE", "en")


BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """The browser of this machine; as root it runs without a sandbox."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found is not None, "no Chromium on PATH: make test installs one"
    return browser_type_launch_args | {"executable_path": found, "args": ["--no-sandbox"]}
