from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, func, select

from pipeline import cleaning, intake
from pipeline.database import Database
from pipeline.intake import Arrival, Received
from pipeline.matching import Matcher
from pipeline.model import BrandRow, Mention, PostRow, SourceRow
from pipeline.post import Channel, Post
from pipeline.watch import Brand, Source

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
POST = Post(
    source="town-forum",
    channel=Channel.FORUM,
    url="https://forum.example/topic/1#post-2",
    text="Доставка Ромашки опоздала на три дня.",
    thread="https://forum.example/topic/1",
)


@pytest.fixture
def matcher(any_database: Database) -> Matcher:
    with any_database.writing() as session:
        session.add(BrandRow(brand=Brand("Ромашка", "ромашка")))
        session.add(BrandRow(brand=Brand("Василёк", "василёк")))
        session.flush()
        return intake.matcher(session)


def receive(
    database: Database, matcher: Matcher, post: Post, now: datetime = NOW, *, backfill: bool = False
) -> Received:
    with database.writing() as session:
        return intake.receive(session, post, matcher, now, backfill=backfill)


def count(database: Database, table: type[PostRow] | type[Mention]) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def the_post(database: Database) -> PostRow:
    with database.reading() as session:
        return session.scalars(select(PostRow)).one()


def test_a_post_is_stored_once_and_mentions_its_brand(
    any_database: Database, matcher: Matcher
) -> None:
    assert receive(any_database, matcher, POST) == Received(new=True, mentions=1)
    assert receive(any_database, matcher, POST) == Received(new=False, mentions=0)
    assert (count(any_database, PostRow), count(any_database, Mention)) == (1, 1)
    assert the_post(any_database).post == replace(POST, language="ru")


def test_a_post_without_a_brand_is_stored_too(any_database: Database, matcher: Matcher) -> None:
    assert receive(any_database, matcher, replace(POST, text="Ни о ком")) == Received(True, 0)
    assert count(any_database, PostRow) == 1


def test_a_post_that_names_two_brands_makes_two_mentions(
    any_database: Database, matcher: Matcher
) -> None:
    both = replace(POST, text="Ромашка хуже, чем Василёк")
    assert receive(any_database, matcher, both) == Received(True, 2)


@pytest.mark.parametrize(
    "text", ["Ромашка всё вернула, а Василёк нет.", f"{POST.text} UPD: и Василёк не помог."]
)
def test_an_edit_keeps_what_was_found_and_finds_new_brands(
    any_database: Database, matcher: Matcher, text: str
) -> None:
    receive(any_database, matcher, POST)
    edited = replace(POST, text=text)
    later = NOW + timedelta(days=3)
    assert receive(any_database, matcher, edited, later) == Received(False, 1)
    row = the_post(any_database)
    assert (row.post.text, row.latest_text, row.edited) == (POST.text, edited.text, later)
    with any_database.reading() as session:
        assert [mention.backfill for mention in session.scalars(select(Mention))] == [False, False]


def test_the_full_text_of_a_page_follows_the_beginning_a_feed_gave(
    any_database: Database, matcher: Matcher
) -> None:
    receive(any_database, matcher, replace(POST, text="Три дня ждал посылку…", thread=None))
    text, thread = "Три дня ждал посылку из Ромашки, не дождался.", "https://town.example/1"
    full = replace(POST, source="town-pages", text=text, thread=thread, author="Анна")
    assert receive(any_database, matcher, full) == Received(False, 1)
    receive(any_database, matcher, replace(POST, text="Три дня ждал посылку…", author="town"))
    row = the_post(any_database)
    assert (row.latest_text, row.edited, row.post.thread) == (text, None, thread)
    assert row.post.author == "Анна"  # the first name that was told stays


def test_history_is_marked(any_database: Database, matcher: Matcher) -> None:
    receive(any_database, matcher, POST, backfill=True)
    with any_database.reading() as session:
        assert session.scalars(select(Mention)).one().backfill
    assert the_post(any_database).backfill


def test_a_brand_watched_later_has_the_past_as_history(any_database: Database) -> None:
    nobody = Matcher.of([])
    receive(any_database, nobody, POST)
    with any_database.writing() as session:
        session.add(BrandRow(brand=Brand("Ромашка", "ромашка")))
        session.flush()
        somebody = intake.matcher(session)
    assert receive(any_database, somebody, POST, NOW + timedelta(days=2)) == Received(False, 1)
    with any_database.reading() as session:
        assert session.scalars(select(Mention)).one().backfill


# Letters of four bytes, no two of them alike: they cannot be packed.
WIDE = "".join(chr(0x20000 + number) for number in range(5_000))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"text": "Ромашка\x00\x0b\ud800!\n"}, {"text": "Ромашка ?!\n"}),
        ({"text": "Ромашка " * 50_000}, {"text": ("Ромашка " * 50_000)[: cleaning.LONGEST_TEXT]}),
        ({"title": " a\n\x00b "}, {"title": "a b"}),
        ({"author": "x" * 5_000}, {"author": "x" * cleaning.LONGEST_LINE}),
        ({"stars": float("nan")}, {"stars": None}),
        ({"stars": 100.0}, {"stars": None}),
        ({"published": NOW + timedelta(days=400)}, {"published": None}),
        ({"published": datetime(1970, 1, 1, tzinfo=UTC)}, {"published": None}),
        ({"url": "https://forum.example/" + "a" * 9_000}, {}),
        ({"thread": ""}, {"thread": None}),
        ({"author": WIDE}, {"author": WIDE[:600]}),  # more bytes than an index of PostgreSQL takes
        ({"thread": WIDE}, {"thread": WIDE[:600]}),
        ({"language": "ru\x00"}, {"language": "ru"}),  # no code: told from the text
        ({"language": WIDE}, {"language": "ru"}),
    ],
)
def test_hostile_posts_are_stored_as_far_as_they_make_sense(
    any_database: Database, matcher: Matcher, given: dict[str, object], kept: dict[str, object]
) -> None:
    hostile = replace(POST, **{"language": "ru"} | given)  # type: ignore[arg-type]
    assert receive(any_database, matcher, hostile).new
    assert not receive(any_database, matcher, hostile).new
    stored = the_post(any_database).post
    assert {name: getattr(stored, name) for name in kept} == kept


def test_many_processes_at_once_store_each_post_once(
    any_database: Database, matcher: Matcher
) -> None:
    posts = [replace(POST, url=f"https://forum.example/topic/{n}#post-1") for n in range(25)]

    def crawl(order: int) -> int:
        mine = posts if order % 2 else list(reversed(posts))
        return sum(receive(any_database, matcher, post).mentions for post in mine)

    with ThreadPoolExecutor(4) as crowd:
        assert sum(crowd.map(crawl, range(4))) == 25
    assert (count(any_database, PostRow), count(any_database, Mention)) == (25, 25)


def test_every_post_of_a_brands_own_page_is_a_mention(
    any_database: Database, matcher: Matcher
) -> None:
    unnamed = replace(POST, source="own-page", text="Привезли битым.")
    assert receive(any_database, matcher, unnamed) == Received(new=True, mentions=0)

    page = Source("own-page", "review", Channel.REVIEW, "https://shop.example")
    with any_database.writing() as session:
        session.add(SourceRow(source=replace(page, options={"about": ["Ромашка", "Василёк"]})))
    with any_database.reading() as session:
        about = intake.matcher(session)

    assert receive(any_database, about, unnamed) == Received(new=False, mentions=2)
    elsewhere = replace(unnamed, source="town-forum", url="https://forum.example/topic/2")
    assert receive(any_database, about, elsewhere) == Received(new=True, mentions=0)


def test_many_posts_at_once_are_stored_as_one_after_the_other_would_be(
    any_database: Database, matcher: Matcher
) -> None:
    receive(any_database, matcher, POST)
    said = "Василёк привёз не тот чайник и не отвечает."
    review = replace(POST, url="https://shop.example/a", thread=None, text=said, author="Анна")
    review = replace(review, published=NOW)
    elsewhere = replace(review, url="https://shop.example/b")
    another = replace(review, url="https://shop.example/c", author="Пётр")
    posts = [POST, review, review, elsewhere, another, replace(another, text=f"{said} Ромашка!")]

    with any_database.writing() as session:
        arrivals = [Arrival(post) for post in posts]
        received = intake.receive_all(session, arrivals, matcher, NOW)

    assert [each.new for each in received] == [False, True, False, False, True, False]
    assert [each.mentions for each in received] == [0, 1, 0, 0, 1, 1]
    assert (count(any_database, PostRow), count(any_database, Mention)) == (3, 4)


def test_questions_to_the_database_do_not_grow_with_the_posts(
    any_database: Database, matcher: Matcher
) -> None:
    asked = list[str]()
    event.listen(
        any_database.engine, "before_cursor_execute", lambda *facts: asked.append(facts[2])
    )
    numbered = (replace(POST, url=f"https://a.example/{n}", author="Анна") for n in range(200))
    with any_database.writing() as session:
        intake.receive_all(session, [Arrival(post) for post in numbered], matcher, NOW)

    assert count(any_database, PostRow) == 200
    assert len(asked) < 15


HERE = replace(POST, url=POST.thread or "", author="Анна", published=NOW - timedelta(hours=2))
DAY_ONLY = datetime(2026, 2, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "again", "posts"),
    [
        ({}, {"text": "Доставка Ромашки опоздала на четыре дня."}, 1),
        ({}, {"text": "А мне привезли вовремя."}, 2),
        ({}, {"text": "Доставка Ромашки опоздала на четыре дня.", "author": "Пётр"}, 2),
        ({"published": DAY_ONLY}, {"text": "Доставка Ромашки опоздала на четыре дня."}, 2),
        ({"author": None}, {"text": "Доставка Ромашки опоздала на четыре дня."}, 2),
    ],
)
def test_an_edited_post_without_an_address_is_known_again(
    any_database: Database,
    matcher: Matcher,
    changes: dict[str, object],
    again: dict[str, object],
    posts: int,
) -> None:
    first = replace(HERE, **changes)  # type: ignore[arg-type]  # a table of cases
    edited = replace(first, **again)  # type: ignore[arg-type]
    receive(any_database, matcher, first)

    for _ in range(2):  # a second look at the edited post changes nothing
        receive(any_database, matcher, edited, NOW + timedelta(hours=1))

    assert count(any_database, PostRow) == posts
    with any_database.reading() as session:
        rows = list(session.scalars(select(PostRow).order_by(PostRow.id)))
    assert [row.edited_text for row in rows][:1] == [edited.text if posts == 1 else None]


@pytest.mark.parametrize(
    ("first", "then", "posts"),
    [(["", " И ещё."], ["", " И ещё."], 2), ([""], [" И ещё.", " И опять."], 3)],
)
def test_two_alike_posts_of_one_minute_on_one_page_stay_two(
    any_database: Database, matcher: Matcher, first: list[str], then: list[str], posts: int
) -> None:
    for shown in (first, then, then):
        arrivals = [Arrival(replace(HERE, text=HERE.text + more)) for more in shown]
        with any_database.writing() as session:
            intake.receive_all(session, arrivals, matcher, NOW)
    assert count(any_database, PostRow) == posts
    with any_database.reading() as session:
        assert not any(row.edited for row in session.scalars(select(PostRow)))
