"""`otklik sift`: noise and relevance of stored mentions told again, by what is known today."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import click
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from pipeline import desk, followup, rematching, sifting, store
from pipeline.database import Database, open_database
from pipeline.model import Mention
from pipeline.noise import Noise
from pipeline.settings import read_settings
from pipeline.states import OPEN, TaskStatus
from pipeline.task_model import Task

BATCH = 200  # mentions in one transaction
REASON = "noise"  # of the dismissals; unlike a person's, it teaches nothing
_MENTION, _TASK = Mention.__table__.c, Task.__table__.c


@click.command("sift")
@click.option(
    "--days", default=30, type=click.IntRange(1, 3650), show_default=True, help="How far back."
)
@click.option("--brand", help="One brand; without it all.")
def sift(days: int, brand: str | None) -> None:
    """Class the noise of stored mentions again, and how surely open tasks are about the brand.

    What people said or worked on stays as it is.
    """
    database = open_database(read_settings().database_url)
    for line in sift_all(database, timedelta(days=days), brand):
        click.echo(line)


def sift_all(database: Database, back: timedelta, brand: str | None = None) -> Iterator[str]:
    """Batch after batch; a line with the counts so far after each."""
    now, done, reached = datetime.now(UTC), Counter[str](), 0
    with database.reading() as session:
        brand_id = store.brand_named(session, brand).id if brand else None
        within = _within(now - back, brand_id)
        whole = session.scalar(select(func.count()).select_from(Mention).where(*within)) or 0
    while True:
        with database.writing() as session:
            asked = select(Mention).where(*within, _MENTION.id > reached)
            asked = asked.options(joinedload(Mention.post), joinedload(Mention.brand))
            mentions = session.scalars(asked.order_by(_MENTION.id).limit(BATCH)).all()
            sift_batch(session, mentions, done, now)
            reached = mentions[-1].id if mentions else reached
        facts = " ".join(f"{name}={done[name]}" for name in ("noise", "back", "doubted", "trusted"))
        yield f"sift: looked={done['looked']} of={whole} {facts}"
        if len(mentions) < BATCH:
            return


def _within(since: datetime, brand_id: int | None) -> list[ColumnElement[bool]]:
    """What was followed up; the rest is classed when it is."""
    here = [_MENTION.found >= since, _MENTION.followed_up.is_(True)]
    return here if brand_id is None else [*here, _MENTION.brand_id == brand_id]


def sift_batch(
    session: Session, mentions: Sequence[Mention], done: Counter[str], now: datetime
) -> None:
    """Class these mentions again; what became of them is counted."""
    worked_on = rematching.find_worked_on(session, [one.id for one in mentions])
    for mention in mentions:
        done["looked"] += 1
        if mention.noise is Noise.UNNAMED or mention.post.erased or mention.id in worked_on:
            continue
        was = mention.noise
        is_now = sifting.is_noise(session, mention)
        task = session.scalar(select(Task).where(_TASK.incident_id == mention.incident_id))
        if is_now and was is Noise.NONE:
            done["noise"] += 1
            _close(session, mention, task, now)
        elif not is_now and was is not Noise.NONE:
            done["back"] += 1
            _open(session, mention, task, now)
        elif task is not None and task.mention_id == mention.id and task.status in OPEN:
            done[followup.doubt_again(session, task, now) or ""] += 1


def _close(session: Session, mention: Mention, task: Task | None, now: datetime) -> None:
    session.flush()
    if task is not None and task.status in OPEN and not sifting.others_speak(session, mention):
        desk.dismiss(session, task, None, REASON, now)


def _open(session: Session, mention: Mention, task: Task | None, now: datetime) -> None:
    if task is None:
        mention.followed_up = False  # the follow-up opens its task
    elif task.status is TaskStatus.DISMISSED and task.reason == REASON:
        desk.reopen(session, task, None, "not noise", now)
