"""What is let go in time, and what stays."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from pipeline import intake, retention
from pipeline.database import Database
from pipeline.model import BrandRow, Outcome, PostRow, SourceRow
from pipeline.post import Channel, Post
from pipeline.settings import Settings
from pipeline.visit_model import Fetch, PageState
from pipeline.watch import Brand, Source

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def visit(source: str, days: int) -> Fetch:
    return Fetch(source=source, started=ago(days), finished=ago(days), outcome=Outcome.OK)


def page(source: str, name: str, visited: int, again: datetime | None = None) -> PageState:
    at = ago(visited)
    return PageState(source=source, url=name, first=at, visited=at, again=again)


def test_what_is_old_is_let_go_once_a_day(any_database: Database, settings: Settings) -> None:
    settings.data.mkdir(parents=True, exist_ok=True)
    posts = [
        (Post("news", Channel.NEWS, f"https://a.example/{text}/{days}", text), days)
        for text in ("Acme leaks", "Nothing")
        for days in (400, 399, 10)
    ]
    with any_database.writing() as session:
        session.add(SourceRow(source=Source("news", "feed", Channel.NEWS, "https://a.example")))
        session.add(SourceRow(source=Source("old", "feed", Channel.NEWS, "https://b.example")))
        session.add_all(visit("news", days) for days in (200, 100, 1))
        session.add_all([visit("old", 300), visit("old", 200), visit("removed", 100)])
        session.add_all([page("news", "kept", 10), page("news", "later", 900, NOW)])
        session.add_all([page("news", "left", 900), page("removed", "gone", 1)])
        session.add(BrandRow(brand=Brand("Acme", "Acme")))
        session.flush()
        matcher = intake.matcher(session)
        for post, days in posts:
            intake.receive(session, post, matcher, ago(days))

    retention.let_go_daily(any_database, settings, NOW)

    with any_database.writing() as session:
        visits = [(row.source, (NOW - row.started).days) for row in session.scalars(select(Fetch))]
        assert sorted(visits) == [("news", 1), ("old", 200)]
        assert sorted(session.scalars(select(PageState.url))) == ["kept", "later"]
        left = [row.post.url.rpartition(".example/")[2] for row in session.scalars(select(PostRow))]
        named = ["Acme leaks/10", "Acme leaks/399", "Acme leaks/400"]
        assert sorted(left) == [*named, "Nothing/10"]
        session.add(visit("news", 150))

    retention.let_go_daily(any_database, settings, NOW)
    with any_database.reading() as session:
        assert len(session.scalars(select(Fetch)).all()) == 3

    retention.let_go_daily(any_database, settings, NOW + timedelta(days=1))
    with any_database.reading() as session:
        assert len(session.scalars(select(Fetch)).all()) == 2
