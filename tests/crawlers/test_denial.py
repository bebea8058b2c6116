"""What interfaces say when they refuse, in the words a person needs."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from scrapy.http import Response

from crawlers.denial import of_answer
from crawlers.rhythm import Weight

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
QUOTA = {
    "error": {"message": "exceeded your <a>quota</a>.", "errors": [{"reason": "quotaExceeded"}]}
}


@pytest.mark.parametrize(
    ("kind", "status", "body", "words", "weight", "wait"),
    [
        ("youtube", 403, QUOTA, "exceeded your quota.", Weight.TEMPORARY, timedelta(hours=20.1)),
        (
            "youtube",
            400,
            {"error": {"message": "API key expired. Please renew the API key."}},
            "needs a valid OTKLIK_YOUTUBE_KEY (answered 400: API key expired.",
            Weight.HARD,
            None,
        ),
        (
            "youtube",
            403,
            {"error": {"message": "The video has disabled comments."}},
            "403 Forbidden (The video has disabled comments.)",
            Weight.SOFT,
            None,
        ),
        (
            "mastodon",
            401,
            {"error": "The access token is invalid"},
            "needs a valid OTKLIK_MASTODON_TOKENS (answered 401: The access",
            Weight.HARD,
            None,
        ),
        (
            "stackexchange",
            400,
            {"error_message": "too many requests, more requests available in 90 seconds"},
            "no more requests for now",
            Weight.TEMPORARY,
            timedelta(seconds=90),
        ),
        (
            "vk",
            200,
            {"error": {"error_code": 29, "error_msg": "Rate limit reached"}},
            "Rate limit reached",
            Weight.TEMPORARY,
            timedelta(hours=6),
        ),
        (
            "bluesky",
            400,
            {"error": "X", "message": "Profile not found"},
            "not found",
            Weight.SOFT,
            None,
        ),
        ("forum", 500, "<html>", "answered 500 Internal Server Error", Weight.SOFT, None),
    ],
)
def test_why_an_interface_gives_nothing(
    kind: str, status: int, body: Any, words: str, weight: Weight, wait: timedelta | None
) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    answer = Response("https://api.example/x", status=status, body=text.encode())

    trouble = of_answer(answer, kind, NOW)

    assert words in trouble.words
    assert trouble.weight is weight
    assert not trouble.changed
    left = trouble.wait_until and trouble.wait_until - NOW
    assert left == wait or (wait and left and abs(left - wait) < timedelta(minutes=10))


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        ("2026-03-07T12:00-08:00", 12 + 1 / 12),
        ("2026-03-08T01:00-08:00", 22 + 1 / 12),  # 23 hours of this day are left, one is skipped
        ("2026-11-01T00:30-07:00", 24.5 + 1 / 12),  # one hour of this day comes twice
    ],
)
def test_a_day_of_california_that_is_longer_or_shorter(now: str, hours: float) -> None:
    answer = Response("https://api.example/x", status=403, body=json.dumps(QUOTA).encode())

    trouble = of_answer(answer, "youtube", datetime.fromisoformat(now).astimezone(UTC))

    assert trouble.wait_until == datetime.fromisoformat(now) + timedelta(hours=hours)
