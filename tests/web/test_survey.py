"""Asking a customer afterwards: the link, the public page, and what the desk shows of it."""

from datetime import datetime, timedelta
from re import findall, search
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from pipeline.database import Database
from pipeline.desk import OUTCOMES
from pipeline.desk_model import Survey
from pipeline.settings import Settings
from pipeline.task_model import Task
from web.app import create_app
from web.survey_words import WORDS, nearest
from web.throttle import Meter


@pytest.fixture
def address(agent: Any) -> str:
    """The link of a task that was resolved with one."""
    form = {"reason": "Объяснили клиенту", "outcome": "refunded", "ask": "yes"}
    page = agent.post("/tasks/1/resolve", **form)
    found = search(r"http://[^ <]+(/s/[\w-]+)", page.text)
    assert found, page.text
    return found[1]


def test_a_customer_answers_and_the_desk_shows_it(agent: Any, visitor: Any, address: str) -> None:
    page = visitor.get(address)

    assert page.status_code == 200
    assert "Ромашка" in page.text
    assert "деньги возвращены" in page.text
    assert "set-cookie" not in page.headers
    assert "<script" not in page.text
    form = {"satisfaction": "4", "effort": "7", "recommend": "10", "said": "<b>Спасибо</b>"}
    answered = visitor.post(address, **form)
    assert answered.status_code == 200
    assert "Спасибо!" in answered.text
    shown = agent.get("/tasks/1").text
    assert "&lt;b&gt;Спасибо&lt;/b&gt;" in shown
    assert (
        "ответ клиента, удовлетворённость — 4 из 5, лёгкость — 7 из 7, рекомендация — 10 из 10"
        in shown
    )
    assert "Ромашка" in agent.get("/reports/satisfaction-by-brand?period=all").text


def test_a_link_is_answered_once(visitor: Any, filled: Database, address: str) -> None:
    visitor.post(address, satisfaction="1")
    visitor.post(address, satisfaction="5")

    with filled.reading() as session:
        assert session.scalars(select(Survey.satisfaction)).one() == 1
    assert "<form" not in visitor.get(address).text


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"said": "   "},
        {"satisfaction": "6"},
        {"satisfaction": "-1", "effort": "x"},
        {"recommend": "11"},
    ],
)
def test_what_is_no_answer_asks_again(visitor: Any, address: str, form: dict[str, str]) -> None:
    page = visitor.post(address, **form)

    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert visitor.post(address, said="Хорошо").status_code == 200


@pytest.mark.parametrize("sign", [".", ")", "»", "!", ").", "%22"])
def test_a_sign_written_behind_the_link_is_no_part_of_it(
    visitor: Any, address: str, sign: str
) -> None:
    page = visitor.get(address + sign)
    assert page.status_code == 200
    assert f'action="{address}"' in page.text


def test_looking_at_the_link_is_no_answer(visitor: Any, filled: Database, address: str) -> None:
    """Messengers fetch it for a preview before the customer sees it."""
    for agent in ("TelegramBot (like TwitterBot)", "WhatsApp/2.23", "facebookexternalhit/1.1"):
        for query in ("", "?satisfaction=5&said=x"):
            assert visitor.get(address + query, **{"user-agent": agent}).status_code == 200
    with filled.reading() as session:
        assert session.scalars(select(Survey.answered)).one() is None
    assert "Спасибо!" in visitor.post(address, satisfaction="4").text


def test_links_that_are_not_good_say_why(
    app: FastAPI, visitor: Any, filled: Database, address: str
) -> None:
    assert visitor.get("/s/guess", **{"accept-language": "de"}).status_code == 404
    assert "Diesen Link gibt es nicht" in visitor.get("/s/guess", **{"accept-language": "de"}).text
    assert visitor.post("/s/guess", satisfaction="5").status_code == 404
    with filled.reading() as session:
        expires = session.scalars(select(Survey.expires)).one()
    app.state.desk.clock = lambda: expires
    assert visitor.get(address).status_code == 410
    late = visitor.post(address, said="<b>Долго</b> ждал")
    assert late.status_code == 410
    assert "&lt;b&gt;Долго&lt;/b&gt; ждал</textarea>" in late.text  # what was written is not lost


def test_the_page_speaks_the_language_that_is_chosen(visitor: Any, address: str) -> None:
    assert '<html lang="ar" dir="rtl">' in visitor.get(f"{address}?language=ar").text
    assert '<html lang="tr">' in visitor.get(f"{address}?language=tr").text
    assert '<html lang="ru">' in visitor.get(f"{address}?language=xx").text
    thanked = visitor.post(address, satisfaction="5", language="tr")
    assert "Teşekkürler!" in thanked.text


def test_too_many_requests_wait(app: FastAPI, visitor: Any, address: str) -> None:
    app.state.desk.meter = Meter(most=2)
    answers = [visitor.get(address).status_code for _ in range(3)]

    assert answers == [200, 200, 429]
    assert "Долго ждал</textarea>" in visitor.post(address, said="Долго ждал").text
    assert visitor.get("/login").status_code == 200


def test_a_minute_later_the_meter_starts_again() -> None:
    meter, now = Meter(most=1), datetime(2026, 1, 1, 12, 0, 59)

    assert [meter.admits("a", now), meter.admits("a", now), meter.admits("b", now)] == [
        True,
        False,
        True,
    ]
    assert meter.admits("a", now + timedelta(seconds=1))


def test_the_link_can_be_made_later_in_another_language(agent: Any) -> None:
    assert agent.post("/tasks/1/survey").status_code == 409  # still open
    agent.post("/tasks/1/resolve", reason="Решено")
    assert "/s/" not in agent.get("/tasks/1").text
    first = agent.post("/tasks/1/survey", language="ru").text
    second = agent.post("/tasks/1/survey", language="fr").text

    assert "Comment avons-nous fait" in second
    assert findall(r"/s/[\w-]{30,}", first) == findall(r"/s/[\w-]{30,}", second)


def test_a_proposed_reason_is_counted_the_same_in_every_language(
    agent: Any, filled: Database
) -> None:
    agent.post("/tasks/1/resolve", reason="Объяснили")

    with filled.reading() as session:
        assert session.scalars(select(Task.reason)).one() == "Explained"
    assert "Объяснили" in agent.get("/tasks/1").text


def test_an_outcome_is_one_of_ours(agent: Any) -> None:
    assert agent.post("/tasks/1/resolve", reason="Да", outcome="<b>").status_code == 409


def test_at_the_public_address_there_are_only_public_pages(
    settings: Settings, filled: Database
) -> None:
    outside = settings.model_copy(update={"public": "https://ask.example"})
    with TestClient(create_app(outside, filled), base_url="https://ask.example") as client:
        assert client.get("/s/guess").status_code == 404
        assert "lang=" in client.get("/s/guess").text
        assert client.get("/static/survey.css").status_code == 200
        for path in ("/login", "/inbox", "/", "/static/../login"):
            assert client.get(path).text == "Nothing is here."


@pytest.mark.parametrize("language", WORDS)
def test_every_language_says_everything(language: str) -> None:
    words = WORDS[language]

    assert set(words.outcomes) == set(OUTCOMES)
    assert all(vars(words).values())
    assert "{brand}" in words.about
    assert "{brand}" in words.recommend
    english = vars(WORDS["en"])
    alike = {name for name, text in vars(words).items() if text == english[name]}
    assert alike == (set(english) if language == "en" else set())


@pytest.mark.parametrize(
    ("written", "asked"),
    [("kk", "kk"), ("pt-BR", "pt"), ("be", "ru"), ("ja", "en"), ("", "en"), ("RU", "ru")],
)
def test_the_nearest_language_is_chosen(written: str, asked: str) -> None:
    assert nearest(written) == asked
