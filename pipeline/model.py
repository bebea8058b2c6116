"""Tables of what is watched and found: brands, sources, rules, posts, mentions, assessments."""

from dataclasses import fields
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from classifier.verdict import Act, Sentiment, Verdict
from pipeline.base import Base, add_only
from pipeline.noise import Noise
from pipeline.people_model import Person
from pipeline.post import Post
from pipeline.watch import Brand, Rule, Source

NOISY = text("noise <> 'none'")
THEMED = text("theme IS NOT NULL")
REPEATED = text("original IS NOT NULL")
ERASED = text("erased IS NOT NULL")

# What columns hold in brands that were stored before there was such a thing.
BRAND_DEFAULTS = {"own_accounts": "[]", "tone": "{}"}


class BrandRow(Base):
    """A brand as stored."""

    __tablename__ = "brands"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand: Mapped[Brand] = composite(
        mapped_column("name", unique=True),
        *(
            mapped_column(f.name, server_default=BRAND_DEFAULTS.get(f.name))
            for f in fields(Brand)[1:]
        ),
    )


class SourceRow(Base):
    """A source as stored, and when it is due again."""

    __tablename__ = "sources"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[Source] = composite(
        mapped_column("name", unique=True), *(mapped_column(f.name) for f in fields(Source)[1:])
    )
    due: Mapped[datetime | None]  # None: never visited, due at once


class RuleRow(Base):
    """A rule as stored."""

    __tablename__ = "rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[Rule] = composite(
        mapped_column("name", unique=True), *(mapped_column(f.name) for f in fields(Rule)[1:])
    )
    since: Mapped[datetime]  # a rule speaks of what came after it was made


class PostRow(Base):
    """A post as stored; kept for a while even without a brand, so that a query can be tried."""

    __tablename__ = "posts"
    __table_args__ = (
        Index("posts_by_thread", "thread"),
        Index("posts_by_found", "found"),
        Index("posts_by_author", "author", "published"),
        Index("posts_by_edited", "edited"),
        # Few repeat another: without it, asking who did reads all posts there are.
        Index("posts_by_original", "original", sqlite_where=REPEATED, postgresql_where=REPEATED),
        Index("posts_by_erased", "erased", sqlite_where=ERASED, postgresql_where=ERASED),
        # What lists are filtered by, each in the order in which they show the posts.
        Index("posts_by_source", "source", "id"),
        Index("posts_by_channel", "channel", "id"),
        Index("posts_by_language", "language", "id"),
        Index("posts_by_published", "published"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # pipeline.dedup says what makes it
    post: Mapped[Post] = composite(*(mapped_column(f.name) for f in fields(Post)))
    found: Mapped[datetime]
    backfill: Mapped[bool] = mapped_column(default=False)  # history: opens no task, rings no alarm
    edited: Mapped[datetime | None]  # when its author was last seen to have changed it
    edited_text: Mapped[str | None]  # what it says now or in full; post.text stays as found
    deleted: Mapped[datetime | None]  # since when we know that its source shows it no more
    missing: Mapped[datetime | None]  # since when its page does not show it: it may be deleted
    stars_now: Mapped[float | None]  # when its author changed them; post.stars stays as found
    stars_changed: Mapped[datetime | None]
    erased: Mapped[datetime | None]  # since when it says no more who spoke, what and where

    @property
    def latest_text(self) -> str:
        """What the post says as far as we know."""
        return self.edited_text or self.post.text

    @property
    def latest_stars(self) -> float | None:
        """How many stars its author gives as far as we know."""
        return self.post.stars if self.stars_now is None else self.stars_now


class Incident(Base):
    """Mentions about one event; has at most one task."""

    __tablename__ = "incidents"
    __table_args__ = (UniqueConstraint("brand_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"))
    key: Mapped[str]  # what its mentions share
    opened: Mapped[datetime]

    mentions: Mapped[list["Mention"]] = relationship(back_populates="incident")


class IncidentBand(Base):
    """A mark of an incident's text by which nearly the same texts find it."""

    __tablename__ = "incident_bands"
    __table_args__ = (Index("incident_bands_by_band", "band"),)

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    band: Mapped[str] = mapped_column(primary_key=True)


class Mention(Base):
    """A post that names one brand, with the verdict that holds now."""

    __tablename__ = "mentions"
    __table_args__ = (
        UniqueConstraint("brand_id", "post_id"),
        Index("mentions_by_found", "found"),
        Index("mentions_by_brand", "brand_id", "found"),
        Index("mentions_by_incident", "incident_id"),
        Index("mentions_by_post", "post_id"),
        Index("mentions_by_judge", "judge"),
        Index("mentions_to_follow_up", "followed_up", "judge"),
        # In the order of lists; few mentions have a theme.
        Index(
            "mentions_by_theme", "theme", "post_id", sqlite_where=THEMED, postgresql_where=THEMED
        ),
        # Few are noise; an index of all would tempt a planner to look for those that are none.
        Index("mentions_noise", "noise", sqlite_where=NOISY, postgresql_where=NOISY),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    found: Mapped[datetime]
    backfill: Mapped[bool] = mapped_column(default=False)  # said before we watched for it
    followed_up: Mapped[bool] = mapped_column(default=False)  # a task was opened or is not needed
    judge: Mapped[str | None]  # who gave the verdict that holds; None: not judged yet
    sentiment: Mapped[Sentiment | None]
    p_negative: Mapped[float | None]
    p_complaint: Mapped[float | None]
    complaint: Mapped[bool | None]
    act: Mapped[Act | None]
    theme: Mapped[str | None]
    severity: Mapped[int | None]
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incidents.id"))
    joined: Mapped[str | None]  # why it belongs to the incident; None: it is the first of it
    noise: Mapped[Noise] = mapped_column(default=Noise.NONE, server_default=Noise.NONE)
    noise_why: Mapped[str | None]  # the rule and what set it off; None: a person said so, or none

    brand: Mapped[BrandRow] = relationship()
    post: Mapped[PostRow] = relationship()
    incident: Mapped[Incident | None] = relationship(back_populates="mentions")
    assessments: Mapped[list["Assessment"]] = relationship(
        back_populates="mention", order_by="Assessment.id"
    )


class Assessment(Base):
    """A verdict on a mention and who gave it; never changed, only followed by another."""

    __tablename__ = "assessments"
    __table_args__ = (
        Index("assessments_by_mention", "mention_id", "id"),
        Index(
            "assessments_by_person",
            "person_id",
            "given",
            sqlite_where=text("person_id IS NOT NULL"),
            postgresql_where=text("person_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"))
    verdict: Mapped[Verdict] = composite(*(mapped_column(f.name) for f in fields(Verdict)))
    judge: Mapped[str]  # a model with its version, or "person"
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    given: Mapped[datetime]

    mention: Mapped[Mention] = relationship(back_populates="assessments")
    person: Mapped[Person | None] = relationship()


add_only(Assessment)
