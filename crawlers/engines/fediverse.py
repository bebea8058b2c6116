"""The own interfaces of fediverse servers: Lemmy, PieFed, Mbin, Misskey and its kin, PeerTube."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from crawlers.answer import Answer, peek
from crawlers.engines.toot_text import read_toot
from crawlers.interface import changed
from crawlers.page import Page
from crawlers.plain import fold_spaces, strip_markup
from pipeline.post import Post


@dataclass(frozen=True)
class Form:
    """Where things are in one sort of post: names joined by dots, "|" between alternatives."""

    known_by: str
    author: str
    date: str
    text: str
    address: str
    home: str = ""  # of the author, when the name does not tell the server
    title: str = ""
    more: tuple[str, ...] = ()  # texts of what is attached
    made: str = ""  # the address on this server, of the post's numbers
    thread: str = ""
    above: str = ""  # the thread's address on this server
    gone: str = ""  # marks of a deleted post
    repeats: str = ""  # a post that is shown in place of one without words of its own


FORMS = {
    "lemmy comment": Form(
        known_by="comment.ap_id creator",
        author="creator.name|creator.user_name",
        home="creator.actor_id|creator.ap_id",
        date="comment.published|comment.published_at",
        text="comment.content|comment.body",
        address="comment.ap_id",
        thread="post.ap_id",
        gone="comment.deleted comment.removed",
    ),
    "lemmy post": Form(
        known_by="post.ap_id creator",
        author="creator.name|creator.user_name",
        home="creator.actor_id|creator.ap_id",
        date="post.published|post.published_at",
        text="post.body",
        title="post.name|post.title",
        more=("post.alt_text",),
        address="post.ap_id",
        gone="post.deleted post.removed",
    ),
    "mbin comment": Form(
        known_by="commentId user.username",
        author="user.username",
        home="user.apProfileId",
        date="createdAt",
        text="body",
        more=("image.altText",),
        address="apId",
        made="/m/{magazine.name}/t/{entryId}/-/comment/{commentId}"
        "|/m/{magazine.name}/p/{postId}/-/reply/{commentId}",
        above="/m/{magazine.name}/t/{entryId}|/m/{magazine.name}/p/{postId}",
        gone="visibility",
    ),
    "mbin entry": Form(
        known_by="entryId magazine user.username",
        author="user.username",
        home="user.apProfileId",
        date="createdAt",
        text="body",
        title="title",
        more=("image.altText",),
        address="apId",
        made="/m/{magazine.name}/t/{entryId}",
        gone="visibility",
    ),
    "mbin post": Form(
        known_by="postId magazine user.username",
        author="user.username",
        home="user.apProfileId",
        date="createdAt",
        text="body",
        more=("image.altText",),
        address="apId",
        made="/m/{magazine.name}/p/{postId}",
        gone="visibility",
    ),
    "misskey": Form(
        known_by="id createdAt user.username text visibility",
        author="user.username",
        home="user.host",
        date="createdAt",
        text="text",
        title="cw",
        more=("poll.choices.text", "poll.choices.value", "files.comment", "attachments.alt"),
        address="url|uri",
        made="/notes/{id}",
        thread="reply.url|reply.uri",
        above="/notes/{replyId}",
        repeats="renote",
    ),
    "peertube comment": Form(
        known_by="threadId createdAt text",
        author="account.name",
        home="account.host",
        date="createdAt",
        text="text",
        address="url",
        gone="isDeleted",
    ),
    "peertube video": Form(
        known_by="uuid account publishedAt",
        author="account.name",
        home="account.host",
        date="publishedAt",
        text="description|truncatedDescription",
        title="name",
        address="url",
        made="/w/{shortUUID}|/videos/watch/{uuid}",
    ),
}
# The names below which posts are found, in lists, views of one, and replies.
_BELOW = (
    *("posts", "post_view", "comments", "comment_view", "items", "data", "replies", "reply"),
    *("comment", "children", "note", "createdNote", "object", "entry", "post"),
)
_HOLE = re.compile(r"\{([\w.]+)\}")
_HIDDEN = ("soft_deleted", "trashed")
_COMMENTS = re.compile(r"(/videos/watch/[^/]+|/w/[^/]+)[/;].*")  # of PeerTube, below its videos


def claims(page: Page) -> bool:
    """Whether the page is an answer that holds posts in one of the forms."""
    return next(_posts(peek(page)), None) is not None


def read(page: Page) -> Iterator[Post]:
    """The posts of an answer; what was deleted is left out, a plain renote gives its original."""
    for form, item in _posts(peek(page)):
        if not _is_gone(item, form):
            post = _read_post(item, form, page)
            if post.text or post.title:
                yield post


def gone(page: Page) -> Iterator[str]:
    """Addresses of posts that are marked as deleted or removed."""
    for form, item in _posts(peek(page)):
        address = _address(item, form, page) if _is_gone(item, form) else None
        if address:
            yield address


def find_more(page: Page) -> str | None:
    """The address of the answer's next part: a word to go on with, or the next of counted pages."""
    answer = peek(page)
    word = answer.text("next_page")
    if word:
        name = "page" if word.isdecimal() else "page_cursor"
        return changed(page.response.url, **{name: word})
    here = answer.number("pagination", "currentPage") or 0
    if here < (answer.number("pagination", "maxPage") or 0):
        return changed(page.response.url, p=str(here + 1))
    return None


def _posts(answer: Answer) -> Iterator[tuple[Form, Answer]]:
    """Every post in an answer, in its order; a loop, since replies nest without end."""
    waiting = [answer]
    while waiting:
        one = waiting.pop()
        form = _find_form(one)
        original = one.at(form.repeats) if form and form.repeats and not _words(one, form) else None
        if original and original.value is not None:
            waiting.append(original)
            continue
        if form:
            yield form, one
        inside = [one.at(name) for name in _BELOW]
        waiting.extend(part for part in reversed([*one.each(), *inside]) if part.value is not None)


def _find_form(item: Answer) -> Form | None:
    if not isinstance(item.value, dict):
        return None
    return next((form for form in FORMS.values() if _fits(item, form)), None)


def _fits(item: Answer, form: Form) -> bool:
    return all(item.along(way) for way in form.known_by.split())


def _is_gone(item: Answer, form: Form) -> bool:
    marks = (mark for way in form.gone.split() for mark in item.along(way))
    return any(mark.value is True or mark.text() in _HIDDEN for mark in marks)


def _read_post(item: Answer, form: Form, page: Page) -> Post:
    return Post(
        source=page.source.name,
        channel=page.source.channel,
        url=_address(item, form, page) or page.response.url,
        text=_words(item, form),
        title=fold_spaces(strip_markup(item.said(form.title))) or None,
        author=_author(item, form),
        published=Answer(item.said(form.date)).moment(fetched=page.fetched),
        thread=_thread(item, form, page),
        language=page.source.language,
    )


def _words(item: Answer, form: Form) -> str:
    """What is written, in HTML or in Markdown, and the texts of what is attached."""
    attached = (each.text() for way in form.more for each in item.along(way))
    return read_toot(item.said(form.text), attached)


def _author(item: Answer, form: Form) -> str | None:
    """The name, with the server's where that is told."""
    name = fold_spaces(item.said(form.author)).removeprefix("@")
    home = item.said(form.home)
    host = _host(home) if "//" in home else home
    return f"{name}@{host}" if name and host and "@" not in name else name or None


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:  # "http://[" is no address
        return ""


def _address(item: Answer, form: Form, page: Page) -> str | None:
    return Answer(item.said(form.address)).link() or _make(item, form.made, page)


def _thread(item: Answer, form: Form, page: Page) -> str | None:
    if form is FORMS["peertube comment"]:
        address = _address(item, form, page) or ""
        return _COMMENTS.sub(r"\1", address) if _COMMENTS.search(address) else None
    return Answer(item.said(form.thread)).link() or _make(item, form.above, page)


def _make(item: Answer, patterns: str, page: Page) -> str | None:
    """An address on the page's server, when everything that it is made of is known."""
    for pattern in patterns.split("|") if patterns else ():
        known = {name: item.said(name) for name in _HOLE.findall(pattern)}
        if all(re.fullmatch(r"[\w@.-]+", value) for value in known.values()):
            return urljoin(page.response.url, _fill(pattern, known))
    return None


def _fill(pattern: str, known: dict[str, str]) -> str:
    return _HOLE.sub(lambda hole: known[hole[1]], pattern)
