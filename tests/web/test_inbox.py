"""The inbox: what it lists, how it filters, what is new."""

from typing import Any

import pytest
from sqlalchemy import event

from pipeline.database import Database


def test_a_task_is_listed_and_read(agent: Any) -> None:
    page = agent.get("/inbox?task=1").text

    assert 'id="task-1"' in page
    assert "Верните деньги!" in page
    assert 'href="https://otzyv.example/1?a=1&amp;b=&lt;2&gt;"' in page
    assert 'rel="noopener nofollow noreferrer"' in page


def test_the_list_keeps_its_filters_and_shows_what_is_open(agent: Any) -> None:
    page = agent.get("/inbox?channel=review&task=1").text

    assert 'href="/inbox?channel=review&amp;task=1"' in page
    assert 'aria-current="true"' in page.split('id="rows"')[1].split("</ol>")[0]
    part = agent.get(
        "/tasks/1",
        **{"hx-request": "true", "hx-current-url": "http://x/inbox?channel=review&task=1"},
    )
    assert 'href="/inbox?channel=review&amp;task=1"' in part.text


def test_texts_from_outside_are_only_text(agent: Any) -> None:
    page = agent.get("/inbox?task=1").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Ольга &lt;b&gt;Иванова&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("", True),
        ("?status=new", True),
        ("?status=closed", False),
        ("?who=me", False),
        ("?who=nobody", True),
        ("?brand=1", True),
        ("?brand=2", False),
        ("?channel=review", True),
        ("?channel=news", False),
        ("?language=ru", True),
        ("?language=de", False),
        ("?theme=delivery", True),
        ("?theme=price", False),
        ("?status=closed&theme=delivery", False),
        ("?q=опоздала", True),
        ("?q=ОПОЗДАЛА+позор", True),
        ("?q=100%25", False),
        ("?q=%E2%84%96+1", True),
        ("?status=closed&who=me&q=%231", True),  # wherever it stands
        ("?q=%E2%84%962", False),
        ("?q=%23%D0%BE%D0%BF%D0%BE%D0%B7%D0%B4%D0%B0%D0%BB%D0%B0", True),
        ("?status=nonsense&channel=nonsense&who=nonsense&brand=x", True),
        ("?since=2001-01-01&until=2002-01-01", False),
        ("?after=bent", True),
        ("?after=1_1e400_1", True),
    ],
)
def test_filters(agent: Any, filters: str, found: bool) -> None:
    for more in ({}, {"hx-request": "true"}):
        page = agent.get("/inbox" + filters, **more)
        assert page.status_code == 200
        assert ('id="task-1"' in page.text) is found


def test_the_next_page_starts_where_this_one_ended(agent: Any) -> None:
    assert 'id="task-1"' not in agent.get("/inbox?after=0_0_0").text


@pytest.mark.parametrize(
    "address", ["/inbox", "/inbox?q=опоздала", "/mentions", "/mentions?q=лучший"]
)
def test_a_page_sends_two_statements(agent: Any, filled: Database, address: str) -> None:
    agent.get(address)  # what is kept for many pages is read now
    asked: list[str] = []
    event.listen(filled.engine, "before_cursor_execute", lambda *facts: asked.append(facts[2]))
    agent.get(address)

    assert len([one for one in asked if one != "BEGIN"]) == 2
