"""What came of answers, and answers that were given outside."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import answering, followup, intake, later_looks, outcomes, outside, publishing
from pipeline.database import Database
from pipeline.desk_model import TemplateRow
from pipeline.later_looks import LOOKS, due_look, is_same_answer
from pipeline.model import BrandRow, Mention, PostRow
from pipeline.outcomes import Came, Seen, came_of, count_by_template
from pipeline.people import add_person
from pipeline.people_model import Person
from pipeline.post import Channel, Post
from pipeline.posting.account import Account, Place
from pipeline.posting.ways import Way
from pipeline.replies import Template
from pipeline.reply_model import Look, Reply
from pipeline.reports.registry import REPORTS
from pipeline.reports.scope import Asked
from pipeline.states import ReplyState, Role, TaskStatus
from pipeline.task_model import Task
from pipeline.watch import Brand

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TEXT = "Ольга, просим прощения! Мы уже ищем ваш заказ и сегодня напишем вам в личные сообщения."


@pytest.fixture
def session(any_brands: Database) -> Iterator[Session]:
    with any_brands.writing() as opened:
        yield opened


@pytest.fixture
def task(session: Session, mention: Callable[..., Mention], now: datetime) -> Task:
    row = session.scalars(select(BrandRow).where(BrandRow.__table__.c.competitor.is_(False))).one()
    row.brand = Brand(row.brand.name, row.brand.query, own_accounts=["Romashka_help"])
    mention(session, stars=1.0)
    (opened,) = followup.open_tasks(session, now)
    return opened


@pytest.fixture
def anna(session: Session) -> Person:
    return add_person(session, "anna", "Анна", "верно, лошадь", Role.MANAGER)


def meet(session: Session, post: Post, now: datetime) -> None:
    """The crawler stores a post."""
    intake.receive(session, post, intake.matcher(session), now)
    session.expire_all()


def close_answered(session: Session, now: datetime) -> int:
    return outside.close_answered(session, outside.find_spoken(session, now), now)


def below(task: Task, author: str, text: str, published: datetime) -> Post:
    """A post in the task's thread."""
    thread = task.mention.post.post.thread
    place = f"https://forum.example/topic/1#post-{published:%d%H%M}"
    return Post(
        "town-forum", Channel.FORUM, place, text, author=author, published=published, thread=thread
    )


def answer(session: Session, task: Task, anna: Person, now: datetime) -> Reply:
    reply = answering.record(session, task, anna, TEXT, None, None, now)
    session.flush()
    return reply


@pytest.mark.parametrize(
    ("waited", "done", "due"),
    [
        (timedelta(minutes=59), [], None),
        (HOUR, [], HOUR),
        (2 * HOUR, [HOUR], None),
        (DAY, [HOUR], DAY),
        (4 * DAY, [HOUR], 3 * DAY),  # the look after a day was missed, and is not made up
        (30 * DAY, [7 * DAY], None),
    ],
)
def test_when_a_look_is_due(
    now: datetime, waited: timedelta, done: list[timedelta], due: timedelta | None
) -> None:
    assert due_look(now, done, now + waited) == due


@pytest.mark.parametrize(
    ("seen", "came"),
    [
        (Seen(), Came.UNSEEN),
        (Seen(looks=1), Came.SILENT),
        (Seen(1, 1.0, 4.0), Came.BETTER),
        (Seen(1, 4.0, 1.0, edited=True), Came.WORSE),
        (Seen(1, 1.0, 1.0, edited=True, returned=True), Came.EDITED),
        (Seen(1, None, 3.0, returned=True), Came.RETURNED),
        (Seen(1, 1.0, 5.0, deleted=True), Came.DELETED),
    ],
)
def test_what_came_of_it_in_one_word(seen: Seen, came: Came) -> None:
    assert came_of(seen) is came


@pytest.mark.parametrize(
    ("said", "same"),
    [
        (TEXT, True),
        (f"Olga, {TEXT}", True),
        (TEXT.upper(), True),
        ("Просим прощения!", False),
        ("Совсем о другом говорят здесь люди", False),
        ("", False),
    ],
)
def test_whether_a_post_is_our_answer(said: str, *, same: bool) -> None:
    assert is_same_answer(said, TEXT) is same


def test_a_changed_review_is_told(
    session: Session, task: Task, anna: Person, now: datetime
) -> None:
    answer(session, task, anna, now)
    assert later_looks.look_all(session, now + HOUR) == 1
    first = task.mention.post.post
    meet(
        session,
        replace(first, stars=4.0, text=f"{first.text} Обновлено: всё вернули."),
        now + 2 * DAY,
    )
    assert later_looks.look_all(session, now + 3 * DAY) == 1
    assert later_looks.look_all(session, now + 3 * DAY) == 0

    looks = session.scalars(select(Look).order_by(Look.id)).all()
    assert [(it.after, it.stars, it.edited, it.visible) for it in looks] == [
        (LOOKS[0], 1.0, False, None),
        (LOOKS[2], 4.0, True, None),
    ]
    row = task.mention.post
    assert (row.post.stars, row.latest_stars, row.stars_changed) == (1.0, 4.0, now + 2 * DAY)
    table = REPORTS["outcomes-by-channel"](session, Asked())
    assert table.rows == (("forum", 1, 1, 1, 0, 0, 0, 0, 0, 0.0),)


def test_our_answer_is_seen_and_its_disappearance_too(
    session: Session, task: Task, anna: Person, now: datetime
) -> None:
    reply = answer(session, task, anna, now)
    meet(session, below(task, "Romashka_help", f"Ольга! {TEXT}", now + HOUR), now + HOUR)
    assert close_answered(session, now + HOUR) == 0  # it is the answer we know of
    later_looks.look_all(session, now + 2 * HOUR)
    ours = session.scalars(select(PostRow).order_by(PostRow.id.desc())).first()
    assert ours is not None
    ours.deleted = now + DAY
    later_looks.look_all(session, now + DAY)

    assert reply.seen == now + HOUR
    assert [look.visible for look in session.scalars(select(Look).order_by(Look.id))] == [
        True,
        False,
    ]


def test_the_address_of_the_post_itself_is_no_answer_seen(
    session: Session, task: Task, anna: Person, now: datetime
) -> None:
    reply = answer(session, task, anna, now)
    reply.url = f"{task.mention.post.post.url}?utm_source=desk"
    assert later_looks.see(session, reply).visible is None


def test_the_author_wrote_again_or_took_the_post_away(
    session: Session, task: Task, anna: Person, now: datetime
) -> None:
    answer(session, task, anna, now)
    meet(
        session,
        below(task, "Ольга", "Спасибо, ждём ответа от вас.", now + 2 * HOUR),
        now + 2 * HOUR,
    )
    later_looks.look_all(session, now + 2 * HOUR)
    task.mention.post.deleted = now + DAY
    later_looks.look_all(session, now + DAY)

    assert [
        (it.returned, it.deleted) for it in session.scalars(select(Look).order_by(Look.id))
    ] == [
        (True, False),
        (True, True),
    ]


def test_an_answer_given_outside_closes_the_task(
    session: Session, task: Task, now: datetime
) -> None:
    said = below(task, "Romashka_help", "Ольга, деньги вернули, простите нас.", now + HOUR)
    meet(session, said, now + HOUR)

    assert close_answered(session, now + 2 * HOUR) == 1
    assert close_answered(session, now + 3 * HOUR) == 0
    assert (task.status, task.reason) == (TaskStatus.RESOLVED, outside.REASON)
    assert (task.answered, task.reply_state) == (now + HOUR, ReplyState.OUTSIDE)
    assert [it.after for it in task.changes if it.what == "outside"] == [
        f"Romashka_help {said.url}"
    ]


@pytest.mark.parametrize(
    ("author", "hours", "noted"),
    [
        ("Ромашка официальный", 1, 1),  # called like the brand: nobody can be sure
        ("Пётр", 1, 0),
        ("Romashka_help", -1, 0),  # before the complaint
    ],
)
def test_what_is_not_surely_an_answer_closes_nothing(
    session: Session, task: Task, now: datetime, author: str, hours: int, noted: int
) -> None:
    meet(session, below(task, author, "Здравствуйте, разбираемся с этим.", now + hours * HOUR), now)

    close_answered(session, now + 2 * HOUR)
    close_answered(session, now + 2 * HOUR)

    assert task.status is TaskStatus.NEW
    assert sum(it.what == outside.PERHAPS for it in task.changes) == noted


@pytest.mark.parametrize(
    ("author", "text", "closed"),
    [
        ("Пётр", "Здравствуйте! Деньги вернули, простите нас.", []),  # to whom?
        ("Пётр", "Ольга, деньги вернули, простите нас.", ["Ольга"]),
        ("Пётр Ильин", "Пётр, Ольга, деньги вернули.", ["Ольга", "Пётр Ильин"]),
        ("Ольга", "Здравствуйте! Деньги вернули, простите нас.", ["Ольга", "Ольга"]),
        ("Ольга Ким", "Ольга, деньги вернули, простите нас.", []),  # which of the two?
        ("Ольга", "Пётр, деньги вернули, простите нас.", []),  # somebody without a task
    ],
)
def test_below_several_people_an_answer_closes_the_tasks_of_those_it_names(
    session: Session,
    task: Task,
    mention: Callable[..., Mention],
    now: datetime,
    author: str,
    text: str,
    closed: list[str],
) -> None:
    mention(session, author=author, text="Ромашка и мне не вернула ни рубля", stars=1.0)
    followup.open_tasks(session, now)
    if author.startswith("Ольга"):
        meet(session, below(task, "Пётр", "Спасибо, мне всё понравилось", now), now)
    meet(session, below(task, "Romashka_help", text, now + HOUR), now + HOUR)

    assert close_answered(session, now + 2 * HOUR) == len(closed)
    tasks = session.scalars(select(Task)).all()
    done = [it.mention.post.post.author for it in tasks if it.status is TaskStatus.RESOLVED]
    left = [it for it in tasks if it.status is not TaskStatus.RESOLVED]
    assert sorted(str(name) for name in done) == closed
    assert all(outside.PERHAPS in [change.what for change in it.changes] for it in left)


def test_an_answer_nobody_was_sure_of_is_met(
    session: Session, task: Task, anna: Person, now: datetime
) -> None:
    way = Way(Account("telegram", "", "s"), Place("https://t.me/romashka/1"))
    reply = publishing.begin(session, task, anna, TEXT, None, way, now)
    said = below(task, "Romashka_help", TEXT, now + HOUR)
    meet(session, said, now + HOUR)
    close_answered(session, now + HOUR)

    assert (reply.state, reply.url, task.status) == (
        ReplyState.POSTED,
        said.url,
        TaskStatus.WAITING,
    )


@pytest.mark.parametrize(
    ("answers", "cases"),
    [
        ([("sorry", ReplyState.RECORDED), ("call", ReplyState.OUTSIDE)], ["call", "sorry"]),
        ([("sorry", ReplyState.WITHDRAWN), ("call", ReplyState.ASKED)], []),
        ([("sorry", ReplyState.POSTED), (None, ReplyState.POSTED)], ["sorry"]),
        ([("sorry", ReplyState.POSTED), ("retired", ReplyState.POSTED)], ["sorry"]),
        (  # what is no case takes nobody's place among the latest
            [("call", ReplyState.POSTED)] * 2
            + [("sorry", ReplyState.POSTED), ("retired", ReplyState.POSTED)],
            ["sorry", "call"],
        ),
    ],
)
def test_the_latest_answers_with_a_template_are_cases(
    session: Session,
    task: Task,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    answers: list[tuple[str | None, ReplyState]],
    cases: list[str],
) -> None:
    monkeypatch.setattr(outcomes, "CASES", 2)
    rows = {
        name: TemplateRow(template=Template(name, TEXT, "ru"))
        for name in ("sorry", "call", "retired")
    }
    rows["retired"].retired = now
    session.add_all(rows.values())
    for number, (name, state) in enumerate(answers):
        used = rows[name] if name else None
        reply = Reply(
            task=task, state=state, text=TEXT, template=used, written=now, key=f"{number}"
        )
        session.add(reply)
        session.flush()

    assert [case.template for case in outcomes.read_cases(session)] == cases


def test_templates_are_counted_with_their_outcomes(
    session: Session, task: Task, anna: Person, now: datetime
) -> None:
    assert count_by_template(session) == {}
    reply = answer(session, task, anna, now)
    later_looks.look_all(session, now + HOUR)
    session.flush()

    assert reply.template_id is None
    table = REPORTS["outcomes-by-template"](session, Asked())
    assert [(row[0], row[1]) for row in table.rows] == [("—", 1)]
