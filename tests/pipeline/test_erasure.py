"""What one person said is erased: words go, counts stay, a crawl brings nothing back."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from pipeline import desk, erasure, retention
from pipeline.corrections_cli import correction_lines
from pipeline.database import Database
from pipeline.erase_cli import erase
from pipeline.finding_model import MentionVector, Relevance, Theme
from pipeline.intake import Received
from pipeline.labelling import next_item
from pipeline.learning import Lesson, keep_lesson
from pipeline.mention_search import MentionFilter, find_mentions
from pipeline.model import BrandRow, Mention, PostRow
from pipeline.nearness import unpack
from pipeline.post import Post
from pipeline.reports.by_place import by_channel
from pipeline.reports.scope import Asked
from pipeline.search import About
from pipeline.settings import Settings
from pipeline.states import TaskStatus
from pipeline.task_model import Task
from pipeline.vectors import keep_vectors
from tests.pipeline.erased_person import NOW, SAID, arrive, fill, leave_traces, of, post


def everything(session: Session) -> str:
    """All that is stored, row by row."""
    if session.get_bind().dialect.name == "postgresql":
        named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    else:
        named = "SELECT name FROM sqlite_master WHERE type = 'table'"
    tables = [name for name in session.scalars(text(named)) if "words" not in name]
    asked = (text(f"SELECT * FROM {name}") for name in tables)  # noqa: S608  (tables of ours)
    return "\n".join(repr(tuple(row)) for every in asked for row in session.execute(every))


def find(session: Session, words: str) -> list[Mention]:
    return list(find_mentions(session, MentionFilter(About(text=words)), limit=10))


def test_nothing_of_an_erased_person_is_left_but_counts(any_database: Database) -> None:
    with any_database.writing() as session:
        agent = fill(session)
        leave_traces(session, agent)
        desk.reopen(session, of(session, "Maria Berg"), agent, "Maria wrote", NOW)
        before = by_channel(session, Asked(now=NOW)).rows
        task_id = of(session, "Maria Berg").id
        found = [erasure.count(session, "blog", "Maria Berg"), len(find(session, "rude"))]

        assert erasure.erase_author(session, "blog", "Maria Berg", agent, NOW) == 1

    with any_database.writing() as session:
        assert found == [erasure.Scope(posts=1, mentions=1, tasks=1, still_open=1), 1]
        stored = everything(session)
        assert [sign for sign in ("Maria", "Elm Street", "rude", "kind") if sign in stored] == []
        assert stored.count("Olaf: Acme sends no parcel") == 4  # nobody else loses a word
        assert stored.count('"words":[[5,9]]') == 1
        task = session.get_one(Task, task_id)
        assert (task.status, task.reason) == (TaskStatus.RESOLVED, "erased")
        assert "erased" in [one.after for one in task.changes if one.what == "reason"]
        assert (task.mention.post.post.text, task.mention.p_negative) == ("", 0.9)
        assert find(session, "rude") == []
        assert next_item(session, agent, NOW) is None
        assert [line for line in correction_lines(session) if "parcel" not in line] == []
        after = by_channel(session, Asked(now=NOW)).rows
        assert [row[:4] for row in after] == [row[:4] for row in before]  # but open tasks
        assert erasure.take_pages(session, NOW) == ["blog"]
        assert erasure.take_pages(session, NOW) == []


def test_a_post_without_a_name_erased_twice_stays_away(any_database: Database) -> None:
    nameless = post("Maria Berg", SAID, author=None)
    with any_database.writing() as session:
        agent = fill(session)
        arrive(session, replace(nameless, url="https://blog.example/7"))
        row = session.scalars(select(PostRow).order_by(PostRow.id.desc())).first()
        assert row is not None
        for _ in range(2):
            erasure.erase_nameless(session, row, agent, NOW)

    with any_database.writing() as session:
        came = replace(nameless, url="https://blog.example/7")
        assert arrive(session, came) == [Received(new=False, mentions=0)]
        assert erasure.take_pages(session, NOW) == ["blog"]


@pytest.mark.parametrize(
    ("came", "new"),
    [
        (post("Maria Berg", SAID), False),  # the very post
        (post("Maria Berg", SAID + "!"), False),  # edited meanwhile
        (post("Maria Berg", "Acme again", 2), False),  # another one of before
        (post("Maria Berg", "Acme again", 3, published=None), False),
        (post("Maria Berg", "Acme again", 4, published=NOW + timedelta(hours=1)), True),
        (post("Maria Bergman", "Acme again", 5), True),
    ],
)
def test_a_crawl_brings_nothing_erased_back(any_database: Database, came: Post, new: bool) -> None:
    with any_database.writing() as session:
        fill(session)
        erasure.erase_author(session, "blog", "Maria Berg", None, NOW)

    with any_database.writing() as session:
        assert arrive(session, came) == [Received(new, int(new))]


def test_words_leave_the_file_as_well(database: Database, settings: Settings) -> None:
    with database.writing() as session:
        fill(session)
    with database.writing() as session:
        erasure.erase_author(session, "blog", "Maria Berg", None, NOW)
    retention.let_go(database, settings, NOW)

    file = str(database.engine.url.database)
    kept = b"".join(Path(file + end).read_bytes().lower() for end in ("", "-wal"))
    assert b"olaf" in kept
    assert [sign for sign in (b"maria", b"elm", b"rude") if sign in kept] == []


def test_a_complaint_with_a_theme_stands_at_its_middle_as_other_vectors_do(
    database: Database,
) -> None:
    with database.writing() as session:
        fill(session)
        middle = np.array([0.6, -0.8], dtype=np.float32)
        theme = Theme(key="found:1", judge="judge", middle=middle.tobytes(), seen=NOW)
        vector = session.scalars(select(MentionVector)).one()
        vector.theme = theme
        session.flush()

        erasure.erase_author(session, "blog", "Maria Berg", None, NOW)

        vectors = [vector.vector, b"\1\2"]
        assert unpack(vectors)[0] == pytest.approx(middle, abs=0.01)


def test_nothing_is_done_with_what_says_nothing_any_more(database: Database) -> None:
    """Found and judged, but the line had not come to it; edited, and not judged again yet."""
    with database.writing() as session:
        fill(session)
        arrive(session, post("Maria Berg", "Acme lost one more", 2))
        for mention in session.scalars(select(Mention)):
            mention.judge, mention.followed_up = mention.judge and None, False
        session.flush()

        erasure.erase_author(session, "blog", "Maria Berg", None, NOW)

        asked = select(Mention).join(PostRow).where(PostRow.erased.is_not(None))
        erased = session.scalars(asked.order_by(Mention.id))
        found = [(one.id, one.judge, one.followed_up) for one in erased]
        assert [one[1:] for one in found] == [("judge", True), (None, True)]
        keep_vectors(session, {number: b"\1\2" for number, *_ in found}, "judge")
        assert session.scalars(select(MentionVector)).all() == []


def test_a_task_that_others_speak_of_goes_on_with_them(database: Database) -> None:
    with database.writing() as session:
        agent = fill(session)
        task, other = of(session, "Maria Berg"), of(session, "Olaf").mention
        other.incident = task.incident
        session.flush()

        erasure.erase_author(session, "blog", "Maria Berg", agent, NOW)

        assert task.status is TaskStatus.WAITING
        assert task.mention is other
        assert task.reply == "Dear Maria"  # what was answered about the event stays


def test_words_of_long_ago_are_erased_when_that_is_wished(
    database: Database, settings: Settings
) -> None:
    later = NOW + timedelta(days=100)
    with database.writing() as session:
        agent = fill(session)
        desk.resolve(session, of(session, "Olaf"), agent, "done", NOW)
    for days, left in ((0, ["Maria Berg", "Olaf"]), (99, ["Maria Berg"])):
        retention.let_go(database, settings.model_copy(update={"keep_words_days": days}), later)
        with database.reading() as session:
            authors = session.scalars(select(PostRow.__table__.c.author))
            assert sorted(author for author in authors if author) == left


def test_the_command_says_what_goes_and_asks(
    database: Database, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr("pipeline.erase_cli.read_settings", lambda: settings)
    with database.writing() as session:
        fill(session)
    run = CliRunner().invoke

    unknown = run(erase, ["Maria Berg", "--source", "forum"])
    assert str(unknown.exception) == (
        '"Maria Berg" said nothing in source "forum" (known in: blog)'
    )
    asked = run(erase, ["Maria Berg", "--source", "blog"], input="n\n")
    assert asked.output.startswith("posts=1 mentions=1 tasks=1 open=1\n")
    done = run(erase, ["Maria Berg", "--source", "blog", "--yes"])
    assert "erase: posts=1" in done.output
    with database.reading() as session:
        assert erasure.sources_of(session, "Maria Berg") == {}


def test_what_was_learnt_while_somebody_was_erased_names_them_not(any_database: Database) -> None:
    names = ("Maria Berg", "Olaf", "Nobody we know")
    weights = {**{f"author {name}": 1.0 for name in names}, "word parce": 0.5}
    content = {"bias": 0.0, "weights": weights, "seen": dict.fromkeys(weights, 4)}
    with any_database.writing() as session:
        fill(session)
        brand_id = session.scalars(select(BrandRow.id)).one()
        lesson = Lesson(brand_id, 40, {**content, "threshold": None, "tried": 0, "right": 0})
    with any_database.writing() as session:
        erasure.erase_author(session, "blog", "Maria Berg", None, NOW)
    with any_database.writing() as session:
        assert keep_lesson(session, lesson, NOW)

    with any_database.reading() as session:
        kept = session.scalars(select(Relevance)).one().content
        assert set(kept["weights"]) == set(kept["seen"]) == {"author Olaf", "word parce"}
