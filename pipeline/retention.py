"""What is let go in time, so that the database does not grow for ever: a step, once a day."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Select, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from pipeline import erasure, ledger
from pipeline.alert_model import Alert, Delivery
from pipeline.database import Database
from pipeline.finding_model import MentionVector
from pipeline.model import Mention, PostRow, SourceRow
from pipeline.push_model import Push, Subscription
from pipeline.settings import Settings
from pipeline.states import OPEN
from pipeline.task_model import Task
from pipeline.team_model import AuditEntry
from pipeline.telegram_model import TelegramDraft, TelegramSaying
from pipeline.vectors import USUAL
from pipeline.visit_model import Fetch, PageState
from pipeline.word_index import forget_words

ERASED_LATELY = timedelta(days=2)  # so that a day on which this did not run is made up for
DRAFTS = timedelta(days=90)  # of answers written in Telegram; the answers themselves stay
SAYINGS = timedelta(days=2)  # a bot that is there says nothing so late
AT_ONCE = 2_000  # rows in one transaction: a crawl or a person may write in between
_FETCH, _PAGE, _POST = Fetch.__table__.c, PageState.__table__.c, PostRow.__table__.c
_SOURCE, _MENTION, _TASK = SourceRow.__table__.c, Mention.__table__.c, Task.__table__.c
_ALERT, _DELIVERY, _VECTOR = Alert.__table__.c, Delivery.__table__.c, MentionVector.__table__.c


def let_go_daily(database: Database, settings: Settings, now: datetime) -> None:
    """Let go of what is older than the settings want it, the first time that it is asked a day."""
    mark = settings.data / "tidied"
    if _read(mark) != f"{now:%Y-%m-%d}":
        let_go(database, settings, now)
        mark.write_text(f"{now:%Y-%m-%d}")


def _read(mark: Path) -> str:
    return mark.read_text() if mark.exists() else ""


def let_go(database: Database, settings: Settings, now: datetime) -> None:
    """Let go of what was gathered long ago and names nobody, and of what the desk wrote down.

    Visits that the ledger does not know, being older than it, are counted there before they go.
    """
    _let_go_of_gathered(database, settings, now)
    alerts = now - timedelta(days=settings.keep_alerts_days)
    audit = now - timedelta(days=settings.keep_audit_days)
    vectors = now - timedelta(days=settings.keep_vectors_days)
    _again_and_again(database, lambda session: _forget_deliveries(session, alerts))
    _from_the_first(database, lambda session, after: _forget_alerts(session, after, alerts))
    _again_and_again(database, lambda session: _forget_audit(session, audit))
    _again_and_again(database, lambda session: _forget_vectors(session, vectors))
    with database.writing() as session:
        session.execute(delete(TelegramDraft).where(TelegramDraft.made < now - DRAFTS))
        session.execute(delete(TelegramSaying).where(TelegramSaying.made < now - SAYINGS))
    if settings.keep_words_days:
        _erase_old(database, now - timedelta(days=settings.keep_words_days), now)
    _forget_words(database, now)


def _forget_words(database: Database, now: datetime) -> None:
    """Let the full-text indexes and the files hold nothing of what was erased lately."""
    with database.reading() as session:
        if not session.scalar(select(exists().where(_POST.erased >= now - ERASED_LATELY))):
            return
    begin = more = True
    while more:
        with database.writing() as session:
            more = forget_words(session.connection(), begin=begin)
        begin = False
    database.write_out()


def _let_go_of_gathered(database: Database, settings: Settings, now: datetime) -> None:
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


def _from_the_first(database: Database, forget: Callable[[Session, int], int | None]) -> None:
    """The same where some stay: each batch begins after the last row that was looked at."""
    after: int | None = 0
    while after is not None:
        with database.writing() as session:
            after = forget(session, after)


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


def _erase_old(database: Database, before: datetime, now: datetime) -> None:
    """Words and authors of mentions of long ago; those of open tasks are still needed."""
    reached: datetime | None = datetime(1970, 1, 1, tzinfo=UTC)
    while reached is not None:
        with database.writing() as session:
            rows = session.execute(_old_mentioned(reached, before)).all()
            erasure.erase_posts(session, [row.id for row in rows], None, now)
            reached = rows[-1].found if len(rows) == erasure.AT_ONCE else None


def _old_mentioned(since: datetime, before: datetime) -> Select[tuple[int, datetime]]:
    is_open = (
        exists()
        .where(_MENTION.post_id == _POST.id)
        .where(_TASK.incident_id == _MENTION.incident_id, _TASK.status.in_(OPEN))
    )
    named = exists().where(_MENTION.post_id == _POST.id)
    old = select(_POST.id, _POST.found).where(_POST.found >= since, _POST.found < before)
    old = old.where(_POST.erased.is_(None), named, ~is_open)
    return old.order_by(_POST.found).limit(erasure.AT_ONCE)


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


def _forget_deliveries(session: Session, before: datetime) -> int:
    """Messages of long ago that went out or were given up; what still waits is kept."""
    over = or_(
        _DELIVERY.sent.is_not(None), and_(_DELIVERY.attempts > 0, _DELIVERY.retry_at.is_(None))
    )
    old = select(_DELIVERY.id).where(_DELIVERY.created < before, over)
    ids = list(session.scalars(old.order_by(_DELIVERY.id).limit(AT_ONCE)))
    session.execute(delete(Delivery).where(_DELIVERY.id.in_(ids)))
    return len(ids)


def _forget_alerts(session: Session, after: int, before: datetime) -> int | None:
    """What rules told long ago, but not of incidents that go on: those would ring once more."""
    old = select(_ALERT.id, _ALERT.key, _MENTION.incident_id)
    old = old.outerjoin(Mention, _MENTION.id == _ALERT.mention_id)
    old = old.where(_ALERT.id > after, _ALERT.at < before).order_by(_ALERT.id).limit(AT_ONCE)
    rows = session.execute(old).all()
    about = {row.id: row.incident_id or _incident_in(row.key) for row in rows}
    going_on = set(
        session.scalars(
            select(_MENTION.incident_id).where(
                _MENTION.incident_id.in_(set(about.values()) - {None}), _MENTION.found >= before
            )
        )
    )
    ids = [row_id for row_id, incident_id in about.items() if incident_id not in going_on]
    session.execute(delete(Alert).where(_ALERT.id.in_(ids)))
    return rows[-1].id if rows else None


def _incident_in(key: str) -> int | None:
    """The incident that a key names, if it names one; alerts.spreading says how."""
    kind, _, rest = key.partition("|")
    number = rest.partition("|")[0]
    return int(number) if kind == "spread" and number.isdecimal() else None


def _forget_audit(session: Session, before: datetime) -> int:
    """Entries of the audit log; the model refuses to delete a single one, age alone may."""
    entry = AuditEntry.__table__.c
    ids = list(session.scalars(select(entry.id).where(entry.at < before).limit(AT_ONCE)))
    session.execute(delete(AuditEntry).where(entry.id.in_(ids)))
    return len(ids)


def _forget_vectors(session: Session, before: datetime) -> int:
    """Vectors that nothing is compared with any more.

    Those stay that give a complaint its theme, that belong to an open task, and the latest ones,
    which say what complaints have in common.
    """
    latest = select(_VECTOR.mention_id).order_by(_VECTOR.mention_id.desc()).limit(USUAL).subquery()
    first = select(func.min(latest.c.mention_id)).scalar_subquery()
    is_open = exists().where(_TASK.incident_id == _MENTION.incident_id, _TASK.status.in_(OPEN))
    old = (
        select(_VECTOR.mention_id)
        .join(Mention, _MENTION.id == _VECTOR.mention_id)
        .where(_MENTION.found < before, _VECTOR.theme_id.is_(None), ~is_open)
        .where(_VECTOR.mention_id < first)
    )
    ids = list(session.scalars(old.limit(AT_ONCE)))
    session.execute(delete(MentionVector).where(_VECTOR.mention_id.in_(ids)))
    return len(ids)
