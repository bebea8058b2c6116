"""Where web pages name their feeds, as the software behind them prints it."""

import pytest

from crawlers.decode import open_page
from crawlers.feed_offers import find_feed
from crawlers.page import Page
from crawlers.read import PageChanged
from pipeline.post import Channel
from pipeline.watch import Source

HERE = "https://site.example/blog/kettle/"


def page_of(head: str, body: str = "") -> Page:
    source = Source("site", "feed", Channel.BLOG, HERE)
    markup = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    return open_page(markup.encode(), HERE, "text/html", source, None)


WORDPRESS = """<link rel="alternate" type="application/rss+xml" title="Blog &raquo; Feed"
 href="https://site.example/feed/" />
<link rel="alternate" type="application/rss+xml" title="Blog &raquo; Comments Feed"
 href="https://site.example/comments/feed/" />
<link rel="alternate" type="application/rss+xml" title="Blog &raquo; Kettle Comments Feed"
 href="https://site.example/kettle/feed/" />
<link rel="https://api.w.org/" href="https://site.example/wp-json/" />
<link rel="alternate" title="JSON" type="application/json"
 href="https://site.example/wp-json/wp/v2/posts/77" />
<link rel="alternate" title="oEmbed (JSON)" type="application/json+oembed"
 href="https://site.example/wp-json/oembed/1.0/embed?url=x" />"""


@pytest.mark.parametrize(
    ("head", "feed"),
    [
        (WORDPRESS, "https://site.example/feed/"),
        (  # WordPress in Russian, where only the comments of the post come first
            """<link rel="alternate" type="application/rss+xml" href="/kettle/feed/"
             title="Блог &raquo; Лента комментариев к &laquo;Чайник&raquo;">
            <link rel="alternate" type="application/rss+xml" href="/feed/" title="Блог">""",
            "https://site.example/feed/",
        ),
        (  # Blogger
            """<link rel='alternate' type='application/atom+xml' title='B - Atom'
             href='https://b.example/feeds/posts/default' />
            <link rel='alternate' type='application/rss+xml' title='B - RSS'
             href='https://b.example/feeds/posts/default?alt=rss' />
            <link rel='service.post' type='application/atom+xml' href='https://b.example/p'>""",
            "https://b.example/feeds/posts/default",
        ),
        (  # Discourse
            """<link rel="alternate nofollow" type="application/rss+xml" title="Latest posts"
             href="https://site.example/posts.rss" />
            <link rel="alternate nofollow" type="application/rss+xml" title="Latest topics"
             href="https://site.example/latest.rss" />""",
            "https://site.example/posts.rss",
        ),
        (  # phpBB
            '<link rel="alternate" type="application/atom+xml" title="Feed" href="/app.php/feed">',
            "https://site.example/app.php/feed",
        ),
        (  # YouTube
            """<link rel="alternate" media="handheld" href="https://m.site.example/channel/UC1">
            <link rel="alternate" type="application/rss+xml" title="RSS"
             href="https://site.example/feeds/videos.xml?channel_id=UC1">""",
            "https://site.example/feeds/videos.xml?channel_id=UC1",
        ),
        (  # Mastodon
            """<link href='https://site.example/@a.rss' rel='alternate' type='application/rss+xml'>
            <link href='https://site.example/@a' rel='alternate' type='application/activity+json' />
            """,
            "https://site.example/@a.rss",
        ),
        (  # JSON Feed under its first type, beside a translation
            """<link rel="alternate" hreflang="de" href="https://site.example/de/feed">
            <link rel="alternate" type="application/json" title="JSON Feed" href="/feed.json">""",
            "https://site.example/feed.json",
        ),
        (  # old heads: capital letters, a charset in the type, another type
            '<LINK REL="Alternate" TYPE="application/rss+xml; charset=utf-8" HREF="/rss.xml">',
            "https://site.example/rss.xml",
        ),
        ('<link rel="alternate" type="text/xml" href="/rss.php">', "https://site.example/rss.php"),
        (
            '<link rel="alternate" type="application/rdf+xml" href="/index.rdf">',
            "https://site.example/index.rdf",
        ),
        ('<link rel="feed" href="/updates">', "https://site.example/updates"),
        (  # relative to what the page names as its base
            '<base href="https://site.example/x/">'
            '<link rel="alternate" type="application/rss+xml" href="rss.xml">',
            "https://site.example/x/rss.xml",
        ),
        (  # addresses that are none
            '<link rel="alternate" type="application/rss+xml" href="http://[">'
            '<link rel="alternate" type="application/rss+xml" href="feed:https://a.example/">'
            '<link rel="alternate" type="application/rss+xml" href="/feed">',
            "https://site.example/feed",
        ),
    ],
)
def test_a_head_names_its_feed(head: str, feed: str) -> None:
    assert find_feed(page_of(head)) == feed


@pytest.mark.parametrize(
    ("body", "feed"),
    [
        ('<a href="/rss">Новости</a>', "https://site.example/rss"),
        ('<a href="/bitrix/rss.php?ID=3">Подписка</a>', "https://site.example/bitrix/rss.php?ID=3"),
        ('<a href="/export/news/1">RSS</a>', "https://site.example/export/news/1"),
        ('<a href="/export/1" title="RSS-лента"><i></i></a>', "https://site.example/export/1"),
        ('<a href="?feed=rss2">Abo</a>', "https://site.example/blog/kettle/?feed=rss2"),
        ('<a href="/news.rss">x</a>', "https://site.example/news.rss"),
        ('<a href="https://feeds.site.example/all/rss.xml">x</a>', "https://feeds.site.example/all/rss.xml"),
        ('<a href="https://feeds.feedburner.com/site">RSS</a>', "https://feeds.feedburner.com/site"),
        (
            '<a href="https://reader.example/rss">RSS</a><a href="/comments/feed">c</a>'
            '<a href="/feed">f</a>',
            "https://site.example/feed",
        ),
    ],
)  # fmt: skip
def test_a_page_links_to_its_feed(body: str, feed: str) -> None:
    assert find_feed(page_of("", body)) == feed


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", '<a href="/feedback">Feedback</a><a href="/feeding-cats">Cats</a>'),
        ('<link rel="alternate" hreflang="de" href="https://site.example/de/">', ""),
        ('<link rel="stylesheet" type="text/css" href="/rss.css">', '<a href="#rss">RSS</a>'),
        ("", '<a href="https://reader.example/rss">RSS</a>'),
    ],
)
def test_a_page_without_a_feed(head: str, body: str) -> None:
    with pytest.raises(PageChanged):
        find_feed(page_of(head, body))
