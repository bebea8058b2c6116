"""Where the spiders of platforms begin, and what they say when they cannot."""

import pytest

from pipeline.errors import OtklikError
from tests.crawlers.spiders.conftest import start

VK = "https://api.vk.com/method"
YOUTUBE = "https://www.googleapis.com/youtube/v3"
BLUESKY = "https://public.api.bsky.app/xrpc/app.bsky.feed"
SEARCH = "https://api.bsky.app/xrpc/app.bsky.feed"
NEWS = "https://hn.algolia.com/api/v1"
STACK = "https://api.stackexchange.com/2.3"


@pytest.mark.usefixtures("tokens")
@pytest.mark.parametrize(
    ("kind", "url", "begins"),
    [
        ("telegram", "https://t.me/acme", "https://t.me/s/acme"),
        ("telegram", "https://t.me/s/acme", "https://t.me/s/acme"),
        ("auto", "https://t.me/acme", "https://t.me/s/acme"),
        (
            "auto",
            "https://apps.apple.com/de/app/acme/id77",
            "https://itunes.apple.com/de/rss/customerreviews/id=77/sortBy=mostRecent/json",
        ),
        (
            "review",
            "https://steamcommunity.com/app/620/reviews/",
            "https://store.steampowered.com/appreviews/620?json=1&filter=recent&language=all&",
        ),
        ("review", "https://shop.example/app/620", "https://shop.example/app/620"),
        ("auto", "https://m.vk.com/acme", f"{VK}/wall.get?domain=acme&"),
        ("auto", "https://ru.stackoverflow.com/questions/5/x", f"{STACK}/questions/5?"),
        ("auto", "https://www.reddit.com/r/acme/.rss", "https://www.reddit.com/r/acme/.rss"),
        ("auto", "https://notreddit.com/r/acme", "https://notreddit.com/r/acme"),
        ("telegram", "https://t.me/acme/15", "https://t.me/acme/15?embed=1"),
        ("vk", "https://vk.com/acme", f"{VK}/wall.get?domain=acme&"),
        ("vk", "https://vk.com/wall-5", f"{VK}/wall.get?owner_id=-5&"),
        ("vk", "https://vk.com/wall-5_7", f"{VK}/wall.getComments?owner_id=-5&post_id=7&"),
        ("vk", "https://vk.com/board5", f"{VK}/board.getTopics?group_id=5&"),
        ("vk", "https://vk.com/topic-5_7", f"{VK}/board.getComments?group_id=5&topic_id=7&sort="),
        ("vk", "https://vk.com/video-5_7", f"{VK}/video.getComments?owner_id=-5&video_id=7&sort="),
        ("vk", "https://vk.com/search?q=%D1%87%D0%B0%D0%B9", f"{VK}/newsfeed.search?q=%D1%87"),
        (
            "youtube",
            "https://www.youtube.com/watch?v=abc",
            f"{YOUTUBE}/commentThreads?videoId=abc&",
        ),
        ("youtube", "https://youtu.be/abc", f"{YOUTUBE}/commentThreads?videoId=abc&"),
        (
            "youtube",
            "https://www.youtube.com/@acme",
            f"{YOUTUBE}/channels?part=id&forHandle=%40acme",
        ),
        ("youtube", "https://www.youtube.com/results?search_query=a+b", f"{YOUTUBE}/search?q=a+b&"),
        ("mastodon", "https://a.example/@bo", "https://a.example/api/v1/accounts/lookup?acct=bo"),
        ("mastodon", "https://a.example/tags/acme", "https://a.example/api/v1/timelines/tag/acme?"),
        ("mastodon", "https://a.example/public", "https://a.example/api/v1/timelines/public?limit"),
        ("mastodon", "https://a.example/@bo/12", "https://a.example/api/v1/statuses/12"),
        ("activitypub", "https://a.example/users/bo", "https://a.example/users/bo"),
        ("bluesky", "https://bsky.app/profile/bo.example", f"{BLUESKY}.getAuthorFeed?actor=bo.exa"),
        (
            "bluesky",
            "https://bsky.app/profile/a.b/post/3k",
            f"{BLUESKY}.getPostThread?uri=at%3A%2F",
        ),
        ("bluesky", "https://bsky.app/search?q=acme", f"{SEARCH}.searchPosts?q=acme&sort=latest"),
        ("bluesky", "https://bsky.app/hashtag/acme", f"{SEARCH}.searchPosts?q=%23acme&"),
        ("reddit", "https://www.reddit.com/r/acme", "https://www.reddit.com/api/v1/access_token"),
        ("hackernews", "https://hn.algolia.com/?q=acme", f"{NEWS}/search_by_date?query=acme&"),
        ("hackernews", "https://news.ycombinator.com/item?id=7", f"{NEWS}/items/7"),
        (
            "hackernews",
            "https://news.ycombinator.com/from?site=acme.example",
            f"{NEWS}/search_by_date?query=acme.example&tags=story&restrictSearchableAttributes=url&",
        ),
        ("hackernews", "https://news.ycombinator.com/ask", f"{NEWS}/search_by_date?tags=ask_hn&"),
        (
            "youtube",
            "https://www.youtube.com/playlist?list=PL1",
            f"{YOUTUBE}/playlistItems?playlistId=PL1&part=snippet%2CcontentDetails&",
        ),
        ("telegram", "https://t.me/s/acme?q=a%26b", "https://t.me/s/acme?q=a%26b"),
        (
            "stackexchange",
            "https://superuser.com/questions/tagged/x",
            f"{STACK}/questions?tagged=x&",
        ),
        ("stackexchange", "https://unix.stackexchange.com", f"{STACK}/questions?sort=activity"),
    ],
)
def test_where_a_source_begins(kind: str, url: str, begins: str) -> None:
    first = start(kind, url)[0]

    assert first.url.startswith(begins)
    assert first.needed
    assert not any(secret in first.url for secret in ("secret", "id%3A"))


@pytest.mark.usefixtures("tokens")
@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("telegram", "https://t.me/+AbCdEf"),
        ("vk", "https://vk.com/"),
        ("youtube", "https://www.youtube.com/"),
        ("mastodon", "https://a.example/about"),
        ("bluesky", "https://bsky.app/"),
        ("reddit", "https://www.reddit.com/"),
        ("hackernews", "https://news.ycombinator.com/jobs"),
        ("stackexchange", "https://superuser.com/users/1"),
    ],
)
def test_an_address_nobody_understands_is_told_with_those_one_does(kind: str, url: str) -> None:
    with pytest.raises(OtklikError, match="it knows http"):
        start(kind, url)


@pytest.mark.usefixtures("no_tokens")
@pytest.mark.parametrize(
    ("kind", "url", "needs"),
    [
        ("vk", "https://vk.com/acme", "needs OTKLIK_VK_TOKEN"),
        ("youtube", "https://www.youtube.com/watch?v=abc", "needs OTKLIK_YOUTUBE_KEY"),
        ("reddit", "https://www.reddit.com/r/acme", "needs OTKLIK_REDDIT_CLIENT"),
        ("auto", "https://vk.com/acme", "needs OTKLIK_VK_TOKEN"),
    ],
)
def test_without_a_token_a_source_says_what_it_needs(kind: str, url: str, needs: str) -> None:
    with pytest.raises(OtklikError, match=needs):
        start(kind, url)


@pytest.mark.usefixtures("no_tokens")
def test_without_a_token_what_can_be_read_on_pages_is_read_there() -> None:
    [page] = start("auto", "https://www.reddit.com/r/acme/comments/abc12/tea/")

    assert page.url == "https://www.reddit.com/r/acme/comments/abc12/tea/"
