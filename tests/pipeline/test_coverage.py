"""How well sources are seen: the pure judgement as a table, and the look at all of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline import ledger
from pipeline.coverage import Facts, Sight, judge_sight, look
from pipeline.database import Database
from pipeline.filled import Filled
from pipeline.model import SourceRow
from pipeline.post import Channel
from pipeline.proof import Proof
from pipeline.states import Outcome
from pipeline.visit_model import Fetch
from pipeline.watch import Source

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
FORUM = Source("town-forum", "forum", Channel.FORUM, "https://forum.example")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SEEN = Facts(due=NOW + HOUR, outcome=Outcome.OK)
FAILED = Facts(due=NOW + HOUR, outcome=Outcome.FAILED)


@pytest.mark.parametrize(
    ("facts", "sight"),
    [
        (SEEN, Sight.OK),
        (replace(SEEN, outcome=Outcome.UNCHANGED), Sight.OK),
        (replace(SEEN, enabled=False), Sight.OFF),
        (Facts(), Sight.NEW),
        (replace(SEEN, outcome=Outcome.EMPTY), Sight.EMPTY),
        (replace(SEEN, outcome=Outcome.UNCHANGED, ever_read=False), Sight.EMPTY),
        (replace(SEEN, quiet=True), Sight.QUIET),
        (replace(SEEN, emptied=True), Sight.PARTLY),
        (replace(SEEN, quiet=True, emptied=True), Sight.QUIET),
        (replace(FAILED, failures=1), Sight.HICCUP),
        (replace(FAILED, failures=2, changed=True, quiet=True), Sight.HICCUP),
        (replace(FAILED, failures=3), Sight.BROKEN),
        (replace(FAILED, failures=3, changed=True), Sight.CHANGED),
        (replace(SEEN, due=NOW - 2 * HOUR), Sight.OK),
        (replace(SEEN, due=NOW - 2 * DAY), Sight.OVERDUE),
        (replace(SEEN, due=None), Sight.OK),
    ],
)
def test_how_well_a_source_is_seen(facts: Facts, sight: Sight) -> None:
    assert judge_sight(facts, NOW) is sight


@pytest.mark.parametrize(
    ("proof", "fewer"),
    [
        (Proof(visits=9, unchanged=1, posts=20.0, usual=20.0), False),
        (Proof(visits=9, unchanged=1, posts=9.0, usual=20.0), True),
        (Proof(visits=9, unchanged=9, usual=20.0), False),  # nobody read the page
        (Proof(visits=9, posts=0.0, usual=0.0), False),
    ],
)
def test_a_page_that_gives_fewer_posts(proof: Proof, fewer: bool) -> None:
    assert proof.fewer is fewer


Visit = tuple[datetime, Outcome, int]  # when, how it ended, new posts


def enter(database: Database, source: str, visits: Iterable[Visit], authors: int = 5) -> None:
    with database.writing() as session:
        before = None
        for at, outcome, new in visits:
            failed = outcome is Outcome.FAILED
            fetch = Fetch(
                source=source,
                started=at,
                finished=at,
                outcome=outcome,
                pages=1,
                posts_seen=0 if failed else 5,
                posts_new=new,
                mentions_new=new // 2,
                error="404" if failed else None,
                filled=Filled() if failed else Filled(5, authors=authors, texts=5),
            )
            session.add(fetch)
            ledger.enter(
                session,
                ledger.Visited(fetch, before, 6 * HOUR, [fetch.finished] * (new if before else 0)),
            )
            before = at


def steady(days: int, *, until: datetime, new: int = 2) -> list[Visit]:
    """A good visit every six hours, each with new posts."""
    first = until - DAY * days
    return [(first + 6 * HOUR * n, Outcome.OK, new) for n in range(4 * days + 1)]


def test_coverage_of_all_sources(any_database: Database) -> None:
    names = ("well", "broken", "silent", "bare", "fresh", "empty")
    with any_database.writing() as session:
        session.add_all(SourceRow(source=replace(FORUM, name=it), due=NOW + HOUR) for it in names)
    enter(any_database, "well", steady(40, until=NOW))
    enter(any_database, "broken", steady(20, until=NOW - DAY))
    failures = [(NOW - HOUR * n, Outcome.FAILED, 0) for n in (20, 10, 2)]
    enter(any_database, "broken", failures)
    enter(any_database, "silent", steady(10, until=NOW - 34 * DAY))
    away = [(NOW - 34 * DAY + 6 * HOUR * n, Outcome.FAILED, 0) for n in range(4, 80)]
    enter(any_database, "silent", away)  # tells nothing of how often posts come
    enter(any_database, "silent", steady(10, until=NOW - 4 * DAY))
    enter(any_database, "silent", [(NOW - 3 * HOUR, Outcome.UNCHANGED, 0)])
    enter(any_database, "bare", steady(40, until=NOW - DAY))
    enter(any_database, "bare", steady(1, until=NOW), authors=0)
    enter(any_database, "empty", [(NOW - HOUR, Outcome.EMPTY, 0)])

    with any_database.reading() as session:
        found = look(session, NOW)
        (named,) = look(session, NOW, ["well"])

    seen = {one.source.name: one for one in found}
    assert [(one.source.name, one.sight) for one in found] == [
        ("broken", Sight.BROKEN),
        ("silent", Sight.QUIET),
        ("bare", Sight.PARTLY),
        ("empty", Sight.EMPTY),
        ("fresh", Sight.NEW),
        ("well", Sight.OK),
    ]
    broken, silent, bare, well = (seen[name] for name in ("broken", "silent", "bare", "well"))
    assert (broken.failures, broken.since) == (3, NOW - 20 * HOUR)
    assert (broken.last_good, broken.last and broken.last.error) == (NOW - DAY, "404")
    assert silent.silence is not None
    assert silent.silence.expected == pytest.approx(30, rel=0.15)
    assert silent.since == silent.last_new == NOW - 4 * DAY
    proof = Proof(visits=1, unchanged=1, usual=5.0, others=5, writing=3, near=True)
    assert (silent.proof, well.proof) == (proof, None)
    assert [(one.field, one.since) for one in bare.emptied] == [("author", NOW - DAY)]
    assert well.posts_per_day(NOW) == pytest.approx(8, abs=1)
    assert (len(well.days), well.since, seen["fresh"].days) == (30, None, ())
    assert (named.source.name, named.sight) == ("well", Sight.OK)


def test_a_field_that_is_gone_for_months_is_still_told(database: Database) -> None:
    with database.writing() as session:
        session.add(SourceRow(source=FORUM, due=NOW + HOUR))
    enter(database, FORUM.name, steady(20, until=NOW - 60 * DAY))
    enter(database, FORUM.name, steady(59, until=NOW), authors=0)

    with database.reading() as session:
        (found,) = look(session, NOW)

    assert found.sight is Sight.PARTLY
    assert found.since is not None
    assert abs(found.since - (NOW - 59 * DAY)) <= DAY
    assert found.emptied[0].share == pytest.approx(1.0)
