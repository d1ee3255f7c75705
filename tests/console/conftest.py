"""The demo as people start it, in a process of its own, and the system's Chromium to look at it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

HOUSE = Path(__file__).parents[2]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a demo of our own listens. Its log is shown when it does not come up."""
    process = subprocess.Popen(
        [sys.executable, "-m", "prosvar", "demo", "--port", "0"],
        cwd=HOUSE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    told = []
    try:
        for line in process.stderr:
            told.append(line)
            found = re.search(r"ready: open (http://\S+)", line)
            if found:
                yield found[1]
                break
        else:
            pytest.fail("the demo did not start:\n" + "".join(told))
    finally:
        process.terminate()
        process.communicate(timeout=60)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None and os.environ.get("PROSVAR_BROWSER_TESTS") == "required":
        pytest.fail("there is no Chromium, and continuous integration may not pass without these tests")
    if chromium is None:
        pytest.skip("no Chromium on this machine: install the package `chromium` to run the browser tests")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 1000}, locale="en-GB")
    opened = context.new_page()
    yield opened
    context.close()
