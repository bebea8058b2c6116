"""The tables of WebSub: which hubs were asked to tell of news, and what they told."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pipeline.base import Base


class Subscription(Base):
    """A hub asked to push what is new in a source's feed."""

    __tablename__ = "subscriptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(unique=True)
    topic: Mapped[str]  # the feed's address by its own words
    hub: Mapped[str]
    path: Mapped[str] = mapped_column(unique=True)  # the end of our address, which nobody guesses
    secret: Mapped[str]  # what pushes are signed with
    asked: Mapped[datetime]  # when the hub was last asked
    until: Mapped[datetime | None]  # how long it has promised to push; None: not confirmed
    pushed: Mapped[datetime | None]  # when it last did


class Push(Base):
    """A feed that a hub sent, until the next crawl reads it."""

    __tablename__ = "pushes"

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(
        ForeignKey("subscriptions.id", ondelete="CASCADE"), index=True
    )
    received: Mapped[datetime]
    content_type: Mapped[str | None]
    body: Mapped[bytes] = mapped_column(LargeBinary)

    subscription: Mapped[Subscription] = relationship()
