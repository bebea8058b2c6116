"""A single comment below an article: nothing repeats there, so more has to speak for it."""

import re
from dataclasses import replace
from itertools import islice

from crawlers.engines.blocks import Block, find_marks
from crawlers.engines.likeness import Group, judge
from crawlers.engines.markup import Element, climb, read_line, select
from crawlers.engines.prose import measure_prose
from crawlers.engines.repeating import read_group
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

_MOST_MARKS = 6  # of one comment: what machines read, what people read, what a mouse shows
_HIGHEST = 8  # parents around a date within which its comment is looked for
_SURE = re.compile(
    r"com+ents?|kommentar|comentario|commentaire|commenti\b|reacties|disqus|discuss", re.I
)
_MINUTE = re.compile(r"\d:(\d\d)")
_NOT_IN = ("form", "nav", "blockquote")
_SENTENCE = re.compile(r"[?!…]$|\w{3}\.$")  # how headings end, and names do not


def read_single(page: Page, part: Element) -> Post | None:
    """The comment in a part of a page that holds one date, one writer and some prose."""
    if select(part, "h1"):
        return None  # a whole article
    thread = Thread(page)
    marks = [mark for mark in find_marks(thread, part) if _is_comment(mark[0], part)]
    if not 0 < len(marks) <= _MOST_MARKS or not _is_one(thread, [text for _, text in marks]):
        return None
    group = _enclose(page, part, marks)
    # Most of the page's prose is elsewhere: the article is no comment on itself.
    if group is None or 2 * measure_prose(group.blocks[0][1]) > measure_prose(thread.root):
        return None
    (post,) = read_group(thread, group)
    if post.author is None or _SENTENCE.search(post.author):
        return None
    return replace(post, text=_without_button(post.text, group.blocks[0][1]))


def _is_comment(element: Element, part: Element) -> bool:
    """Whether a date stands in what is named after comments, and in no form, menu or quote."""
    named = False
    for up in (element, *climb(element)):
        named = named or bool(_SURE.search(f"{up.get('id') or ''} {up.get('class') or ''}"))
        if up is part:
            break
        if up.tag in _NOT_IN:
            return False
    return named


def _is_one(thread: Thread, texts: list[str]) -> bool:
    """Whether dates may be one moment, told for people and for machines, or in two zones."""
    days = [moment.date() for text in texts if (moment := thread.read_date(text))]
    minutes = {found[1] for text in texts if (found := _MINUTE.search(text))}
    return len(minutes) <= 1 and (not days or (max(days) - min(days)).days <= 1)


def _enclose(page: Page, part: Element, marks: list[tuple[Element, str]]) -> Group | None:
    """The smallest piece of the part around its date that has a writer and prose beside it."""
    texts = tuple(text for _, text in marks)
    for root in islice(climb(marks[0][0]), _HIGHEST):
        group = judge([Block(root, texts)], page.response.url, fewest=1)
        if group is not None and group.blocks[0][1] is not root:
            return group
        if root is part:
            break
    return None


def _without_button(text: str, body: Element) -> str:
    """A text without the link that closes it, such as "Reply"."""
    rest, _, last = text.rpartition("\n")
    buttons = {read_line(button) for button in select(body, "a, button")[-5:]}
    return rest.rstrip() if rest and last.strip() in buttons else text
