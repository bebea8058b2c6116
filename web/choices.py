"""What pages offer and name on every visit, and what changes rarely: read once for many pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import store
from pipeline.database import Database
from pipeline.model import BrandRow, PostRow
from pipeline.people import list_people
from pipeline.people_model import Person
from pipeline.post import Channel
from pipeline.states import MAY_ANSWER
from pipeline.team_model import SavedView
from pipeline.theme_names import ThemeNames, read_theme_names
from pipeline.views import every_view

COMMON = ("ru", "en", "uk", "kk", "de", "es", "fr", "it", "pl", "pt", "tr", "zh", "ja", "ar")
KEPT = 5.0  # seconds; what another process changes is seen after them


@dataclass(frozen=True)
class Choices:
    """What people may choose from; rows of no session any more, with their columns alone."""

    brands: Sequence[BrandRow]
    everybody: Sequence[Person]
    views: Sequence[SavedView]  # of all people
    languages: Sequence[str]
    themes: ThemeNames
    channels: Sequence[Channel] = tuple(Channel)

    @property
    def people(self) -> list[Person]:
        """Those who work in the desk now."""
        return [person for person in self.everybody if person.active]

    @property
    def answerers(self) -> list[Person]:
        """Those of them who can be given a task."""
        return [person for person in self.people if person.role in MAY_ANSWER]


def read_choices(session: Session) -> Choices:
    """All choices; languages are those of the latest posts, the common ones first."""
    latest = select(PostRow.__table__.c.language).order_by(PostRow.id.desc()).limit(2000).subquery()
    seen = set(session.scalars(select(latest.c.language).distinct())) - {None}
    order = [code for code in COMMON if code in seen]
    return Choices(
        brands=store.brands(session),
        everybody=list_people(session),
        views=every_view(session),
        languages=[*order, *sorted(seen - set(order))],
        themes=read_theme_names(session),
    )


class KeptChoices:
    """The choices as they were read last; read anew after any change of this process.

    Nothing that decides who may do what is kept: the person who asks is read on every visit.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: tuple[int, float, Choices] | None = None

    def read(self, session: Session) -> Choices:
        """The choices as a session sees them; one that writes sees its own changes."""
        if session.get_bind() is not self._database.engine:
            return read_choices(session)
        # Told before anything is read: what is written meanwhile is then read once more.
        commits, now = self._database.commits, monotonic()
        kept = self._kept
        if kept is None or kept[0] != commits or now - kept[1] > KEPT:
            with self._database.reading() as fresh:
                kept = self._kept = (commits, now, read_choices(fresh))
        return kept[2]
