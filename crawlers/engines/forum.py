"""Any forum: the engine that knows the page, else the reader of repeating blocks."""

import re
from collections.abc import Iterator
from types import ModuleType

from scrapy.http import HtmlResponse

from crawlers.engines import (
    discourse,
    flarum,
    fluxbb,
    invision,
    misago,
    mybb,
    phpbb,
    repeating,
    smf,
    vanilla,
    vbulletin,
    woltlab,
    xenforo,
)
from crawlers.page import Page
from pipeline.post import Post

ENGINES: tuple[ModuleType, ...] = (
    discourse, flarum, xenforo, phpbb, vbulletin, invision, woltlab, smf, mybb, vanilla, misago,
    fluxbb,
)  # fmt: skip
_FORUM_ADDRESS = re.compile(
    r"forum|foro\b|board|thread|topic|viewtopic|discuss|community|/t/|/d/|bbs|read\.php",
    re.I,
)


def claims(page: Page) -> bool:
    """Whether the page is a thread: an engine knows it, or its address and blocks say so."""
    if find_engine(page):
        return True
    looks_right = bool(_FORUM_ADDRESS.search(page.response.url or page.source.url))
    return looks_right and repeating.claims(page)


def read(page: Page) -> Iterator[Post]:
    """The posts of a thread's page; none for lists, logins and other pages without posts."""
    engine = find_engine(page)
    if engine:
        yield from engine.read(page)
    elif isinstance(page.response, HtmlResponse):
        yield from repeating.read(page)


def find_engine(page: Page) -> ModuleType | None:
    """The engine that made the page, if it is one we know."""
    html = isinstance(page.response, HtmlResponse)
    for engine in ENGINES if html else (discourse, flarum):
        if engine.claims(page):
            return engine
    return None
