"""A changed query and stored posts: found later, put aside, brought back, held by people's work."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from pipeline import (
    assess,
    desk,
    erasure,
    followup,
    intake,
    noise_desk,
    querying,
    rematch_step,
    trial,
)
from pipeline.database import Database
from pipeline.desk_model import QueryChange
from pipeline.model import BrandRow, Mention
from pipeline.noise import Noise
from pipeline.people_model import Person
from pipeline.post import Post
from pipeline.states import TaskStatus
from pipeline.task_model import Task

DAYS = 30
TEXTS = ("Ромашка опоздала с доставкой", "В рамашке обманули", "Полевая ромашка засохла", "Мак")


@pytest.fixture
def town(any_brands: Database, post: Post, now: Any, complaint: Any) -> Database:
    """Four posts; two are mentions, judged as complaints, each with a task."""
    with any_brands.writing() as session:
        matcher = intake.matcher(session)
        for number, text in enumerate(TEXTS):
            said = replace(post, url=f"https://x.example/{number}", text=text, thread=None)
            intake.receive(session, said, matcher, now - timedelta(days=len(TEXTS) - 1 - number))
        for mention in session.scalars(select(Mention).order_by(Mention.id)):
            assess.record(session, mention, complaint, "test-1", None, now)
        session.flush()
        assert len(followup.open_tasks(session, now)) == 2
    return any_brands


def change(session: Session, text: str, person: Person, now: Any) -> trial.Trial:
    """Keep a query, match what is stored, and tell what had been shown before."""
    row = session.get_one(BrandRow, 1)
    shown = trial.rehearse(session, row, text, now - timedelta(days=DAYS))
    querying.change(session, row, text, person, now)
    while one := rematch_step.next_change(session):
        rematch_step.match_batch(session, one, DAYS, now)
        session.flush()
    done = session.scalars(select(QueryChange).order_by(QueryChange.id.desc())).first()
    assert done is not None
    assert done.applied == now
    told = (shown.looked_at, shown.gained.posts, shown.lost.posts, shown.held.posts)
    assert told == (done.looked, done.found + done.back, done.aside, done.held)
    assert shown.of == shown.looked_at
    return shown


def test_what_is_shown_is_what_happens_and_comes_back(
    town: Database, person: Callable[..., Person], now: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(rematch_step, "BATCH", 3)
    with town.writing() as session:
        anna = person(session)
        shown = change(session, "(ромашка OR рамашка) -полевая", anna, now)
        assert (shown.kept.posts, shown.gained.posts, shown.lost.posts) == (1, 1, 1)
        found, aside = (
            session.scalars(
                select(Mention).where(Mention.noise == noise).order_by(Mention.id)
            ).all()[-1]
            for noise in (Noise.NONE, Noise.UNNAMED)
        )
        assert (found.post.post.text, found.backfill, found.found) == (TEXTS[1], True, now)
        assert aside.post.post.text == TEXTS[2]
        task = session.scalars(select(Task).filter_by(incident_id=aside.incident_id)).one()
        assert (task.status, task.reason) == (TaskStatus.DISMISSED, "no longer named")
        assert followup.open_tasks(session, now) == []

        shown = change(session, "ромашка", anna, now)
        assert (shown.gained.posts, shown.lost.posts) == (1, 1)
        assert aside.noise is Noise.NONE
        assert task.status is TaskStatus.NEW
        assert found.noise is Noise.UNNAMED
        noise_desk.mark(session, found, Noise.NONE, anna, now)  # a person wants it all the same
        shown = change(session, "ромашка -полевая", anna, now)
        assert (shown.lost.posts, shown.held.posts) == (1, 1)


def test_what_people_worked_on_is_kept(
    town: Database, person: Callable[..., Person], now: Any
) -> None:
    with town.writing() as session:
        anna = person(session)
        tasks = session.scalars(select(Task).order_by(Task.id)).all()
        desk.take(session, tasks[0], anna, now)
        shown = change(session, "мак", anna, now)
        assert (shown.gained.posts, shown.lost.posts, shown.held.posts) == (1, 1, 1)
        assert tasks[0].status is TaskStatus.IN_PROGRESS
        assert tasks[0].mention.noise is Noise.NONE


def test_erased_posts_are_neither_shown_nor_looked_at(
    town: Database, person: Callable[..., Person], now: Any
) -> None:
    with town.writing() as session:
        anna = person(session)
        lost = session.scalars(select(Mention).order_by(Mention.id)).all()[0]
        erasure.erase_posts(session, [lost.post_id], anna, now)
        shown = change(session, "мак", anna, now)
        assert (shown.looked_at, shown.lost.posts) == (3, 1)
        assert len(list(trial.stored(session, now - timedelta(days=DAYS)))) == 3


def test_posts_before_the_days_are_left_alone_and_a_newer_change_counts(
    town: Database, person: Callable[..., Person], now: Any
) -> None:
    with town.writing() as session:
        anna, row = person(session), session.get_one(BrandRow, 1)
        querying.change(session, row, "мак", anna, now)
        querying.change(session, row, "ромашка OR мак", anna, now)
        latest = rematch_step.next_change(session)
        assert latest is not None
        assert latest.after == "ромашка OR мак"
        rematch_step.match_batch(session, latest, 1, now)
        assert (latest.looked, latest.found) == (2, 1)
        session.flush()
        assert rematch_step.next_change(session) is None


def test_trying_asks_no_more_of_sources_and_moves_than_once_for_many_posts(
    town: Database, person: Callable[..., Person], now: Any, monkeypatch: Any
) -> None:
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(town.engine, "before_cursor_execute", note)
    counts = []
    for batch in (2, 4):
        monkeypatch.setattr(trial, "BATCH", batch)
        with town.writing() as session:
            row = session.get_one(BrandRow, 1)
            asked.clear()
            shown = trial.rehearse(session, row, "рамашка", now - timedelta(days=DAYS))
            assert (shown.looked_at, shown.gained.posts, shown.lost.posts) == (4, 1, 2)
        assert sum("FROM sources" in one for one in asked) == 1
        assert not any("posts.id IN" in one for one in asked)
        counts.append(sum(one.startswith(("SELECT", "WITH")) for one in asked))
    assert counts[0] <= counts[1] + 5  # posts, mentions, moves away, moves here, what people did
    assert counts[1] <= 9
