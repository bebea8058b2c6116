"""Boards of links with their comments, whose opening post may be no more than a title."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from scrapy.http import HtmlResponse

from crawlers.engines.boards import BOARDS, Board
from crawlers.engines.layout import find_blocks, read_head, read_layouts
from crawlers.engines.markup import (
    Element,
    climb,
    may_find,
    outermost,
    read_line,
    read_text,
    select,
)
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

# What stands in place of a text.
_GONE = {"[deleted]", "[removed]", "[ removed by reddit ]", "[flagged]", "[dead]"}


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
        answered = bool(select(block, board.comments.post))  # whose links are theirs
        own = [each for each in board.comments.link if each.startswith("@") or not answered]
        link = _first(block, own)
        address = thread.absolute(link) if link else f"{thread.address}#{block.get('id')}"
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
    return [block for block in blocks if not board.title or _first(block, board.title)]


def _first(block: Element, queries: Iterable[str]) -> str:
    """The first text that the queries find in a block; "@name" is an attribute of its own."""
    for query in queries:
        own = query.startswith("@")
        for found in [block.get(query[1:]) or ""] if own else select(block, query):
            line = " ".join(found.split()) if isinstance(found, str) else read_line(found)
            if line:
                return line
    return ""


def _removed(thread: Thread, board: Board) -> list[Element]:
    """The comments that hold a mark of their own: answers may lie within what they answer."""
    blocks = select(thread.root, board.comments.post)
    known, removed = set(blocks), set[Element]()
    for mark in select(thread.root, board.removed):
        holder = next((up for up in (mark, *climb(mark)) if up in known), None)
        removed |= {holder} if holder is not None else set()
    for block, body in find_blocks(thread, board.comments):
        if read_line(body).lower() in _GONE:
            removed.add(block)
    return [block for block in blocks if block in removed]


def _read_opening(thread: Thread, board: Board, block: Element) -> Post:
    author, published = read_head(thread, board.comments, block)
    words = [read_text(part).strip() for part in select(thread.root, board.words)]
    post = thread.post(thread.address, "\n".join(words), author, published)
    return replace(post, title=_first(block, board.title) or post.title)
