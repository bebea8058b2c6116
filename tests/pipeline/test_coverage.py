from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pipeline.coverage import Sight, Visits, judge_sight, look
from pipeline.database import Database
from pipeline.model import Fetch, Outcome, SourceRow
from pipeline.post import Channel
from pipeline.watch import Source

FORUM = Source("town-forum", "forum", Channel.FORUM, "https://forum.example")
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("last", "days_since_new", "posts", "sight"),
    [
        (None, None, 0, Sight.NEVER),
        (Outcome.FAILED, 1, 30, Sight.FAILING),
        (Outcome.OK, 1, 30, Sight.SEEN),
        (Outcome.UNCHANGED, 4, 30, Sight.SEEN),
        (Outcome.OK, 6, 30, Sight.QUIET),
        (Outcome.OK, 20, 3, Sight.SEEN),
        (Outcome.EMPTY, None, 0, Sight.SEEN),
        (Outcome.OK, 0.5, 3000, Sight.SEEN),
    ],
)
def test_how_well_a_source_is_seen(
    now: datetime, last: Outcome | None, days_since_new: float | None, posts: int, sight: Sight
) -> None:
    last_new = None if days_since_new is None else now - days_since_new * DAY
    visits = Visits(last, now, last_new, posts)
    assert judge_sight(FORUM, visits, now) is sight
    assert judge_sight(replace(FORUM, enabled=False), visits, now) is Sight.OFF


def test_coverage_of_all_sources(any_database: Database, now: datetime) -> None:
    feed = replace(FORUM, name="feed")
    with any_database.writing() as session:
        session.add_all(SourceRow(source=it) for it in (FORUM, feed, replace(FORUM, name="new")))
        for days, source, outcome, posts in (
            (40, "town-forum", Outcome.OK, 100),
            (3, "town-forum", Outcome.OK, 7),
            (2, "town-forum", Outcome.OK, 0),
            (3, "feed", Outcome.OK, 5),
            (1, "feed", Outcome.FAILED, 0),
        ):
            at = now - days * DAY
            error = "404" if outcome is Outcome.FAILED else None
            session.add(
                Fetch(
                    source=source,
                    started=at,
                    finished=at,
                    outcome=outcome,
                    posts_new=posts,
                    mentions_new=posts // 2,
                    error=error,
                )
            )
    with any_database.reading() as session:
        failing, new, seen = look(session, now)
    assert (failing.source.name, failing.sight, failing.error) == ("feed", Sight.FAILING, "404")
    assert (failing.last_read, failing.posts_new) == (now - 3 * DAY, 5)
    assert (new.source.name, new.sight, new.last_read) == ("new", Sight.NEVER, None)
    assert (seen.sight, seen.posts_new, seen.mentions_new) == (Sight.SEEN, 7, 3)
    assert (seen.last_read, seen.last_new) == (now - 2 * DAY, now - 3 * DAY)
