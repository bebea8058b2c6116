"""Boards of links with their comments, whose opening post may be no more than a title."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scrapy.http import HtmlResponse

from crawlers.engines.layout import Layout, find_blocks, read_head, read_layouts
from crawlers.engines.markup import Element, may_find, outermost, read_line, read_text, select
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post


@dataclass(frozen=True)
class Board:
    """Where things are on the page of one link: CSS queries, as in a Layout."""

    opening: str  # the block with the link; a page that shows several is a list
    title: str
    words: str  # what its author wrote beside it, anywhere on the page
    comments: Layout
    removed: str  # in a comment's block: what stands in place of its text
    around: str = "body"  # what a thread's page holds, and a list's does not


BOARDS = (
    Board(  # Lobsters
        opening="li.story[id^=story_]",
        title="a.u-url",
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
        title=".titleline > a",
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
        title="h1",
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
)


def claims(page: Page) -> bool:
    """Whether the page is that of one link, or of its comments."""
    return isinstance(page.response, HtmlResponse) and _find_board(Thread(page)) is not None


def read(page: Page) -> Iterator[Post]:
    """The link with its writer and time, then the comments that were not taken away."""
    thread = Thread(page)
    board = _find_board(thread)
    if board is None:
        return
    for block in _openings(thread, board):
        yield _read_opening(thread, board, block)
    blocks = [block for block, _ in find_blocks(thread, board.comments)]
    removed = set(_removed(thread, board))
    for block, post in zip(blocks, read_layouts(thread, (board.comments,)), strict=True):
        if block not in removed:
            yield post


def gone(page: Page) -> Iterator[str]:
    """Addresses of comments that their authors or moderators took away."""
    thread = Thread(page)
    board = _find_board(thread) if isinstance(page.response, HtmlResponse) else None
    if board is None:
        return
    for block in _removed(thread, board):
        links = [link for query in board.comments.link for link in select(block, query)]
        address = thread.absolute(links[0]) if links else f"{thread.address}#{block.get('id')}"
        if address:
            yield address


def _find_board(thread: Thread) -> Board | None:
    markup = thread.page.response.text
    for board in BOARDS:
        if (
            may_find(board.opening, markup)
            and len(_openings(thread, board)) == 1
            and select(thread.root, board.around)
        ):
            return board
    return None


def _openings(thread: Thread, board: Board) -> list[Element]:
    blocks = outermost(select(thread.root, board.opening))
    return [block for block in blocks if select(block, board.title)]


def _removed(thread: Thread, board: Board) -> list[Element]:
    blocks = select(thread.root, board.comments.post)
    return [block for block in blocks if select(block, board.removed)]


def _read_opening(thread: Thread, board: Board, block: Element) -> Post:
    author, published = read_head(thread, board.comments, block)
    words = [read_text(part).strip() for part in select(thread.root, board.words)]
    post = thread.post(thread.address, "\n".join(words), author, published)
    return replace(post, title=read_line(select(block, board.title)[0]) or post.title)
