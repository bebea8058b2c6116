"""The table of erasures: whose words were erased, without saying who that was."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pipeline.base import Base
from pipeline.people_model import Person


class Erasure(Base):
    """An author of a source whose posts were erased; what they said until then stays away."""

    __tablename__ = "erasures"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    mark: Mapped[str] = mapped_column(index=True)  # pipeline.erased says what makes it
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # None: a command
    posts: Mapped[int]
    pages_gone: Mapped[datetime | None]  # when the pages kept of the source were deleted

    person: Mapped[Person | None] = relationship()
