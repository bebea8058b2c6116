"""What a page changes by itself in a post is no edit of its author's."""

import pytest

from pipeline.flicker import flickers

SAID = "The kettle leaks from the bottom after two weeks, and the shop takes nothing back."
ADS = (
    "Cheap flights to Antalya from 99 euro only",
    "Win a car in our big autumn lottery",
    "Buy the new vacuum cleaner today",
)


def lines(*said: str) -> str:
    return "\n".join((SAID, "It hums, too.", *said))


@pytest.mark.parametrize(
    ("first", "known", "seen", "by_itself"),
    [
        (lines("2 likes"), lines("2 likes"), lines("15 likes"), True),
        (lines(), lines(), lines("1 like"), True),
        (f"{SAID} 2 likes", f"{SAID} 2 likes", f"{SAID} 1,203 likes", True),
        (lines("Comments: 9"), lines("Comments: 9"), lines("Comments: 10"), True),
        (lines("Просмотров: 2 616"), lines("Просмотров: 2 616"), lines("Просмотров: 3 000"), True),
        (lines("5 минут назад"), lines("5 минут назад"), lines("2 часа назад"), True),
        (lines("только что"), lines("только что"), lines("час назад"), True),
        (
            lines("Updated 59 minutes ago"),
            lines("Updated 59 minutes ago"),
            lines("1 day ago"),
            True,
        ),
        (lines("3 分钟前"), lines("3 分钟前"), lines("1 小时前"), True),
        (lines(ADS[0]), lines(ADS[1]), lines(ADS[2]), True),
        # What people change.
        (lines(ADS[0]), lines(ADS[0]), lines(ADS[1]), False),
        (lines(), lines(), lines("Update: they paid me back."), False),
        (lines("I paid 300"), lines("I paid 300"), lines("I paid 500"), False),
        (lines("I waited 2 days"), lines("I waited 2 days"), lines("I waited 20 days"), False),
        (lines(), lines(), lines("Two days ago they called and said no."), False),
        (SAID, SAID, SAID.replace("two weeks", "two days"), False),
        (
            lines("They do not answer."),
            lines("They answered on Monday."),
            lines("They answered on Monday and on Friday."),
            False,
        ),
        ("one", "two", "three", False),
    ],
)
def test_what_changes_by_itself(first: str, known: str, seen: str, *, by_itself: bool) -> None:
    assert flickers(first, known, seen) is by_itself


def test_a_long_text_is_compared_in_no_time() -> None:
    text = "1 " * 50_000

    assert flickers(text, text, text + "\n5 likes")
