"""The drawing of what a source gave day by day, against what is usual for it.  (pure)"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.ledger import Day, is_blind

DAYS = 30
EVENLY = 2  # weeks in which every weekday is taken to be like the others, before more is known


@dataclass(frozen=True)
class Column:
    """One day; heights are shares of the drawing's, from 0 to 1."""

    day: date
    row: Day | None = None
    new: float = 0.0
    named: float = 0.0
    usual: float = 0.0
    good: float = 0.0
    failed: float = 0.0
    expected: float = 0.0
    blind: bool = False


@dataclass(frozen=True)
class Drawing:
    """What a source gave in the last days."""

    columns: tuple[Column, ...]
    most_posts: float
    most_visits: float

    @property
    def posts(self) -> int:
        """New posts in all."""
        return sum(column.row.posts_new for column in self.columns if column.row)

    @property
    def blind(self) -> int:
        """Days on which nothing was seen."""
        return sum(column.blind for column in self.columns)

    def bars(self, name: str, wide: float, high: float) -> str:
        """The new or the named of each day as one path: a page of sources has thousands of them."""
        heights = (getattr(column, name) * high for column in self.columns)
        return self._path((round(height, 1) for height in heights), wide, high)

    def marks(self, wide: float, low: float, high: float) -> str:
        """Marks of the days on which nothing was seen."""
        return self._path((high * column.blind for column in self.columns), wide, low)

    def line(self, wide: float, high: float) -> str:
        """The points of the line of what is usual."""
        step = wide / len(self.columns)
        heights = enumerate(high - high * column.usual for column in self.columns)
        return " ".join(f"{(at + 0.4) * step:g},{height:.1f}" for at, height in heights)

    def _path(self, heights: Iterable[float], wide: float, low: float) -> str:
        step = wide / len(self.columns)
        across = f"h{step * 0.8:g}"
        return "".join(
            f"M{at * step:g} {low:g}v-{height:g}{across}v{height:g}z"
            for at, height in enumerate(heights)
            if height
        )


def draw(days: Sequence[Day], today: date) -> Drawing:
    """The last days of a source; the first day of all has what had piled up, and sets no scale."""
    rows = {row.day: row for row in days}
    later = list(days[1:]) if len(days) < DAYS else list(days)
    usual = _usual(later)
    most_posts = max([1, *(row.posts_new for row in later or days), *usual.values()])
    most_visits = max([1.0, *(float(max(row.visits, row.expected)) for row in days)])
    dates = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    columns = (_column(day, rows.get(day), usual, most_posts, most_visits) for day in dates)
    return Drawing(tuple(columns), most_posts, most_visits)


def _usual(days: Sequence[Day]) -> Mapping[int, float]:
    """New posts that each weekday usually brings."""
    if not days:
        return {}
    mean = sum(row.posts_new for row in days) / len(days)
    found: dict[int, list[int]] = {weekday: [] for weekday in range(7)}
    for row in days:
        found[row.day.weekday()].append(row.posts_new)
    return {
        weekday: (sum(counts) + EVENLY * mean) / (len(counts) + EVENLY)
        for weekday, counts in found.items()
    }


def _column(
    day: date,
    row: Day | None,
    usual: Mapping[int, float],
    most_posts: float,
    most_visits: float,
) -> Column:
    line = usual.get(day.weekday(), 0.0) / most_posts
    if row is None:
        return Column(day, usual=line)
    return Column(
        day,
        row,
        new=min(row.posts_new / most_posts, 1.0),
        named=min(row.mentions_new / most_posts, 1.0),
        usual=line,
        good=row.good / most_visits,
        failed=(row.visits - row.good) / most_visits,
        expected=min(row.expected / most_visits, 1.0),
        blind=is_blind(row),
    )
