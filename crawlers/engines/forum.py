"""Any forum: the engine that knows the page, else the reader of repeating blocks."""

import re
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType

from scrapy.http import HtmlResponse

from crawlers.engines import (
    discourse,
    drupal,
    flarum,
    fluxbb,
    invision,
    khoros,
    link_boards,
    misago,
    mybb,
    nodebb,
    phpbb,
    question2answer,
    reddit_page,
    repeating,
    smf,
    vanilla,
    vbulletin,
    woltlab,
    xenforo,
    yabb,
)
from crawlers.engines.markup import is_too_deep, select
from crawlers.engines.thread import is_first_page
from crawlers.page import Page
from crawlers.read import PageChanged
from pipeline.post import Post

ENGINES: tuple[ModuleType, ...] = (
    discourse, flarum, xenforo, phpbb, vbulletin, invision, woltlab, smf, mybb, vanilla, misago,
    fluxbb, nodebb, khoros, drupal, question2answer, yabb, reddit_page, link_boards,
)  # fmt: skip
_POSTS_ONLY = 0.7  # of the prose of a page
_ARTICLE = "[itemtype*=Article], [itemtype*=BlogPosting], meta[property^='article:']"
_BLOG = re.compile(r"wordpress|blogger|typepad|ghost|medium", re.I)
_MANY_LINKS = 5  # to sections and threads
_FORUM_LINK = re.compile(
    r"(?:viewforum|viewtopic|forumdisplay|showthread|showforum)\.php|[?&](?:board|topic)=\d|"
    r"forumdisplay\.php/|/threads/[^/]+\.\d+/|/forums/[^/]+\.\d+/",
    re.I,
)
_FORUM_ADDRESS = re.compile(
    r"[/.](?:forums?|foros?|boards?|threads?|topics?|topik|tema|viewtopic|showthread|discuss\w*|"
    r"community|communaute|bbs|t|d|read\.php|topic_show|questions?|frage|thread-\d|yaf_posts\w*|"
    r"foren|thema|sujet|onderwerp|wątek|vlakno|topico|hilo|tartisma|show_?(?:topic|thread)|"
    r"post-\d+-\d+)\b|//[^/?#]*(?:forum|foren|foros?\b)|"
    r"[?&](?:topic|thread|showtopic|t|th|tid)=\w|[?&]g=posts\b|/res/\d",
    re.I,
)


def gone(page: Page) -> Iterator[str]:
    """Addresses of posts that the page marks as deleted."""
    yield from discourse.gone(page)
    yield from link_boards.gone(page)


def claims(page: Page) -> bool:
    """Whether the page is a thread: an engine knows it, or its address and blocks say so."""
    if _is_trap(page):
        return False
    if find_engine(page) or _is_front(page):
        return True
    if _FORUM_ADDRESS.search(page.response.url or page.source.url):
        return repeating.claims(page)
    # Below an article its comments repeat too; in a thread there is nothing but posts.
    return not _calls_itself_article(page) and repeating.claims(page, _POSTS_ONLY)


def _is_trap(page: Page) -> bool:
    return isinstance(page.response, HtmlResponse) and is_too_deep(page.response.selector.root)


def _is_front(page: Page) -> bool:
    """Whether forum software made the page, though it shows no post: a list, a login."""
    if _calls_itself_article(page):
        return False
    links = select(page.response.selector.root, "a::attr(href)")
    return len({link for link in links if _FORUM_LINK.search(link)}) >= _MANY_LINKS


def _calls_itself_article(page: Page) -> bool:
    if not isinstance(page.response, HtmlResponse):
        return True
    root = page.response.selector.root
    kinds = select(root, "meta[property='og:type']::attr(content)")
    made_by = select(root, "meta[name=generator]::attr(content)")
    marked = select(root, _ARTICLE)
    return bool(marked) or "article" in kinds or any(_BLOG.search(name) for name in made_by)


def read(page: Page) -> Iterator[Post]:
    """The posts of a thread's page; none for lists, logins and other pages without posts.

    Only the opening post bears the thread's title: its author wrote it, and an answer that does
    not name a brand itself is no mention of it.
    """
    opening = is_first_page(page.response.url)
    for place, post in enumerate(_read(page)):
        whole = post.title is None or (opening and place == 0)
        yield post if whole else replace(post, title=None)


def _read(page: Page) -> Iterator[Post]:
    if _is_trap(page):
        raise PageChanged("thread in markup nested this deep", page.response.url)
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
