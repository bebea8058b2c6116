"""When it is our own network that is away, and when it is the sources."""

import subprocess
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Thread
from time import sleep

import pytest
from sqlalchemy import select

from crawlers.away import Asked, Way, find_away, find_lost, site_of
from crawlers.departures import Departures
from pipeline.coverage import Sight, look
from pipeline.database import Database
from pipeline.model import SourceRow
from pipeline.post import Channel
from pipeline.states import Outcome
from pipeline.visit_model import Fetch, LedgerDay
from pipeline.watch import Source
from tests.crawlers.conftest import Reply, Web
from tests.crawlers.test_crawl import feed

LOST, REFUSED = [Way.LOST], [Way.REFUSED]


@pytest.mark.parametrize(
    ("ways", "away"),
    [
        (LOST * 3, True),
        (REFUSED * 40, True),
        (LOST * 2, False),  # one or two have their own trouble
        (LOST * 3 + [None], False),
        (LOST * 9 + [None], True),  # the one in our own house still answers
        (LOST * 8 + [None] * 2, False),
        (LOST * 2 + REFUSED * 2, False),  # not alike
        (LOST * 9 + REFUSED, True),
        ([None] * 5, False),
        ([], False),
    ],
)
def test_nearly_all_of_several_sites_fail_alike(ways: list[Way | None], away: bool) -> None:
    found = find_away({str(number): way for number, way in enumerate(ways)})

    assert (found is not None) is away


def asked(good: int, lost: Sequence[float], way: Way = Way.LOST) -> dict[str, Asked]:
    """Good sites asked and answered second by second, and some that were not reached."""
    told = {f"good{n}": Asked(n, None, [n + 0.5]) for n in range(good)}
    return told | {f"lost{n}": Asked(at, way) for n, at in enumerate(lost)}


@pytest.mark.parametrize(
    ("told", "count"),
    [
        (asked(20, [30, 31, 32, 33, 34]), 5),  # lost on the way
        (asked(20, [30, 31, 32, 33, 34], Way.REFUSED), 5),
        (asked(20, [30, 31, 32, 33]), 0),  # a few at the end may be dead
        (asked(20, [5.1, 5.2, 5.3, 5.35, 5.4]) | {"back": Asked(40, None, [41])}, 5),  # and back
        (asked(20, [1.1, 4.1, 7.1, 9.1, 12.1, 15.1]), 0),  # others answered between them
        (asked(20, [1.1, 30, 31, 32, 33, 34, 35, 36]), 7),  # one is dead, the others are not
        (asked(10, [n + 0.1 for n in range(9)] + [30, 31, 32, 33, 34]), 0),  # half are dead anyway
        (asked(20, [30, 31, 32, 33, 34]) | {"odd": Asked(32.5, Way.REFUSED)}, 0),  # not alike
        (asked(20, [30, 31, 32, 33, 34]) | {"slow": Asked(32.5, None, [90])}, 0),
        (asked(0, [1, 2, 3]), 3),
    ],
)
def test_a_network_lost_on_the_way_is_known_by_a_row(told: dict[str, Asked], count: int) -> None:
    assert len(find_lost(told)) == count


def test_answers_of_one_second_take_no_room() -> None:
    one = Asked(0.0)
    for n in range(100):
        one.answer(n / 50)

    assert len(one.answers) <= 4
    assert (one.answers[0], one.answers[-1]) == (0.0, 99 / 50)


def test_a_host_left_alone_after_its_answer_is_asked_anew() -> None:
    clock = iter(float(n) for n in range(100))
    told = Departures(lambda: next(clock))

    told.leave("a")  # 0
    told.leave("a")  # tried again, no answer yet
    assert told.since("a") == 0.0
    told.arrive("a")
    assert told.last("a")[0] == 0.0
    told.leave("a")
    assert told.since("a") > told.last("a")[1]


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://forum.shop.example/x", "shop.example"),
        ("https://BLOG.shop.example:8443/", "shop.example"),
        ("http://127.0.0.1:81/feed", "127.0.0.1:81"),
        ("http://[::1]:81/feed", "[::1]:81"),
        ("http://localhost/feed", "localhost"),
    ],
)
def test_hosts_of_one_domain_are_one_site(url: str, site: str) -> None:
    assert site_of(url) == site


def test_no_source_is_blamed_for_our_own_network(
    open_web: Callable[[], Web],
    otklik: Callable[..., subprocess.CompletedProcess[str]],
    database: Database,
) -> None:
    dead = [open_web() for _ in range(3)]
    for web in dead:
        web.close()
    with database.writing() as session:
        for number, web in enumerate(dead):
            told = Source(f"s{number}", "feed", Channel.BLOG, f"{web.url}/feed")
            session.add(SourceRow(source=told, due=None))

    done = otklik("crawl", allow=[web.host for web in dead])

    assert done.stderr.count("our own network seems to be away: 3 of 3 hosts") == 1
    with database.reading() as session:
        visits = session.scalars(select(Fetch)).all()
        dues = [row.due for row in session.scalars(select(SourceRow)) if row.due]
        days = session.scalars(select(LedgerDay)).all()
        seen = look(session, visits[0].finished)
    assert [(visit.outcome, visit.weight) for visit in visits] == [(Outcome.AWAY, 0.0)] * 3
    assert all(_soon(visits[0].finished, due) for due in dues)
    assert [(day.expected, day.visits) for day in days] == [(1.0, 0)] * 3
    assert all(one.away and not one.failures and one.sight is Sight.NEW for one in seen)


def test_a_network_lost_in_the_middle_blames_nobody_either(
    open_web: Callable[[], Web],
    otklik: Callable[..., subprocess.CompletedProcess[str]],
    database: Database,
) -> None:
    good, lost = [open_web() for _ in range(8)], [open_web() for _ in range(5)]
    for web in good:
        web.pages["/feed"] = feed("Words")
    for web in lost:  # they answer first, and are away when their page's turn comes
        web.pages["/robots.txt"] = Reply("", 200, {"Connection": "close"}, "text/plain")
    with database.writing() as session:
        for number, web in enumerate([*good, *lost]):
            told = Source(f"s{number}", "feed", Channel.BLOG, f"{web.url}/feed")
            session.add(SourceRow(source=told, due=None))
    webs = [*good, *lost]

    def close_soon() -> None:
        while not all(web.asked for web in webs):
            sleep(0.01)
        for web in lost:
            web.close()

    closing = Thread(target=close_soon)
    closing.start()
    # All are of one address here, and are asked one after the other.
    done = otklik("crawl", allow=[web.host for web in webs], crawl_delay="0.1")
    closing.join()

    assert "our own network seems to be away: 5 of 13 hosts" in done.stderr
    with database.reading() as session:
        outcomes = [visit.outcome for visit in session.scalars(select(Fetch).order_by(Fetch.id))]
    assert sorted(outcomes) == [Outcome.AWAY] * 5 + [Outcome.OK] * 8


def _soon(now: datetime, due: datetime) -> bool:
    return due - now < timedelta(minutes=6)
