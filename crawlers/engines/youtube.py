"""YouTube Data API v3: comment threads, comments, videos, searches and playlists."""

from collections.abc import Iterator

from crawlers.answer import Answer, open_answer, peek
from crawlers.page import Page
from crawlers.plain import fold_lines, fold_spaces, strip_markup
from crawlers.read import PageChanged
from pipeline.post import Post

_PLAIN = "textFormat=plainText"  # so asked for, "a < b" is no markup
WATCH = "https://www.youtube.com/watch?v="


def claims(page: Page) -> bool:
    """Whether the page says that it is YouTube's."""
    return (peek(page).text("kind") or "").startswith("youtube#")


def read(page: Page) -> Iterator[Post]:
    """Videos and comments, replies included; channels and playlists are no posts."""
    answer = open_answer(page)
    if answer.has("error"):
        reason = answer.text("error", "message")
        raise PageChanged(f"items ({strip_markup(reason or '')})", page.response.url)
    for item in [answer, *answer.at("items").each()]:
        kind = item.text("kind") or "youtube#video"
        if kind == "youtube#commentThread":
            yield from _read_thread(item, page)
        elif kind == "youtube#comment":
            yield from _read_comment(item, None, page)
        else:
            yield from _read_video(item, page)


def _read_thread(thread: Answer, page: Page) -> Iterator[Post]:
    video = thread.text("snippet", "videoId")
    yield from _read_comment(thread.at("snippet", "topLevelComment"), video, page)
    for reply in thread.at("replies", "comments").each():
        yield from _read_comment(reply, video, page)


def _read_comment(comment: Answer, video: str | None, page: Page) -> Iterator[Post]:
    snippet = comment.at("snippet")
    shown = snippet.text("textDisplay") or ""
    plain = snippet.text("textOriginal") or (shown if _PLAIN in page.response.url else None)
    text = fold_lines(plain) if plain else strip_markup(shown)
    number = comment.text("id")
    if number is None or not text or snippet.text("moderationStatus") == "rejected":
        return
    video = snippet.text("videoId") or video
    yield Post(
        source=page.source.name,
        channel=page.source.channel,
        url=f"{WATCH}{video}&lc={number}" if video else _search_address(number),
        text=text,
        author=snippet.text("authorDisplayName"),
        published=snippet.moment("publishedAt", fetched=page.fetched),
        thread=f"{WATCH}{video}" if video else None,
        language=page.source.language,
    )


def _search_address(number: str) -> str:
    """A comment whose video the answer does not name; YouTube finds it by its own number."""
    return f"https://www.youtube.com/comment?lc={number}"


def _read_video(item: Answer, page: Page) -> Iterator[Post]:
    snippet = item.at("snippet")
    number = _video(item)
    title = snippet.text("title")
    if number is None or title is None or title in ("Private video", "Deleted video"):
        return
    owner = snippet.text("videoOwnerChannelTitle") or snippet.text("channelTitle")
    yield Post(
        source=page.source.name,
        channel=page.source.channel,
        url=f"{WATCH}{number}",
        text=strip_markup(snippet.text("description") or ""),
        title=fold_spaces(strip_markup(title)),
        author=strip_markup(owner or "") or None,  # a search writes "&amp;"
        published=item.moment("contentDetails", "videoPublishedAt", fetched=page.fetched)
        or snippet.moment("publishedAt", fetched=page.fetched),
        language=page.source.language,
    )


def _video(item: Answer) -> str | None:
    """The video's number, which a search, a playlist and an activity keep in different places."""
    kind = item.text("kind")
    if kind == "youtube#video":
        return item.text("id")
    if kind == "youtube#searchResult":
        return item.text("id", "videoId")
    if kind == "youtube#playlistItem":
        return item.text("snippet", "resourceId", "videoId")
    return item.text("contentDetails", "upload", "videoId")
