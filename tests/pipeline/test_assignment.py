"""Who gets a task: a table of cases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.assignment import Assignment, Choice, Hand, Work, choose
from pipeline.post import Channel

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANNA, BORIS, CLARA = Hand(1, "anna"), Hand(2, "boris"), Hand(3, "clara")
ALL = [ANNA, BORIS, CLARA]
WORK = Work("Ромашка", Channel.REVIEW, "ru", "delivery", "urgent", 2)
ANY = Assignment("any")


def chosen(*rules: Assignment, work: Work = WORK, hands: list[Hand] | None = None) -> int | None:
    choice = choose(rules, work, ALL if hands is None else hands)
    return choice.person_id if choice else None


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ({}, True),
        ({"brand": "Ромашка"}, True),
        ({"brand": "Василёк"}, False),
        ({"channel": Channel.REVIEW}, True),
        ({"channel": Channel.FORUM}, False),
        ({"language": "ru"}, True),
        ({"language": "de"}, False),
        ({"theme": "delivery"}, True),
        ({"theme": "price"}, False),
        ({"urgency": "urgent"}, True),
        ({"urgency": "high"}, False),
        ({"severity": 1}, True),
        ({"severity": 2}, True),
        ({"severity": 3}, False),
        ({"brand": "Ромашка", "channel": Channel.FORUM}, False),
    ],
)
def test_a_rule_fits_when_all_it_says_does(rule: dict[str, object], fits: bool) -> None:
    assert (chosen(replace(ANY, **rule)) is not None) is fits  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "unknown", [{"language": None}, {"theme": None}, {"severity": None}, {"brand": ""}]
)
def test_what_is_unknown_fits_no_condition(unknown: dict[str, None]) -> None:
    rule = Assignment("narrow", brand="Ромашка", language="ru", theme="delivery", severity=2)

    assert chosen(rule, work=replace(WORK, **unknown)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hands", "who"),
    [
        ([replace(ANNA, in_hand=2), replace(BORIS, in_hand=1)], 2),
        ([replace(ANNA, last_given=NOW), replace(BORIS, last_given=NOW - timedelta(1))], 2),
        ([replace(ANNA, last_given=NOW), BORIS], 2),  # never given anything: the longest idle
        ([BORIS, ANNA], 1),  # all equal: by login, so that it can be foretold
        ([replace(ANNA, absent=True), replace(BORIS, in_hand=9)], 2),
        ([replace(ANNA, capacity=3, in_hand=3), replace(BORIS, in_hand=9)], 2),
        ([replace(ANNA, capacity=3, in_hand=2), replace(BORIS, in_hand=9)], 1),
        ([replace(ANNA, capacity=0)], None),
        ([replace(ANNA, reads=frozenset({"en"})), replace(BORIS, in_hand=9)], 2),
        ([replace(ANNA, reads=frozenset({"ru", "en"}))], 1),
        ([], None),
    ],
)
def test_the_load_is_spread(hands: list[Hand], who: int | None) -> None:
    assert chosen(ANY, hands=hands) == who


def test_only_the_named_people_get_it() -> None:
    assert chosen(replace(ANY, people=["clara", "nobody"])) == 3
    assert chosen(replace(ANY, people=["nobody"])) is None


def test_a_text_in_an_unknown_language_is_for_everybody() -> None:
    reads = [replace(ANNA, reads=frozenset({"de"}))]

    assert chosen(ANY, work=replace(WORK, language=None), hands=reads) == 1


def test_the_first_rule_that_finds_somebody_holds() -> None:
    first = Assignment("lead", urgency="urgent", people=["clara"])
    busy = [ANNA, replace(CLARA, absent=True)]

    assert choose([first, ANY], WORK, ALL) == Choice(3, "lead")
    assert choose([first, ANY], WORK, busy) == Choice(1, "any")
    assert choose([ANY, first], WORK, ALL) == Choice(1, "any")
