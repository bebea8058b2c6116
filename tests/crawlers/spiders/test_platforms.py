"""Spiders of platforms: where they go on, what they ask for and with what."""

from typing import Any

import pytest

from crawlers.source_spider import Follow
from pipeline.post import Post
from tests.crawlers.spiders.conftest import follow, page, source, start

YOUTUBE = "https://www.googleapis.com/youtube/v3"
STACK = "https://api.stackexchange.com/2.3"


def test_telegram_goes_back_as_long_as_there_is_something_new() -> None:
    body = (
        b'<html><head><link rel="prev" href="/s/acme?before=10"></head><body>'
        b'<section class="tgme_channel_history"><div class="tgme_widget_message" '
        b'data-post="acme/10"><div class="tgme_widget_message_text js-message_text">hi</div>'
        b"</div></section></body></html>"
    )

    posts, [older] = follow("telegram", "https://t.me/acme", body)
    _, [below, _] = follow("telegram", "https://t.me/acme", body, comments=True)

    assert [post.text for post in posts] == ["hi"]
    assert (older.url, older.if_new) == ("https://t.me/s/acme?before=10", True)
    assert below.url == "https://t.me/acme/10?embed=1&discussion=1&comments_limit=50"
    assert below.in_turn


def vk_post(number: int, comments: int) -> dict[str, Any]:
    return {
        "id": number,
        "owner_id": -5,
        "from_id": -5,
        "date": 1709280000,
        "text": f"post {number}",
        "comments": {"count": comments},
    }


@pytest.mark.usefixtures("tokens")
def test_vk_asks_for_comments_and_for_the_next_part() -> None:
    items = [vk_post(number, comments=int(number == 1)) for number in range(1, 101)]

    posts, follows = follow("vk", "https://vk.com/acme", {"response": {"items": items}})

    comments, older = follows
    assert len(posts) == 100
    assert "wall.getComments?owner_id=-5&post_id=1&" in comments.url
    assert comments.in_turn
    assert "offset=100" in older.url
    assert older.if_new
    assert older.headers == {"Authorization": "Bearer vk-secret"}


@pytest.mark.usefixtures("tokens")
def test_vk_asks_for_all_comments_and_for_replies_left_out() -> None:
    comments = [vk_post(number, comments=0) for number in range(1, 101)]
    comments[4]["thread"] = {"count": 12, "items": []}

    posts, follows = follow("vk", "https://vk.com/topic-5_7", {"response": {"items": comments}})

    replies, older = follows
    assert posts[0].url == "https://vk.com/topic-5_7?post=1"
    assert "comment_id=5&offset=0" in replies.url
    assert replies.in_turn
    assert older.url.endswith("offset=100")
    assert older.if_new


@pytest.mark.usefixtures("tokens")
def test_vk_can_leave_comments_alone() -> None:
    answer = {"response": {"items": [vk_post(1, comments=9)]}}

    assert follow("vk", "https://vk.com/acme", answer, comments=False)[1] == []


@pytest.mark.usefixtures("tokens")
def test_youtube_asks_for_further_replies_and_pages() -> None:
    comment = {"kind": "youtube#comment", "id": "A", "snippet": {"textDisplay": "if x<y: no"}}
    snippet = {"videoId": "abc", "topLevelComment": comment, "totalReplyCount": 9}
    thread = {"kind": "youtube#commentThread", "id": "A", "snippet": snippet}
    answer = {"nextPageToken": "N", "items": [thread]}

    posts, [replies, older] = follow("youtube", "https://youtu.be/abc", answer)

    said = [(post.thread, post.text) for post in posts]
    assert said == [("https://www.youtube.com/watch?v=abc", "if x<y: no")]
    assert replies.url.startswith(f"{YOUTUBE}/comments?part=snippet&parentId=A&")
    of = source("youtube", "https://youtu.be/abc")
    some = page(of, replies.url, {"nextPageToken": "M", "items": [comment]})
    assert [one.url for one in replies.then(some) if isinstance(one, Follow)] == [
        f"{replies.url}&pageToken=M"
    ]
    assert older.url.endswith("pageToken=N")
    assert older.headers == {"X-Goog-Api-Key": "youtube-secret"}


@pytest.mark.usefixtures("tokens")
def test_youtube_finds_a_channel_by_its_handle() -> None:
    answer = {"items": [{"kind": "youtube#channel", "id": "UC1"}]}

    _, [comments] = follow("youtube", "https://www.youtube.com/@acme", answer)

    assert "allThreadsRelatedToChannelId=UC1" in comments.url


@pytest.mark.usefixtures("tokens")
def test_mastodon_goes_from_a_name_to_the_statuses_of_its_account() -> None:
    _, [statuses] = follow("mastodon", "https://closed.example/@bo", {"id": "9", "acct": "bo"})

    assert statuses.url == "https://closed.example/api/v1/accounts/9/statuses?limit=40"
    assert statuses.headers == {"Authorization": "Bearer toot-secret"}


@pytest.mark.usefixtures("tokens")
def test_mastodon_goes_on_behind_the_last_status() -> None:
    status = {
        "id": "77",
        "content": "<p>x</p>",
        "created_at": "2024-01-01T00:00:00Z",
        "account": {"acct": "bo"},
        "url": "https://open.example/@bo/77",
    }

    posts, [older] = follow("mastodon", "https://open.example/tags/acme", [status])

    assert len(posts) == 1
    assert older.url == "https://open.example/api/v1/timelines/tag/acme?limit=40&max_id=77"
    assert older.headers == {}


def test_a_page_that_is_all_script_tells_mastodon() -> None:
    body = b"<!doctype html><html><body><div class='app-holder' id='mastodon'></div></body></html>"

    _, [asking] = follow("auto", "https://a.example/@bo", body)

    assert asking.url == "https://a.example/api/v1/accounts/lookup?acct=bo"


def test_activitypub_goes_from_the_actor_to_what_is_only_named() -> None:
    actor = {"type": "Person", "id": "https://a.example/u", "outbox": "https://a.example/u/out"}
    outbox = {
        "type": "OrderedCollectionPage",
        "next": "https://a.example/u/out?page=2",
        "orderedItems": [
            "https://a.example/n/1",
            {"type": "Announce", "object": "https://b.example/n/2"},
            {"type": "Like", "object": "https://b.example/n/3"},
        ],
    }

    _, [collection] = follow("activitypub", "https://a.example/u", actor)
    _, follows = follow("activitypub", "https://a.example/u", outbox)

    assert collection.url == "https://a.example/u/out"
    assert "application/activity+json" in collection.headers["Accept"]
    assert [(one.url, one.once) for one in follows] == [
        ("https://a.example/u/out?page=2", False),
        ("https://a.example/n/1", True),
        ("https://b.example/n/2", True),
    ]


def test_bluesky_goes_on_with_the_cursor() -> None:
    _, [older] = follow("bluesky", "https://bsky.app/search?q=a", {"posts": [], "cursor": "25"})

    assert older.url.endswith("&cursor=25")
    assert older.if_new


@pytest.mark.usefixtures("tokens")
def test_reddit_enters_before_it_reads() -> None:
    first = start("reddit", "https://www.reddit.com/r/acme")[0]
    of = source("reddit", "https://www.reddit.com/r/acme")
    granted = page(of, first.url, {"access_token": "day", "expires_in": 86400})

    new, comments = (one for one in first.then(granted) if isinstance(one, Follow))
    listing = {"kind": "Listing", "data": {"after": "t3_x", "children": []}}
    [older] = list(new.then(page(of, new.url, listing)))

    assert first.body == b"grant_type=client_credentials"
    assert first.private
    assert new.url == "https://oauth.reddit.com/r/acme/new?limit=100&raw_json=1"
    assert comments.url.startswith("https://oauth.reddit.com/r/acme/comments?")
    assert isinstance(older, Follow)
    assert older.url.endswith("&after=t3_x")
    assert older.headers == {"Authorization": "Bearer day"}


@pytest.mark.usefixtures("tokens")
def test_reddit_asks_for_comments_that_a_thread_leaves_out() -> None:
    first = start("reddit", "https://www.reddit.com/r/acme/comments/x1/tea/")[0]
    of = source("reddit", "https://www.reddit.com/r/acme/comments/x1/tea/")
    [thread] = first.then(page(of, first.url, {"access_token": "day"}))
    said = {"id": "c1", "author": "bo", "body": "Tea", "created_utc": 1709280000}
    deep = {"kind": "more", "data": {"parent_id": "t1_c1", "children": []}}
    replies = {"kind": "Listing", "data": {"children": [deep]}}
    more = {"kind": "more", "data": {"parent_id": "t3_x1", "children": ["c2", "c3", "../x"]}}
    comment = {"kind": "t1", "data": said | {"link_id": "t3_x1", "replies": replies}}
    listing = {"kind": "Listing", "data": {"children": [comment, more]}}

    assert isinstance(thread, Follow)
    found = thread.then(page(of, thread.url, [listing]))
    branch, further = (one for one in found if isinstance(one, Follow))

    assert branch.url.startswith("https://oauth.reddit.com/comments/x1?comment=c1&")
    assert "/api/morechildren?api_type=json&link_id=t3_x1&children=c2%2Cc3&" in further.url
    assert further.headers == {"Authorization": "Bearer day"}


def test_hackernews_turns_pages() -> None:
    answer = {"hits": [], "page": 0, "nbPages": 3}

    _, [older] = follow("hackernews", "https://hn.algolia.com/?q=acme", answer)

    assert older.url.endswith("page=1")


def test_stackexchange_asks_for_answers_and_comments_of_all_questions_at_once() -> None:
    question = {"question_id": 1, "title": "x", "creation_date": 1709280000}
    link = "https://ru.stackoverflow.com/questions/1/tea"
    items = [question | {"link": link}, question | {"question_id": 2}]
    answer = {"items": items, "has_more": True}

    posts, follows = follow("stackexchange", "https://ru.stackoverflow.com/", answer)

    assert len(posts) == 2
    assert [one.url.partition("?")[0] for one in follows] == [
        f"{STACK}/questions/1;2/answers",
        f"{STACK}/questions/1;2/comments",
        f"{STACK}/questions",
    ]
    assert all("site=ru.stackoverflow" in one.url for one in follows)
    of = source("stackexchange", "https://ru.stackoverflow.com/")
    said = {"comment_id": 5, "post_id": 1, "body": "Why?", "creation_date": 1709280000}
    [comment] = follows[1].then(page(of, follows[1].url, {"items": [said]}))
    assert isinstance(comment, Post)
    assert comment.thread == "https://ru.stackoverflow.com/questions/1/tea"
    reply = {"answer_id": 8, "question_id": 1, "creation_date": 1709280000}
    answers = page(of, follows[0].url, {"items": [reply], "has_more": True, "backoff": 10})
    below = [one for one in follows[0].then(answers) if isinstance(one, Follow)]
    assert [one.url.partition("?")[0] for one in below] == [f"{STACK}/answers/8/comments"]
    assert follows[-1].url.endswith("page=2")


def test_a_review_that_is_cut_off_is_read_in_full() -> None:
    def told(text: str) -> bytes:
        who = '<a class="user-login">ada</a><div class="review-postdate">2026-05-01</div>'
        link = '<a class="review-title" href="/review_1.html">Leaks</a>'
        words = f'<div class="review-teaser">{text}</div>'
        return f'<html><body><div class="item">{who}{link}{words}</div></body></html>'.encode()

    url = "https://o.example/reviews/kettle/"

    [short], [asking] = follow("review", url, told("It leaked, and the shop..."))
    whole = page(source("review", url), asking.url, told("It leaked, and the shop laughed at me."))
    [found] = asking.then(whole)

    assert (asking.url, asking.once) == ("https://o.example/review_1.html", True)
    assert isinstance(found, Post)
    assert (found.url, found.thread) == (short.url, short.thread)
    assert found.text == "It leaked, and the shop laughed at me."
