"""Saved pages: `tests/pages/KIND/CASE` holds a source, its page, and the posts to be found."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.decode import open_page
from crawlers.kinds import KINDS, detect, read_as
from crawlers.page import Page
from pipeline import dedup
from pipeline.post import Channel, Post
from pipeline.watch import Source

PAGES = Path(__file__).parents[1] / "pages"
CASES = sorted(path.parent for path in PAGES.glob("*/*/source.json"))


def open_case(case: Path) -> Page:
    """The page of a case; `source.json` may also say when it was fetched and as what."""
    told: dict[str, Any] = json.loads((case / "source.json").read_text())
    fetched = told.pop("fetched", None)
    media = told.pop("content_type", None)
    address = told.pop("address", None)  # of the page, where it is not the source's
    source = Source(**(told | {"name": case.name, "channel": Channel(told["channel"])}))
    moment = datetime.fromisoformat(fetched) if fetched else None
    [body] = case.glob("page.*")
    return open_page(body.read_bytes(), address or source.url, media, source, moment)


def told_of(post: Post) -> dict[str, Any]:
    """What a post says, without the source's own words and without what is unknown."""
    facts = asdict(post) | {"published": post.published.isoformat() if post.published else None}
    own = ("source", "channel", "language")
    return {name: value for name, value in facts.items() if name not in own and value is not None}


def name_of(case: Path) -> str:
    return f"{case.parent.name}/{case.name}"


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_page_gives_its_posts(case: Path) -> None:
    page = open_case(case)

    posts = list(read_as(case.parent.name, page))

    assert [told_of(post) for post in posts] == json.loads((case / "posts.json").read_text())
    own = [dedup.key(post) for post in posts if post.original is None]
    assert len(set(own)) == len(own)  # none would be stored in another's place


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_page_tells_its_kind(case: Path) -> None:
    assert detect(open_case(case)) == case.parent.name


@pytest.mark.parametrize("kind", KINDS)
def test_kind_has_a_saved_page(kind: str) -> None:
    assert any(case.parent.name == kind for case in CASES)
