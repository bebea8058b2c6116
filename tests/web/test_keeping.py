"""What a task's page shows of how it is kept in hand: its clocks, and its author's other tasks."""

from datetime import UTC, datetime, timedelta
from typing import Any

from classifier.verdict import Sentiment, Verdict
from pipeline import assess, followup, intake
from pipeline.database import Database
from pipeline.model import Mention
from pipeline.post import Channel, Post

COMPLAINT = Verdict(
    Sentiment.NEGATIVE, 0.9, 0.08, 0.02, complaint=True, p_complaint=0.95, theme="delivery"
)


def add_second(filled: Database) -> None:
    """A second complaint of the same author about the same theme, with task 2."""
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
        assert len(followup.open_tasks(session, now)) == 1


def test_five_clocks_with_our_time_and_the_teams_apart(agent: Any) -> None:
    page = agent.get("/tasks/1").text.partition('class="clocks"')[2].partition("</section>")[0]

    assert page.count("<li") == 5
    assert page.count('class="faint"><span>') == 2  # nobody has taken or answered it
    assert "потратил: <b>3 ч</b>" in page
    assert "команда потратила: <b>—</b>" in page


def test_other_tasks_of_the_author_are_linked_whatever_became_of_them(
    agent: Any, filled: Database
) -> None:
    assert "contacts-title" not in agent.get("/tasks/1").text
    add_second(filled)
    agent.post("/tasks/1/dismiss", reason="spam")
    page = agent.get("/tasks/2").text.partition("contacts-title")[2].partition("</section>")[0]

    assert 'href="/tasks/1"' in page
    assert "status-dismissed" in page
    assert "та же тема: доставка" in page
