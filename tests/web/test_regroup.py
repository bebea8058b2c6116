"""Tasks merged and taken apart, mentions split off, with the history of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from classifier.verdict import Sentiment, Verdict
from pipeline import assess, followup, intake
from pipeline.database import Database
from pipeline.model import Mention
from pipeline.post import Channel, Post

COMPLAINT = Verdict(Sentiment.NEGATIVE, 0.9, 0.08, 0.02, complaint=True, p_complaint=0.95)


@pytest.fixture
def second(filled: Database) -> None:
    """A second complaint by the author of the first, with task 2."""
    now = datetime.now(UTC)
    post = Post(
        source="Отзывы",
        channel=Channel.REVIEW,
        url="https://otzyv.example/7",
        text="Ромашка, где мои деньги?",
        author="Ольга <b>Иванова</b>",
        published=now - timedelta(hours=1),
        language="ru",
    )
    with filled.writing() as session:
        intake.receive(session, post, intake.matcher(session), now)
        mention = session.query(Mention).order_by(Mention.id.desc()).first()
        assert mention is not None
        assess.record(session, mention, COMPLAINT, "test judge", None, now)
        session.flush()
        assert [task.id for task in followup.open_tasks(session, now)] == [2]


def test_a_task_is_merged_and_taken_apart(agent: Any, second: None) -> None:
    assert '<option value="2">' in agent.get("/tasks/1").text  # the same author wrote again
    merged = agent.post("/tasks/1/merge", into="2").text
    assert "status-merged" in merged
    assert "/tasks/1/unmerge" in merged
    assert "/tasks/1/reopen" not in merged
    other = agent.get("/tasks/2").text
    assert 'href="https://otzyv.example/1?a=1&amp;b=&lt;2&gt;"' in other  # both posts stand there
    assert '<a href="/tasks/1">' in other

    apart = agent.post("/tasks/1/unmerge").text
    assert "status-new" in apart
    assert "/tasks/1/unmerge" not in apart
    assert '<a href="/tasks/2">' in apart  # the history tells of it
    assert "/tasks/2/split" not in agent.get("/tasks/2").text


def test_a_mention_is_split_off(agent: Any, second: None) -> None:
    agent.post("/tasks/1/merge", into="2")
    page = agent.post("/tasks/2/split", mention="1").text

    assert "/tasks/2/split" not in page
    assert 'class="change-split"' in page
    assert "status-new" in agent.get("/tasks/3").text


@pytest.mark.parametrize(
    ("address", "fields", "status"),
    [
        ("/tasks/1/merge", {"into": "1"}, 409),
        ("/tasks/1/merge", {"into": "77"}, 409),
        ("/tasks/1/merge", {"into": "<b>"}, 409),
        ("/tasks/1/unmerge", {}, 409),
        ("/tasks/1/split", {"mention": "1"}, 409),
        ("/tasks/1/split", {"mention": "3"}, 404),  # it belongs to task 2
    ],
)
def test_what_cannot_be_is_refused(
    agent: Any, second: None, address: str, fields: dict[str, str], status: int
) -> None:
    assert agent.post(address, **fields).status_code == status
    assert "status-new" in agent.get("/tasks/1").text
