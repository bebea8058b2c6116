"""Against the same hour and weekday of past weeks."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from alerts.facts import Change, Count, Hit, Series, Span
from alerts.trends import (
    NegativeOptions,
    ThemeOptions,
    VolumeOptions,
    negative_share,
    themes,
    volume,
)

HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
LONG_AGO = NOON - timedelta(weeks=20)
DAY = Span(NOON - 12 * HOUR, NOON + 12 * HOUR)


def series(
    now: Mapping[int, Count],
    usual: Count,
    *,
    started: datetime = LONG_AGO,
    blind: Mapping[datetime, float] | None = None,
    competitor: bool = False,
) -> Series:
    """Four weeks of a usual count in every hour, then hours of today by their distance to noon."""
    hours = {DAY.since - back * HOUR: usual for back in range(24 * 35)}
    hours |= {DAY.since + ahead * HOUR: usual for ahead in range(25)}
    hours |= {NOON + ahead * HOUR: count for ahead, count in now.items()}
    return Series("Кедробанк", competitor, started, hours, blind=blind or {})


def told(hits: list[Hit]) -> list[tuple[int, bool]]:
    """At which hour after noon each hit came, and whether it says that it is over."""
    return [
        ((hit.at - NOON) // HOUR, hit.what.over) for hit in hits if isinstance(hit.what, Change)
    ]


def test_a_rise_and_its_end() -> None:
    one = series({0: Count(40), 1: Count(50), 2: Count(30)}, Count(10))

    hits = volume(VolumeOptions(), [one], DAY)

    assert told(hits) == [(0, False), (5, True)]
    assert isinstance(hits[0].what, Change)
    assert (hits[0].what.value, hits[0].what.usual) == (40.0, 10.0)


def test_near_the_limit_it_rings_once() -> None:
    one = series({ahead: Count(20 if ahead % 2 else 16) for ahead in range(8)}, Count(10))

    assert told(volume(VolumeOptions(), [one], DAY)) == [(1, False), (10, True)]


@pytest.mark.parametrize(
    ("usual", "now", "rings"),
    [
        (0, 9, False),
        (0, 10, True),
        (1, 9, False),
        (10, 19, False),
        (10, 20, True),
        (100, 199, False),
    ],
)
def test_smallest_count_and_factor(usual: int, now: int, *, rings: bool) -> None:
    one = series({0: Count(now)}, Count(usual))

    assert bool(volume(VolumeOptions(), [one], DAY)) is rings


def test_chance_is_no_trend() -> None:
    one = series({0: Count(23)}, Count(16))

    assert volume(VolumeOptions(factor=1.2), [one], DAY) == []


def test_without_a_past_there_is_nothing_usual() -> None:
    one = series({0: Count(500)}, Count(10), started=NOON - timedelta(days=3))

    assert volume(VolumeOptions(), [one], DAY) == []


def test_the_hour_that_is_not_over_may_ring_but_not_calm() -> None:
    one = series({0: Count(40)}, Count(10))

    ringing = volume(VolumeOptions(patience=1), [one], Span(DAY.since, NOON + timedelta(minutes=5)))
    still = volume(VolumeOptions(patience=1), [one], Span(DAY.since, NOON + timedelta(minutes=65)))

    assert told(ringing) == told(still) == [(0, False)]


def test_a_fall_is_told_where_asked_for_and_not_when_we_were_blind() -> None:
    fallen = series({0: Count(0), 1: Count(0)}, Count(40))
    blind = series({0: Count(0)}, Count(40), blind={NOON: 0.1})

    assert volume(VolumeOptions(), [fallen], DAY) == []
    assert told(volume(VolumeOptions(direction="both"), [fallen], DAY))[0] == (0, False)
    assert volume(VolumeOptions(direction="fall"), [blind], DAY) == []
    later = Span(NOON + timedelta(hours=1), NOON + timedelta(hours=2))
    assert volume(VolumeOptions(direction="fall", hours=2), [blind], later) == []


@pytest.mark.parametrize(
    ("lost", "told_over"), [(0.0, 4), (0.3, 4), (0.7, 8), (1.0, 8)], ids=lambda value: str(value)
)
def test_a_rise_is_not_over_because_we_are_blind(lost: float, told_over: int) -> None:
    """After a rise 10 an hour are usual again; from the second to the fifth hour we see less."""
    blind = {NOON + ahead * HOUR: lost for ahead in range(2, 6)}
    after = {ahead: Count(round(10 * (1 - lost) + 4 * lost)) for ahead in range(2, 6)}
    one = series({0: Count(40), 1: Count(40), **after}, Count(10), blind=blind)

    assert told(volume(VolumeOptions(), [one], DAY)) == [(0, False), (told_over, True)]


class Asked(Mapping[datetime, float]):
    """What was not seen, and how often an hour of it was asked for."""

    def __init__(self, seen: Mapping[datetime, float]) -> None:
        self.seen, self.times = seen, 0

    def __getitem__(self, hour: datetime) -> float:
        self.times += 1
        return self.seen[hour]

    def __iter__(self) -> Iterator[datetime]:
        return iter(self.seen)

    def __len__(self) -> int:
        return len(self.seen)


@pytest.mark.parametrize(("risen", "times"), [(Count(400), 4), (Count(10), 0)])
def test_each_hour_not_seen_is_looked_at_once_and_only_after_a_rise(
    risen: Count, times: int
) -> None:
    """However many windows of a day it stands in: with half a million visits that was dear."""
    blind = Asked({NOON + ahead * HOUR: 0.3 for ahead in range(2, 6)})
    one = replace(series({0: risen}, Count(10)), blind=blind)

    assert bool(themes(ThemeOptions(), [one], DAY)) is bool(times)
    assert blind.times == times


def test_competitors_only_by_name() -> None:
    one = series({0: Count(90)}, Count(10), competitor=True)

    assert volume(VolumeOptions(), [one], DAY) == []
    assert volume(VolumeOptions(brands=["Кедробанк"]), [one], DAY)
    assert volume(VolumeOptions(brands=["Грузлик"]), [one], DAY) == []


def test_keys_are_the_same_however_often_and_from_wherever_it_is_asked() -> None:
    one = series({0: Count(40)}, Count(10))
    later = Span(DAY.since + 3 * HOUR, DAY.until)

    assert volume(VolumeOptions(), [one], DAY) == volume(VolumeOptions(), [one], later)


def test_weeks_are_counted_by_the_clock_on_the_wall() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    after = datetime(2026, 3, 30, 9, tzinfo=berlin)  # summer time began the day before
    busy = {(after - weeks * WEEK).astimezone(UTC): Count(40) for weeks in range(5)}
    one = Series("К", False, LONG_AGO, busy)
    moment = after.astimezone(UTC)

    span = Span(moment, moment + HOUR)
    assert volume(VolumeOptions(zone="Europe/Berlin"), [one], span) == []
    assert volume(VolumeOptions(zone="UTC"), [one], span) != []


@pytest.mark.parametrize(
    ("usual", "now", "rings"),
    [
        (Count(10, 1), Count(10, 5), True),
        (Count(10, 1), Count(10, 2), False),
        (Count(10, 4), Count(10, 6), False),
        (Count(10, 4), Count(10, 8), True),
        (Count(10, 0), Count(1, 1), False),
        (Count(0, 0), Count(10, 10), False),
    ],
)
def test_negative_share(usual: Count, now: Count, *, rings: bool) -> None:
    one = series(dict.fromkeys(range(3), now), usual)

    assert bool(negative_share(NegativeOptions(hours=1), [one], DAY)) is rings


def test_a_theme_rises_over_a_day() -> None:
    one = series({0: Count(2), 1: Count(2), 2: Count(2)}, Count(0))

    (hit, *_) = themes(ThemeOptions(), [one], DAY)

    assert told([hit]) == [(2, False)]
    assert isinstance(hit.what, Change)
    assert (hit.what.measure, hit.what.value, hit.what.hours) == ("theme", 6.0, 24)


def test_a_hundred_series_take_no_time() -> None:
    many = [replace(series({}, Count(3)), theme=str(number)) for number in range(100)]
    started = time.process_time()

    assert themes(ThemeOptions(), many, Span(NOON - 2 * WEEK, NOON)) == []
    assert time.process_time() - started < 5
