"""What the desk has the program do for a source: visit it, read it again, try what it finds."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import select

from crawlers.raw import RawPage, RawStore
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.model import SourceRow
from pipeline.settings import Settings
from tests.web.conftest import NOW, SOURCE, Visitor
from tests.web.test_sources import fetch, keep
from web.app import create_app
from web.errands import MATCH, Errands


def test_without_errands_the_source_waits_for_the_line(manager: Any, filled: Database) -> None:
    answer = manager.post("/sources/1/due")

    assert "Будет прочитан при ближайшем запуске" in answer.text
    with filled.reading() as session:
        assert session.scalar(select(SourceRow.__table__.c.due)) is None
    assert manager.post("/sources/1/reread", since="2026-03-01").status_code == 409


@pytest.fixture
def errands(tmp_path: Path) -> Iterator[Errands]:
    """Errands that run a small program of ours, which notes its words."""
    script = tmp_path / "program.py"
    script.write_text(
        "import sys, pathlib\n"
        f"pathlib.Path({str(tmp_path / 'words')!r}).write_text('|'.join(sys.argv[1:]))\n"
        "print('pages=5 unreadable=1 posts=60 new=12 mended=3 mentions=4')\n"
    )
    made = Errands((sys.executable, str(script)))
    yield made
    made.stop()


@pytest.fixture
def busy(
    settings: Settings, filled: Database, errands: Errands, tmp_path: Path
) -> Iterator[tuple[Any, Callable[[], str]]]:
    """A manager of a desk that runs errands, and the words of the last one when it has ended."""

    def words() -> str:
        errand, patience = errands.of(SOURCE.name), monotonic() + 60
        while errand and errand.running and monotonic() < patience:
            sleep(0.05)
        return (tmp_path / "words").read_text()

    with Visitor(create_app(settings, filled, errands=errands)) as visitor:
        visitor.log_in("manager")
        yield visitor, words


def test_try_now_visits_and_shows_what_came_of_it(
    busy: tuple[Any, Callable[[], str]], filled: Database
) -> None:
    manager, words = busy
    answer = manager.post("/sources/1/due")
    assert answer.status_code == 200
    assert words() == f"crawl|--source={SOURCE.name}|--now"
    keep(filled, fetch(datetime.now(UTC)))

    page = manager.get("/sources/1").text

    assert "Только что прочитан:" in page
    assert "Прочитано постов: 20, новых: 2" in page
    part = manager.client.get("/sources/1/work", headers={"hx-request": "true"})
    assert part.headers["hx-refresh"] == "true"
    assert "hx-trigger" not in part.text


def test_kept_pages_are_read_again_since_a_day(busy: tuple[Any, Callable[[], str]]) -> None:
    manager, words = busy
    manager.post("/sources/1/reread", since="2026-03-01")

    assert words() == f"source|reread|--since=2026-03-01|--|{SOURCE.name}"
    assert "Перечитано страниц: 5, из них не прочлось: 1. Новых постов: 12" in (
        manager.get("/sources/1").text
    )
    assert manager.post("/sources/1/reread", since="--help").status_code == 409


SELECTORS = 'selectors = { item = "div.r", text = "p", rating = "b::text" }'


def test_a_source_is_tried_before_it_is_kept(
    settings: Settings, filled: Database, tmp_path: Path
) -> None:
    post = {"url": "https://new.example/1", "text": "Чайник течёт", "stars": 2.0}
    script = tmp_path / "program.py"
    script.write_text(
        "import sys, pathlib, json\n"
        f"pathlib.Path({str(tmp_path / 'words')!r}).write_text('|'.join(sys.argv[1:]))\n"
        f"print({json.dumps(post)!r})\nprint('1 posts', file=sys.stderr)\n"
    )
    errands = Errands((sys.executable, str(script)))
    form = {"kind": "review", "channel": "review", "url": "https://new.example/?a=1"}
    with Visitor(create_app(settings, filled, errands=errands)) as manager:
        manager.log_in("manager")
        assert manager.get("/sources/try").status_code == 404
        answer = manager.post("/sources/try", **form, options=f"pages = 9\n{SELECTORS}")
        assert answer.status_code == 200
        found = errands.looked(2) or errands.looked(1)
        assert found
        found[0].process.wait(60)
        page = manager.get("/sources/try").text
        assert manager.post("/sources/try", **form | {"kind": "nothing"}).status_code == 409
    errands.stop()

    words = (tmp_path / "words").read_text().split("|")
    assert words[:5] == ["source", "preview", "--json", "--pages=2", "--kind=review"]
    assert words[-2:] == ["--", "https://new.example/?a=1"]
    assert json.loads(words[6].partition("selectors=")[2])["rating"] == "b::text"
    assert "Найден 1 пост" in page
    assert "Чайник течёт" in page
    assert "2 ★" in page
    assert 'value="https://new.example/?a=1"' in page
    with filled.reading() as session:
        assert len(session.scalars(select(SourceRow)).all()) == 1


def test_an_errand_is_not_doubled_and_few_run_at_a_time() -> None:
    errands = Errands((sys.executable, "-c", "import time; time.sleep(60)"))
    try:
        errands.visit("one", NOW)
        first = errands.of("one")
        errands.visit("one", NOW)
        assert errands.of("one") is first
        errands.visit("two", NOW)
        with pytest.raises(OtklikError):
            errands.visit("three", NOW)
    finally:
        errands.stop()
    assert first is not None
    assert not first.running


PAGE = "".join(
    f'<div class="r"><b>{n} of 5</b><i>Anna {n}</i><p>The kettle number {n} leaks</p></div>'
    for n in range(1, 5)
)
TRIED = """selectors.item = ".r"
selectors.text = "p"
selectors.author = "i["
selectors.date = "i"
selectors.rating = "b"
selectors.title = ".none"
selectors.url = "a::nothing"
selectors.best = 5
"""


def test_selectors_are_tried_on_the_kept_page_all_at_once(
    settings: Settings, filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the program itself; what the site is asked for is nothing."""
    monkeypatch.setenv("OTKLIK_DATA", str(settings.data))
    raw = RawPage(SOURCE.name, SOURCE.url, "text/html", NOW, PAGE.encode(), SOURCE.url)
    RawStore(settings.data / "pages").keep(raw)
    errands = Errands()
    form = {"name": SOURCE.name, "kept": "yes", "kind": "review", "channel": "review"}
    form |= {"url": SOURCE.url, "options": TRIED}
    with Visitor(create_app(settings, filled, errands=errands)) as manager:
        manager.log_in("manager")
        assert manager.get("/sources/fields").status_code == 404
        assert manager.post("/sources/fields", **form | {"options": ""}).status_code == 409
        manager.post("/sources/fields", **form)
        found = errands.looked(2) or errands.looked(1)
        assert found
        found[0].process.wait(60)
        page = unescape(manager.get("/sources/fields").text)
        assert manager.get("/sources/try").status_code == 404
    errands.stop()

    parts = dict(re.findall(r"<p><b>(\w+)</b>(.*?)</article>", page, re.DOTALL))
    assert {name: part for name, part in parts.items() if "не читается" in part}.keys() == {
        "author",
        "url",
    }
    assert "обрывается" in parts["author"]
    assert "4 блока" in parts["item"]
    assert "в 4 из 4 блоков" in parts["text"]
    assert "The kettle number 3 leaks" in parts["text"]
    assert "понято в 0" in parts["date"]
    assert "Anna 1" in parts["date"]
    assert "1 / 5" in parts["rating"]
    assert "ничего не находит" in parts["title"]


def test_who_looks_on_does_not_move_where_the_program_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is shared with the program, and with it the place to write at."""
    script, go_on = tmp_path / "program.py", tmp_path / "go on"
    script.write_text(
        "import pathlib, time\n"
        "print('first', flush=True)\n"
        f"while not pathlib.Path({str(go_on)!r}).exists(): time.sleep(0.01)\n"
        "print('second', flush=True)\n"
    )
    errands = Errands((sys.executable, str(script)))
    errands.match(NOW)
    errand, patience = errands.of(MATCH), monotonic() + 60
    assert errand is not None
    while errand.lines() != ["first"] and monotonic() < patience:
        sleep(0.01)
    with monkeypatch.context() as little:
        little.setattr("web.errands.MOST_SAID", 0)  # as one that reads while the program writes
        assert errand.lines() == []
    go_on.touch()
    errand.process.wait(60)
    assert errand.lines() == ["first", "second"]
    errands.stop()
