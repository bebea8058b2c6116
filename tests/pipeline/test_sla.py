from datetime import UTC, datetime, timedelta

import pytest

from pipeline.hours import ROUND_THE_CLOCK, Hours
from pipeline.post import Channel
from pipeline.sla import Clocks, Promise, Standing, Start, choose, delays, state

HOUR = timedelta(hours=1)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ALWAYS = Hours("UTC", ROUND_THE_CLOCK)
DAY_PROMISE = Promise(24 * HOUR)
FORUM = Promise(8 * HOUR, channel=Channel.FORUM)
URGENT = Promise(HOUR, band="urgent")
URGENT_FORUM = Promise(2 * HOUR, channel=Channel.FORUM, band="urgent")


@pytest.mark.parametrize(
    ("channel", "band", "chosen"),
    [
        (Channel.BLOG, "normal", DAY_PROMISE),
        (Channel.FORUM, "high", FORUM),
        (Channel.BLOG, "urgent", URGENT),
        (Channel.FORUM, "urgent", URGENT_FORUM),
    ],
)
def test_the_narrowest_promise_is_chosen(channel: Channel, band: str, chosen: Promise) -> None:
    assert choose([DAY_PROMISE, FORUM, URGENT, URGENT_FORUM], channel, band) == chosen


def test_of_equal_promises_the_shorter_is_chosen() -> None:
    assert choose([Promise(3 * HOUR), Promise(HOUR)], Channel.BLOG, "high") == Promise(HOUR)
    own = Promise(9 * HOUR, brand="Мак", zone="Asia/Almaty")
    assert choose([URGENT_FORUM, own], Channel.FORUM, "urgent", "Мак") == own
    assert choose([URGENT_FORUM, own], Channel.FORUM, "urgent", "Кедр") == URGENT_FORUM
    assert own.in_zone(Hours()) == Hours("Asia/Almaty")
    assert choose([FORUM], Channel.BLOG, "high") is None


@pytest.mark.parametrize(
    ("waited", "standing", "left"),
    [
        (HOUR, Standing.ON_TIME, 7 * HOUR),
        (6 * HOUR, Standing.WARNING, 2 * HOUR),
        (8 * HOUR, Standing.OVERDUE, timedelta()),
        (10 * HOUR, Standing.OVERDUE, -2 * HOUR),
    ],
)
def test_how_a_promise_stands(waited: timedelta, standing: Standing, left: timedelta) -> None:
    now = state(FORUM, ALWAYS, Clocks(NOON), NOON + waited)
    assert (now.standing, now.left, now.due) == (standing, left, NOON + 8 * HOUR)


@pytest.mark.parametrize(
    ("after", "standing"), [(8 * HOUR, Standing.KEPT), (9 * HOUR, Standing.BROKEN)]
)
def test_an_answer_keeps_or_breaks_it(after: timedelta, standing: Standing) -> None:
    clocks = Clocks(NOON, answered=NOON + after)
    assert state(FORUM, ALWAYS, clocks, NOON + 90 * HOUR).standing is standing


def test_it_counts_from_where_the_brand_chose() -> None:
    clocks = Clocks(NOON, published=NOON - 5 * HOUR)
    since_published = Promise(8 * HOUR, start=Start.PUBLISHED)
    assert state(since_published, ALWAYS, clocks, NOON).left == 3 * HOUR
    assert state(FORUM, ALWAYS, clocks, NOON).left == 8 * HOUR
    assert state(since_published, ALWAYS, Clocks(NOON), NOON).left == 8 * HOUR


def test_waiting_for_the_customer_stops_the_clock() -> None:
    pauses = [(NOON + HOUR, NOON + 5 * HOUR)]
    now = state(FORUM, ALWAYS, Clocks(NOON), NOON + 6 * HOUR, pauses)
    assert (now.standing, now.left, now.due) == (Standing.ON_TIME, 6 * HOUR, NOON + 12 * HOUR)


def test_who_never_works_is_never_late() -> None:
    clocks = Clocks(NOON, answered=NOON + 900 * HOUR)
    assert state(FORUM, Hours(week=((),) * 7), clocks, NOON).standing is Standing.KEPT


def test_our_delay_and_the_teams_are_told_apart() -> None:
    moments = [NOON + n * HOUR for n in (0, 1, 3, 6, 10)]
    published, found, flagged, taken, answered = moments
    told = delays(Clocks(found, published, flagged, taken, answered))
    assert (told.ours, told.team) == (3 * HOUR, 7 * HOUR)
    assert (told.to_find, told.to_flag, told.to_take, told.to_answer) == (
        HOUR,
        2 * HOUR,
        3 * HOUR,
        4 * HOUR,
    )
    assert (delays(Clocks(found)).ours, delays(Clocks(found)).team) == (None, None)
