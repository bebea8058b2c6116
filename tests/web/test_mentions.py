"""Mentions: search, correction, files."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml.html import fromstring
from sqlalchemy import select, update

from classifier.verdict import Sentiment, Why, mark_text
from pipeline import assess
from pipeline.database import Database
from pipeline.model import Mention, PostRow


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("", [1, 2]),
        ("?q=спасибо", [2]),
        ("?q=пётр", [2]),
        ("?sentiment=negative", [1]),
        ("?act=complaint", [1]),
        ("?act=praise", [2]),
        ("?theme=delivery", [1]),
        ("?source=Отзывы&channel=forum", [2]),
        ("?brand=ours", [1, 2]),
        ("?before=2", [1]),
        ("?since=2001-01-01&until=2002-01-01", []),
        ("?since=nonsense&sentiment=nonsense", [1, 2]),
    ],
)
def test_filters(agent: Any, filters: str, found: list[int]) -> None:
    page = agent.get("/mentions" + filters).text

    assert [number for number in (1, 2) if f'id="mention-{number}"' in page] == found


def test_a_correction_is_kept_as_a_persons(agent: Any, filled: Database) -> None:
    agent.post("/mentions/1/correct", sentiment="neutral")
    agent.post("/mentions/1/correct", complaint="no")

    with filled.reading() as session:
        mention = session.scalars(select(Mention).where(Mention.id == 1)).one()
        given = [one.judge for one in mention.assessments]
    assert (mention.sentiment, mention.complaint) == (Sentiment.NEUTRAL, False)
    assert given == ["test judge", "person", "person"]
    assert "Имя agent" in agent.get("/mentions/1").text


@pytest.mark.parametrize("page", ["/tasks/1", "/mentions/1"])
def test_words_behind_a_verdict_are_marked_in_what_was_judged(
    agent: Any, filled: Database, page: str
) -> None:
    def marked() -> list[str]:
        return re.findall('<mark class="reason" title="[^"]+">([^<]+)</mark>', agent.get(page).text)

    with filled.writing() as session:
        row = session.get_one(Mention, 1)
        said = assess.reading(row).text
        places = [(said.index(word), word) for word in ("позор", "опоздала", "<script>")]
        why = Why(mark_text(said), tuple((at, at + len(word)) for at, word in places))
        verdict = replace(row.assessments[-1].verdict, why=why)
        assess.record(session, row, verdict, "test judge 2", None, datetime.now(UTC))
    assert marked() == ["позор", "опоздала", "&lt;script&gt;"]
    assert "Почему: <q>позор</q>, <q>опоздала</q>, <q>&lt;" in agent.get(page).text

    with filled.writing() as session:
        session.get_one(Mention, 1).post.edited_text = "Ромашка опоздала на два дня"
    assert marked() == []
    with filled.writing() as session:
        session.get_one(Mention, 1).post.edited_text = None
    agent.post("/mentions/1/correct", sentiment="neutral")
    assert marked() == []


def test_mentions_are_saved_as_files(agent: Any) -> None:
    answer = agent.get("/mentions/file.csv?sentiment=negative")

    assert answer.headers["content-disposition"] == 'attachment; filename="mentions.csv"'
    assert answer.content.decode("utf-8-sig").count("otzyv.example/1?a=1") == 1
    assert agent.get("/mentions/file.exe").status_code == 404


def test_noise_is_left_out_shown_and_brought_back(agent: Any, filled: Database) -> None:
    assert "Теперь это шум" in agent.post("/mentions/1/noise", noise="ad").text
    plain, shown = agent.get("/mentions").text, agent.get("/mentions?noise=only").text

    assert 'id="mention-1"' not in plain
    assert "Ещё 1 скрыто как шум" in plain
    assert 'id="mention-1"' in shown
    assert 'id="mention-2"' not in shown
    assert "Реклама" in shown
    assert "status-dismissed" in agent.get("/tasks/1").text

    agent.post("/mentions/1/noise", noise="none")
    assert 'id="mention-1"' in agent.get("/mentions").text
    assert 'id="mention-1"' in agent.get("/mentions?noise=all").text
    assert "status-dismissed" not in agent.get("/tasks/1").text


@pytest.mark.parametrize(("asked", "marked"), [("опоздать", "опоздала"), ("деньгами", "деньги")])
def test_the_words_that_were_asked_for_are_marked(agent: Any, asked: str, marked: str) -> None:
    assert f"<mark>{marked}</mark>" in agent.get(f"/mentions?q={asked}").text
    assert f"<mark>{marked}</mark>" in agent.get(f"/inbox?q={asked}").text


def test_what_somebody_said_is_erased_after_a_look_at_how_much_it_is(
    manager: Any, filled: Database
) -> None:
    asked = manager.get("/mentions/1/erase").text
    erased = manager.post("/mentions/1/erase").text

    with filled.reading() as session:
        first, second = session.scalars(select(Mention).order_by(Mention.id))
        assert (first.post.post.author, first.post.post.text) == (None, "")
        assert second.post.post.text
    assert "1 пост, 1 упоминание, 1 обращение только о нём" in asked
    assert "Стёрто; подсчитанное осталось." in erased
    assert "Стёрто по желанию человека" in manager.get("/tasks/1").text
    assert "Стирание" in manager.get("/audit").text
    assert 'action="/mentions/1/erase"' not in manager.get("/mentions/1/erase").text


def test_stars_are_those_given_now_wherever_they_stand(agent: Any, filled: Database) -> None:
    with filled.writing() as session:
        session.execute(update(PostRow).where(PostRow.id == 1).values(stars_now=4.0))
    for page in ("/mentions", "/tasks/1"):
        assert 'aria-label="4 из 5 звёзд"' in agent.get(page).text


def test_a_message_names_a_brand_where_addresses_have_its_number(agent: Any) -> None:
    named, numbered = (
        fromstring(agent.get(f"/mentions?brand={brand}").text) for brand in ("Ромашка", "1")
    )
    rows = [page.xpath("//li[starts-with(@id, 'mention-')]/@id") for page in (named, numbered)]
    assert rows[0] == rows[1] != []
    assert named.xpath("//select[@name='brand']/option[@selected]/@value") == ["1"]
