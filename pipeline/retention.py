"""What is let go in time, so that the database does not grow for ever: a step, once a day."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session, aliased

from pipeline import ledger
from pipeline.database import Database
from pipeline.model import Mention, PostRow, SourceRow
from pipeline.push_model import Push, Subscription
from pipeline.settings import Settings
from pipeline.visit_model import Fetch, PageState

AT_ONCE = 2_000  # rows in one transaction: a crawl or a person may write in between
_FETCH, _PAGE, _POST = Fetch.__table__.c, PageState.__table__.c, PostRow.__table__.c
_SOURCE = SourceRow.__table__.c


def let_go_daily(database: Database, settings: Settings, now: datetime) -> None:
    """Let go of what is older than the settings want it, the first time that it is asked a day."""
    mark = settings.data / "tidied"
    if _read(mark) != f"{now:%Y-%m-%d}":
        let_go(database, settings, now)
        mark.write_text(f"{now:%Y-%m-%d}")


def _read(mark: Path) -> str:
    return mark.read_text() if mark.exists() else ""


def let_go(database: Database, settings: Settings, now: datetime) -> None:
    """Let go of old visits, of posts that name nobody, of pages forgotten and of old days.

    Visits that the ledger does not know, being older than it, are counted there before they go.
    """
    visits = now - timedelta(days=settings.keep_visits_days)
    unnamed = now - timedelta(days=settings.keep_unnamed_days)
    days = now - timedelta(days=settings.keep_ledger_days)
    with database.writing() as session:
        ledger.fill(session, days.date())
    _again_and_again(database, lambda session: _forget_visits(session, visits))
    reached: datetime | None = datetime(1970, 1, 1, tzinfo=UTC)
    while reached is not None:
        with database.writing() as session:
            reached = _forget_posts(session, reached, unnamed)
    _again_and_again(database, lambda session: _forget_pages(session, days))
    with database.writing() as session:
        _forget_pushes(session)
        ledger.forget(session, days.date())


def _again_and_again(database: Database, forget: Callable[[Session], int]) -> None:
    """Batch after batch, each in a transaction of its own, until there is no more to forget."""
    while True:
        with database.writing() as session:
            if not forget(session):
                return


def _forget_visits(session: Session, before: datetime) -> int:
    """Visits of long ago; the last one of a source that is still watched says how it does."""
    later = aliased(Fetch)
    followed = exists().where(later.source == Fetch.source, later.started > Fetch.started)
    watched = exists().where(_SOURCE.name == _FETCH.source)
    old = select(_FETCH.id).where(_FETCH.finished < before, or_(followed, ~watched))
    ids = list(session.scalars(old.order_by(_FETCH.id).limit(AT_ONCE)))
    session.execute(delete(Fetch).where(_FETCH.id.in_(ids)))
    return len(ids)


def _forget_posts(session: Session, since: datetime, before: datetime) -> datetime | None:
    """Posts found long ago that name no brand; when the last of them was found."""
    named = exists().where(Mention.__table__.c.post_id == _POST.id)
    old = select(_POST.id, _POST.found).where(_POST.found >= since, _POST.found < before, ~named)
    rows = session.execute(old.order_by(_POST.found).limit(AT_ONCE)).all()
    session.execute(delete(PostRow).where(_POST.id.in_([row.id for row in rows])))
    return rows[-1].found if rows else None


def _forget_pages(session: Session, before: datetime) -> int:
    """Pages of sources that are watched no more, and pages not met for as long as the ledger is."""
    watched = exists().where(_SOURCE.name == _PAGE.source)
    left = (_PAGE.visited < before) & _PAGE.again.is_(None)
    pages = session.execute(
        select(_PAGE.source, _PAGE.url).where(or_(~watched, left)).limit(AT_ONCE)
    ).all()
    for source in {page.source for page in pages}:
        urls = [page.url for page in pages if page.source == source]
        session.execute(delete(PageState).where(_PAGE.source == source, _PAGE.url.in_(urls)))
    return len(pages)


def _forget_pushes(session: Session) -> None:
    """What hubs sent for sources that are watched no more."""
    watched = exists().where(_SOURCE.name == Subscription.source)
    ended = select(Subscription.id).where(~watched)
    session.execute(delete(Push).where(Push.subscription_id.in_(ended)))
    session.execute(delete(Subscription).where(~watched))
