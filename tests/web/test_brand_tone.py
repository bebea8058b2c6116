"""How a brand speaks: kept on its page, obeyed by the check of a draft."""

from typing import Any

import pytest
from sqlalchemy import select

from pipeline.database import Database
from pipeline.model import BrandRow
from pipeline.tone import Address, Tone
from pipeline.watch import Brand

SAID = {
    "address": "familiar",
    "emoji": "yes",
    "spelling": "yes",
    "forbidden": "конкурент*\n\n наш сервис ",
    "sign_off": "Команда «{бренд}»",
    "longest-review": "500",
    "own_accounts": "romashka\nhttps://vk.com/romashka",
    "approve_from": "high",
}


def stored(database: Database) -> Brand:
    with database.reading() as session:
        return session.scalars(select(BrandRow)).one().brand


def test_a_tone_is_kept_and_the_query_stays(manager: Any, filled: Database) -> None:
    page = manager.post("/brands/1/tone", **SAID).text

    brand = stored(filled)
    assert brand.tone == Tone(
        Address.FAMILIAR,
        forbidden=("конкурент*", "наш сервис"),
        sign_off="Команда «{бренд}»",
        longest=(("review", 500),),
    )
    assert brand.own_accounts == ["romashka", "https://vk.com/romashka"]
    assert (brand.approve_from, brand.query) == ("high", "ромашка")
    assert 'name="longest-review" inputmode="numeric" maxlength="6" value="500"' in page


def test_another_query_leaves_the_tone_alone(manager: Any, filled: Database) -> None:
    manager.post("/brands/1/tone", **SAID)
    manager.post("/brands/1/query", text="ромашка OR ромашечка")

    brand = stored(filled)
    assert (brand.query, brand.tone.address) == ("ромашка OR ромашечка", Address.FAMILIAR)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"address": "polite"}, "обращение к читателю «polite»"),
        ({"longest-review": "много"}, "«много» — не число"),
        ({"sign_off": "x" * 201}, "не длиннее 200 знаков"),
    ],
)
def test_a_tone_that_cannot_be_is_refused(
    manager: Any, filled: Database, wrong: dict[str, str], said: str
) -> None:
    answer = manager.post("/brands/1/tone", **SAID | wrong)

    assert answer.status_code == 409
    assert said in answer.text
    assert stored(filled).tone == Tone()


def test_the_check_obeys_the_brand(manager: Any) -> None:
    manager.post("/brands/1/tone", **SAID)

    page = manager.post("/tasks/1/draft", text="Здравствуйте! Мы вам ответим.").text

    assert "<mark>вам</mark>" in page
    assert "<b>тебе</b>" in page  # what to write instead
    assert "<b>Команда «Ромашка»</b>" in page
    good = "Привет! Мы тебе ответим.\nКоманда «Ромашка»"
    assert "Замечаний нет" in manager.post("/tasks/1/draft", text=good).text
