"""Judged mentions that need an answer become tasks, one for each incident."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from classifier.thresholds import Band, Call
from classifier.verdict import Sentiment
from pipeline import desk, incidents, learning, promises, reopening, sifting, store
from pipeline.assess import CLEARLY_NEGATIVE, PERSON
from pipeline.insertion import insert_new
from pipeline.model import Mention
from pipeline.post import Channel, Post
from pipeline.reach import count_people
from pipeline.relevance import DOUBTFUL
from pipeline.states import OPEN, TaskStatus
from pipeline.task_model import Task, TaskChange, place_of
from pipeline.triage import UNSURE, Facts, Triage, triage
from pipeline.trigger_desk import read_triggers

BATCH = 50  # mentions in one transaction: on SQLite whoever else writes waits for it
NOBODY = Band(1.0, 1.0)  # no probability is left to a person


def needs_answer(
    *,
    complaint: bool,
    sentiment: Sentiment,
    p_negative: float,
    competitor: bool,
    backfill: bool,
    unsure: bool = False,
) -> bool:
    """Whether somebody should answer: a complaint or a clearly negative word, new and about us.

    Where the judge is unsure, a person decides.
    """
    if competitor or backfill:
        return False
    return (
        complaint or unsure or (sentiment is Sentiment.NEGATIVE and p_negative >= CLEARLY_NEGATIVE)
    )


def is_unsure(mention: Mention, band: Band) -> bool:
    """Whether the judge's probability lies where a glance costs less than either mistake."""
    if mention.judge == PERSON or mention.p_complaint is None:
        return False
    return band.call(mention.p_complaint) is Call.PERSON


def open_tasks(session: Session, now: datetime, limit: int = BATCH) -> list[Task]:
    """Look at judged mentions nobody has followed up, at most `limit`; the tasks opened."""
    return open_tasks_for(session, unfollowed(session, limit), now)


def open_tasks_for(
    session: Session, mentions: list[Mention], now: datetime, band: Band = NOBODY
) -> list[Task]:
    """Follow up these mentions, those within the band for a person to decide; the tasks opened.

    They are taken in the order of their incidents: two processes that meet the same incidents
    in different orders would each wait for the other.
    """
    ordered = sorted(mentions, key=lambda mention: (mention.brand_id, _key(mention)))
    return [task for mention in ordered for task in _follow_up(session, mention, now, band)]


def _key(mention: Mention) -> str:
    return incidents.key(mention.post.post, mention.post.key)


def reopen_edited(session: Session, numbers: Sequence[int], now: datetime) -> list[Task]:
    """Reopen those closed tasks whose post was edited since and still needs an answer."""
    tasks = [one for one in reopening.claim_edited(session, numbers) if _wanted(one.mention)]
    for task in tasks:
        desk.reopen(session, task, None, reopening.EDITED, now)
    return tasks


def unfollowed(session: Session, limit: int) -> list[Mention]:
    """Judged mentions not followed up yet, oldest first, claimed on PostgreSQL."""
    return list(
        session.scalars(
            select(Mention)
            .where(Mention.followed_up.is_(False), Mention.judge.is_not(None))
            .order_by(Mention.id)
            .limit(limit)
            .options(joinedload(Mention.post), joinedload(Mention.brand))
            .with_for_update(skip_locked=True, of=Mention)
        )
    )


def _follow_up(session: Session, mention: Mention, now: datetime, band: Band) -> Iterator[Task]:
    mention.followed_up = True
    unsure = is_unsure(mention, band)
    if sifting.is_noise(session, mention) or not _wanted(mention, unsure):
        return
    earlier = reopening.earlier_task(session, mention)
    if earlier is not None:
        reopening.write_again(session, earlier, mention, now)
        return
    incident_id = incidents.assign(session, mention, now)
    task = open_task(session, incident_id, mention, now, unsure=unsure)
    if task is None:
        _note_repeat(session, incident_id, mention, now)
    else:
        yield task


def _wanted(mention: Mention, unsure: bool = False) -> bool:
    return needs_answer(
        unsure=unsure,
        complaint=bool(mention.complaint),
        sentiment=mention.sentiment or Sentiment.NEUTRAL,
        p_negative=mention.p_negative or 0.0,
        competitor=mention.brand.brand.competitor,
        backfill=mention.backfill,
    )


def open_task(
    session: Session, incident_id: int, mention: Mention, now: datetime, *, unsure: bool = False
) -> Task | None:
    """A task for the incident; None when it has one."""
    facts = replace(_facts(session, mention), unsure=unsure)
    urgency = learning.doubt(session, mention, triage(facts, read_triggers(session)))
    row = {
        "incident_id": incident_id,
        "mention_id": mention.id,
        **place_of(mention),
        "status": TaskStatus.NEW,
        "priority": urgency.priority,
        "why": urgency.why,
        "opened": now,
    }
    task_id = insert_new(session, Task, row)
    if task_id is None:
        return None
    session.add(TaskChange(task_id=task_id, at=now, what="status", after=TaskStatus.NEW))
    task = session.get_one(Task, task_id)
    promises.plan(session, task, now)
    return task


def _facts(session: Session, mention: Mention) -> Facts:
    row = mention.post
    published = row.post.published or row.found
    return Facts(
        post=replace(row.post, text=row.latest_text),
        p_complaint=mention.p_complaint or 0.0,
        severity=mention.severity,
        by_author=store.count_by_author(session, mention),
        # The reviews of a product share a page and are no conversation.
        in_thread=0 if row.post.channel is Channel.REVIEW else store.count_in_thread(session, row),
        people=count_people(session, row.post, row.found) if _may_be_heard(row.post) else 0,
        waited=max(row.found - published, timedelta()),
    )


def _may_be_heard(post: Post) -> bool:
    """Whether it has to be counted who answers an author: the platform does not tell followers."""
    return post.author is not None and post.followers is None and post.channel is not Channel.REVIEW


def doubt_again(session: Session, task: Task, now: datetime) -> str | None:
    """Ask once more whether a task is about the brand: "doubted" or "trusted" where that is news.

    What an escalation made urgent stays so.
    """
    doubted = any(sign.startswith(DOUBTFUL) for sign in task.why)
    facts = replace(
        _facts(session, task.mention),
        alike=store.count_of_incident(session, task.incident_id) - 1,
        unsure=any(sign.startswith(UNSURE) for sign in task.why),
    )
    plain = triage(facts, read_triggers(session))
    urgency = learning.doubt(session, task.mention, plain)
    if task.escalated or doubted is (urgency is not plain):
        return None
    _set_urgency(session, task, urgency, now)
    return "trusted" if doubted else "doubted"


def _set_urgency(session: Session, task: Task, urgency: Triage, now: datetime) -> None:
    before, after = str(task.priority), str(urgency.priority)
    session.add(TaskChange(task=task, at=now, what="priority", before=before, after=after))
    task.priority, task.why = urgency.priority, urgency.why
    promises.plan(session, task, now)


def _note_repeat(session: Session, incident_id: int, mention: Mention, now: datetime) -> None:
    """Say in the history of the incident's task that the text was met again; it may grow urgent."""
    task = session.scalars(select(Task).where(Task.incident_id == incident_id)).one()
    session.add(TaskChange(task=task, at=now, what="repeat", after=mention.post.post.url))
    alike = store.count_of_incident(session, incident_id) - 1
    facts = replace(_facts(session, task.mention), alike=alike)
    urgency = triage(facts, read_triggers(session))
    urgency = learning.doubt(session, task.mention, urgency)
    if task.status in OPEN and urgency.priority > task.priority:
        _set_urgency(session, task, urgency, now)
