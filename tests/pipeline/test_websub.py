"""Subscriptions with hubs: asked once, renewed, confirmed only when meant, pushes signed."""

import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline import websub
from pipeline.database import Database
from pipeline.model import SourceRow
from pipeline.post import Channel
from pipeline.push_model import Push, Subscription
from pipeline.watch import Source, Watch
from pipeline.watching import apply
from pipeline.websub import LARGEST, MOST_WAITING, Heard

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
OFFER = ("https://blog.example/feed", "https://hub.example/")


def sign(secret: str, body: bytes, method: str = "sha256") -> str:
    return f"{method}={hmac.new(secret.encode(), body, method).hexdigest()}"


def subscribe(session: Session, now: datetime = NOW) -> Subscription:
    source = Source("blog", "feed", Channel.BLOG, OFFER[0])
    session.add(SourceRow(source=source, due=NOW + DAY))
    row = websub.want(session, "blog", OFFER, now)
    assert row
    session.flush()
    return row


def test_a_hub_is_asked_once_and_again_when_it_does_not_answer(any_database: Database) -> None:
    with any_database.writing() as session:
        assert websub.want(session, "blog", None, NOW) is None
        first = subscribe(session)
        assert len(first.path) >= 32
        assert len(first.secret) >= 32

        assert websub.want(session, "blog", OFFER, NOW + timedelta(hours=23)) is None
        assert websub.want(session, "blog", OFFER, NOW + DAY) is first


def test_a_subscription_is_renewed_before_it_ends_even_when_the_feed_says_nothing(
    any_database: Database,
) -> None:
    with any_database.writing() as session:
        row = subscribe(session)
        assert websub.confirm(session, row.path, "subscribe", OFFER[0], "864000", NOW)
        assert row.until == NOW + 10 * DAY

        assert websub.want(session, "blog", None, NOW + 7 * DAY) is None
        assert websub.want(session, "blog", None, NOW + 8 * DAY) is row


def test_another_hub_is_another_subscription(any_database: Database) -> None:
    with any_database.writing() as session:
        old = subscribe(session).path

        row = websub.want(session, "blog", (OFFER[0], "https://other.example/"), NOW)

        assert row
        assert row.path != old
        assert not websub.known(session, old)


@pytest.mark.parametrize(
    ("mode", "topic", "lease", "ours"),
    [
        ("subscribe", OFFER[0], "3600", True),
        ("subscribe", "https://blog.example/other", "3600", False),
        ("unsubscribe", OFFER[0], "3600", False),
        ("subscribe", OFFER[0], "soon", False),
        ("subscribe", OFFER[0], "", True),
        ("subscribe", OFFER[0], "9" * 30, False),
        ("denied", OFFER[0], "", True),
    ],
)
def test_only_what_we_asked_for_is_confirmed(
    any_database: Database, mode: str, topic: str, lease: str, ours: bool
) -> None:
    with any_database.writing() as session:
        row = subscribe(session)

        assert websub.confirm(session, row.path, mode, topic, lease, NOW) is ours
        assert (row.until is not None) is (ours and mode == "subscribe")
        assert not websub.confirm(session, "guessed", mode, topic, lease, NOW)


def test_a_signed_push_waits_and_makes_its_source_due(any_database: Database) -> None:
    with any_database.writing() as session:
        row = subscribe(session)

        kept = websub.keep(
            session, row.path, b"<rss/>", "text/xml", sign(row.secret, b"<rss/>"), NOW
        )

        assert kept is Heard.KEPT
        assert session.scalar(select(SourceRow.__table__.c.due)) == NOW
        one = websub.waiting(session, "blog")[0]
        assert (one.body, one.content_type, one.received) == (b"<rss/>", "text/xml", NOW)


def test_a_source_that_left_is_pushed_nothing(any_database: Database) -> None:
    with any_database.writing() as session:
        row = subscribe(session)
        path, signed = row.path, sign(row.secret, b"<rss/>")
        websub.keep(session, path, b"<rss/>", None, signed, NOW)
        (source,) = session.scalars(select(SourceRow))

        source.source = replace(source.source, enabled=False)
        session.flush()
        assert websub.keep(session, path, b"<rss/>", None, signed, NOW) is Heard.UNKNOWN
        assert not websub.confirm(session, path, "subscribe", OFFER[0], "864000", NOW)

        moved = replace(source.source, url="https://other.example/feed", enabled=True)
        list(apply(session, Watch(sources=(moved,)), NOW))
        session.flush()
        assert not websub.known(session, path)
        assert websub.waiting(session, "blog") == []


def test_a_short_lease_spares_no_visits(any_database: Database) -> None:
    with any_database.writing() as session:
        row = subscribe(session)
        websub.confirm(session, row.path, "subscribe", OFFER[0], "3600", NOW)
        websub.keep(session, row.path, b"x", None, sign(row.secret, b"x"), NOW)
        read = [one.id for one in websub.waiting(session, "blog")]

        assert not websub.settle(session, "blog", read, 1, NOW)
        assert websub.want(session, "blog", None, NOW + DAY) is row


def test_a_denied_renewal_is_asked_for_again(any_database: Database) -> None:
    with any_database.writing() as session:
        row = subscribe(session)
        websub.confirm(session, row.path, "subscribe", OFFER[0], "864000", NOW)
        websub.keep(session, row.path, b"x", None, sign(row.secret, b"x"), NOW)
        assert websub.want(session, "blog", None, NOW + 8 * DAY) is row

        assert websub.confirm(session, row.path, "denied", OFFER[0], "", NOW + 8 * DAY)

        assert not websub.settle(session, "blog", [], 0, NOW + 8 * DAY)  # its own rhythm
        assert websub.want(session, "blog", None, NOW + 8.5 * DAY) is None
        assert websub.want(session, "blog", None, NOW + 9 * DAY) is row


def test_what_is_not_signed_is_ignored(any_database: Database) -> None:
    with any_database.writing() as session:
        row = subscribe(session)
        body, secret = b"<rss/>", row.secret
        wrong = [
            "",
            "sha256=",
            "sha256=00",
            sign("other", body),
            sign(secret, b"x"),
            "md5=0",
            "é=é",
        ]

        heard = {websub.keep(session, row.path, body, None, one, NOW) for one in wrong}

        assert heard == {Heard.IGNORED}
        assert websub.keep(session, "guessed", body, None, sign(secret, body), NOW) is Heard.UNKNOWN
        assert websub.waiting(session, "blog") == []
        assert (
            websub.keep(session, row.path, body, None, sign(secret, body, "sha512"), NOW)
            is Heard.KEPT
        )


def test_a_hub_cannot_fill_the_database(any_database: Database) -> None:
    with any_database.writing() as session:
        row = subscribe(session)
        large = b"x" * (LARGEST + 1)
        assert (
            websub.keep(session, row.path, large, None, sign(row.secret, large), NOW)
            is Heard.IGNORED
        )

        for _ in range(MOST_WAITING + 5):
            websub.keep(session, row.path, b"x", None, sign(row.secret, b"x"), NOW)

        assert session.scalar(select(func.count()).select_from(Push)) == MOST_WAITING


def test_pushes_spare_visits_until_one_finds_what_was_not_pushed(any_database: Database) -> None:
    with any_database.writing() as session:
        row = subscribe(session)
        assert not websub.settle(session, "blog", [], 3, NOW)
        websub.confirm(session, row.path, "subscribe", OFFER[0], "864000", NOW)
        websub.keep(session, row.path, b"x", None, sign(row.secret, b"x"), NOW)
        read = [one.id for one in websub.waiting(session, "blog")]

        assert websub.settle(session, "blog", read, 1, NOW)
        assert websub.waiting(session, "blog") == []
        assert websub.settle(session, "blog", [], 0, NOW + DAY)
        assert not websub.settle(session, "blog", [], 0, NOW + 11 * DAY)  # the lease is over
        assert not websub.settle(session, "blog", [], 2, NOW + DAY)
        assert not websub.settle(session, "blog", [], 0, NOW + DAY)
        assert not websub.settle(session, "other", [], 0, NOW)
