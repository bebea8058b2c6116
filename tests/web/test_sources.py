"""The sources pages: what they say of each source, and what people can do there."""

from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

from crawlers.raw import RawPage, RawStore
from pipeline import ledger
from pipeline.database import Database
from pipeline.filled import Filled
from pipeline.ledger import Day
from pipeline.model import SourceRow
from pipeline.settings import Settings
from pipeline.states import Outcome
from pipeline.visit_model import Fetch
from tests.web.conftest import NOW, SOURCE, Visitor
from web.yields import DAYS, draw

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = date(2026, 3, 31)


def fetch(at: datetime, *, failed: bool = False, changed: bool = False, authors: int = 20) -> Fetch:
    return Fetch(
        source=SOURCE.name,
        started=at,
        finished=at,
        outcome=Outcome.FAILED if failed else Outcome.OK,
        pages=1,
        posts_seen=0 if failed else 20,
        posts_new=0 if failed else 2,
        mentions_new=0,
        changed=changed,
        error="https://otzyv.example/: found no article; the page may have changed"
        if failed
        else None,
        filled=Filled() if failed else Filled(20, authors=authors, texts=20),
    )


def keep(database: Database, *fetches: Fetch) -> None:
    with database.writing() as session:
        before = None
        for one in fetches:
            session.add(one)
            ledger.enter(
                session,
                ledger.Visited(one, before, 6 * HOUR, [one.finished] * (2 if before else 0)),
            )
            before = one.finished


def history(days: float, until: datetime) -> list[Fetch]:
    return [fetch(until - DAY * days + 6 * HOUR * n) for n in range(int(days * 4))]


def test_our_own_network_is_told_once_and_beside_the_source(manager: Any, filled: Database) -> None:
    lost = fetch(NOW - HOUR / 6, failed=True)
    lost.outcome = Outcome.AWAY
    lost.error = "our own network seems to be away: 5 of 5 hosts could not be reached"
    keep(filled, *history(20, NOW - HOUR), lost)

    for page in ("/sources", "/sources/1"):
        assert "Похоже, пропала наша собственная сеть" in manager.get(page).text


def test_a_changed_page_says_so_and_offers_its_kept_pages(
    manager: Any, filled: Database, settings: Settings
) -> None:
    broken = [fetch(NOW - 48 * HOUR + 16 * HOUR * n, failed=True, changed=True) for n in range(4)]
    keep(filled, *history(20, NOW - 48 * HOUR), *broken)  # seen until then, at whatever hour
    store = RawStore(settings.data / "pages")
    for back in range(5):
        store.keep(RawPage(SOURCE.name, SOURCE.url, "text/html", NOW - back * DAY, b"<p>"))

    listed, page = manager.get("/sources").text, manager.get("/sources/1").text

    for text in (listed, page):
        assert "Страница изменилась" in text
        assert "found no article" in text
    assert "не видели" in page
    since = (NOW - 48 * HOUR).date().isoformat()
    assert f'otklik source reread "{SOURCE.name}" --since {since}' in page


def test_a_field_that_went_empty_is_told_with_its_moment(manager: Any, filled: Database) -> None:
    bare = [fetch(NOW - HOUR * n, authors=0) for n in (5, 3, 1)]
    keep(filled, *history(10, NOW - 12 * HOUR), *bare)

    page = manager.get("/sources/1").text

    assert "Читается не всё" in page
    assert "Автор: пусто с" in page
    assert (NOW - 5 * HOUR).isoformat(timespec="seconds") in page


def ledger_day(back: int, new: int = 4, **facts: Any) -> Day:
    counts = {"visits": 4, "good": 4, "expected": 4.0, "reread": 0, "mentions_new": 1} | facts
    return Day(source="forum", day=TODAY - back * DAY, posts_new=new, **counts)


def test_the_drawing_of_the_last_days() -> None:
    days = [ledger_day(back) for back in reversed(range(1, 10))]
    days.append(ledger_day(0, new=0, good=0, visits=2, mentions_new=0))

    drawing = draw(days, TODAY)

    assert [column.day for column in drawing.columns] == [
        TODAY - back * DAY for back in reversed(range(DAYS))
    ]
    assert drawing.columns[0].row is None
    assert (drawing.columns[-2].new, drawing.columns[-2].named) == (1.0, 0.25)
    assert (drawing.columns[-1].failed, drawing.columns[-1].expected) == (0.5, 1.0)
    assert (drawing.posts, drawing.blind, drawing.columns[-1].blind) == (36, 1, True)
    assert drawing.bars("named", 60, 20).startswith("M40 20v-5h1.6v5z")
    assert drawing.bars("new", 60, 20).count("z") == 9
    assert drawing.marks(60, 25, 3.5) == "M58 25v-3.5h1.6v3.5z"


def test_what_had_piled_up_on_the_first_day_sets_no_scale() -> None:
    drawing = draw([ledger_day(2, new=500), ledger_day(1), ledger_day(0)], TODAY)

    assert [column.new for column in drawing.columns[-3:]] == [1.0, 1.0, 1.0]
    assert drawing.most_posts == 4


def test_a_source_without_days_is_drawn_empty() -> None:
    assert not any(column.new or column.usual for column in draw([], TODAY).columns)


def test_a_query_that_cannot_be_read_is_refused_with_its_place(manager: Visitor) -> None:
    form = {"kind": "review", "channel": "review", "url": "https://new.example/", "name": "new"}

    answer = manager.post("/sources", **form, options='selectors = { item = "div,,p", text = "p" }')

    assert answer.status_code == 409
    said = "electors.item: запрос «div,,p» не читается с 5-го знака: «,p»"
    assert said in unescape(answer.text)


def led_on(at: datetime, new: str = "https://new.example/") -> Fetch:
    visited = fetch(at)
    visited.error = f"{SOURCE.url}: has moved for good to {new}"
    return visited


def test_a_move_is_offered_and_the_new_address_is_checked(manager: Any, filled: Database) -> None:
    keep(filled, *history(3, NOW - 2 * DAY), *(led_on(NOW - n * DAY / 2) for n in (2, 1, 0)))

    page = manager.get("/sources/1").text
    other = manager.post("/sources/1/move", to="https://evil.example/")
    moved = manager.post("/sources/1/move", to="https://new.example/")

    assert "страница переехала насовсем на https://new.example/" in page
    assert "чтений: 3" in page
    assert "Сменить адрес на https://new.example/" in page
    assert other.status_code == 409
    assert "сообщает уже другой адрес" in other.text
    assert moved.status_code == 200
    assert "Сменить адрес" not in moved.text
    with filled.reading() as session:
        assert session.get_one(SourceRow, 1).source.url == "https://new.example/"


def test_an_address_that_is_none_is_not_taken_over(manager: Any, filled: Database) -> None:
    bad = "ftp://new.example/x"
    keep(filled, *(led_on(NOW - n * DAY / 2, bad) for n in (2, 1, 0)))

    assert manager.post("/sources/1/move", to=bad).status_code == 409
    with filled.reading() as session:
        assert session.get_one(SourceRow, 1).source.url == SOURCE.url


def test_a_source_that_is_gone_says_so_and_is_switched_off(manager: Any, filled: Database) -> None:
    gone = [fetch(NOW - HOUR * n, failed=True) for n in (2, 1, 0)]
    for one in gone:
        one.error = f"{SOURCE.url}: answered 410 Gone"
    keep(filled, *gone)

    page = manager.get("/sources/1").text
    after = manager.post("/sources/1/off").text

    assert "ответ 410 (страница удалена)" in page
    assert "Владелец сообщает, что страницы больше нет" in page
    assert "Выключить источник" in page
    assert "Выключить источник" not in after
    with filled.reading() as session:
        assert not session.get_one(SourceRow, 1).source.enabled
