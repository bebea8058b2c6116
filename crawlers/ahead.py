"""Visits of a time to come, left by a clock that was ahead: their sources would wait till then."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from pipeline.model import SourceRow
from pipeline.visit_model import Fetch

APART = timedelta(minutes=5)  # clocks of two machines that work together may be so far apart
_sources, _fetches = SourceRow.__table__.c, Fetch.__table__.c


def find_ahead(session: Session, now: datetime) -> Sequence[str]:
    """The sources whose last visit is still to come."""
    ahead = exists().where(_fetches.source == _sources.name, _fetches.started > now + APART)
    return session.scalars(select(_sources.name).where(ahead)).all()


def set_right(session: Session, sources: Sequence[str], now: datetime) -> None:
    """Those visits were made by now at the latest, and the sources are due."""
    session.execute(update(SourceRow).where(_sources.name.in_(sources)).values(due=now))
    visits = update(Fetch).where(_fetches.source.in_(sources), _fetches.started > now)
    session.execute(visits.values(started=now, finished=now))
