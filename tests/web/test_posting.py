"""Answers posted through a platform: once, whatever happens in between."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import select

from pipeline import lost_step
from pipeline.database import Database
from pipeline.model import PostRow
from pipeline.posting import discourse
from pipeline.posting.door import Door
from pipeline.posting.ways import read_accounts
from pipeline.reply_model import Reply
from pipeline.settings import Settings
from pipeline.states import ReplyState
from pipeline.task_model import Task
from tests.web.discourse_stub import Forum
from web.app import create_app

TEXT = "Ольга, просим прощения! Мы разбираемся."


@pytest.fixture
def forum() -> Iterator[Forum]:
    opened = Forum()
    yield opened
    opened.close()


@pytest.fixture
def app(settings: Settings, filled: Database, forum: Forum) -> FastAPI:
    with filled.writing() as session:
        task = session.scalars(select(Task)).one()
        row = session.get_one(PostRow, task.mention.post_id)
        columns = PostRow.__table__.c
        session.execute(
            PostRow.__table__.update()
            .where(columns.id == row.id)
            .values(url=f"http://{forum.host}/t/late/12/3")
        )
    account = {f"discourse {forum.host}": SecretStr("KEY:brand")}
    return create_app(
        settings.model_copy(update={"post_as": account, "allow": [forum.host]}), filled
    )


def replies(database: Database) -> list[tuple[ReplyState, str | None]]:
    with database.reading() as session:
        return [(it.state, it.url) for it in session.scalars(select(Reply).order_by(Reply.id))]


def test_an_answer_is_posted_once(agent: Any, forum: Forum, filled: Database) -> None:
    assert "Опубликовать: discourse" in agent.get("/tasks/1").text

    page = agent.post("/tasks/1/post", text=TEXT).text
    again = agent.post("/tasks/1/post", text=TEXT)

    assert "status-waiting" in page
    assert "Ответ опубликован." in page
    assert again.status_code == 409
    assert forum.answers == [TEXT]
    assert replies(filled) == [(ReplyState.POSTED, f"http://{forum.host}/t/late/12/5")]


def test_what_the_platform_takes_is_said_and_counted(
    agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discourse, "LONGEST", 30)

    assert "принимает до 30 знаков" in agent.get("/tasks/1").text
    page = agent.post("/tasks/1/draft", text="Просим прощения! Разбираемся и вернёмся.").text
    assert "Слишком длинно" in page
    assert "уберите знаков: 10" in page


def test_a_refusal_is_told_and_can_be_tried_again(
    agent: Any, forum: Forum, filled: Database
) -> None:
    forum.status = 422
    page = agent.post("/tasks/1/post", text=TEXT).text
    assert "ответ 422: Closed; ничего не опубликовано, ответьте вручную" in page
    assert f">{TEXT}</textarea>" in page  # nothing that was written is lost

    forum.status = 200
    agent.post("/tasks/1/post", text=TEXT)
    assert [state for state, _ in replies(filled)] == [ReplyState.REFUSED, ReplyState.POSTED]


def test_nothing_is_repeated_while_nobody_knows(agent: Any, forum: Forum, filled: Database) -> None:
    forum.silent = True
    page = agent.post("/tasks/1/post", text=TEXT).text
    assert "неизвестно" in page
    assert 'id="reply"' not in page  # no form to post from

    for path in ("post", "answer", "ask"):
        assert agent.post(f"/tasks/1/{path}", text=TEXT).status_code == 409
    assert forum.answers == [TEXT]

    agent.post("/tasks/1/settle", reply="1", stands="yes", url="https://forum.example/t/12/5")
    assert replies(filled) == [(ReplyState.POSTED, "https://forum.example/t/12/5")]
    assert agent.post("/tasks/1/settle", reply="1", stands="no").status_code == 409


def test_what_does_not_stand_there_can_be_posted_again(
    agent: Any, forum: Forum, filled: Database
) -> None:
    forum.silent = True
    agent.post("/tasks/1/post", text=TEXT)
    agent.post("/tasks/1/settle", reply="1", stands="no")
    forum.silent = False
    agent.post("/tasks/1/post", text=TEXT)

    assert [state for state, _ in replies(filled)] == [ReplyState.REFUSED, ReplyState.POSTED]


def test_what_was_posted_is_deleted_there_and_taken_back(
    agent: Any, forum: Forum, filled: Database
) -> None:
    agent.post("/tasks/1/post", text=TEXT)
    assert "Удалить там: discourse" in agent.get("/tasks/1").text

    forum.status = 403
    refused = agent.post("/tasks/1/withdraw", reply="1", there="yes")
    assert (refused.status_code, forum.answers) == (409, [TEXT])
    assert "учётной записи нельзя там" in refused.text
    assert replies(filled)[0][0] is ReplyState.POSTED

    forum.status = 200
    page = agent.post("/tasks/1/withdraw", reply="1", there="yes").text
    assert "status-in_progress" in page
    assert f">{TEXT}</textarea>" in page  # to be mended and given again
    assert (forum.answers, replies(filled)[0][0]) == ([], ReplyState.WITHDRAWN)
    assert agent.post("/tasks/1/withdraw", reply="1", there="yes").status_code == 409


def test_nobody_answers_over_a_colleague_whose_answer_they_have_not_seen(
    agent: Any, manager: Any
) -> None:
    manager.post("/tasks/1/answer", text="Уже пишем вам, Ольга.")
    for path in ("answer", "ask", "post"):
        answer = agent.post(f"/tasks/1/{path}", text=TEXT)
        assert (answer.status_code, "Имя manager" in answer.text) == (409, True)
    assert 'name="known" value="1"' in agent.get("/tasks/1").text
    assert agent.post("/tasks/1/answer", text=TEXT, known="1").status_code == 200


def seek(database: Database, host: str, *, ago: timedelta) -> Counter[str]:
    """What the line does about lost answers, some time after the platform was asked."""
    with database.writing() as session:
        for reply in session.scalars(select(Reply)):
            reply.started = datetime.now(UTC) - ago
            reply.sought = None
    accounts = read_accounts({f"discourse {host}": SecretStr("KEY:brand")})
    return lost_step.seek_all(database, accounts, Door([host], 10))


@pytest.mark.parametrize(
    ("arrived", "minutes", "came", "answers", "state"),
    [
        (True, 1, {}, 1, ReplyState.UNKNOWN),  # the platform may still answer
        (True, 5, {"found": 1}, 1, ReplyState.POSTED),
        (False, 5, {"posted": 1}, 1, ReplyState.POSTED),
        (False, 90, {"given back": 1}, 0, ReplyState.REFUSED),  # a person decides
    ],
)
def test_a_lost_answer_is_looked_for_before_it_is_posted_again(
    agent: Any,
    forum: Forum,
    filled: Database,
    arrived: bool,
    minutes: int,
    came: dict[str, int],
    answers: int,
    state: ReplyState,
) -> None:
    forum.silent = True
    agent.post("/tasks/1/post", text=TEXT)
    assert forum.answers == [TEXT]
    forum.silent = False
    if not arrived:
        forum.answers.clear()

    assert seek(filled, forum.host, ago=timedelta(minutes=minutes)) == came

    assert forum.answers == [TEXT] * answers
    assert [said for said, _ in replies(filled)] == [state]
    assert seek(filled, forum.host, ago=timedelta(minutes=minutes)) == ({} if came else came)
    page = agent.get("/tasks/1").text
    said = {"found": "ответ там есть", "posted": "ещё раз: его там не было", "given back": "нет; "}
    assert all(said[one] in page for one in came)


def test_a_lost_answer_is_left_to_people_where_nobody_tells(
    agent: Any, forum: Forum, filled: Database
) -> None:
    forum.silent = True
    agent.post("/tasks/1/post", text=TEXT)
    forum.status = 403  # the key may not read

    assert seek(filled, forum.host, ago=timedelta(minutes=5)) == {"unknown": 1}
    assert replies(filled) == [(ReplyState.UNKNOWN, None)]
    early = agent.post("/tasks/1/settle", reply="1", stands="no")
    assert early.status_code == 200  # nobody is asking just now


KILLED = """
import sys
from datetime import UTC, datetime
from pydantic import SecretStr
from sqlalchemy import select
from pipeline import publishing
from pipeline.database import Database
from pipeline.people_model import Person
from pipeline.task_model import Task
from pipeline.posting.door import Door
from pipeline.posting.ways import read_accounts

url, host, text = sys.argv[1:]
database = Database(url)
accounts = read_accounts({f"discourse {host}": SecretStr("KEY:brand")})
with database.writing() as session:
    task = session.scalars(select(Task)).one()
    person = session.scalars(select(Person)).first()
    way = publishing.way_for(session, task, accounts)
    reply = publishing.begin(session, task, person, text, None, way, datetime.now(UTC))
    key = reply.key
publishing.ask_platform(way, Door([host], 60), text, key)
print("ended")
"""


def test_a_desk_that_is_killed_while_it_posts_never_posts_twice(
    agent: Any, forum: Forum, filled: Database, settings: Settings
) -> None:
    forum.silent = True
    forum.hold.clear()
    arguments = [sys.executable, "-c", KILLED, settings.database_url, forum.host, TEXT]
    child = subprocess.Popen(arguments, stdout=subprocess.PIPE)
    assert forum.asked.wait(120)
    os.kill(child.pid, signal.SIGKILL)
    said, _ = child.communicate()
    forum.hold.set()

    assert (said, forum.answers) == (b"", [TEXT])
    assert replies(filled) == [(ReplyState.POSTING, None)]
    assert "неизвестно" in agent.get("/tasks/1").text
    assert agent.post("/tasks/1/post", text=TEXT).status_code == 409
    assert forum.answers == [TEXT]


def test_without_an_account_a_person_posts(
    settings: Settings, filled: Database, enter: Callable[[str], Any]
) -> None:
    filled_app = create_app(settings, filled)
    assert filled_app.state.desk.accounts == []
