"""Which mentions a rule speaks of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alerts.complaints import ComplaintOptions, new_complaint
from alerts.facts import Flagged, Span
from classifier.verdict import Sentiment
from pipeline.post import Channel

COMPLAINT = Flagged(
    mention_id=7,
    brand="Кедробанк",
    competitor=False,
    channel=Channel.FORUM,
    source="forum",
    url="https://forum.example/7",
    text="Деньги не вернули",
    found=datetime(2026, 3, 4, tzinfo=UTC),
    complaint=True,
    p_complaint=0.8,
    sentiment=Sentiment.NEGATIVE,
    p_negative=0.9,
    severity=2,
    theme="refund",
    language="ru",
    incident_id=3,
)


DAY = Span(COMPLAINT.found, COMPLAINT.found + timedelta(days=1))


@pytest.mark.parametrize(
    ("options", "changes", "fires"),
    [
        ({}, {}, True),
        ({}, {"complaint": False}, False),
        ({"negative": True}, {"complaint": False}, True),
        ({"negative": True}, {"complaint": False, "sentiment": Sentiment.NEUTRAL}, False),
        ({"channels": ["review"]}, {}, False),
        ({"channels": ["review", "forum"]}, {}, True),
        ({"brands": ["Грузлик"]}, {}, False),
        ({"sources": ["forum"]}, {}, True),
        ({"sources": ["blog"]}, {}, False),
        ({"languages": ["ru"]}, {"language": None}, False),
        ({"themes": ["refund"]}, {}, True),
        ({"themes": ["price"]}, {}, False),
        ({"min_severity": 2}, {}, True),
        ({"min_severity": 3}, {}, False),
        ({"min_severity": 2}, {"severity": None}, False),
        ({"min_p_complaint": 0.8}, {}, True),
        ({"min_p_complaint": 0.81}, {}, False),
        ({}, {"competitor": True}, False),
        ({"competitors": True}, {"competitor": True}, True),
        ({"brands": ["Кедробанк"]}, {"competitor": True}, True),
    ],
)
def test_cases(options: dict[str, Any], changes: dict[str, Any], *, fires: bool) -> None:
    hits = new_complaint(ComplaintOptions(**options), [replace(COMPLAINT, **changes)], DAY)

    assert bool(hits) is fires


def test_a_hit_names_its_mention() -> None:
    (hit,) = new_complaint(ComplaintOptions(), [COMPLAINT], DAY)

    assert (hit.key, hit.level, hit.incident_id) == ("mention-7", 2.0, 3)


def test_only_what_was_found_in_time() -> None:
    before = Span(DAY.since - timedelta(days=2), DAY.since - timedelta(seconds=1))

    assert new_complaint(ComplaintOptions(), [COMPLAINT], before) == []
