"""When it is our own network that is away, and when it is the sources."""

import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from crawlers.away import Way, find_away, site_of
from pipeline.coverage import Sight, look
from pipeline.database import Database
from pipeline.model import SourceRow
from pipeline.post import Channel
from pipeline.states import Outcome
from pipeline.visit_model import Fetch, LedgerDay
from pipeline.watch import Source
from tests.crawlers.conftest import Web

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


def _soon(now: datetime, due: datetime) -> bool:
    return due - now < timedelta(minutes=6)
