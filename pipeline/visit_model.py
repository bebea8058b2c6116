"""The tables of visits: how each ended, what a day brought, what a page told."""

from dataclasses import fields
from datetime import date, datetime

from sqlalchemy import JSON, Index, false
from sqlalchemy.orm import Mapped, composite, mapped_column

from pipeline.base import Base
from pipeline.filled import Filled
from pipeline.states import Outcome


class Fetch(Base):
    """One visit to a source; health, back-off and coverage read only these."""

    __tablename__ = "fetches"
    __table_args__ = (Index("fetches_by_source", "source", "started"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    started: Mapped[datetime]
    finished: Mapped[datetime]
    outcome: Mapped[Outcome]
    pages: Mapped[int] = mapped_column(default=0)
    posts_seen: Mapped[int] = mapped_column(default=0)
    posts_new: Mapped[int] = mapped_column(default=0)
    mentions_new: Mapped[int] = mapped_column(default=0)
    weight: Mapped[float] = mapped_column(default=0.0)  # of a failure, toward the back-off
    error: Mapped[str | None]
    # A failure of what we read, not of getting it: the page no longer looks like itself.
    changed: Mapped[bool] = mapped_column(default=False, server_default=false())
    filled: Mapped[Filled] = composite(
        *(mapped_column(f.name, default=0, server_default="0") for f in fields(Filled))
    )


class LedgerDay(Base):
    """One source on one day (UTC): what was expected, fetched, parsed and matched."""

    __tablename__ = "ledger"
    __table_args__ = (Index("ledger_by_day", "day"),)

    source: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    expected: Mapped[float] = mapped_column(default=0.0)  # visits, by the source's own rhythm
    visits: Mapped[int] = mapped_column(default=0)
    good: Mapped[int] = mapped_column(default=0)  # visits that did not fail
    pages: Mapped[int] = mapped_column(default=0)
    posts_new: Mapped[int] = mapped_column(default=0)
    mentions_new: Mapped[int] = mapped_column(default=0)
    reread: Mapped[int] = mapped_column(default=0)  # kept pages of this day read well afterwards
    # What walks into the past brought on this day; none of it is counted above.
    past_posts: Mapped[int] = mapped_column(default=0, server_default="0")
    past_mentions: Mapped[int] = mapped_column(default=0, server_default="0")
    hours: Mapped[list[int]] = mapped_column(JSON, default=lambda: [0] * 24)  # new posts; rhythm
    last_good: Mapped[datetime | None]
    last_new: Mapped[datetime | None]
    filled: Mapped[Filled] = composite(*(mapped_column(f.name, default=0) for f in fields(Filled)))


class PageState(Base):
    """What a source's page told us at the last visit, so that the next one asks for less."""

    __tablename__ = "page_states"
    __table_args__ = (Index("page_states_by_again", "source", "again"),)

    source: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    first: Mapped[datetime]  # when it was read for the first time
    visited: Mapped[datetime]
    etag: Mapped[str | None]
    modified: Mapped[str | None]  # the server's Last-Modified, as sent
    resume: Mapped[str | None]  # the page of this chain where the next visit begins
    brought: Mapped[datetime | None]  # when the newest of its posts was written, as far as known
    again: Mapped[datetime | None]  # when it is worth another look; None: never
    missed: Mapped[datetime | None]  # since when it is not to be had: deleted, or behind a login
    shown: Mapped[bytes | None]  # marks of the posts it showed, see crawlers/shown.py
