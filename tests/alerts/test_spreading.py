"""Many people say the same in a short time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alerts.facts import Change, Flagged, Heard, Span
from alerts.spreading import SpreadOptions, spreading
from classifier.verdict import Sentiment
from pipeline.post import Channel

START = datetime(2026, 3, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEEK = Span(START, START + timedelta(days=7))


def said(hour: float, incident: int | None = 3, **more: Any) -> Flagged:
    facts: dict[str, Any] = {
        "mention_id": round(hour * 60),
        "brand": "Кедробанк",
        "competitor": False,
        "channel": Channel.FORUM,
        "source": "forum",
        "url": "https://forum.example/1",
        "text": "Сбой",
        "found": START + hour * HOUR,
        "complaint": True,
        "p_complaint": 0.9,
        "sentiment": Sentiment.NEGATIVE,
        "p_negative": 0.9,
        "incident_id": incident,
        "task_id": 12,
    }
    return Flagged(**facts | more)


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ([0, 1], []),
        ([0, 1, 2], [2]),
        ([2, 0, 1], [2]),
        ([0, 1, 30], []),
        ([0, 10, 20, 30, 31], [20]),
        ([0, 1, 2, 3, 4, 5], [2, 5]),
        ([0, 1, 2, 40, 41, 42, 43, 44, 45], [2, 45]),
    ],
)
def test_told_at_the_number_and_when_it_doubles(hours: list[int], told: list[int]) -> None:
    hits = spreading(SpreadOptions(mentions=3), Heard([said(hour) for hour in hours]), WEEK)

    assert [(hit.at - START) // HOUR for hit in hits] == told


def test_events_are_counted_apart() -> None:
    mentions = [said(hour, incident) for hour, incident in enumerate([1, 2, 1, 2, None, None])]

    assert spreading(SpreadOptions(mentions=3), Heard(mentions), WEEK) == []


def test_competitors_only_by_name() -> None:
    mentions = [said(hour, competitor=True) for hour in range(3)]

    assert spreading(SpreadOptions(mentions=3), Heard(mentions), WEEK) == []
    assert spreading(SpreadOptions(mentions=3, brands=["Кедробанк"]), Heard(mentions), WEEK)


def test_it_leads_to_the_task() -> None:
    (hit,) = spreading(SpreadOptions(mentions=3), Heard([said(hour) for hour in range(3)]), WEEK)

    assert isinstance(hit.what, Change)
    assert (hit.what.task_id, hit.what.value, hit.what.detail) == (12, 3.0, "Сбой")
