"""Fields that go empty, as a table of cases."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.emptied import Parsed, find_emptied, follow
from pipeline.filled import Filled
from pipeline.post import Channel, Post

START = datetime(2026, 3, 2, 6, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)

Seen = tuple[int, int, int]  # posts read, those with an author, those not seen before


def visits(*seen: Seen) -> list[Parsed]:
    return [
        Parsed(START + n * HOUR, Filled(parsed, authors=having, texts=parsed), new)
        for n, (parsed, having, new) in enumerate(seen)
    ]


GOOD, BARE, NOTHING = (20, 20, 2), (20, 0, 2), (0, 0, 0)


@pytest.mark.parametrize(
    ("seen", "since"),
    [
        pytest.param([GOOD] * 8 + [BARE], 8, id="at-once"),
        pytest.param([GOOD] * 8 + [BARE] * 5, 8, id="the-moment-it-began-stays"),
        pytest.param([GOOD] * 8 + [NOTHING, BARE, NOTHING], 9, id="visits-without-posts-between"),
        pytest.param([GOOD] * 8 + [BARE] * 3 + [GOOD], None, id="back-again"),
        pytest.param([BARE] * 20, None, id="never-had-it"),
        pytest.param([GOOD, BARE], 1, id="known-from-one-visit"),
        pytest.param([(1, 1, 1), (1, 0, 1)], None, id="too-little-to-know"),
        pytest.param([GOOD] * 8 + [(2, 0, 2)], None, id="two-posts-are-no-proof"),
        pytest.param([GOOD] * 8 + [(1, 0, 1)] + [(1, 0, 0)] * 30, None, id="one-guest-read-again"),
        pytest.param([GOOD] * 8 + [(1, 0, 1)] * 5, 8, id="five-guests-in-a-row"),
        pytest.param([(20, 10, 2)] * 8 + [(3, 0, 3)], None, id="half-of-them-had-it"),
        pytest.param([(20, 10, 2)] * 8 + [(20, 0, 3)], 8, id="half-had-it-and-now-none"),
        pytest.param([(20, 1, 2)] * 8 + [(20, 0, 3)], None, id="rare-and-now-none"),
        pytest.param([], None, id="no-visits"),
        pytest.param([GOOD] * 99 + [(20, 18, 2), (20, 17, 1)], 99, id="what-is-new-lacks-it"),
        pytest.param([GOOD] * 99 + [(20, 17, 3)], None, id="one-visit-with-earlier-posts"),
        pytest.param([GOOD] * 99 + [(20, 18, 2), (20, 18, 0), (20, 16, 2)], 99, id="nothing-new"),
        pytest.param([GOOD] * 99 + [(20, 18, 2), (20, 17, 1), (20, 18, 2)], None, id="over-again"),
        pytest.param([(20, 17, 2)] * 99 + [(20, 16, 1), (20, 15, 1)], None, id="guests-by-chance"),
        pytest.param(
            [GOOD] * 8 + [(20, 20 - n, 1) for n in range(1, 20)] + [(20, 1, 1)] * 9, 8, id="a-pin"
        ),
    ],
)
def test_when_a_field_went_empty(seen: list[Seen], since: int | None) -> None:
    found = [one for one in find_emptied(visits(*seen)) if one.field == "author"]

    assert [one.since for one in found] == ([] if since is None else [START + since * HOUR])


def test_what_is_told_of_it() -> None:
    (found,) = find_emptied(visits((20, 18, 20), *[(20, 20, 1)] * 4, (20, 0, 1), (20, 0, 3)))

    assert (found.field, found.posts) == ("author", 23)
    assert found.share == pytest.approx(22 / 24)
    assert found.probability < 1e-6


def test_each_visit_is_judged_by_what_was_known_then() -> None:
    states = list(follow("author", visits(*[GOOD] * 3, BARE, BARE, GOOD)))

    assert [bool(state) for state in states] == [False, False, False, True, True, False]


def test_posts_are_counted_by_field() -> None:
    here = Post("blog", Channel.BLOG, "https://blog.example/1", "Words", author="Anna", stars=4.0)
    bare = Post("blog", Channel.BLOG, "https://blog.example/2", " ", title="Words")

    filled = Filled.of([here, bare]) + Filled.of([])

    assert filled == Filled(2, authors=1, dates=0, titles=1, texts=1, stars=1)
    assert (filled.count("author"), filled.count("published")) == (1, 0)
