"""A clock that was ahead keeps no source waiting."""

from datetime import UTC, datetime, timedelta

from crawlers.ahead import find_ahead, set_right
from crawlers.states import due_sources, recent_fetches
from pipeline.database import Database
from pipeline.model import SourceRow
from pipeline.post import Channel
from pipeline.states import Outcome
from pipeline.visit_model import Fetch
from pipeline.watch import Source

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_source_visited_while_the_clock_was_ahead_is_due(any_database: Database) -> None:
    visits = {"now": NOW, "ahead": NOW + timedelta(days=1)}
    with any_database.writing() as session:
        for name, at in visits.items():
            source = Source(name, "feed", Channel.BLOG, f"https://{name}.example/")
            session.add(SourceRow(source=source, due=at + timedelta(hours=1)))
            session.add(Fetch(source=name, started=at, finished=at, outcome=Outcome.OK))

    with any_database.writing() as session:
        ahead = find_ahead(session, NOW)
        set_right(session, ahead, NOW)

    with any_database.reading() as session:
        assert ahead == ["ahead"]
        assert [source.name for source in due_sources(session, NOW)] == ["ahead"]
        assert [past.started for past in recent_fetches(session, "ahead")] == [NOW]
        assert find_ahead(session, NOW) == []
