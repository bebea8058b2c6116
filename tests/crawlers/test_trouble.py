"""What went wrong, in words, and what servers ask for."""

from datetime import UTC, datetime

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawlers.guard import Refused
from crawlers.read import PageChanged
from crawlers.rhythm import Rhythm, Weight
from crawlers.trouble import (
    AskedToWait,
    RobotsRefused,
    Trouble,
    of_exception,
    of_status,
)
from crawlers.visit import Visit, conclude
from pipeline.post import Channel
from pipeline.states import Outcome
from pipeline.watch import Source

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "http://a.example/feed"


@pytest.mark.parametrize(
    ("error", "words", "weight"),
    [
        (DownloadTimeoutError(), "no full answer in time", Weight.TEMPORARY),
        (ResponseDataLossError(), "broke off", Weight.TEMPORARY),
        (DownloadFailedError("certificate verify failed"), "is not valid", Weight.SOFT),
        (DownloadFailedError("ConnectionLost: non-clean"), "connection broke off", Weight.SOFT),
        (ValueError("Missing scheme"), f"{URL}: Missing scheme", Weight.HARD),
        (AskedToWait("a.example", NOW), "asks to wait until 2026-11-22 12:00", Weight.TEMPORARY),
        (RobotsRefused("robots.txt answered 503", for_now=True), "503", Weight.SOFT),
        (RobotsRefused("robots.txt says no", for_now=False), "says no", Weight.HARD),
        (CannotResolveHostError(), "no such host", Weight.HARD),
        (Refused("not a public address"), "not a public", Weight.HARD),
        (PageChanged("posts", URL), "found no posts", Weight.HARD),
        (IgnoreRequest("max redirections reached\nmore"), "max redirections reached", Weight.SOFT),
        (RuntimeError(), "RuntimeError: no words", Weight.SOFT),
    ],
)
def test_errors_in_words(error: Exception, words: str, weight: Weight) -> None:
    trouble = of_exception(error, URL)

    assert words in trouble.words
    assert "\n" not in trouble.words
    assert trouble.weight is weight


def test_answers_in_words() -> None:
    assert of_status(410, URL) == Trouble(f"{URL}: answered 410 Gone", Weight.HARD)
    assert of_status(500, URL).weight is Weight.SOFT
    assert of_status(599, URL).words == f"{URL}: answered 599"


@pytest.mark.parametrize(
    ("facts", "always", "outcome"),
    [
        ({"pages": 1, "posts_seen": 3}, True, Outcome.OK),
        ({"pages": 1, "known": 3}, True, Outcome.OK),
        ({"pages": 2, "unchanged": 2}, True, Outcome.UNCHANGED),
        ({"pages": 2, "unchanged": 1}, False, Outcome.EMPTY),
        ({"pages": 2, "unchanged": 1, "still": 1}, True, Outcome.UNCHANGED),
        ({"pages": 2, "unchanged": 1}, True, Outcome.FAILED),  # what no list leads to
        ({"pages": 1}, True, Outcome.FAILED),
        ({"pages": 1, "mishap": Trouble("one page", Weight.SOFT)}, False, Outcome.FAILED),
        (
            {"pages": 1, "passed_over": 2, "first_passed": (URL, 1, "no text")},
            False,
            Outcome.FAILED,
        ),
        (
            {"pages": 1, "posts_seen": 1, "mishap": Trouble("one page", Weight.SOFT)},
            False,
            Outcome.OK,
        ),
        (
            {"pages": 1, "posts_seen": 1, "trouble": Trouble("all", Weight.HARD)},
            False,
            Outcome.FAILED,
        ),
    ],
)
def test_what_a_visit_amounts_to(facts: dict[str, object], always: bool, outcome: Outcome) -> None:
    visit = Visit(Source("one", "feed", Channel.BLOG, URL), NOW)
    for name, value in facts.items():
        setattr(visit, name, value)

    ending = conclude(visit, Rhythm(always_posts=always))

    assert ending.outcome is outcome
    assert (ending.weight > 0) is (outcome is Outcome.FAILED)
