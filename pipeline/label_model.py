"""The tables of blind labelling: what was drawn, and what people said without seeing a verdict."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from classifier.verdict import Sentiment
from pipeline.base import Base
from pipeline.columns import EnumText
from pipeline.model import BrandRow, Mention
from pipeline.people_model import Person


class Answer(StrEnum):
    """What a labeller says of a text."""

    COMPLAINT = "complaint"
    OTHER = "other"  # no complaint
    UNSURE = "unsure"
    SKIPPED = "skipped"


class LabelSample(Base):
    """Mentions of one brand and week, drawn to be labelled without the verdict."""

    __tablename__ = "label_samples"
    __table_args__ = (UniqueConstraint("brand_id", "week"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"))
    week: Mapped[str]  # its Monday, as 2026-11-16
    drawn: Mapped[datetime]
    drawn_from: Mapped[list[Any]] = mapped_column(JSON)  # [channel, language, flagged, others]
    corrects: Mapped[bool] = mapped_column(default=False)  # labels become verdicts of a person

    brand: Mapped[BrandRow] = relationship()
    items: Mapped[list["LabelItem"]] = relationship(
        back_populates="sample", order_by="LabelItem.place"
    )


class LabelItem(Base):
    """A mention in a sample, and whether the judge had flagged it when it was drawn."""

    __tablename__ = "label_items"
    __table_args__ = (UniqueConstraint("sample_id", "mention_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("label_samples.id"))
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"), index=True)
    place: Mapped[int]
    flagged: Mapped[bool]
    shared: Mapped[bool]  # two people label it, so that their agreement can be seen

    sample: Mapped[LabelSample] = relationship(back_populates="items")
    mention: Mapped[Mention] = relationship()
    labels: Mapped[list["LabelRow"]] = relationship(back_populates="item", order_by="LabelRow.id")


class LabelRow(Base):
    """What one person said of one item."""

    __tablename__ = "labels"
    __table_args__ = (UniqueConstraint("item_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("label_items.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    answer: Mapped[Answer] = mapped_column(EnumText(Answer))
    sentiment: Mapped[Sentiment | None]
    given: Mapped[datetime]
    settles: Mapped[bool] = mapped_column(default=False)  # a third look that ends a disagreement

    item: Mapped[LabelItem] = relationship(back_populates="labels")
    person: Mapped[Person] = relationship()
