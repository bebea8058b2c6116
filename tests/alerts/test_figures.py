"""A figure past its level is told once a day: the day of whoever the rule speaks to."""

from datetime import datetime

import pytest

from alerts.facts import Figure, Span
from alerts.figures import FigureOptions, figure


@pytest.mark.parametrize(
    ("zone", "moments", "days"),
    [
        ("UTC", ("2026-03-04T23:59+00:00", "2026-03-05T00:01+00:00"), 2),
        ("Europe/Moscow", ("2026-03-04T23:59+00:00", "2026-03-05T00:01+00:00"), 1),
        ("Europe/Moscow", ("2026-03-04T20:59+00:00", "2026-03-04T21:01+00:00"), 2),
        ("America/New_York", ("2026-03-08T05:01+00:00", "2026-03-09T03:59+00:00"), 1),
        ("Europe/Berlin", ("2026-10-24T22:01+00:00", "2026-10-25T22:59+00:00"), 1),
    ],
)
def test_once_a_day(zone: str, moments: tuple[str, str], days: int) -> None:
    options = FigureOptions(above=0.5, zone=zone)
    spans = [Span(at, at) for at in map(datetime.fromisoformat, moments)]

    found = [figure(options, [Figure("forum", 0.6)], span) for span in spans]
    assert len({hit.key for hits in found for hit in hits}) == days
