"""How far somebody's posts went: the people who answered in their threads or repeated them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    JSON,
    ColumnElement,
    Select,
    bindparam,
    cast,
    column,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from pipeline.columns import UtcDateTime
from pipeline.model import PostRow
from pipeline.post import Channel, Post

_POST = PostRow.__table__.c
_written = func.coalesce(_POST.published, _POST.found)
LATEST = 200  # posts of an author that are looked at
LONG = timedelta(days=180)  # earlier posts say little of who listens today
AT_ONCE = 1000  # speakers in one question


class Speaker(NamedTuple):
    """Somebody who wrote at a source, and until when their posts are looked at."""

    author: str
    source: str
    until: datetime


def count_people(session: Session, post: Post, found: datetime, back: timedelta = LONG) -> int:
    """How many people wrote after a post's author in their threads, or repeated their posts.

    The reviews of a product share a page and are no conversation.
    """
    if post.author is None:
        return 0
    one = Speaker(post.author, post.source, found)
    return count_listeners(session, [one], back).get(one, 0)


def count_listeners(
    session: Session, speakers: Sequence[Speaker], back: timedelta = LONG
) -> dict[Speaker, int]:
    """That of many, as far as anybody listens to them: to ask for each alone takes five times as
    long.
    """
    statement = _ask_people(session.get_bind().dialect.name)
    heard: dict[Speaker, int] = {}
    ordered = sorted(set(speakers))  # an author's posts are read once
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
        asked = [
            (number, one.author, one.source, _say(one.until - back), _say(one.until))
            for number, one in enumerate(some)
        ]
        rows = session.execute(statement, {"asked": asked})
        heard.update((some[number], people) for number, people in rows)
    return heard


def _say(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(" ", "microseconds")


@cache
def _ask_people(dialect: str) -> Select[int, int]:
    """The question, made once; who is asked about goes in as one JSON, for SQLite and PostgreSQL
    have no other list of rows that costs nothing to say.
    """
    lite = dialect == "sqlite"
    rows = func.json_each if lite else func.json_array_elements
    told = rows(bindparam("asked", type_=JSON)).table_valued(column("value", JSON), name="told")
    since, until = (_moment(told.c.value[place].as_string(), lite=lite) for place in (3, 4))
    speakers = select(
        told.c.value[0].as_integer().label("number"),
        told.c.value[1].as_string().label("author"),
        told.c.value[2].as_string().label("source"),
        since.label("since"),
        until.label("until"),
    )
    # PostgreSQL would read the JSON anew for each of an author's posts.
    asked = speakers.cte("asked").prefix_with("MATERIALIZED", dialect="postgresql")
    latest = func.row_number().over(partition_by=asked.c.number, order_by=_written.desc())
    posted = (
        select(asked.c.number, asked.c.author, _POST.url, _POST.thread, _POST.channel)
        .add_columns(_written.label("written"), latest.label("place"))
        # A source has thousands of posts: they are not to be looked for by its index.
        .join_from(
            asked,
            PostRow,
            (_POST.author == asked.c.author) & (_POST.source.concat("") == asked.c.source),
        )
        .where(_written >= asked.c.since, _written < asked.c.until)
        .subquery()
    )
    own = select(posted).where(posted.c.place <= LATEST).cte("own")
    # Who wrote after any of their posts in a thread wrote after the first of these.
    threads = (
        select(own.c.number, own.c.author, own.c.thread, func.min(own.c.written).label("written"))
        .where(own.c.channel != Channel.REVIEW, own.c.thread.is_not(None))
        .group_by(own.c.number, own.c.author, own.c.thread)
        .cte("threads")
    )
    talk = (
        select(threads.c.number, _POST.author)
        .join(threads, (threads.c.thread == _POST.thread) & (_written > threads.c.written))
        .where(_POST.author != threads.c.author)
    )
    repeats = select(own.c.number, _POST.author).join(own, own.c.url == _POST.original)
    people = talk.union(repeats.where(_POST.author != own.c.author)).subquery()
    return select(people.c.number, func.count()).group_by(people.c.number)


def _moment(text: ColumnElement[str], *, lite: bool) -> ColumnElement[datetime]:
    """A time that was said; SQLite keeps times as texts without a zone."""
    if lite:
        return type_coerce(func.substr(text, 1, 26), UtcDateTime)
    return cast(text, UtcDateTime)
