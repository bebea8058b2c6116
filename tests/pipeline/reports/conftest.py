"""What reports are tried on: mentions of ours and of a competitor, and what was done with them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from classifier.verdict import Act, Verdict
from pipeline import assess, desk, intake
from pipeline.database import Database
from pipeline.followup import open_tasks
from pipeline.model import BrandRow, Mention
from pipeline.people_model import Person
from pipeline.post import Channel, Post
from pipeline.task_model import Task
from pipeline.watch import Brand

HOUR = timedelta(hours=1)


@pytest.fixture
def session(any_database: Database, town: Callable[[Session], None]) -> Iterator[Session]:
    """Six mentions of ours, two answered complaints; two mentions of a competitor."""
    with any_database.writing() as opened:
        town(opened)
    with any_database.reading() as opened:
        yield opened


@pytest.fixture
def town(
    post: Post, complaint: Verdict, praise: Verdict, now: datetime
) -> Callable[[Session], None]:
    told: list[tuple[Channel, int, str, Verdict | None]] = [
        (Channel.FORUM, 0, "ромашка", complaint),
        (Channel.FORUM, 1, "ромашка", complaint),
        (Channel.FORUM, 40, "ромашка", replace(praise, act=Act.PRAISE)),
        (Channel.FORUM, 41, "ромашка", None),
        (Channel.REVIEW, 2, "ромашка", replace(complaint, theme="price", severity=3)),
        (Channel.BLOG, 3, "ромашка", praise),
        (Channel.BLOG, 4, "василёк", complaint),
        (Channel.BLOG, 5, "василёк", praise),
    ]

    def fill(session: Session) -> None:
        session.add(BrandRow(brand=Brand("Ромашка", "ромашка")))
        session.add(BrandRow(brand=Brand("Василёк", "василёк", competitor=True)))
        anna = Person(login="anna", name="Анна", password="-")
        session.add(anna)
        session.flush()
        matcher = intake.matcher(session)
        for number, (channel, days, brand, verdict) in enumerate(told):
            said = replace(
                post,
                url=f"https://x.example/{number}#p1",
                channel=channel,
                text=f"{brand} {number}",
                published=now - timedelta(days=days),
            )
            intake.receive(session, said, matcher, now)
            mention = session.scalars(select(Mention).order_by(Mention.id.desc()).limit(1)).one()
            if verdict:
                assess.record(session, mention, verdict, "test-1", None, now)
        session.flush()
        open_tasks(session, now)
        first, second, _ = session.scalars(select(Task).order_by(Task.mention_id))
        desk.take(session, first, anna, now + HOUR)
        desk.answer(session, first, anna, "Простите!", None, now + 2 * HOUR)
        desk.answer(session, second, anna, "Простите!", None, now + 4 * HOUR)
        desk.resolve(session, second, anna, "refund", now + 5 * HOUR)

    return fill
