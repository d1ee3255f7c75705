"""The demo as people start it, in a process of its own; the staff pages over a fresh database; Chromium to look at."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import Engine

from bot.turns import TurnLoop
from prosvar.app import create_app
from prosvar.serve import address_of, listen, quiet_config
from store.crypto import Keyring
from tests.console.clinics import House, open_house

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
        try:
            process.communicate(timeout=60)
        finally:
            process.kill()


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


@pytest.fixture
def house(engine: Engine, keyring: Keyring, database_url: str) -> House:
    return open_house(engine, keyring, database_url)


@pytest.fixture
def app(house: House) -> FastAPI:
    return create_app(house.running, TurnLoop(house.running.engine, house.running.keyring, house.running.clock))


@pytest.fixture
def staff_address(app: FastAPI) -> Iterator[str]:
    """Where the staff pages listen, served by a thread of this process."""
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(quiet_config(app))
    serving = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
    serving.start()
    yield address_of(listening)
    server.should_exit = True
    serving.join(timeout=30)
