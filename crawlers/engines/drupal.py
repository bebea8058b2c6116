"""Drupal's forums, with and without the Advanced Forum module."""

from collections.abc import Iterator

from crawlers.engines.layout import Layout, has_posts, read_layouts
from crawlers.engines.markup import select
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

LAYOUTS = (
    Layout(  # Advanced Forum
        post=".forum-post:has(.forum-post-content)",
        body=("[class*=field][class*=body]", ".forum-post-content"),
        author=(".author-name .username", ".author-name", ".username"),
        date=(".forum-posted-on",),
        link=(".forum-post-number a::attr(href)", "a.permalink::attr(href)"),
        drop=(".author-signature", ".field-label"),
    ),
    Layout(  # the core's own: the node, then its comments
        post=".node-forum, .node--type-forum, .comment",
        body=("[class*=field][class*=body]", ".content"),
        author=(".submitted .username", ".username", ".comment__author"),
        date=(
            "[property*=created]::attr(content)",
            "[property*=dateCreated]::attr(content)",
            "time::attr(datetime)",
            ".comment__time",
            ".submitted",
        ),
        link=("a.permalink::attr(href)", "[class*=permalink] a::attr(href)"),
        drop=(".links", ".field-label"),
    ),
)


def claims(page: Page) -> bool:
    """Whether the page shows posts of this engine; other nodes of a site are no threads."""
    thread = Thread(page)
    marks = ".node-forum, .node--type-forum, .forum-post .forum-post-content"
    return bool(select(thread.root, marks)) and has_posts(thread, LAYOUTS)


def read(page: Page) -> Iterator[Post]:
    """The posts of a thread's page."""
    return read_layouts(Thread(page), LAYOUTS)
