"""Who has a task open."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

from sqlalchemy.orm import Session

from pipeline import followup, presence
from pipeline.database import Database
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.task_model import Task
from pipeline.team_model import Presence
from tests.pipeline.conftest import NOW


def test_two_pages_that_first_say_at_once_that_somebody_is_here_are_one_presence(
    any_brands: Database, mention: Callable[..., Mention], person: Callable[[Session], Person]
) -> None:
    with any_brands.writing() as session:
        anna = person(session).id
        mention(session, text="Ромашка опоздала.")
        mention(session, text="В Ромашке нахамили кассиры, уйду.")
        assert len(followup.open_tasks(session, NOW)) == 2

    def say(session: Session, number: int, *, writing: bool) -> None:
        task, who = session.get_one(Task, number), session.get_one(Person, anna)
        presence.say_here(session, task, who, NOW, writing=writing)

    def say_second() -> None:
        with any_brands.writing() as session:
            say(session, 2, writing=True)

    with ThreadPoolExecutor() as pool:
        with any_brands.writing() as session:
            say(session, 1, writing=False)
            session.flush()
            second = pool.submit(say_second)
            wait([second], 0.3)
        second.result(60)
    with any_brands.reading() as session:
        (kept,) = session.query(Presence)
        assert (kept.person_id, kept.task_id, kept.writing) == (anna, 2, True)
