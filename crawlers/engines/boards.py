"""Where things are on the pages of boards of links: one row for each sort of board."""

from dataclasses import dataclass, replace

from crawlers.engines.layout import Layout


@dataclass(frozen=True)
class Board:
    """Where things are on the page of one link: CSS queries, as in a Layout."""

    opening: str  # the block with the link; a page that shows several is a list
    title: tuple[str, ...]  # "@name" is an attribute of the block itself
    words: str  # what its author wrote beside it, anywhere on the page
    comments: Layout
    removed: str  # in a comment's block: what stands in place of its text
    around: str = "body"  # what a thread's page holds, and a list's does not


# Layouts of which more than one page is made.
OLD_REDDIT = Layout(
    post=".thing[data-fullname]:has(> .entry)",
    body=("div.entry > .usertext .md", "div.entry .usertext-body .md"),
    author=("@data-author", ".tagline .author"),
    date=(".tagline time::attr(datetime)",),
    link=("@data-permalink", "a.bylink::attr(href)", "a.comments::attr(href)"),
    nested=True,
)
NEW_REDDIT = Layout(
    post="shreddit-post, shreddit-comment",
    body=("[slot=text-body] .md", "[slot=comment] .md", "[slot=comment]", "[slot=text-body]"),
    author=("@author",),
    date=("@created-timestamp", "@created", "time::attr(datetime)"),
    link=("@permalink",),
    nested=True,
)
MBIN = Layout(
    post="blockquote.comment[id^=entry-comment-], blockquote.comment[id^=post-comment-]",
    body=(".content",),
    author=("header a.user-inline", "a.user-inline"),
    date=("time::attr(datetime)",),
)
BOARDS = (
    Board(  # Lobsters
        opening="li.story[id^=story_]",
        title=("a.u-url",),
        words=".story_content .story_text",
        comments=Layout(
            post="div.comment[id^=c_]",
            body=(".comment_text",),
            author=(
                ".byline a.u-author",
                ".byline a[href^='/~']:not(:has(img))",
                ".byline a[href^='/u/']:not(:has(img))",
            ),
            date=(
                ".byline [data-at-unix]::attr(data-at-unix)",
                ".byline time::attr(datetime)",
                ".byline span[title]::attr(title)",
            ),
            link=(
                ".byline a[href^='/c/']::attr(href)",
                ".byline a[href*='#c_']::attr(href)",
            ),
        ),
        removed=".comment_text .na",
        around="ol.comments",
    ),
    Board(  # Hacker News
        opening="table.fatitem:has(.titleline)",
        title=(".titleline > a",),
        words=".fatitem .toptext",
        comments=Layout(
            post="tr.athing.comtr[id]",
            body=(".commtext",),
            author=(".hnuser",),
            date=(".age::attr(title)", ".age"),
            link=(".age a::attr(href)",),
            drop=(".reply",),
        ),
        removed=".comment:not(:has(.commtext))",
    ),
    Board(  # Lemmy
        opening=".post-listing",
        title=("h1",),
        words="#postContent",
        comments=Layout(
            post="article.comment-node[id^=comment-]",
            body=(".comment-content", ".md-div"),
            author=(".person-listing",),
            date=(".moment-time::attr(data-tippy-content)", ".moment-time"),
        ),
        removed=".comment-content.text-muted",
        around=".comment-node, .comment-form, #postContent",
    ),
    Board(  # Reddit's old pages
        opening=".thing.link[data-fullname]:has(> .entry)",
        title=("a.title",),
        words=".thing.link .usertext-body .md",
        comments=replace(OLD_REDDIT, post=".commentarea .thing.comment:has(> .entry)"),
        removed=".usertext.grayed",
        around=".commentarea",
    ),
    Board(  # Reddit's new ones
        opening="shreddit-post",
        title=("@post-title", "[slot=title]"),
        words="shreddit-post [slot=text-body]",
        comments=replace(NEW_REDDIT, post="shreddit-comment"),
        removed="[slot=comment-removed]",
    ),
    Board(  # Mbin and kbin
        opening="article.entry[id^=entry-]:has(h1)",
        title=("header h1 > a", "header h1"),
        words=".entry__body .content",
        comments=MBIN,
        removed=".content > p.text-muted > i",
    ),
    Board(  # their short posts, which have no title
        opening="blockquote.post[id^=post-]",
        title=(),
        words="blockquote.post .content",
        comments=MBIN,
        removed=".content > p.text-muted > i",
        around="blockquote.post.isSingle, .post-comments, #comments",
    ),
    Board(  # PieFed
        opening=".post_full",
        title=("h1.post_title",),
        words=".post_full .post_body",
        comments=Layout(
            post="div.comment[id^=comment_]",
            body=(".comment_body",),
            author=(
                ".comment_author a[href*='/u/']:not(:has(img))",
                "a[href*='/u/']:not(:has(img))",
            ),
            date=(".comment_author time::attr(datetime)", "time::attr(datetime)"),
            link=(".comment_time a::attr(href)",),
            nested=True,
        ),
        removed=".comment_author .fe-delete",
    ),
    Board(  # Tildes
        opening="article.topic-full[id^=topic-]",
        title=("h1",),
        words=".topic-full-text",
        comments=Layout(
            post="article.comment[id^=comment-]",
            body=(".comment-text",),
            author=(".topic-full-byline .link-user", "header .link-user"),
            date=(
                ".topic-full-byline time::attr(datetime)",
                "time.comment-posted-time::attr(datetime)",
            ),
            link=("a.comment-nav-link:not([data-js-comment-parent-button])::attr(href)",),
            nested=True,
        ),
        removed=".is-comment-removed, .is-comment-deleted",
    ),
)
