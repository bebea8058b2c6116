"""Edited posts: every kind's posts are known again by their address, whatever they say now."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from crawlers.kinds import KINDS, read_as
from pipeline import intake
from pipeline.database import Database
from pipeline.dedup import canonical
from pipeline.matching import Matcher
from pipeline.model import PostRow
from pipeline.post import Post
from tests.crawlers.test_pages import CASES, open_case

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def has_address(post: Post) -> bool:
    return not post.thread or canonical(post.url) != canonical(post.thread)


@pytest.mark.parametrize("kind", KINDS)
def test_an_edited_post_of_every_kind_is_noticed(kind: str, database: Database) -> None:
    matcher = Matcher.of([], [])
    cases = [case for case in CASES if case.parent.name == kind]
    posts = [post for case in cases for post in read_as(kind, open_case(case))]
    posts = [post for post in posts if post.text and has_address(post) and not post.original]
    seen = {canonical(post.url): post for post in posts}  # two saved pages may show one post
    with database.writing() as session:
        for post in seen.values():
            intake.receive(session, post, matcher, NOW)
        before = len(list(session.scalars(select(PostRow))))

        for post in seen.values():
            edited = replace(post, text=f"This I take back, they called me. {post.text[:5]}")
            intake.receive(session, edited, matcher, NOW)
        session.expire_all()
        rows = list(session.scalars(select(PostRow)))

        assert before == len(rows) > 0
        assert all(row.edited == NOW for row in rows)
        assert all(row.latest_text.startswith("This I take back") for row in rows)
        assert {row.post.text for row in rows} == {post.text for post in seen.values()}
