"""A source in trouble in a real browser: what is said of it, a visit now, its pages read again."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from pipeline import ledger
from pipeline.database import Database
from pipeline.filled import Filled
from pipeline.model import SourceRow
from pipeline.post import Channel
from pipeline.settings import Settings
from pipeline.states import Outcome
from pipeline.visit_model import Fetch
from pipeline.watch import Source
from tests.browser.conftest import NOW, serving
from tests.browser.test_accessibility import WAYS, wrong_with
from tests.crawlers.conftest import Reply, Web
from web.app import create_app
from web.errands import Errands

pytestmark = pytest.mark.browser
LONG = 120_000  # ms; a crawl is a process of its own
HOUR = timedelta(hours=1)
ITEMS = "".join(
    f"<item><title>Ромашка {n}</title><link>http://blog.example/{n}</link>"
    f"<description>Ромашка опоздала {n}</description></item>"
    for n in range(3)
)
FEED = f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{ITEMS}</channel></rss>'


@pytest.fixture
def site() -> Iterator[Web]:
    opened = Web()
    opened.pages["/feed"] = Reply(FEED, type="application/rss+xml")
    yield opened
    opened.close()


@pytest.fixture
def filled(filled: Database, site: Web) -> Database:
    """The town, and a feed that had authors until three hours ago and was not seen for a day."""
    with filled.writing() as session:
        feed = Source("Лента", "feed", Channel.BLOG, f"{site.url}/feed")
        session.add(SourceRow(source=feed, due=NOW + HOUR))
        before = None
        for hour in (*range(400, 60, -6), *range(60, 20, -4), *range(12, 0, -1)):
            at, failed = NOW - hour * HOUR, 20 < hour <= 60
            read = Filled() if failed else Filled(20, authors=20 if hour > 3 else 0, texts=20)
            outcome = Outcome.FAILED if failed else Outcome.OK
            visit = Fetch(
                source="Лента",
                started=at,
                finished=at,
                outcome=outcome,
                pages=1,
                posts_seen=read.parsed,
                posts_new=0 if failed else 2,
                mentions_new=0 if failed else 1,
                filled=read,
            )
            session.add(visit)
            ledger.enter(
                session,
                ledger.Visited(visit, before, 6 * HOUR, [visit.finished] * (2 if before else 0)),
            )
            before = at
    return filled


@pytest.fixture
def desk(
    settings: Settings, filled: Database, site: Web, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A desk that runs errands as the real program, in this installation."""
    monkeypatch.setenv("OTKLIK_DATA", str(settings.data))
    monkeypatch.setenv("OTKLIK_ALLOW", json.dumps([site.host]))
    monkeypatch.setenv("OTKLIK_CRAWL_DELAY", "0")
    errands = Errands()
    with serving(create_app(settings, filled, errands=errands)) as address:
        yield address
    errands.stop()


def test_a_source_is_looked_at_visited_and_read_again(page: Any, log_in: Any) -> None:
    log_in("anna")
    page.goto("/sources")
    row = page.locator("tr", has_text="Лента")
    assert "Читается не всё" in row.inner_text()
    assert "Автор: пусто с" in row.inner_text()
    row.get_by_role("link", name="Лента").click()
    page.wait_for_selector("text=День за днём")
    assert page.locator("table .chip.bad", has_text="не видели").count() >= 1

    page.get_by_role("button", name="Прочитать сейчас").click()
    page.wait_for_selector("#work:has-text('Только что прочитан')", timeout=LONG)
    assert "Прочитано постов: 3, новых: 3, упоминаний: 3" in page.inner_text("#work")

    page.get_by_role("button", name="Перечитать").click()
    page.wait_for_selector("#work:has-text('Перечитано страниц: 1')", timeout=LONG)
    assert "Новых постов: 0" in page.inner_text("#work")


def test_the_pages_of_sources_are_open_to_everybody(page: Any, log_in: Any) -> None:
    log_in("kate")

    pages = ("/sources", "/sources/2", "/sources/new", "/reports/coverage-by-day")
    assert [one for address in pages for one in wrong_with(page, address, WAYS)] == []
