"""An installation with or without tokens, and an answer handed to a platform's spider."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from crawlers.decode import open_page
from crawlers.page import Page
from crawlers.source_spider import Follow, Found
from crawlers.spiders import open_spider
from pipeline.post import Channel, Post
from pipeline.settings import read_settings
from pipeline.watch import Source

TOKENS = {
    "OTKLIK_VK_TOKEN": "vk-secret",
    "OTKLIK_YOUTUBE_KEY": "youtube-secret",
    "OTKLIK_REDDIT_CLIENT": "id:secret",
    "OTKLIK_MASTODON_TOKENS": '{"closed.example": "toot-secret"}',
}


@pytest.fixture
def tokens(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installation that has every token."""
    for name, value in TOKENS.items():
        monkeypatch.setenv(name, value)
    read_settings.cache_clear()
    yield
    read_settings.cache_clear()


@pytest.fixture
def no_tokens(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installation that has none."""
    for name in TOKENS:
        monkeypatch.delenv(name, raising=False)
    read_settings.cache_clear()
    yield
    read_settings.cache_clear()


def source(kind: str, url: str, **options: Any) -> Source:
    return Source(name="it", kind=kind, channel=Channel.SOCIAL, url=url, options=options)


def start(kind: str, url: str, **options: Any) -> list[Follow]:
    return list(open_spider(source(kind, url, **options)).start())


def page(of: Source, url: str, answer: Any) -> Page:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return open_page(body, url, None, of)


def follow(kind: str, url: str, answer: Any, **options: Any) -> tuple[list[Post], list[Follow]]:
    """What the answer to the first request gives."""
    of = source(kind, url, **options)
    first = next(open_spider(of).start())
    found: list[Found] = list(first.then(page(of, first.url, answer)))
    posts = [one for one in found if isinstance(one, Post)]
    return posts, [one for one in found if isinstance(one, Follow)]
