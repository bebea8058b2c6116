"""Tasks by what was done with them and what came of it, on every database."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from pipeline.database import Database
from pipeline.desk_model import Survey, TemplateRow
from pipeline.model import BrandRow, Incident, Mention, PostRow
from pipeline.people import add_person
from pipeline.people_model import Person
from pipeline.post import Channel, Post
from pipeline.replies import Template
from pipeline.reply_model import Look, Reply
from pipeline.search import About, TaskFilter, search_tasks
from pipeline.states import ReplyState, Role, TaskStatus
from pipeline.task_deeds import Deeds
from pipeline.task_model import Task, TaskChange
from pipeline.watch import Brand

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
HOUR, LITTLE = timedelta(hours=1), timedelta(seconds=1)
TOOK = (timedelta(), HOUR, HOUR + LITTLE, 3 * HOUR)  # from finding to the answer
SHOWN: dict[
    int, dict[str, Any]
] = {  # what a look after the answer showed, by task; of the fourth nobody has looked
    1: {"deleted": True, "edited": True, "returned": True, "stars": 5.0},
    2: {"deleted": False, "edited": True, "returned": False, "stars": 5.0},
    3: {"deleted": False, "edited": False, "returned": True, "stars": 1.0},
}


def fill(database: Database) -> None:
    """Four answered tasks, one begun with a template; the first two customers were asked."""
    with database.writing() as session:
        anna = add_person(session, "anna", "Анна", "верно, лошадь", Role.AGENT)
        brand = BrandRow(brand=Brand("Ромашка", "ромашка"))
        template = TemplateRow(template=Template("Общий", "Здравствуйте!", "ru"))
        session.add_all([brand, template])
        session.flush()
        for number in range(1, 5):
            task = _task(session, brand, number, anna)
            reply = Reply(
                task=task,
                state=ReplyState.RECORDED,
                text="Ответ",
                template=template if number == 1 else None,
                person=anna,
                written=NOW,
                posted=NOW,
                key=f"k{number}",
                stars_before=1.0,
                seen=NOW if number == 2 else None,
            )
            session.add(reply)
            if number in SHOWN:
                session.add(Look(reply=reply, after=timedelta(days=1), at=NOW, **SHOWN[number]))
            if number < 3:
                survey = Survey(digest=f"d{number}", task=task, language="ru", made=NOW)
                survey.expires, survey.answered = NOW, NOW if number == 1 else None
                session.add(survey)


WHY = (["law: суд"], ["Law: суд", "lawful"], ["low stars", "law", "суд"], [])


def _task(session: Session, brand: BrandRow, number: int, person: Person) -> Task:
    url = f"https://a.example/{number}"
    post = PostRow(key=url, post=Post("s", Channel.REVIEW, url, "Плохо", published=NOW), found=NOW)
    event = Incident(brand_id=brand.id, key=url, opened=NOW)
    mention = Mention(brand=brand, post=post, found=NOW, incident=event)
    session.add_all([event, mention])
    session.flush()
    task = Task(
        incident_id=event.id, mention_id=mention.id, opened=NOW, answered=NOW + TOOK[number - 1]
    )
    task.changes = [TaskChange(person=person, at=task.answered, what="reply", after="Ответ")]
    task.why = WHY[number - 1]
    session.add(task)
    session.flush()
    return task


CASES = [
    (Deeds(within=1), {1, 2}),
    (Deeds(within=2), {1, 2, 3}),
    (Deeds(within=24), {1, 2, 3, 4}),
    (Deeds(survey="asked"), {1, 2}),
    (Deeds(survey="answered"), {1}),
    (Deeds(credited=1), {1, 2, 3, 4}),
    (Deeds(credited=0), set()),
    (Deeds(came="any"), {1, 2, 3, 4}),
    (Deeds(came="looked at"), {1, 2, 3}),
    (Deeds(came="seen"), {2}),
    (Deeds(came="deleted"), {1}),
    (Deeds(came="better"), {2}),
    (Deeds(came="worse"), set()),
    (Deeds(came="returned"), {3}),
    (Deeds(came="unseen"), {4}),
    (Deeds(came="any", template=1), {1}),
    (Deeds(came="any", template=0), {2, 3, 4}),
    (Deeds(came="deleted", template=0), set()),
    (Deeds(trigger="law"), {1, 3}),
    (Deeds(trigger="Law"), {2}),  # one of people's own
    (Deeds(trigger="суд"), {3}),
    (Deeds(trigger="none"), {4}),
]


def test_what_was_asked_and_what_came_of_answers(any_database: Database) -> None:
    fill(any_database)
    with any_database.reading() as session:
        for deeds, expected in CASES:
            wanted = TaskFilter(tuple(TaskStatus), about=About(), deeds=deeds)
            found = search_tasks(session, wanted)
            assert {task.id for task in found.tasks} == expected, deeds
