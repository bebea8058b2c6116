"""Answers of any shape and hostile ones: a reader gives posts or says that the page changed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.answer import MOST_COUNTED
from crawlers.decode import Refused, open_page
from crawlers.kinds import KINDS, detect, read_as
from crawlers.page import Page
from crawlers.read import PageChanged
from pipeline.post import Channel, Post
from pipeline.watch import Source
from tests.crawlers.test_pages import PAGES, open_case

PLATFORMS = [kind for kind in KINDS if kind not in ("review", "forum", "article")]
NOW = datetime(2024, 9, 1, tzinfo=UTC)

# Every name a reader asks for, so that made-up answers get past the first look.
_NAMES = """
actor account acct ancestors answers attachments attributedTo author authors body by children
comment_id content contentDetails contentMap copy_history created_at created_utc createdAt
creation_date crosspost_parent_list data date date_published descendants display_name embed feed
feed_url first from_id groups handle hits html id inReplyTo items json kind last_status link
link_id name notifications object objectID oneOf options orderedItems owner owner_id parent
parents_stack permalink poll poll_data post post_id posts profiles published publishedAt
question_id quota_remaining record records replies reply response root selftext snippet
spoiler_text status statuses summary text textDisplay thread time title topLevelComment type uri
url value version videoId @context @type _tags things
"""
_WORDS = """
Listing t1 t3 more youtube#comment youtube#commentThread youtube#video story comment Note Create
Announce Question OrderedCollection app.bsky.feed.post at://did:plc:a/app.bsky/1
https://www.w3.org/ns/activitystreams https://jsonfeed.org/version/1.1 [deleted] http://[
https://a.example/1 <p>x</p> 2024-01-01T00:00:00Z 99999999999999999999 -5
"""
SPOILT: tuple[Any, ...] = (
    *(None, {}, [], [[]], {"id": {}}, True, 10**400, -(10**30), 1e308, 253402300800, "x" * 5000),
    *("0000-00-00T00:00:00Z", "9999-12-31T23:59:59Z", "<script>x</script>", "\ud800\0"),
    *("javascript:alert(1)", "http://["),
)
ANSWERED = sorted(path.parent for path in PAGES.glob("*/*/page.json"))
NAMES = _NAMES.split()
WORDS = [*_WORDS.split(), "\ud800", "\0"]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(WORDS)
    | st.text(max_size=8)
)
ANSWERS = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8)
    ),
    max_leaves=40,
)


def page_of(body: bytes | Any, url: str = "https://platform.example/api?site=superuser") -> Page:
    source = Source(name="made-up", kind="auto", channel=Channel.SOCIAL, url=url)
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return open_page(data, url, None, source, NOW)


def read_all(kind: str, page: Page) -> list[Post]:
    try:
        return list(read_as(kind, page))
    except PageChanged:
        return []


def check(posts: list[Post]) -> None:
    """What no page may break: links people can click, text a database takes, no future."""
    for post in posts:
        links = (post.url, post.thread, post.original)
        assert all(
            link is None or link.lower().startswith(("https://", "http://")) for link in links
        )
        texts = (post.text, post.title or "", post.author or "", *(link or "" for link in links))
        assert "\0" not in "".join(texts)
        "".join(texts).encode()
        assert post.published is None or post.published.utcoffset() is not None
        assert post.published is None or (post.published - NOW).total_seconds() < 3600


@pytest.mark.parametrize("kind", PLATFORMS)
@settings(max_examples=40, deadline=None)
@given(answer=ANSWERS)
def test_answers_of_any_shape_are_read_or_refused(kind: str, answer: Any) -> None:
    check(read_all(kind, page_of(answer)))


@pytest.mark.parametrize("kind", PLATFORMS)
@settings(max_examples=20, deadline=None)
@given(body=st.binary(max_size=200))
def test_bytes_of_any_kind_are_read_or_refused(kind: str, body: bytes) -> None:
    try:
        page = page_of(body)
    except Refused:  # a picture, an archive
        return
    check(read_all(kind, page))


@settings(max_examples=40, deadline=None)
@given(answer=ANSWERS)
def test_a_kind_is_found_for_any_answer(answer: Any) -> None:
    assert detect(page_of(answer)) in KINDS


@pytest.mark.parametrize("kind", PLATFORMS)
def test_answers_nested_without_end_are_refused(kind: str) -> None:
    deep = page_of(b'{"data":' * 200_000)

    assert read_all(kind, deep) == []


@pytest.mark.parametrize("kind", PLATFORMS)
@pytest.mark.parametrize(
    "answer",
    [{"items": [{"id": 1, "name": "x"}]}, {"products": []}, [1, 2, 3], {"topic_list": {}}, "text"],
    ids=str,
)
def test_foreign_answers_are_not_claimed(kind: str, answer: Any) -> None:
    assert detect(page_of(answer)) not in PLATFORMS


@pytest.mark.parametrize(
    ("kind", "answer", "words"),
    [
        ("vk", {"error": {"error_code": 18, "error_msg": "User was deleted"}}, "was deleted"),
        (
            "youtube",
            {"error": {"code": 403, "message": "The key is <b>wrong</b>."}},
            "key is wrong",
        ),
        ("mastodon", {"error": "This method requires an authenticated user"}, "authenticated"),
        ("bluesky", {"error": "AuthMissing", "message": "Authentication Required"}, "Required"),
        ("reddit", {"error": 403, "message": "Forbidden"}, "Forbidden"),
        (
            "stackexchange",
            {"error_id": 502, "error_name": "throttle_violation", "error_message": "too many"},
            "too many",
        ),
    ],
)
def test_a_refusal_says_what_the_platform_said(kind: str, answer: Any, words: str) -> None:
    with pytest.raises(PageChanged, match=words):
        list(read_as(kind, page_of(answer)))


def places_in(answer: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to all values of an answer."""
    pairs = answer.items() if isinstance(answer, dict) else enumerate(answer)
    for name, value in pairs:
        yield (*way, name)
        if isinstance(value, dict | list):
            yield from places_in(value, (*way, name))


@pytest.mark.parametrize("case", ANSWERED, ids=lambda case: f"{case.parent.name}/{case.name}")
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_spoilt_value_stops_no_reader(case: Path, data: st.DataObject) -> None:
    page = open_case(case)
    answer = json.loads(page.response.text)
    way = data.draw(st.sampled_from(list(places_in(answer))))
    holder = answer
    for name in way[:-1]:
        holder = holder[name]
    holder[way[-1]] = data.draw(st.sampled_from(SPOILT))
    body = json.dumps(answer).encode()

    posts = read_all(case.parent.name, open_page(body, page.response.url, None, page.source, NOW))

    check(posts)
    assert all(0 <= (post.followers or 0) <= MOST_COUNTED for post in posts)


def test_links_of_hostile_servers_lead_nowhere() -> None:
    status = {
        "id": "1",
        "content": "<p>hi</p>",
        "created_at": "2024-01-01T00:00:00Z",
        "account": {"acct": "x"},
        "url": "javascript:alert(1)",
        "uri": "https://toots.example/1",
    }

    assert [post.url for post in read_all("mastodon", page_of([status]))] == [
        "https://toots.example/1"
    ]


def test_a_long_chain_of_replies_is_read_to_its_end() -> None:
    reply: Any = ""
    for number in range(150):
        data = {"id": str(number), "body": f"reply {number}", "author": "a"}
        thing = {"kind": "t1", "data": data | {"created_utc": 1709300000, "replies": reply}}
        reply = {"kind": "Listing", "data": {"children": [thing]}}

    assert len(read_all("reddit", page_of(reply))) == 150
