"""Incidents by meaning: joined where vectors and words agree, never against a person's split."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pipeline import followup, regroup, second_look
from pipeline.database import Database
from pipeline.finding_model import MentionVector
from pipeline.model import Mention
from pipeline.nearness import LEAST_KNOWN, Said, Space, Wording, names, stems, unpack
from pipeline.people_model import Person
from pipeline.states import TaskStatus
from pipeline.task_model import Task

Store = Callable[..., Mention]
CHANCE = np.random.default_rng(7)
OUTAGE = CHANCE.normal(size=24)
TEXTS = (
    "Ромашка: приложение не открывается с утра, белый экран",
    "Белый экран в приложении Ромашки, не открывается",
    "У кого ещё в Ромашке белый экран вместо приложения?",
)


def pack(row: npt.NDArray[np.float64]) -> bytes:
    return bytes((row / np.abs(row).max() * 127).round().astype(np.int8).tobytes())


@pytest.fixture
def told(brands: Database, mention: Store, now: datetime) -> Callable[..., Mention]:
    """Stores a complaint with its vector, near the outage's or anywhere."""

    def store(session: object, text: str, *, near: bool, **facts: object) -> Mention:
        made = mention(session, text=text, **facts)
        row = OUTAGE + CHANCE.normal(size=24) * 0.2 if near else CHANCE.normal(size=24)
        session.add(MentionVector(mention_id=made.id, judge="test-1", vector=pack(row)))  # type: ignore[attr-defined]
        session.flush()  # type: ignore[attr-defined]
        return made

    return store


@pytest.fixture
def full(brands: Database, told: Callable[..., Mention], now: datetime) -> Database:
    """So many other complaints that it is known what is common to all."""
    with brands.writing() as session:
        for number in range(LEAST_KNOWN):
            old = now - timedelta(days=9)
            told(session, f"Ромашка номер {number} плоха", near=False, published=old)
        followup.open_tasks(session, now)
    return brands


def test_posts_of_one_event_are_one_task(
    full: Database, told: Callable[..., Mention], now: datetime
) -> None:
    with full.writing() as session:
        made = []
        for number, text in enumerate(TEXTS):
            at = now - timedelta(hours=3 - number)
            made.append(told(session, text, near=True, author=f"Автор {number}", published=at))
            followup.open_tasks(session, now)

        assert len({one.incident_id for one in made}) == 1
        assert [one.joined for one in made] == [
            None,
            "same event: 1 in 1 h",
            "same event: 2 in 2 h",
        ]


@pytest.mark.parametrize(
    ("text", "near", "hours"),
    [
        (TEXTS[1], False, 1),  # words of another meaning are not enough
        (TEXTS[1], True, 60),  # nor are both, days later
    ],
)
def test_words_alone_join_nothing_nor_does_another_day(
    full: Database, told: Callable[..., Mention], now: datetime, text: str, near: bool, hours: int
) -> None:
    with full.writing() as session:
        first = told(session, TEXTS[0], near=True, published=now - timedelta(hours=hours))
        followup.open_tasks(session, now)
        other = told(session, text, near=near, published=now)
        followup.open_tasks(session, now)

        assert other.incident_id != first.incident_id
        assert other.joined is None


def test_without_enough_vectors_nothing_is_joined_by_meaning(
    brands: Database, told: Callable[..., Mention], now: datetime
) -> None:
    with brands.writing() as session:
        made = [told(session, text, near=True) for text in TEXTS]
        followup.open_tasks(session, now)

        assert len({one.incident_id for one in made}) == len(TEXTS)


def test_the_machine_does_not_undo_a_split(
    full: Database, told: Callable[..., Mention], person: Callable[..., Person], now: datetime
) -> None:
    with full.writing() as session:
        made = [told(session, text, near=True) for text in TEXTS]
        followup.open_tasks(session, now)
        regroup.split(session, made[1], person(session), now)
        own = made[1].incident_id
        for one in made:
            one.followed_up = one.incident_id is not None
        followup.open_tasks(session, now)

        assert made[1].incident_id == own != made[0].incident_id


def test_what_was_merged_stays_merged(
    brands: Database, mention: Store, person: Callable[..., Person], now: datetime
) -> None:
    with brands.writing() as session:
        text = "Ромашка не привезла заказ и не отвечает на звонки третий день"
        one, other = mention(session, text=text), mention(session, text="Ромашка, где мой заказ")
        followup.open_tasks(session, now)
        tasks = {task.mention_id: task for task in session.scalars(select(Task))}
        regroup.merge(session, tasks[one.id], tasks[other.id], person(session), now)

        again = mention(session, text=text, author="Пётр")
        followup.open_tasks(session, now)

        assert again.incident_id == other.incident_id
        assert again.joined == "same text"


def test_space_and_wording() -> None:
    rows = unpack([pack(CHANCE.normal(size=24) + 5) for _ in range(LEAST_KNOWN)])
    space = Space.of(rows)

    assert Space.of(rows[1:]) is None
    assert space is not None
    assert np.allclose(np.linalg.norm(space.place(rows), axis=1), 1, atol=1e-3)
    wording = Wording.of(
        [stems("кассовый экран"), stems("кассовый снег"), stems("кассового экрана")]
    )
    rare, common = Said.of("снегоход", ""), Said.of("кассовый", "")
    assert wording.shared(rare, rare) > wording.shared(common, common) > 0
    assert wording.shared(Said.of("", ""), rare) == 0


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Приехал на Гагарина, 14 — закрыто и никого нет", "Гагарина"),
        ("Корм «Мурлыка» и пюре “Солнышко”", "Мурлыка Солнышко"),
        ("Error 503 at the Leeds depot! Nobody answers", "503 Leeds"),
        ("ВСЁ ПРОПАЛО ОПЯТЬ", ""),
        ("Верните деньги", ""),
    ],
)
def test_what_a_text_names(text: str, named: str) -> None:
    assert names(text) == stems(named)


def test_a_rare_name_in_common_tells() -> None:
    wording = Wording.of([stems("касса закрыта")] * 60)
    one, other = (
        Said.of("вчера потоп на Садовой", "Лента"),
        Said.of("Садовая: льёт с крыши", "Лента"),
    )
    assert wording.names_in_common(one, other)
    assert not wording.names_in_common(one, Said.of("вчера потоп на Мира", "Лента"))
    assert not wording.names_in_common(Said.of("в Ленте", "Лента"), Said.of("«Лента»", "Лента"))
    assert not Said.of("Блинка, Блинку", "Блинок").words  # no form of the brand's name tells


APART = CHANCE.normal(size=24)
SIDES = (OUTAGE + 0.6 * APART, OUTAGE - 0.6 * APART, OUTAGE, OUTAGE + 0.1 * APART)
SAID = (
    "Ромашка: белый экран вместо приложения",
    "Ромашка не пускает: вход сломан с утра",
    "Вход в Ромашку сломан, белый экран",
    "В Ромашке белый экран, вход не работает",
)


@pytest.fixture
def two(full: Database, mention: Store, now: datetime) -> Callable[..., list[Mention]]:
    """Stores the first posts of an event; two of them seem to be two events."""

    def store(session: Session, count: int) -> list[Mention]:
        known = session.scalars(select(Mention).order_by(Mention.id).offset(LEAST_KNOWN)).all()
        made = list(known)
        for number in range(len(made), count):
            at = now - timedelta(hours=4 - number)
            one = mention(session, text=SAID[number], author=f"Автор {number}", published=at)
            session.add(
                MentionVector(mention_id=one.id, judge="test-1", vector=pack(SIDES[number]))
            )
            session.flush()
            followup.open_tasks(session, now)
            made.append(one)
        return made

    return store


def test_two_incidents_that_turn_out_alike_become_one_task(
    full: Database, two: Callable[..., list[Mention]], person: Callable[..., Person], now: datetime
) -> None:
    with full.writing() as session:
        made = two(session, 3)
        assert made[0].incident_id != made[1].incident_id  # nobody could know yet
        assert second_look.look_again(session, made[:2], now) == 0  # nothing joined, nothing new

        assert second_look.look_again(session, made, now) == 1

        assert len({one.incident_id for one in made}) == 1
        assert all(one.joined for one in made[1:])
        later = session.scalars(select(Task).filter_by(mention_id=made[1].id)).one()
        assert (later.status, later.reason) == ("merged", f"merged into task {later.id - 1}")

        regroup.unmerge(session, later, person(session), now)
        again = two(session, 4)
        assert second_look.look_again(session, again, now) == 0  # what people took apart stays so
        assert made[1].incident_id == later.incident_id != made[0].incident_id


def test_what_somebody_took_is_not_merged_away(
    full: Database, two: Callable[..., list[Mention]], person: Callable[..., Person], now: datetime
) -> None:
    with full.writing() as session:
        made = two(session, 2)
        anna = person(session)
        tasks = [session.scalars(select(Task).filter_by(mention_id=one.id)).one() for one in made]
        by_another_process = {"synchronize_session": False}
        taken = update(Task).where(Task.id == tasks[1].id)
        taken = taken.values(status=TaskStatus.IN_PROGRESS, assignee_id=anna.id)
        made = two(session, 3)
        session.execute(taken, execution_options=by_another_process)
        assert second_look.look_again(session, made, now) == 1
        assert [task.status for task in tasks] == ["merged", "in_progress"]

        assert second_look.look_again(session, made, now) == 0  # and once is enough
