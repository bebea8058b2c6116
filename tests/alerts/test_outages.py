"""Sources that break, fall silent or lose a field; and what we could not see meanwhile."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from alerts.blindness import find_blind, lost_shares
from alerts.facts import Change, Hit, Span, Visit, Visited
from alerts.outages import SourceOptions, source_trouble
from alerts.phrases import PHRASES
from pipeline.filled import Filled

START = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
MONTH = Span(START, START + timedelta(days=30))


def visited(outcomes: Iterable[str]) -> Visited:
    """A visit an hour: + found something, - found nothing, x failed."""
    visits = [
        Visit(START + hour * HOUR, sign == "x", int(sign == "+"), "HTTP 500" if sign == "x" else "")
        for hour, sign in enumerate(outcomes)
    ]
    hours: dict[date, list[int]] = defaultdict(lambda: [0] * 24)
    for visit in visits:
        hours[visit.at.date()][visit.at.hour] += visit.posts_new
    return Visited("forum", tuple(visits), hours)


def told(hits: list[Hit]) -> list[tuple[str, bool, int]]:
    return [
        (hit.what.measure, hit.what.over, (hit.at - START) // HOUR)
        for hit in hits
        if isinstance(hit.what, Change)
    ]


def trouble(outcomes: str, span: Span = MONTH) -> list[tuple[str, bool, int]]:
    return told(source_trouble(SourceOptions(), [visited(outcomes)], span))


def test_broken_after_three_failures_until_the_first_good_visit() -> None:
    assert trouble("+xx+xxxx-+") == [("broken", False, 6), ("broken", True, 8)]


def test_one_failure_is_no_trouble() -> None:
    assert trouble("+x+x+xx+") == []


def test_the_last_error_is_told() -> None:
    (hit,) = source_trouble(SourceOptions(), [visited("xxx")], MONTH)

    assert isinstance(hit.what, Change)
    assert hit.what.detail == "HTTP 500"


def test_our_own_network_is_told_once_and_no_source_is_broken() -> None:
    lost = [Visit(START + n * HOUR / 6, True, away=True) for n in range(12)]
    later = [Visit(START + 9 * HOUR, True, away=True)]
    sources = [Visited(name, tuple(lost + later)) for name in ("blog", "forum", "shop")]

    hits = source_trouble(SourceOptions(), sources, MONTH)

    assert told(hits) == [("away", False, 0), ("away", False, 9)]
    assert find_blind(sources, MONTH.until)["shop"]
    assert "сеть" in PHRASES["ru"].change(Change("away", "", 0.0))


def test_quiet_against_its_own_rate_and_not_within_a_day() -> None:
    steady = "+" * 24 * 10
    assert trouble(steady + "-" * 30 + "+") == [("quiet", False, 263), ("quiet", True, 270)]


def test_a_slow_source_may_be_quiet_for_longer() -> None:
    assert trouble(("+" + "-" * 9) * 24 + "-" * 60 + "+") == []


def test_the_silence_is_told_in_words() -> None:
    (hit,) = source_trouble(SourceOptions(), [visited("+" * 240 + "-" * 30)], MONTH)

    assert isinstance(hit.what, Change)
    assert PHRASES["en"].change(hit.what) == (
        "forum: the source is quiet for 24 h; 18.4 posts were due, chance does that once in 1000000"
    )
    assert PHRASES["ru"].change(hit.what) == (
        "forum: источник молчит 24 ч; ожидалось записей: 18,4, случайно так 1 раз из 1000000"
    )


def test_a_field_that_went_empty_is_told_and_its_return() -> None:
    good, bare = Filled(20, authors=20, texts=20), Filled(20, texts=20)
    visits = [
        visit._replace(filled=bare if 6 <= hour < 9 else good)
        for hour, visit in enumerate(visited("+" * 12).visits)
    ]

    hits = source_trouble(SourceOptions(), [Visited("forum", tuple(visits))], MONTH)

    assert told(hits) == [("emptied", False, 6), ("emptied", True, 9)]
    assert isinstance(hits[0].what, Change)
    assert PHRASES["ru"].change(hits[0].what) == "forum: в записях пропало «автор»"
    assert PHRASES["en"].change(hits[0].what) == "forum: posts come without “author”"


def test_a_source_we_do_not_know_yet_is_not_quiet() -> None:
    assert trouble("+++" + "-" * 100) == []


def test_a_broken_source_is_not_quiet_as_well() -> None:
    assert [name for name, *_ in trouble("+" * 10 + "x" * 60)] == ["broken"]


def test_only_what_happened_in_the_time_asked_about() -> None:
    assert trouble("+xxx+", Span(START + 5 * HOUR, MONTH.until)) == []


def hours_of(blind: Iterable[datetime]) -> list[int]:
    return sorted((hour - START) // HOUR for hour in blind)


@pytest.mark.parametrize(
    ("outcomes", "until", "blind"),
    [
        ("+x-x", 4, [1, 3]),
        ("+xxx--", 6, [1, 2, 3]),
        ("+" * 240 + "-" * 30, 270, [*range(239, 269)]),  # quiet: blind since the last post
        ("++++", 10, []),
        ("++++", 24, [*range(3, 24)]),  # nobody visits
    ],
)
def test_blind_hours(outcomes: str, until: int, blind: list[int]) -> None:
    (blind_hours,) = find_blind([visited(outcomes)], START + until * HOUR).values()
    assert hours_of(blind_hours) == blind


def test_what_is_not_seen_weighs_as_much_as_it_brings() -> None:
    names = {"large": "+++x+", "small": "+x+++", "mute": "++x++"}
    sources = [replace(visited(outcomes), source=name) for name, outcomes in names.items()]
    unseen = find_blind(sources, START + 5 * HOUR)

    shares = lost_shares(unseen, {"large": 9, "small": 1, "removed": 0})

    assert {(hour - START) // HOUR: share for hour, share in shares.items()} == {3: 0.9, 1: 0.1}
    assert lost_shares(unseen, {}) == {}
