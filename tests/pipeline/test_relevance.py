"""What dismissals teach: used when it proved itself, sets back, never drops."""

from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import desk, followup, learning, regroup
from pipeline.database import Database
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.relevance import (
    LEAST_DECISIONS,
    WRONG_COSTS,
    Decision,
    learn,
    read,
    set_back,
    write,
)
from pipeline.reports.relevance import relevance
from pipeline.reports.scope import Asked
from pipeline.states import TaskStatus
from pipeline.task_model import Task
from pipeline.triage import Triage


def decide(word: str, number: int, *, dismissed: bool) -> Decision:
    return Decision(frozenset({f"word {word}", f"author {number}", "word ромаш"}), dismissed)


CLEAR = [decide("цветы", n, dismissed=True) for n in range(20)] + [
    decide("заказ", n, dismissed=False) for n in range(20)
]


def learn_due(session: Session, now: datetime) -> int:
    lessons = learning.find_lessons(session)
    return sum(learning.keep_lesson(session, lesson, now) for lesson in lessons)


def test_what_is_clear_is_learnt_and_used() -> None:
    learnt = learn(CLEAR)

    assert learnt is not None
    assert learnt.right == learnt.tried == 20
    assert learnt.doubts(frozenset({"word цветы"})) == "20 dismissed"
    assert learnt.doubts(frozenset({"word заказ"})) is None
    assert learnt.doubts(frozenset()) is None
    assert read(write(learnt)) == learnt


@pytest.mark.parametrize(
    "decisions",
    [
        CLEAR[: LEAST_DECISIONS - 1],
        CLEAR[:20] + CLEAR[20:24],  # hardly anything was answered
        [*CLEAR[20:], *CLEAR[:4]],  # hardly anything was dismissed
    ],
)
def test_too_few_decisions_teach_nothing(decisions: list[Decision]) -> None:
    assert learn(decisions) is None


def test_what_does_not_hold_on_posts_held_back_is_not_used() -> None:
    alike = [decide("цветы", n, dismissed=n % 2 == 0) for n in range(60)]

    learnt = learn(alike)

    assert learnt is not None
    assert learnt.threshold is None
    assert learnt.doubts(frozenset({"word цветы"})) is None


@given(
    st.lists(
        st.tuples(st.sets(st.sampled_from("abcdefgh"), max_size=5), st.booleans()), max_size=120
    )
)
def test_what_is_used_saved_more_than_it_cost(rows: list[tuple[set[str], bool]]) -> None:
    learnt = learn([Decision(frozenset(features), dismissed) for features, dismissed in rows])

    if learnt is not None and learnt.threshold is not None:
        assert learnt.right > WRONG_COSTS * (learnt.tried - learnt.right)


def test_doubt_sets_back_and_says_why() -> None:
    assert set_back(Triage(50, ()), None).priority == 50
    doubtful = set_back(Triage(50, ()), "12 dismissed")
    assert (doubtful.priority, doubtful.why) == (25, ["doubtful: 12 dismissed"])


def test_a_brand_learns_from_its_tasks(
    brands: Database,
    mention: Callable[..., Mention],
    person: Callable[..., Person],
    now: datetime,
) -> None:
    with brands.writing() as session:
        anna = person(session)
        for number in range(16):
            mention(session, text=f"Ромашка расцвела на лугу, собрала букет {number}", author=None)
            mention(
                session, text=f"Ромашка опоздала, верните деньги за заказ {number}", author=None
            )
        for task in followup.open_tasks(session, now):
            if "букет" in task.mention.post.post.text:
                desk.dismiss(session, task, anna, "not about us", now)
            else:
                desk.answer(session, task, anna, "Вернём!", None, now)
        assert learn_due(session, now) == 1
        assert learn_due(session, now) == 0  # nothing new was decided

        mention(session, text="Ромашка цветёт, нарвала букет на лугу", author=None)
        mention(session, text="Ромашка, верните деньги, заказ опоздал", author=None)
        opened = followup.open_tasks(session, now)
        stray, wanted = sorted(opened, key=lambda task: task.mention_id)

        assert stray.why[-1].startswith("doubtful: 16")
        assert not any(sign.startswith("doubtful") for sign in wanted.why)
        assert stray.priority < wanted.priority
        row = relevance(session, Asked()).rows[0]
        assert row[:3] == ("Ромашка", 32, "used")
        assert "букет" in str(row[-1])

        closed = [task for task in session.query(Task) if task.status is TaskStatus.DISMISSED]
        for task in closed[:10]:
            desk.reopen(session, task, anna, "it is about us", now)
        session.flush()
        assert learn_due(session, now) == 0  # what was taught is taken back
        assert followup.doubt_again(session, stray, now) == "trusted"


def test_more_decisions_than_are_read_are_news_all_the_same(
    brands: Database,
    mention: Callable[..., Mention],
    person: Callable[..., Person],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(learning, "MOST", 30)
    with brands.writing() as session:
        anna = person(session)
        for number in range(40 + learning.NEWS):
            text = f"Ромашка опоздала, верните деньги за заказ {number}"
            mention(session, text=text, author=None)
        for number, task in enumerate(followup.open_tasks(session, now)):
            if number == 40:
                assert learn_due(session, now) == 1
            if number % 2:
                desk.dismiss(session, task, anna, "not about us", now)
            else:
                desk.answer(session, task, anna, "Вернём!", None, now)
        assert learn_due(session, now) == 1


def test_mergers_are_no_dismissals(
    brands: Database,
    mention: Callable[..., Mention],
    person: Callable[..., Person],
    now: datetime,
) -> None:
    with brands.writing() as session:
        one, other = mention(session, text="Ромашка опоздала"), mention(session, text="Ромашка!")
        followup.open_tasks(session, now)
        tasks = {task.mention_id: task for task in session.scalars(select(Task))}
        regroup.merge(session, tasks[one.id], tasks[other.id], person(session), now)

        assert learning.read_decisions(session, one.brand_id) == []
