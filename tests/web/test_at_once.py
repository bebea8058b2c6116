"""Two people act on the same task at once: nothing is lost or doubled, and the second is told."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Event

import httpx
import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from pipeline import assess, desk, followup, intake, regroup, undo
from pipeline.audit import WHO
from pipeline.database import Database
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.settings import Settings
from pipeline.task_model import Task
from tests.web.conftest import COMPLAINT, NOW, POSTS, Visitor, fill
from web.app import create_app

MANAGER, AGENT = 1, 2
TEXTS = (
    "Ромашка опоздала на три дня, курьер не позвонил.",
    "В Ромашке нахамила кассир, больше не приду.",
    "Ромашка продала сыр с плесенью, ребёнок отравился.",
    "Приложение Ромашки вылетает при оплате картой.",
)
Deed = tuple[str, dict[str, str]]


@dataclass(frozen=True)
class Desks:
    """Two people, and what they do at once."""

    database: Database
    manager: Visitor
    agent: Visitor

    def at_once(self, first: Deed, second: Deed) -> tuple[httpx.Response, httpx.Response]:
        """The manager's deed is done, not yet kept, when the agent's begins."""
        done, keep = Event(), Event()

        def hold(session: Session) -> None:
            if session.info.get(WHO) == MANAGER:
                done.set()
                keep.wait(30)

        event.listen(Session, "before_commit", hold)
        try:
            with ThreadPoolExecutor(2) as pool:
                one = pool.submit(self.manager.post, first[0], **first[1])
                assert done.wait(30)
                two = pool.submit(self.agent.post, second[0], **second[1])
                wait([two], 0.5)
                keep.set()
                return one.result(60), two.result(60)
        finally:
            keep.set()
            event.remove(Session, "before_commit", hold)

    def task(self, number: int) -> tuple[str, int | None]:
        """Where a task stands, and who has it."""
        with self.database.reading() as session:
            task = session.get_one(Task, number)
            return str(task.status), task.assignee_id

    def owners(self) -> list[int]:
        """The task that each of the mentions is with."""
        with self.database.reading() as session:
            joined = select(Task.id).join(Mention, Mention.incident_id == Task.incident_id)
            return list(session.scalars(joined.where(Mention.id > 2).order_by(Mention.id)))


@pytest.fixture(params=["database", "postgres"])
def desks(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Desks]:
    """Tasks 2, 3 and 4 with mentions 3, 4 and 5; task 4 is merged into 2, which has 6, too."""
    database: Database = request.getfixturevalue(request.param)
    fill(database)
    with database.writing() as session:
        matcher = intake.matcher(session)
        for number, text in enumerate(TEXTS, 11):
            url = f"https://otzyv.example/{number}"
            told = replace(POSTS[1], url=url, text=text, author=f"A{number}", thread=url)
            intake.receive(session, told, matcher, NOW)
        found = session.scalars(select(Mention).where(Mention.id > 2).order_by(Mention.id)).all()
        for mention in found:
            assess.record(session, mention, COMPLAINT, "test judge", None, NOW)
        session.flush()
        found[3].followed_up = True
        for mention in found[:3]:
            assert len(followup.open_tasks_for(session, [mention], NOW)) == 1
        tasks = {one.mention_id: one for one in session.scalars(select(Task))}
        found[3].incident_id = tasks[3].incident_id
        boss = session.get_one(Person, MANAGER)
        regroup.merge(session, tasks[5], tasks[3], boss, NOW)
        assert [tasks[it].id for it in (3, 4, 5)] == [2, 3, 4]
    app = create_app(settings, database)
    app.state.desk.live.close()
    with Visitor(app) as manager, Visitor(app) as agent:
        manager.bring_login(database, "manager")
        agent.bring_login(database, "agent")
        yield Desks(database, manager, agent)


@pytest.mark.parametrize(
    ("first", "second", "told", "tasks", "owners"),
    [
        # Whatever is closed meanwhile, nothing is merged into.
        (
            ("/tasks/3/dismiss", {"reason": "spam"}),
            ("/tasks/2/merge", {"into": "3"}),
            "Откройте его снова",
            {2: "new", 3: "dismissed"},
            [2, 3, 2, 2],
        ),
        (
            ("/tasks/2/resolve", {"reason": "ok"}),
            ("/tasks/3/merge", {"into": "2"}),
            "Откройте его снова",
            {2: "resolved", 3: "new"},
            [2, 3, 2, 2],
        ),
        # Two tasks merged into each other: one of them answers for both.
        (
            ("/tasks/2/merge", {"into": "3"}),
            ("/tasks/3/merge", {"into": "2"}),
            "«Объединено». Откройте его снова",
            {2: "merged", 3: "new"},
            [3, 3, 3, 3],
        ),
        # What was taken out of a merger is not carried along, nor taken out twice.
        (
            ("/tasks/4/unmerge", {}),
            ("/tasks/2/merge", {"into": "3"}),
            "",
            {2: "merged", 3: "new", 4: "new"},
            [3, 3, 4, 3],
        ),
        (
            ("/tasks/4/unmerge", {}),
            ("/tasks/2/split", {"mention": "5"}),
            "больше нет",
            {2: "new", 4: "new"},
            [2, 3, 4, 2],
        ),
        (
            ("/tasks/2/split", {"mention": "5"}),
            ("/tasks/4/unmerge", {}),
            "не объединяли",
            {2: "new", 4: "new"},
            [2, 3, 4, 2],
        ),
        (
            ("/tasks/2/take", {"seen": "2:0"}),
            ("/tasks/2/take", {"seen": "2:0"}),
            "№ 2 (Имя manager)",
            {2: "in_progress"},
            [2, 3, 2, 2],
        ),
        (
            ("/tasks/2/assign", {"assignee": "1", "seen": "2:0"}),
            ("/tasks/2/assign", {"assignee": "2", "seen": "2:0"}),
            "№ 2 (Имя manager)",
            {2: "new"},
            [2, 3, 2, 2],
        ),
        (
            ("/tasks/2/take", {"seen": "2:0"}),
            ("/tasks", {"tasks": "2", "do": "take", "had": "2:0"}),
            "№ 2 (Имя manager)",
            {2: "in_progress"},
            [2, 3, 2, 2],
        ),
        (
            ("/tasks/2/dismiss", {"reason": "spam"}),
            ("/tasks/2/take", {"seen": "2:0"}),
            "«Отклонено» (Имя manager)",
            {2: "dismissed"},
            [2, 3, 2, 2],
        ),
    ],
    ids=lambda it: it[0] if isinstance(it, tuple) else "",
)
def test_the_second_deed_finds_what_the_first_did(
    desks: Desks,
    first: Deed,
    second: Deed,
    told: str,
    tasks: dict[int, str],
    owners: list[int],
) -> None:
    one, two = desks.at_once(first, second)

    assert (one.status_code, two.status_code) == (200, 409 if told else 200)
    assert told in two.text
    assert {number: desks.task(number)[0] for number in tasks} == tasks
    assert desks.owners() == owners


@pytest.mark.parametrize("undone_first", [True, False])
def test_undoing_and_taking_over_at_once_leave_what_came_last(
    desks: Desks, *, undone_first: bool
) -> None:
    who = MANAGER if undone_first else AGENT
    at = datetime.now(UTC) - timedelta(seconds=5)
    with desks.database.writing() as session:
        desk.take(session, session.get_one(Task, 2), session.get_one(Person, who), at)
    back: Deed = ("/undo", {"at": str(undo.mark(at))})
    over: Deed = ("/tasks/2/take", {})

    _, two = desks.at_once(*((back, over) if undone_first else (over, back)))

    assert two.status_code == (200 if undone_first else 409)
    assert undone_first or "Имя manager" in two.text
    assert desks.task(2) == ("in_progress", AGENT if undone_first else MANAGER)


def test_who_was_told_takes_a_task_over(desks: Desks) -> None:
    desks.manager.post("/tasks/2/take", seen="2:0")
    assert desks.agent.post("/tasks/2/take", seen="2:0").status_code == 409
    notice = desks.agent.client.post(
        "/tasks/2/take",
        data={"csrf": desks.agent.csrf, "seen": "2:0"},
        headers={"hx-request": "true"},
    )
    assert 'data-seen="2:0 2:1"' in notice.text
    assert desks.agent.post("/tasks/2/take", seen="2:0 2:1").status_code == 200
    assert desks.task(2) == ("in_progress", AGENT)
