"""When a host wants no more requests, in all the forms that servers say it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.quota import BUSY, SHORTEST, patience, rest, retry_after

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
HERE, REDDIT = "https://a.example/feed", "https://oauth.reddit.com/r/tea"
STACK, TUBE = (
    "https://api.stackexchange.com/2.3/questions",
    "https://www.googleapis.com/youtube/v3/x",
)


@pytest.mark.parametrize(
    ("header", "after"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("120", 2 * MINUTE),
        (" 90.5 ", timedelta(seconds=90.5)),
        ("99999999999", timedelta(days=30)),
        (f"{NOW.timestamp() + 60:.0f}", MINUTE),
        (f"{(NOW.timestamp() + 60) * 1000:.0f}", MINUTE),
        ("2026-11-22T12:30:00.000Z", 30 * MINUTE),
        ("Sun, 22 Nov 2026 13:00:00 GMT", HOUR),
        ("Sunday, 22-Nov-26 13:00:00 GMT", HOUR),
        ("Sun Nov 22 13:00:00 2026", HOUR),
        ("Sun, 22 Nov 2020 13:00:00 GMT", timedelta(0)),
        ("Sun, 22 Nov 2099 13:00:00 GMT", timedelta(days=30)),
    ],
)
def test_when_a_server_lets_us_come_again(header: str | None, after: timedelta | None) -> None:
    assert retry_after(header, NOW) == (None if after is None else NOW + after)


@given(st.text(max_size=40) | st.from_regex(r"[0-9.TZ:+-]{1,30}", fullmatch=True))
def test_no_header_is_too_odd(header: str) -> None:
    until = retry_after(header, NOW, date=header)
    assert until is None or NOW <= until <= NOW + timedelta(days=30)
    rest(REDDIT, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": header}, b"", NOW)


def test_a_moment_is_measured_by_the_servers_own_clock() -> None:
    slow = {"retry-after": "Sun, 22 Nov 2026 11:10:00 GMT", "date": "Sun, 22 Nov 2026 11:00:00 GMT"}

    assert patience(HERE, 429, slow, NOW) == NOW + 10 * MINUTE
    odd = {"retry-after": "Sun, 22 Nov 2026 13:00:00 GMT", "date": "Mon, 01 Nov 2027 00:00:00 GMT"}
    assert patience(HERE, 429, odd, NOW) == NOW + HOUR


@pytest.mark.parametrize(
    ("url", "status", "headers", "wait"),
    [
        (HERE, 429, {}, BUSY),
        (HERE, 429, {"retry-after": "0"}, SHORTEST),
        (HERE, 429, {"x-ratelimit-reset": "300"}, 5 * MINUTE),
        (HERE, 503, {"retry-after": "60"}, MINUTE),
        (HERE, 503, {}, None),
        (HERE, 403, {}, None),
        (REDDIT, 403, {}, BUSY),
        (REDDIT, 403, {"retry-after": "3600"}, HOUR),
        ("https://notreddit.com/", 403, {}, None),
        (HERE, 200, {"retry-after": "60"}, None),
    ],
)
def test_who_wants_patience(
    url: str, status: int, headers: dict[str, str], wait: timedelta | None
) -> None:
    assert patience(url, status, headers, NOW) == (wait and NOW + wait)


QUOTA = b'{"error": {"code": 403, "errors": [{"reason": "quotaExceeded"}]}}'


@pytest.mark.parametrize(
    ("url", "headers", "body", "wait"),
    [
        (REDDIT, {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "412"}, b"", 412),
        (REDDIT, {"x-ratelimit-remaining": "3.0", "x-ratelimit-reset": "412"}, b"", None),
        (
            HERE,
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-11-22T12:05Z"},
            b"",
            300,
        ),
        (HERE, {"ratelimit-remaining": "0", "ratelimit-reset": "1795348890"}, b"", 90),
        (HERE, {"ratelimit": "limit=100, remaining=0, reset=50"}, b"", 50),
        (HERE, {"ratelimit": '"default";r=0;t=50'}, b"", 50),
        (HERE, {"ratelimit": '"default";r=9;t=50'}, b"", None),
        (HERE, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "86400"}, b"", 3600),
        (HERE, {"x-ratelimit-remaining": "0"}, b"", None),
        (STACK, {}, b'{"items": [], "backoff": 10, "quota_remaining": 99}', 10),
        (STACK, {}, b'{"items": [{"body": "say \\"backoff\\": 10"}], "quota_remaining": 99}', None),
        (STACK, {}, b'{"items": [], "quota_remaining": 0}', 12 * 3600 + 300),
        (TUBE, {}, QUOTA, 20 * 3600 + 300),
        (HERE, {}, QUOTA, None),
        ("https://api.vk.com/method/wall.get", {}, b'{"error": {"error_code": 9}}', 3600),
    ],
)
def test_a_quota_that_is_used_up_lets_the_host_rest(
    url: str, headers: dict[str, str], body: bytes, wait: int | None
) -> None:
    assert rest(url, headers, body, NOW) == (wait and NOW + timedelta(seconds=wait))
