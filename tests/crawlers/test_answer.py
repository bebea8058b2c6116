"""Answers read by name, whatever they hold."""

from datetime import UTC, datetime

import pytest

from crawlers.answer import MOST_PARTS, Answer, open_answer, peek
from crawlers.decode import open_page
from crawlers.page import Page
from crawlers.read import PageChanged
from pipeline.post import Channel
from pipeline.watch import Source

NOW = datetime(2024, 9, 1, tzinfo=UTC)


def page_of(body: bytes) -> Page:
    source = Source("it", "vk", Channel.SOCIAL, "https://api.example/")
    return open_page(body, source.url, None, source, NOW)


@pytest.mark.parametrize(
    ("value", "text"),
    [("a", "a"), (" a\0 ", "a"), ("", None), (5, "5"), (True, None), (None, None), ([], None)],
)
def test_a_text(value: object, text: str | None) -> None:
    assert Answer({"x": {"y": value}}).text("x", "y") == text


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (5, 5),
        (5.9, 5),
        ("-5", -5),
        ("5a", None),
        (True, None),
        (float("inf"), None),
        ("9" * 50, None),
        (None, None),
    ],
)
def test_a_number(value: object, number: int | None) -> None:
    assert Answer(value).number() == number


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (1709280000, datetime(2024, 3, 1, 8, tzinfo=UTC)),
        (1709280000.5, datetime(2024, 3, 1, 8, tzinfo=UTC)),
        ("2024-03-01T11:00:00+03:00", datetime(2024, 3, 1, 8, tzinfo=UTC)),
        ("2031-03-01T11:00:00Z", None),
        (10**30, None),
        (-1, None),
        ("", None),
    ],
)
def test_a_moment(value: object, moment: datetime | None) -> None:
    assert Answer({"at": value}).moment("at", fetched=NOW) == moment


@pytest.mark.parametrize(
    ("value", "link"),
    [
        ("https://a.example/", "https://a.example/"),
        ("HTTP://a.example/", "HTTP://a.example/"),
        ("javascript:alert(1)", None),
        ("//a.example/", None),
        (None, None),
    ],
)
def test_a_link(value: object, link: str | None) -> None:
    assert Answer(value).link() == link


def test_members_of_what_is_no_list() -> None:
    assert list(Answer({"a": 1}).each()) == []
    assert Answer("text").first() == Answer()
    assert list(Answer([1]).values()) == []


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "windows-1251"])
def test_json_in_any_encoding(charset: str) -> None:
    text = '{"text": "Покупатели жалуются на доставку, магазин молчит вторую неделю"}'

    assert (open_answer(page_of(text.encode(charset))).text("text") or "").startswith("Покупатели")


MANY = b"[" + b"{}," * MOST_PARTS + b"{}]"  # which would take minutes to look through


@pytest.mark.parametrize("body", [b"{", b"[1,", b"<html></html>", b"{'a': 1}", b"[" * 99_000, MANY])
def test_what_is_no_json(body: bytes) -> None:
    page = page_of(body)

    assert peek(page) == Answer()
    with pytest.raises(PageChanged, match=r"api\.example"):
        open_answer(page)
