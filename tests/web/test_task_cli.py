"""`otklik task`: what the desk does with tasks, from the command line and by the same rights."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.settings import Settings, read_settings
from pipeline.states import TaskStatus
from pipeline.task_model import Task
from web.task_cli import HERE, task

Run = Callable[..., Result]


@pytest.fixture
def run(filled: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("OTKLIK_DATA", str(Path(settings.data)))
    read_settings.cache_clear()
    yield lambda *words: CliRunner().invoke(task, words)
    read_settings.cache_clear()


def stands(database: Database, number: int = 1) -> tuple[str, int | None]:
    with database.reading() as session:
        one = session.get_one(Task, number)
        return one.status.value, one.assignee_id


def test_a_task_is_listed_and_shown(run: Run) -> None:
    assert "№ 1 " in run("list").output
    assert "Ромашка опоздала" in run("list", "--find", "опоздали", "--who", "nobody").output
    assert run("list", "--who", "agent").output == "no such task\n"
    assert run("list", "--status", "resolved").output == "no such task\n"
    shown = run("show", "1").output
    assert "https://otzyv.example/1?a=1&b=<2>" in shown
    assert "low stars" in shown
    assert "otklik     status: new" in shown


@pytest.mark.parametrize(
    ("deeds", "status", "assignee"),
    [
        ([["take", "1"]], "in_progress", 2),
        ([["assign", "1", "--to", "manager"]], "new", 1),
        ([["assign", "1", "--to", "manager"], ["assign", "1", "--to", "nobody"]], "new", None),
        ([["take", "1"], ["undo"]], "new", None),
        ([["wait", "1"]], "waiting", None),
        ([["resolve", "1", "--reason", "ok", "--outcome", "refunded"]], "resolved", None),
        ([["dismiss", "1", "--reason", "spam"], ["reopen", "1"]], "new", None),
        ([["snooze", "1", "--until", "2h"], ["wake", "1"]], "new", None),
        ([["note", "1", "--text", "@manager посмотрите"]], "new", None),
        ([["merge", "1", "--into", "2"]], "merged", None),
        ([["merge", "1", "--into", "2"], ["unmerge", "1"]], "new", None),
    ],
    ids=lambda it: " ".join(deed[0] for deed in it) if isinstance(it, list) else "",
)
def test_what_is_done_stands_in_the_history_with_who_did_it_and_where(
    run: Run,
    filled: Database,
    add_second: Callable[[], None],
    deeds: list[list[str]],
    status: str,
    assignee: int | None,
) -> None:
    add_second()
    for deed in deeds:
        done = run(*deed, "--as", "agent")
        assert done.exit_code == 0, done.exception
    assert stands(filled) == (status, assignee)
    with filled.reading() as session:
        last = session.get_one(Task, 1).changes[-1]
        assert (last.person_id, last.via) == (2, HERE)


def test_several_are_changed_or_none(
    run: Run, filled: Database, add_second: Callable[[], None]
) -> None:
    add_second()
    assert isinstance(run("take", "1", "2", "77", "--as", "agent").exception, OtklikError)
    assert stands(filled, 1) == stands(filled, 2) == (TaskStatus.NEW, None)
    assert run("take", "1", "2", "--as", "agent").output.count("in_progress") == 2
    assert run("undo", "--as", "agent").output == "undone: 2\n"
    assert stands(filled, 1) == stands(filled, 2) == (TaskStatus.NEW, None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["take", "1", "--as", "viewer"], "may not work on tasks"),
        (["take", "1", "--as", "analyst"], "may not work on tasks"),
        (["take", "1", "--as", "ghost"], "nobody has this login"),
        (["assign", "1", "--to", "viewer", "--as", "agent"], "may read tasks, not answer them"),
        (["snooze", "1", "--until", "never", "--as", "agent"], "is no span of time"),
        (["snooze", "1", "--until", "2001-01-01", "--as", "agent"], "lies ahead"),
        (["dismiss", "1", "--reason", " ", "--as", "agent"], "must not be empty"),
        (["merge", "1", "--into", "77", "--as", "agent"], "there is no task 77"),
        (["undo", "--as", "agent"], "nothing to undo"),
        (["show", "77"], "there is no task 77"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    run: Run, filled: Database, words: list[str], said: str
) -> None:
    error = run(*words).exception
    assert isinstance(error, OtklikError)
    assert said in str(error)
    assert stands(filled) == (TaskStatus.NEW, None)
