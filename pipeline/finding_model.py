"""The tables of finding: what is noise, what texts are like, themes, what dismissals taught."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pipeline.base import Base, add_only
from pipeline.model import BrandRow, Mention
from pipeline.noise import Noise
from pipeline.people_model import Person


class NoiseDecision(Base):
    """What a person said of a mention: noise of this sort, or none; the latest one holds."""

    __tablename__ = "noise_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    before: Mapped[Noise]
    after: Mapped[Noise]

    person: Mapped[Person] = relationship()


class Theme(Base):
    """A reason for complaint: one the judge knows, or one that was found among complaints.

    One the judge knows has a row from the day somebody changes it.
    """

    __tablename__ = "themes"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # "delivery", or "found:12"
    name: Mapped[str | None]  # as people call it
    words: Mapped[list[str]] = mapped_column(default=list)  # which set it apart when it was found
    help_url: Mapped[str | None]  # the page that helps people with it
    into_id: Mapped[int | None] = mapped_column(ForeignKey("themes.id"))  # merged into
    judge: Mapped[str | None]  # whose vectors the middle is of
    middle: Mapped[bytes | None]  # the mean of its complaints' vectors; None: known to the judge
    size: Mapped[int] = mapped_column(default=0)  # how many complaints the mean is of
    seen: Mapped[datetime]  # when it was found or first changed

    into: Mapped["Theme | None"] = relationship(remote_side="Theme.id")
    changes: Mapped[list["ThemeChange"]] = relationship(
        back_populates="theme", order_by="ThemeChange.id"
    )


class ThemeChange(Base):
    """One change of a theme by a person; only ever added to."""

    __tablename__ = "theme_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("themes.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    what: Mapped[str]  # the name of a column of Theme
    before: Mapped[str | None]
    after: Mapped[str | None]

    theme: Mapped[Theme] = relationship(back_populates="changes")
    person: Mapped[Person] = relationship()


class MentionVector(Base):
    """Where a judge sees a complaint among others; only vectors of one judge compare."""

    __tablename__ = "mention_vectors"

    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"), primary_key=True)
    judge: Mapped[str]
    vector: Mapped[bytes]  # one signed byte for each dimension
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("themes.id"), index=True)

    mention: Mapped[Mention] = relationship()
    theme: Mapped[Theme | None] = relationship()


class Relevance(Base):
    """What the dismissals of a brand's tasks taught; pipeline.relevance reads it."""

    __tablename__ = "relevance"

    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), primary_key=True)
    learnt: Mapped[datetime]
    decisions: Mapped[int]  # closed tasks there were then; it is learnt from the latest
    content: Mapped[dict[str, Any]] = mapped_column(JSON)

    brand: Mapped[BrandRow] = relationship()


add_only(NoiseDecision, ThemeChange)
