"""One post found at two addresses of its site is one mention; two posts stay two."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from pipeline import dedup, intake
from pipeline.database import Database
from pipeline.model import BrandRow, Mention, PostRow
from pipeline.post import Channel, Post
from pipeline.siblings import core, siblings, side_doors
from pipeline.watch import Brand

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEXT = "Чайник Kettle протекает снизу, и никто не отвечает."
POST = Post("blog", Channel.BLOG, "https://kettles.example/news/leaks", TEXT, title="Kettle")

ONE = [
    "https://www.kettles.example/news/leaks",
    "http://kettles.example:80/news/leaks/",
    "https://m.kettles.example/news/leaks",
    "https://mobile.kettles.example/news/leaks",
    "https://amp.kettles.example/news/leaks",
    "https://www.kettles.example/news/leaks/?utm_source=feed",
]
SMALL = ["https://kettles.example/news/leaks/amp/", "https://m.kettles.example/news/leaks/amp"]
TWO = [
    "https://blog.kettles.example/news/leaks",
    "https://kettles.example/news/leaks-2",
    "https://kettles.example/News/leaks",
    "https://kettles.example/news/leaks?p=2",
    "https://kettles.example/news/leaks#comment-5",
    "https://kettles.example/news",
    "https://kettles.example:8443/news/leaks",
    "https://wwwkettles.example/news/leaks",
]


def receive(database: Database, *posts: Post) -> tuple[int, int]:
    """How many posts and mentions are stored after these came one by one."""
    with database.writing() as session:
        if not session.scalar(select(BrandRow.id)):
            session.add(BrandRow(brand=Brand("Kettle", "Kettle")))
            session.flush()
        found = intake.matcher(session)
        for post in posts:
            intake.receive(session, post, found, NOW)
    return count(database)


def count(database: Database) -> tuple[int, int]:
    with database.reading() as session:
        posts = session.scalar(select(func.count()).select_from(PostRow)) or 0
        return posts, session.scalar(select(func.count()).select_from(Mention)) or 0


@pytest.mark.parametrize("url", ONE)
@pytest.mark.parametrize("turned", [False, True])
def test_one_post_at_two_addresses_is_one(any_database: Database, url: str, turned: bool) -> None:
    both = [POST, replace(POST, url=url)]

    assert receive(any_database, *(both[::-1] if turned else both)) == (1, 1)


@pytest.mark.parametrize("url", SMALL)
def test_a_page_for_small_screens_is_the_one_we_know(database: Database, url: str) -> None:
    assert receive(database, POST, replace(POST, url=url)) == (1, 1)


@pytest.mark.parametrize("url", TWO)
def test_other_addresses_are_others(database: Database, url: str) -> None:
    assert receive(database, POST, replace(POST, url=url)) == (2, 2)


@pytest.mark.parametrize(
    ("change", "posts"),
    [
        ({"text": TEXT[:40] + "…"}, 1),  # a feed has the beginning
        ({"text": TEXT + " Вернули деньги."}, 1),
        ({"text": TEXT.replace(" ", "\n")}, 1),
        ({"author": "Анна"}, 1),  # one says it, the other does not
        ({"text": "Чайник Kettle хороший, советую всем друзьям."}, 2),
        ({"text": "Kettle!"}, 2),  # alike by chance
    ],
)
def test_the_words_decide(database: Database, change: dict[str, Any], posts: int) -> None:
    other = replace(POST, url="https://www.kettles.example/news/leaks", **change)

    assert receive(database, POST, other)[0] == posts


@pytest.mark.parametrize(
    "change", [{"author": "Пётр"}, {"published": NOW - timedelta(days=3)}], ids=str
)
def test_who_and_when_may_speak_against_it(database: Database, change: dict[str, Any]) -> None:
    told = replace(POST, author="Анна", published=NOW)
    other = replace(told, url="https://www.kettles.example/news/leaks", **change)

    assert receive(database, told, other)[0] == 2


def test_what_comes_in_one_batch_is_looked_at_too(database: Database) -> None:
    posts = [POST, *(replace(POST, url=url) for url in ONE)]
    others = [replace(POST, url=f"https://www.kettles.example/{n}") for n in range(200)]
    with database.writing() as session:
        arrivals = [intake.Arrival(post) for post in (*posts, *others)]
        received = intake.receive_all(session, arrivals, intake.matcher(session), NOW)

    assert [each.new for each in received] == [True] + [False] * len(ONE) + [True] * 200


def test_an_edit_at_the_other_address_is_kept(database: Database) -> None:
    fuller = replace(POST, url="https://www.kettles.example/news/leaks", text=TEXT + " И течёт.")
    receive(database, replace(POST, text=TEXT.rstrip(".") + "…"), fuller, fuller)

    with database.reading() as session:
        row = session.scalars(select(PostRow)).one()
    assert row.edited_text == fuller.text


@pytest.mark.parametrize("url", [POST.url, *ONE, *SMALL])
def test_siblings_share_their_core(url: str) -> None:
    key = dedup.canonical(url)
    found = siblings(key, side_doors(key))

    assert 8 <= len(found) <= 10
    assert {core(each) for each in (key, *found)} == {core(dedup.canonical(POST.url))}
    assert len(siblings(key, ())) <= 2


@pytest.mark.parametrize(
    "url", ["mailto:a@b.example", "", "http://[bad", "https://a.example/" + "x" * 500]
)
def test_what_has_no_siblings(url: str) -> None:
    key = dedup.key_of(url)

    assert not [*siblings(key, ()), *side_doors(key)]


@pytest.mark.parametrize("host", ["m.example", "www.example", "127.0.0.1:80", "amp.dev"])
def test_a_domain_of_that_name_is_no_side_door(host: str) -> None:
    assert core(f"https://{host}/a") == f"{host}/a"
