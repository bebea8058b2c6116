"""Noise among stored mentions: no task, no figure, and a person's word holds."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from classifier.verdict import Verdict
from pipeline import desk, followup, noise_desk, sift_step, sifting
from pipeline.database import Database
from pipeline.finding_model import NoiseDecision
from pipeline.model import Mention
from pipeline.noise import BURST, COPIES, Noise
from pipeline.people_model import Person
from pipeline.reports.by_place import by_channel
from pipeline.reports.scope import Asked, Scope
from pipeline.states import TaskStatus
from pipeline.task_model import Task

AD = "Скидка 30% в «Ромашке»! Заказывайте: +7 495 123-45-67"
Store = Callable[..., Mention]


def test_noise_opens_no_task_and_is_left_out_of_reports(
    any_brands: Database, mention: Store, now: datetime
) -> None:
    with any_brands.writing() as session:
        advert, complaint = mention(session, text=AD), mention(session)

        opened = followup.open_tasks(session, now)

        assert [task.mention_id for task in opened] == [complaint.id]
        assert (advert.noise, complaint.noise) == (Noise.AD, Noise.NONE)
        assert advert.noise_why == (
            "call: заказывайте; discount: скидка 30%; offer: скидка; contact: +7 495 123-45-67"
        )
        assert by_channel(session, Asked()).rows[0][1] == 1
        assert by_channel(session, Asked(noise=True)).rows[0][1] == 2
        assert Scope.of(session, Asked()).count_noise(session) == 1
        advert.noise = Noise.UNNAMED  # is no mention any more, noise or not
        assert by_channel(session, Asked(noise=True)).rows[0][1] == 1


def test_what_is_brought_back_gets_its_task(
    brands: Database, mention: Store, person: Callable[..., Person], now: datetime
) -> None:
    with brands.writing() as session:
        advert, anna = mention(session, text=AD), person(session)
        assert followup.open_tasks(session, now) == []

        noise_desk.mark(session, advert, Noise.NONE, anna, now)

        task = session.scalars(select(Task)).one()
        assert task.mention_id == advert.id
        advert.followed_up = False
        assert followup.open_tasks(session, now) == []
        assert advert.noise is Noise.NONE  # the rules do not overrule a person


def test_what_is_marked_loses_its_task_and_gets_it_again(
    brands: Database, mention: Store, person: Callable[..., Person], now: datetime
) -> None:
    with brands.writing() as session:
        complaint, anna = mention(session), person(session)
        [task] = followup.open_tasks(session, now)

        noise_desk.mark(session, complaint, Noise.OTHER, anna, now)
        noise_desk.mark(session, complaint, Noise.OTHER, anna, now)
        assert (task.status, task.reason) == (TaskStatus.DISMISSED, "spam")

        noise_desk.mark(session, complaint, Noise.NONE, anna, now)
        assert task.status is TaskStatus.NEW
        decisions = session.scalars(select(NoiseDecision).order_by(NoiseDecision.id)).all()
        assert [(one.before, one.after) for one in decisions] == [
            (Noise.NONE, Noise.OTHER),
            (Noise.OTHER, Noise.NONE),
        ]


def test_a_task_that_another_post_speaks_for_stays(
    brands: Database, mention: Store, person: Callable[..., Person], now: datetime
) -> None:
    with brands.writing() as session:
        first, second, anna = mention(session), mention(session, author="Пётр"), person(session)
        [task] = followup.open_tasks(session, now)
        assert first.incident_id == second.incident_id

        noise_desk.mark(session, first, Noise.OTHER, anna, now)
        assert task.status is TaskStatus.NEW

        noise_desk.mark(session, second, Noise.OTHER, anna, now)
        assert task.status is TaskStatus.DISMISSED


@pytest.mark.parametrize(
    ("count", "apart", "same", "noise"),
    [
        (COPIES + 2, timedelta(hours=1), True, Noise.NONE),  # spread over more than a day
        (BURST, timedelta(minutes=20), True, Noise.BOT),
        (BURST, timedelta(minutes=20), False, Noise.NONE),
        (BURST, timedelta(seconds=15), False, Noise.BOT),
        (BURST - 1, timedelta(seconds=15), False, Noise.NONE),
        (3, timedelta(seconds=15), True, Noise.NONE),  # pasted into three places by hand
    ],
)
def test_bots_are_known_by_copies_and_speed(
    brands: Database,
    mention: Store,
    now: datetime,
    count: int,
    apart: timedelta,
    same: bool,
    noise: Noise,
) -> None:
    words = ["ветер", "снег", "дождь", "туман", "град", "мороз", "зной"]
    with brands.writing() as session:
        for number in range(count):
            text = (
                "ромашка снова подвела нас" if same else f"ромашка и {words[number % 7]} {number}"
            )
            made = mention(
                session,
                text=text,
                thread=f"https://forum.example/topic/{number}",
                published=now - apart * number,
            )
        sifting.is_noise(session, made)

        first = session.scalars(select(Mention).order_by(Mention.id).limit(1)).one()
        sifting.is_noise(session, first)
        assert first.noise is noise


def test_the_brands_own_posts_are_noise(
    brands: Database, mention: Store, praise: Verdict, now: datetime
) -> None:
    with brands.writing() as session:
        own = mention(session, praise, author="Ромашка", text="Ромашка рада помочь!")
        followup.open_tasks(session, now)

        assert (own.noise, own.noise_why) == (Noise.OWN, "name: Ромашка")


def test_stored_mentions_are_classed_again(
    brands: Database, mention: Store, person: Callable[..., Person], now: datetime
) -> None:
    with brands.writing() as session:
        own, advert, taken = (
            mention(session, author="acme"),
            mention(session, text=AD, author="Пётр"),
            mention(session, author="acme", text="Ромашка не отвечает на письма, ужас!"),
        )
        followup.open_tasks(session, now)
        tasks = {task.mention_id: task for task in session.scalars(select(Task))}
        assert set(tasks) == {own.id, taken.id}
        desk.take(session, tasks[taken.id], person(session), now)
        own.brand.brand = replace(own.brand.brand, own_accounts=["@acme"])
        advert.post.post = replace(advert.post.post, text="Ромашка обманула меня на 5000 рублей")
        done = Counter[str]()

        sift_step.sift_batch(session, [own, advert, taken], done, now)

        assert (done["looked"], done["noise"], done["back"]) == (3, 1, 1)
        assert (own.noise, advert.noise, taken.noise) == (Noise.OWN, Noise.NONE, Noise.NONE)
        assert (tasks[own.id].status, tasks[own.id].reason) == (TaskStatus.DISMISSED, "noise")
        assert [task.mention_id for task in followup.open_tasks(session, now)] == [advert.id]
        own.brand.brand = replace(own.brand.brand, own_accounts=[])
        sift_step.sift_batch(session, [own], done, now)
        assert (own.noise, tasks[own.id].status) == (Noise.NONE, TaskStatus.NEW)


def test_the_command_says_how_far_it_is(brands: Database, mention: Store, now: datetime) -> None:
    with brands.writing() as session:
        mention(session, text=AD)
        followup.open_tasks(session, now)
    back = datetime.now(UTC) - now + timedelta(days=1)
    assert list(sift_step.sift_all(brands, back, "Ромашка")) == [
        "sift: looked=1 of=1 noise=0 back=0 doubted=0 trusted=0"
    ]
