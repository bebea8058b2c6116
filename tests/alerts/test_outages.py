"""Sources that break or fall silent."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from alerts.facts import Change, Hit, Span, Visit, Visited
from alerts.outages import SourceOptions, blind_hours, source_trouble

START = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
MONTH = Span(START, START + timedelta(days=30))


def visited(outcomes: Iterable[str]) -> Visited:
    """A visit an hour: + found something, - found nothing, x failed."""
    visits = [
        Visit(START + hour * HOUR, sign == "x", int(sign == "+"), "HTTP 500" if sign == "x" else "")
        for hour, sign in enumerate(outcomes)
    ]
    return Visited("forum", tuple(visits))


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


def test_quiet_after_eight_usual_pauses_and_a_day() -> None:
    assert trouble("+" * 10 + "-" * 30 + "+") == [("quiet", False, 33), ("quiet", True, 40)]


def test_a_slow_source_may_be_quiet_for_longer() -> None:
    assert trouble(("+" + "-" * 9) * 7 + "-" * 40) == []


def test_a_source_we_do_not_know_yet_is_not_quiet() -> None:
    assert trouble("+++" + "-" * 100) == []


def test_a_broken_source_is_not_quiet_as_well() -> None:
    assert [name for name, *_ in trouble("+" * 10 + "x" * 60)] == ["broken"]


def test_only_what_happened_in_the_time_asked_about() -> None:
    assert trouble("+xxx+", Span(START + 5 * HOUR, MONTH.until)) == []


def test_blind_hours() -> None:
    assert set(blind_hours([visited("+x-x")])) == {START + HOUR, START + 3 * HOUR}
