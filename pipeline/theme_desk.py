"""What people do with themes: name them, merge them, say which page helps; all kept, all undone."""

from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from classifier.heads import THEMES
from pipeline.errors import OtklikError
from pipeline.finding_model import MentionVector, Theme, ThemeChange
from pipeline.model import Mention
from pipeline.people_model import Person

LONGEST_NAME = 80


def find_theme(session: Session, key: str) -> Theme | None:
    """The theme's row, if it has one yet."""
    return session.scalars(select(Theme).where(Theme.key == key)).one_or_none()


def list_themes(session: Session) -> list[Theme]:
    """Every theme that has a row."""
    return list(session.scalars(select(Theme).order_by(Theme.id)))


def is_theme(session: Session, key: str) -> bool:
    """Whether there is such a theme."""
    return key in THEMES or find_theme(session, key) is not None


def found_theme(session: Session, mention: Mention) -> str | None:
    """The theme that was found for a mention, besides the one the judge gave it."""
    vector = MentionVector.__table__.c
    asked = select(Theme.key).join(MentionVector, vector.theme_id == Theme.id)
    return session.scalar(asked.where(vector.mention_id == mention.id))


def rename(session: Session, key: str, name: str, person: Person, now: datetime) -> None:
    """Call a theme otherwise; nothing gives it its own name back."""
    said = " ".join(name.replace("\x00", "").split())
    if len(said) > LONGEST_NAME:
        raise OtklikError(
            "a theme's name must not be longer than %(most)s characters; shorten it",
            most=LONGEST_NAME,
        ).at("name")
    _set(session, _row(session, key, now), "name", said or None, person, now)


def set_help(session: Session, key: str, url: str, person: Person, now: datetime) -> None:
    """Say which page helps people with a theme; nothing takes it away."""
    given = url.strip()
    try:
        parts = urlsplit(given)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    if given and not good:
        raise OtklikError(
            '"%(given)s" is no web address; it begins with https:// or http://', given=given[:80]
        ).at("url")
    _set(session, _row(session, key, now), "help_url", given or None, person, now)


def merge(session: Session, key: str, into: str, person: Person, now: datetime) -> None:
    """Count a theme's complaints with another one's from now on; its own stay known."""
    theme, other = _row(session, key, now), _row(session, into, now)
    if theme is other or other.into is not None:
        raise OtklikError(
            "a theme is merged into another one that stands by itself; choose another"
        )
    parts = session.scalars(select(Theme.key).where(Theme.into_id == theme.id)).all()
    if parts:
        raise OtklikError(
            "other themes were merged into this one; take them apart first: %(parts)s",
            parts=", ".join(parts),
        )
    _set(session, theme, "into_id", other.id, person, now)


def unmerge(session: Session, key: str, person: Person, now: datetime) -> None:
    """Let a theme stand by itself again."""
    _set(session, _row(session, key, now), "into_id", None, person, now)


def _row(session: Session, key: str, now: datetime) -> Theme:
    theme = find_theme(session, key)
    if theme is None:
        if key not in THEMES:
            raise OtklikError('there is no theme "%(key)s"; see the page of themes', key=key)
        theme = Theme(key=key, words=[], size=0, seen=now)
        session.add(theme)
        session.flush()
    return theme


def _set(
    session: Session,
    theme: Theme,
    what: str,
    after: str | int | None,
    person: Person,
    now: datetime,
) -> None:
    before = getattr(theme, what)
    if before == after:
        return
    setattr(theme, what, after)
    shown = [None if value is None else str(value) for value in (before, after)]
    session.add(
        ThemeChange(theme=theme, at=now, person=person, what=what, before=shown[0], after=shown[1])
    )
    session.flush()
    session.refresh(theme)
