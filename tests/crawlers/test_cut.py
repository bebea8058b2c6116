"""Crawls that are stopped, and killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select

from pipeline.database import Database
from pipeline.visit_model import Fetch, PageState
from tests.crawlers.conftest import Asked, Reply, Web
from tests.crawlers.test_crawl import Run, feed, fetches, source, texts, watch


def test_a_killed_crawl_loses_little_and_stores_nothing_twice(
    web: Web, otklik: Run, database: Database, tmp_path: Path
) -> None:
    killed = threading.Event()

    def late(number: int) -> Callable[[Asked], Reply]:
        def answer(_: Asked) -> Reply:
            if (
                number >= 40
            ):  # however busy the machine is, the crawl does not end before it is killed
                killed.wait(600)
            return feed(f"Words of {number}", link=f"http://{number}.example")

        return answer

    web.pages |= {f"/{number}": late(number) for number in range(60)}
    watch(database, *(source(f"s{number}", f"{web.url}/{number}") for number in range(60)))
    environment = os.environ | {
        "OTKLIK_DATA": str(tmp_path / "data"),
        "OTKLIK_ALLOW": f'["{web.host}"]',
        "OTKLIK_CRAWL_DELAY": "0.05",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "crawl"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while len(web.asked) < 20 or len(texts(database)) < 5:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    killed.set()
    kept = len(texts(database))

    otklik("crawl", allow=[web.host])

    assert 5 <= kept < 60
    assert len(texts(database)) == 60
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Fetch)) == 60
        assert session.scalar(select(func.count()).select_from(PageState)) == 60


def test_ctrl_c_waits_for_no_answer_and_loses_nothing_fetched(
    web: Web, database: Database, tmp_path: Path
) -> None:
    let_go = threading.Event()

    def hang(_: Asked) -> Reply:
        let_go.wait(600)
        return feed("Too late")

    web.pages |= {"/quick": feed("In time"), "/slow": hang}
    watch(database, *(source(name, f"{web.url}/{name}") for name in ("quick", "slow")))
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "crawl"],
        env=os.environ
        | {
            "OTKLIK_DATA": str(tmp_path / "data"),
            "OTKLIK_ALLOW": f'["{web.host}"]',
            "OTKLIK_CRAWL_DELAY": "0",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not fetches(database, "quick"):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.wait(300)
    let_go.set()

    assert texts(database) == {"In time"}
    assert not fetches(database, "slow")  # it stays due
