"""Threads of engines nobody taught us: the block that repeats, with a date, a name and prose."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from scrapy.http import HtmlResponse

from crawlers.dates import guess_day_first
from crawlers.engines.addresses import find_link
from crawlers.engines.blocks import MOST_GROUPS, Block, find_marks, marked_groups, numbered_groups
from crawlers.engines.likeness import LEAST_PROSE, Group, author_path, judge, name_at, writers_of
from crawlers.engines.markup import Element, climb, read_line, select
from crawlers.engines.names import author_candidates, find_author, own_texts
from crawlers.engines.own_words import read_body
from crawlers.engines.places import COMMENTS, is_named_after
from crawlers.engines.prose import find_bodies, measure_prose
from crawlers.engines.repeats import Repeats, find_repeats
from crawlers.engines.stamps import (
    date_texts,
    find_date,
    find_stamps,
    follow_each_other,
    has_time,
    is_date_like,
    is_labelled,
)
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

_SEVERAL = 4  # blocks that nothing else explains
_FEW = 3  # dates that a post shows besides its own
_LABEL = 30  # letters of what a button says
_HEADING = 100  # letters; what says less on the first post's day is the thread's heading
_HEADS = ("time", ".date", ".author", "ul.buttons", "[class*=options]", "[class*=toolbar]")
_SAYS = re.compile(
    r"^\s*(?:says|said|wrote|writes|schrieb|a écrit|пишет|написал[а]?)?\s*:?"
    r"(?:\s*(?:on|at|am|um|le|el|il|op|den|dne|в|от)\b)?",
    re.I,
)


def claims(page: Page, share: float = 0) -> bool:
    """Whether blocks with names, dates and prose repeat.

    With a `share` they must be several and hold that much of the page's prose.
    """
    if not isinstance(page.response, HtmlResponse):
        return False
    thread = Thread(page)
    group = _find_group(thread)
    if group is None:
        return False
    if not share:
        return True
    if _is_commented_article(group):
        return False
    held = sum(measure_prose(body) for _, body in group.blocks)
    return len(group.blocks) >= _SEVERAL and held >= share * measure_prose(thread.root)


def _is_commented_article(group: Group) -> bool:
    """Whether the first block bears the headline, and the others stand where comments do."""
    first, *others = [block.root for block, _ in group.blocks]
    if not others or not select(first, "h1"):
        return False
    around = [other for each in others for other in (each, *islice(climb(each), 4))]
    return sum(1 for each in around if is_named_after(each, COMMENTS)) >= len(others)


def read(page: Page) -> Iterator[Post]:
    """The posts of a thread's page; none when nothing on it looks like posts."""
    thread = Thread(page)
    group = _find_group(thread)
    if group is not None:
        yield from read_group(thread, group)


def read_part(page: Page, part: Element) -> list[tuple[Block, Element, Post]]:
    """What repeats like posts in one part of a page, such as the comments below an article.

    Each with the block it stands in and the element that holds its text.
    """
    thread = Thread(page)
    group = _find_likeliest(thread, part)
    if group is None:
        return []
    posts = read_group(thread, group)
    return [(block, body, post) for (block, body), post in zip(group.blocks, posts, strict=True)]


def read_group(thread: Thread, group: Group) -> list[Post]:
    """The posts that stand in the blocks of a group."""
    day_first = guess_day_first(text for block, _ in group.blocks for text in block.marks)
    names, _ = writers_of(group.blocks)
    repeats = find_repeats([body for _, body in group.blocks])
    dates = find_stamps(thread, [(block.root, body) for block, body in group.blocks], day_first)
    if not all(dates):
        marked = [_read_marks(thread, block, day_first) for block, _ in group.blocks]
        # What only some blocks say may be when the post was written that they answer.
        dates = marked if follow_each_other(marked) else dates
    posts = []
    for pair, name, published, odd in zip(group.blocks, names, dates, repeats, strict=True):
        published = published or _find_published(thread, *pair, day_first)
        posts.append(_read_block(thread, pair, name, published, odd))
    return _drop_labels(posts)


def _drop_labels(posts: list[Post]) -> list[Post]:
    """Posts without the line that closes them all, such as "Reply": nobody wrote it."""
    while len(posts) >= _FEW:
        ends = {post.text.rpartition("\n")[2].strip() for post in posts}
        if len(ends) > 1 or len(min(ends)) > _LABEL or not all("\n" in post.text for post in posts):
            break
        posts = [replace(post, text=post.text.rpartition("\n")[0].rstrip()) for post in posts]
    return posts


def _read_block(
    thread: Thread,
    pair: tuple[Block, Element],
    author: str | None,
    published: datetime | None,
    repeats: Repeats,
) -> Post:
    block, body = pair
    text = _behead(read_body(body, (), _HEADS, thread.keeps_quotes, repeats), author, block.marks)
    heading, _, rest = text.partition("\n")
    text = rest.lstrip() if rest and heading.strip() == thread.title else text
    address = find_link(block.root, thread, body) or thread.address
    return thread.post(address, text, author, published)


def _read_marks(thread: Thread, block: Block, day_first: bool | None) -> datetime | None:
    dates = (thread.read_date(text, day_first) for text in block.marks)
    return next(filter(None, dates), None)


def _find_published(
    thread: Thread, block: Block, body: Element, day_first: bool | None
) -> datetime | None:
    """The date of a block by itself."""
    return (
        _read_marks(thread, block, day_first)
        or find_date(block.root, thread, body, day_first)
        or _find_opening_date(body, thread, day_first)
    )


def _behead(text: str, author: str | None, marks: tuple[str, ...]) -> str:
    """A text without the name and date that open it, where head and text are one element."""
    heads = [head for head in (author, *marks) if head]
    for _ in range(3):
        text = text.lstrip(" \n,:»|·-")
        for head in heads:
            if text.startswith(head):
                text = _SAYS.sub("", text[len(head) :], count=1)
    return text.lstrip(" \n")


def _find_opening_date(body: Element, thread: Thread, day_first: bool | None) -> datetime | None:
    """The date that opens a body, in engines that keep head and text in one element."""
    machine = select(body, "time::attr(datetime)")[:1]
    texts = [text for _, text in own_texts(body, None, 6) if is_date_like(text)]
    found = (thread.read_date(text, day_first) for text in (*machine, *texts))
    return next(filter(None, found), None)


def _find_group(thread: Thread) -> Group | None:
    best = _find_likeliest(thread, thread.root)
    return best and _add_opening(thread, best)


def _find_likeliest(thread: Thread, part: Element) -> Group | None:
    candidates = [*marked_groups(thread, part), *numbered_groups(part)]
    address = thread.page.response.url
    judged = [judge(blocks, address) for blocks in candidates[: 2 * MOST_GROUPS]]
    found = [group for group in judged if group]
    return max(found, key=lambda group: group.score, default=None)


def _add_opening(thread: Thread, group: Group) -> Group:
    """The group with the post that opened the thread, which often has a shape of its own."""
    counts: Counter[Element] = Counter()
    for block, _ in group.blocks:
        counts.update([block.root, *climb(block.root)])
    first = group.blocks[0][0]
    if first.root.getparent() is None:
        return group  # blocks put together from siblings have no place in the page
    marks = _marks_before(thread, first.root)
    for mark in marks[-3:][::-1]:
        top = _climb_until(mark[0], counts)
        if sum(top in (element, *climb(element)) for element, _ in marks) > _FEW:
            continue  # a list of the latest posts
        (body,) = find_bodies([top])
        pair = (Block(top, (mark[1],)), body)
        if (
            body is not None
            and measure_prose(body) - _measure_headings(body) > LEAST_PROSE
            and _is_other(thread, pair, group.blocks[0])
        ):
            return Group([pair, *group.blocks], group.score)
    return group


def _measure_headings(body: Element) -> int:
    return sum(measure_prose(heading) for heading in select(body, "h1, h2"))


def _is_other(thread: Thread, pair: tuple[Block, Element], first: tuple[Block, Element]) -> bool:
    """Whether a block is a post of its own: named, and no heading that repeats the first one."""
    (block, body), (first_block, first_body) = pair, first
    author = find_author(block.root, body) or name_at(author_path([pair]), *pair)
    if author is None:
        return False
    names = {name for _, name, _ in author_candidates(first_block.root, first_body)}
    dates = {*first_block.marks, *islice(date_texts(first_block.root, first_body), 20)}
    moments = {moment for moment in map(thread.read_date, dates) if moment}
    days = {moment.date() for moment in moments}
    opened = {moment for moment in map(thread.read_date, block.marks) if moment}
    if set(block.marks) & dates or {moment.date() for moment in opened} & days:
        told = any(map(has_time, block.marks)) and any(map(has_time, dates))
        if told and not opened & moments and measure_prose(body) > _HEADING:
            return True  # on one day, but not at one time
        return author not in names and measure_prose(body) > _HEADING
    return measure_prose(body) > _HEADING or not is_labelled("", read_line(body))


def _marks_before(thread: Thread, first: Element) -> list[tuple[Element, str]]:
    marks = dict(find_marks(thread, thread.root))
    before: list[tuple[Element, str]] = []
    for element in thread.root.iter():
        if element is first:
            return before
        if element in marks:
            before.append((element, marks[element]))
    return []


def _climb_until(element: Element, taken: Counter[Element]) -> Element:
    """The largest piece of the page around an element that holds none of the taken ones."""
    top = element
    for parent in climb(element):
        if taken[parent]:
            break
        top = parent
    return top
