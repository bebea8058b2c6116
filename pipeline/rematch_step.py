"""`otklik match`: stored posts matched again where a brand's query was changed."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import click
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pipeline import rematching
from pipeline.database import Database, open_database
from pipeline.desk_model import QueryChange
from pipeline.model import PostRow
from pipeline.query import parse
from pipeline.rematching import Fate
from pipeline.settings import read_settings

BATCH = 500  # posts in one transaction
COUNTED = {Fate.FOUND: "found", Fate.ASIDE: "aside", Fate.BACK: "back", Fate.HELD: "held"}
_POST, _CHANGE = PostRow.__table__.c, QueryChange.__table__.c


@click.command("match")
def match() -> None:
    """Match stored posts again where a brand's query was changed."""
    settings = read_settings()
    database = open_database(settings.database_url)
    for line in match_all(database, settings.rematch_days):
        click.echo(line)


def match_all(database: Database, days: int) -> Iterator[str]:
    """Batch after batch until every change is applied; a line for each."""
    while True:
        with database.writing() as session:
            change = next_change(session)
            if change is None:
                return
            match_batch(session, change, days, datetime.now(UTC))
            yield _line(change)


def next_change(session: Session) -> QueryChange | None:
    """The latest change that stored posts were not matched with; it makes earlier ones idle."""
    waiting = select(QueryChange).where(_CHANGE.applied.is_(None)).order_by(_CHANGE.id.desc())
    change = session.scalar(waiting.limit(1).with_for_update(of=QueryChange))
    if change is not None:
        earlier = (_CHANGE.brand_id == change.brand_id, _CHANGE.id < change.id)
        idle = update(QueryChange).where(*earlier, _CHANGE.applied.is_(None))
        session.execute(idle.values(applied=change.at))
    return change


def match_batch(session: Session, change: QueryChange, days: int, now: datetime) -> None:
    """Match the next posts; the last of them end the work on the change."""
    rows = _read_posts(session, change, days)
    matches = rematching.judge(session, change.brand, parse(change.after), rows)
    for found in list(matches):
        rematching.apply(session, change.brand, found, now)
        if found.fate in COUNTED:
            name = COUNTED[found.fate]
            setattr(change, name, getattr(change, name) + 1)
    change.looked += len(rows)
    change.reached = rows[-1].id if rows else change.reached
    change.applied = now if len(rows) < BATCH else None


def _read_posts(session: Session, change: QueryChange, days: int) -> Sequence[PostRow]:
    floor = rematching.find_floor(session, change.at - timedelta(days=days)) if days else None
    if floor is None:
        return []
    asked = select(PostRow).where(
        _POST.id >= floor, _POST.id > change.reached, _POST.erased.is_(None)
    )
    return session.scalars(asked.order_by(_POST.id).limit(BATCH)).all()


def count_posts(session: Session, change: QueryChange, days: int) -> int:
    """How many posts there are to be looked at in all."""
    floor = rematching.find_floor(session, change.at - timedelta(days=days)) if days else None
    return rematching.count_from(session, floor)


def _line(change: QueryChange) -> str:
    facts = " ".join(f"{name}={getattr(change, name)}" for name in COUNTED.values())
    return f'match: brand "{change.brand.brand.name}" looked={change.looked} {facts}'
