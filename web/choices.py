"""What the filters offer: brands, channels, languages and people."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.model import BrandRow, Person, PostRow
from pipeline.people import list_people
from pipeline.post import Channel

COMMON = ("ru", "en", "uk", "kk", "de", "es", "fr", "it", "pl", "pt", "tr", "zh", "ja", "ar")


@dataclass(frozen=True)
class Choices:
    """What people may choose from."""

    brands: list[BrandRow]
    people: list[Person]
    channels: list[Channel]
    languages: list[str]


def read_choices(session: Session) -> Choices:
    """All choices; languages are those of the latest posts, the common ones first."""
    latest = select(PostRow.__table__.c.language).order_by(PostRow.id.desc()).limit(2000).subquery()
    seen = set(session.scalars(select(latest.c.language).distinct())) - {None}
    order = [code for code in COMMON if code in seen]
    return Choices(
        brands=list(session.scalars(select(BrandRow).order_by(BrandRow.__table__.c.name))),
        people=[person for person in list_people(session) if person.active],
        channels=list(Channel),
        languages=[*order, *sorted(seen - set(order))],
    )
