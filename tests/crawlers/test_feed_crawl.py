"""Feeds as they are crawled: found from a page, with comments, and entries without an address."""

import subprocess
from collections.abc import Callable

from sqlalchemy import select

from pipeline.database import Database
from pipeline.model import PostRow, SourceRow
from pipeline.post import Channel
from pipeline.watch import Source
from tests.crawlers.conftest import Reply, Web

Run = Callable[..., subprocess.CompletedProcess[str]]
RSS = (
    '<rss version="2.0" xmlns:wfw="http://wellformedweb.org/CommentAPI/"><channel>'
    "<link>{site}</link>{items}</channel></rss>"
)


def watch(database: Database, url: str, **options: object) -> None:
    with database.writing() as session:
        source = Source("blog", "feed", Channel.BLOG, url, options=options)
        session.add(SourceRow(source=source, due=None))


def stored(database: Database) -> list[tuple[str, str | None, str, str | None]]:
    with database.reading() as session:
        posts = [row.post for row in session.scalars(select(PostRow).order_by(PostRow.id))]
        return [(post.url, post.title, post.text, post.thread) for post in posts]


def test_a_page_leads_to_its_feed_and_that_to_the_comments(
    web: Web, otklik: Run, database: Database
) -> None:
    item = (
        f"<item><title>Kettle</title><link>{web.url}/kettle/</link><description>It is loud"
        f"</description><wfw:commentRSS>{web.url}/kettle/feed/</wfw:commentRSS></item>"
    )
    comment = (
        f"<item><title>By: Bo</title><link>{web.url}/kettle/#comment-5</link>"
        "<guid isPermaLink='false'>5</guid><description>Mine is, too</description></item>"
    )
    head = (
        '<link rel="alternate" type="application/rss+xml" title="Blog: Kommentare" href="/c.xml">'
        '<link rel="alternate" type="application/rss+xml" title="Blog" href="/feed/">'
    )
    web.pages |= {
        "/": Reply(f"<html><head>{head}</head><body>A blog</body></html>"),
        "/feed/": Reply(RSS.format(site=web.url, items=item), type="application/rss+xml"),
        "/kettle/feed/": Reply(RSS.format(site=web.url, items=comment), type="application/rss+xml"),
    }
    watch(database, f"{web.url}/", comments=True)

    done = otklik("crawl", allow=[web.host])

    assert done.returncode == 0, done.stderr
    assert web.paths() == ["/", "/feed/", "/kettle/feed/"]
    assert stored(database) == [
        (f"{web.url}/kettle/", "Kettle", "It is loud", None),
        (f"{web.url}/kettle/#comment-5", "By: Bo", "Mine is, too", f"{web.url}/kettle/"),
    ]


def test_entries_without_an_address_are_stored_once_each(
    web: Web, otklik: Run, database: Database
) -> None:
    items = "".join(
        f"<item><title>{name}</title><guid>{number}</guid><link>{web.url}/</link>"
        f"<description>{text}</description></item>"
        for number, (name, text) in enumerate([("One", "It is [...]"), ("Two", ""), ("Three", "")])
    )
    web.pages["/rss"] = Reply(RSS.format(site=web.url, items=items), type="application/rss+xml")
    watch(database, f"{web.url}/rss")

    for _ in range(2):
        done = otklik("crawl", "--now", allow=[web.host])
        assert done.returncode == 0, done.stderr

    assert set(web.paths()) == {"/rss"}  # the site's page is not the rest of a teaser
    home = web.url
    assert [(title, text, thread) for _, title, text, thread in stored(database)] == [
        ("One", "It is [...]", home),
        ("Two", "Two", home),
        ("Three", "Three", home),
    ]
