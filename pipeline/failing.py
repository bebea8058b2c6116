"""Since when sources fail: the visits after the last good one."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from pipeline.model import SourceRow
from pipeline.states import LOST, Outcome
from pipeline.visit_model import Fetch

LONGEST_ROW = 200  # failures that are counted
_FETCH, _NAME = Fetch.__table__.c, SourceRow.__table__.c.name


def read_failing(session: Session, sources: Sequence[str]) -> dict[str, list[datetime]]:
    """When the visits of each since its last good one failed, the latest first."""
    failing: dict[str, list[datetime]] = defaultdict(list)
    if not sources:
        return failing
    visit = Fetch.__table__.alias().c
    good = select(visit.started).where(visit.source == _NAME, visit.outcome.not_in(LOST))
    good = good.order_by(visit.started.desc(), visit.id.desc()).limit(1)
    ends = select(_NAME, good.scalar_subquery().label("good")).where(_NAME.in_(sources)).cte()
    since = _FETCH.source == ends.c.name, ends.c.good.is_(None) | (_FETCH.started > ends.c.good)
    rows = select(_FETCH.source, _FETCH.finished).join(ends, and_(*since))
    rows = rows.where(_FETCH.outcome == Outcome.FAILED)
    latest = rows.order_by(_FETCH.started.desc(), _FETCH.id.desc())
    for source, finished in session.execute(latest):
        failing[source] += [finished] if len(failing[source]) < LONGEST_ROW else []
    return failing
