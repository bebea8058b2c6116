"""A real desk on a free port, and a real browser that looks at it."""

import shutil
import socket
from collections.abc import Iterator
from threading import Thread

import pytest
import uvicorn

from pipeline.database import Database
from pipeline.settings import Settings
from web.app import create_app

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def desk(settings: Settings, database: Database) -> Iterator[str]:
    """The address of a running desk over an empty database."""
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{door.getsockname()[1]}"
    app = create_app(settings, database)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = Thread(target=server.run, kwargs={"sockets": [door]})
    thread.start()
    yield address
    server.should_exit = True
    thread.join()
    door.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """Debian's Chromium, driven by Playwright.

    Not for the whole session: while it is open, its event loop runs in this thread, and no other
    test can run one.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()
