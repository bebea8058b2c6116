"""Feeds that hubs push to us (WebSub): who was asked, what they sent, and whether to trust it."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from secrets import compare_digest, token_urlsafe

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from pipeline.model import SourceRow
from pipeline.push_model import Push, Subscription

LEASE = timedelta(days=10)  # what a hub is asked for
LONGEST_LEASE = timedelta(days=60)
RENEWED = timedelta(days=2)  # before it ends
RELIED_ON = timedelta(hours=14)  # a lease has to last until the next visit and somewhat longer
ASKED_AGAIN = timedelta(days=1)  # a hub that did not answer
LARGEST = 2 * 1024 * 1024  # bytes of a feed
MOST_WAITING = 20  # feeds of one hub that no crawl has read yet
_DIGESTS = ("sha1", "sha256", "sha384", "sha512")


class Heard(Enum):
    """What became of something a hub sent."""

    UNKNOWN = "unknown"
    IGNORED = "ignored"
    KEPT = "kept"


@dataclass(frozen=True)
class Waiting:
    """A feed that was pushed and waits to be read."""

    id: int
    body: bytes
    content_type: str | None
    received: datetime


def want(
    session: Session, source: str, offer: tuple[str, str] | None, now: datetime
) -> Subscription | None:
    """The subscription that its hub is to be asked for now; None while nothing is to be done.

    `offer` is what the feed said just now: its topic and its hub. None: it said nothing new.
    """
    row = find(session, source)
    if row is None and offer is None:
        return None
    if row is None or (offer and (row.topic, row.hub) != offer):
        topic, hub = offer or ("", "")
        session.execute(delete(Subscription).where(Subscription.source == source))
        row = Subscription(
            source=source,
            topic=topic,
            hub=hub,
            path=token_urlsafe(24),
            secret=token_urlsafe(48),
            asked=now,
            until=None,
            pushed=None,
        )
        session.add(row)
        return row
    lasting = row.until is not None and row.until - now > RENEWED
    if lasting or abs(now - row.asked) < ASKED_AGAIN:  # further ahead: by a wrong clock
        return None
    row.asked = now
    return row


def find(session: Session, source: str) -> Subscription | None:
    """A source's subscription."""
    return session.scalar(select(Subscription).where(Subscription.source == source))


def confirm(session: Session, path: str, mode: str, topic: str, lease: str, now: datetime) -> bool:
    """Whether we want what a hub asks about: only what we asked for ourselves."""
    row = _by_path(session, path)
    if row is None or row.topic != topic:
        return False
    if mode == "denied":
        row.until = row.pushed = None
        return True
    if mode != "subscribe" or (lease and not (lease.isdecimal() and len(lease) < 10)):
        return False
    # PubSubHubbub, which came before WebSub, lets a hub grant what it was asked for without a word.
    granted = timedelta(seconds=int(lease)) if lease else LEASE
    row.until = now + min(granted, LONGEST_LEASE)
    return True


def known(session: Session, path: str) -> bool:
    """Whether this is the end of an address of ours."""
    return _by_path(session, path) is not None


def keep(
    session: Session,
    path: str,
    body: bytes,
    content_type: str | None,
    signature: str,
    now: datetime,
) -> Heard:
    """Keep a feed that its hub signed, and let its source be visited at once."""
    row = _by_path(session, path)
    if row is None:
        return Heard.UNKNOWN
    waiting = select(func.count()).where(Push.subscription_id == row.id)
    full = (session.scalar(waiting) or 0) >= MOST_WAITING
    if full or len(body) > LARGEST or not is_signed(body, row.secret, signature):
        return Heard.IGNORED
    kind = content_type[:200] if content_type else None
    session.add(Push(subscription_id=row.id, received=now, content_type=kind, body=body))
    row.pushed = now
    named = SourceRow.__table__.c.name == row.source
    session.execute(update(SourceRow).where(named).values(due=now))
    return Heard.KEPT


def is_signed(body: bytes, secret: str, signature: str) -> bool:
    """Whether a signature, as "sha256=1f3a...", was made of this body with this secret."""
    method, _, digest = signature.strip().partition("=")
    if method.lower() not in _DIGESTS:
        return False
    made = hmac.new(secret.encode(), body, method.lower()).hexdigest()
    return compare_digest(made.encode(), digest.strip().lower().encode("utf-8", "replace"))


def waiting(session: Session, source: str) -> list[Waiting]:
    """What was pushed for a source and not read yet, oldest first."""
    rows = session.scalars(
        select(Push).join(Subscription).where(Subscription.source == source).order_by(Push.id)
    )
    return [Waiting(row.id, row.body, row.content_type, row.received) for row in rows]


def settle(session: Session, source: str, read: list[int], found: int, now: datetime) -> bool:
    """After a visit: forget what was read of the pushes; True while they spare us visits.

    A visit that had to fetch the feed itself and found something new shows that the hub
    has stopped telling: the source has its own rhythm again until the next push.
    """
    row = find(session, source)
    if row is None:
        return False
    session.execute(delete(Push).where(Push.id.in_(read)))
    if found and not read:
        row.pushed = None
    return row.pushed is not None and row.until is not None and row.until - now > RELIED_ON


def leave(session: Session, source: str) -> None:
    """Forget a source's subscription: what its hub pushes is of another place."""
    row = find(session, source)
    if row is not None:
        session.execute(delete(Push).where(Push.subscription_id == row.id))
        session.delete(row)


def _by_path(session: Session, path: str) -> Subscription | None:
    """A subscription of a source that is watched; nobody reads what is pushed for others."""
    if not path.isprintable():  # a database refuses what no address of ours holds
        return None
    sources = SourceRow.__table__.c
    watched = exists().where(sources.name == Subscription.source, sources.enabled)
    return session.scalar(select(Subscription).where(Subscription.path == path, watched))
