"""What is let go in time, and what stays."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from pipeline import intake, retention
from pipeline.alert_model import Alert, Delivery
from pipeline.database import Database
from pipeline.finding_model import MentionVector, Theme
from pipeline.model import BrandRow, Incident, Mention, PostRow, SourceRow
from pipeline.post import Channel, Post
from pipeline.settings import Settings
from pipeline.states import Outcome
from pipeline.task_model import Task
from pipeline.team_model import AuditEntry
from pipeline.telegram_model import TelegramSaying
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


def mention(brand: BrandRow, name: str, days: int, incident: Incident | None = None) -> Mention:
    url = f"https://a.example/{name}"
    post = Post("news", Channel.NEWS, url, name)
    row = PostRow(key=url, post=post, found=ago(days))
    return Mention(brand=brand, post=row, found=ago(days), incident=incident)


def delivery(key: str, days: int, **state: object) -> Delivery:
    at = {"sent": ago(days)} if not state else {}
    facts = {"rule": "r", "notifier": "n", "title": "t", "body": "b"}
    return Delivery(key=key, created=ago(days), **facts, **at, **state)


def test_what_was_told_is_let_go_but_for_what_would_ring_twice(
    any_database: Database, settings: Settings
) -> None:
    with any_database.writing() as session:
        brand = BrandRow(brand=Brand("Acme", "Acme"))
        session.add(brand)
        session.flush()
        over, on = (Incident(brand_id=brand.id, key=key, opened=ago(900)) for key in ("a", "b"))
        session.add_all([over, on])
        told = [mention(brand, "over", 900, over), mention(brand, "on", 900, on)]
        session.add_all([*told, mention(brand, "today", 0, on)])
        session.flush()
        keys = ["queue||1", f"spread|{over.id}|5", f"spread|{on.id}|5"]
        session.add_all(Alert(rule="r", key=key, at=ago(800), level=1) for key in keys)
        session.add(Alert(rule="r", key="queue||2", at=ago(10), level=1))
        session.add_all(
            Alert(
                rule="r",
                key=f"mention-{one.post.post.text}",
                at=ago(800),
                level=1,
                mention_id=one.id,
            )
            for one in told
        )
        session.add_all([delivery("sent", 800), delivery("late", 800, attempts=0)])
        session.add_all([delivery("again", 800, attempts=2, retry_at=NOW), delivery("new", 10)])
        session.add(delivery("given up", 800, attempts=10))

    retention.let_go(any_database, settings, NOW)

    with any_database.reading() as session:
        left = sorted(session.scalars(select(Alert.key)))
        assert left == ["mention-on", "queue||2", f"spread|{on.id}|5"]
        assert sorted(session.scalars(select(Delivery.key))) == ["again", "late", "new"]


def test_audit_and_vectors_are_let_go_by_their_own_age(
    any_database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "USUAL", 1)
    with any_database.writing() as session:
        session.add_all(
            AuditEntry(at=ago(days), thing="rule", name=str(days), what="added")
            for days in (2_000, 1_000)
        )
        brand = BrandRow(brand=Brand("Acme", "Acme"))
        theme = Theme(key="found:1", seen=ago(900))
        session.add_all([brand, theme])
        session.flush()
        waits = Incident(brand_id=brand.id, key="a", opened=ago(900))
        mentions = {
            name: mention(brand, name, days, incident)
            for name, days, incident in [
                ("old", 400, None),
                ("of a theme", 400, None),
                ("of a task", 400, waits),
                ("young", 30, None),
                ("the latest", 400, None),
            ]
        }
        session.add_all([waits, *mentions.values()])
        session.flush()
        session.add(Task(incident=waits, mention=mentions["of a task"], opened=ago(400)))
        session.add_all(
            MentionVector(
                mention=one, judge="j", vector=b"1", theme=theme if "theme" in name else None
            )
            for name, one in mentions.items()
        )

    retention.let_go(any_database, settings, NOW)

    with any_database.reading() as session:
        entries = select(AuditEntry.name).where(AuditEntry.thing == "rule")
        assert list(session.scalars(entries)) == ["1000"]
        left = [row.mention.post.post.text for row in session.scalars(select(MentionVector))]
        assert sorted(left) == ["of a task", "of a theme", "the latest", "young"]


def test_what_a_bot_that_was_taken_away_had_to_say_is_let_go(
    database: Database, settings: Settings
) -> None:
    with database.writing() as session:
        for made in (ago(3), NOW):
            told = {"chat_id": 1, "text": "№1"}
            session.add(TelegramSaying(chat=1, method="sendMessage", parameters=told, made=made))

    retention.let_go(database, settings, NOW)

    with database.reading() as session:
        assert session.scalars(select(TelegramSaying.made)).all() == [NOW]
