"""`otklik import`: what another program found, beside what we found, and kept as history."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from crawlers.row_options import of_rows, read_zone, tell_left_out
from pipeline import dedup, intake
from pipeline.database import Database, Unavailable, open_database
from pipeline.errors import OtklikError
from pipeline.intake import Arrival
from pipeline.matching import Matcher
from pipeline.model import PostRow, SourceRow
from pipeline.post import Channel, Post
from pipeline.quality import wilson
from pipeline.reports.show import show
from pipeline.reports.table import Table
from pipeline.settings import read_settings

AT_ONCE = 200  # posts in one transaction: a crawl or a person may write in between
COLUMNS = (
    *("channel", "posts", "naming a brand", "of these found by us"),
    *("found share", "at least share", "at most share", "new", "new mentions"),
)


@dataclass
class Tally:
    """What became of the rows of a file."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    left_out: list[str] = field(default_factory=list)

    def table(self) -> Table:
        """By channel, and all of them."""
        whole = sum(self.counts.values(), Counter[str]())
        named = [*sorted(self.counts.items()), *([("all", whole)] if self.counts else [])]
        return Table("import", COLUMNS, tuple(_row(name, counts) for name, counts in named))


def _row(name: str, counts: Counter[str]) -> tuple[str | int | float | None, ...]:
    found = wilson(counts["found"], counts["named"])
    shares = (found.share, found.low, found.high) if counts["named"] else (None, None, None)
    tallied = (counts["posts"], counts["named"], counts["found"])
    return (name, *tallied, *shares, counts["new"], counts["mentions"])


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="The name under which its posts are kept.")
@of_rows
@click.option("--dry-run", is_flag=True, help="Only compare; keep nothing.")
def bring(file: Path, source: str, channel: Channel, zone: str, *, dry_run: bool) -> None:
    """Keep the export of another program as history, compared with what we found.

    CSV, XLSX or JSON Lines with the columns url and text, and as far as they are there title,
    author, date, time, channel, rating. History opens no tasks and rings no alarms.
    """
    local = read_zone(zone)
    now, tally = datetime.now(UTC), Tally()
    database = open_database(read_settings().database_url)
    _must_be_new(database, source)
    posts = _read(file, source, Channel(channel), local, now, tally)
    kept = 0
    while some := list(islice(posts, AT_ONCE)):
        try:
            # What a session that reads has written is thrown away with it.
            with database.reading() if dry_run else database.writing() as session:
                take(session, some, intake.matcher(session), now, tally)
        except Unavailable as error:
            raise OtklikError(f"{error}; {kept} posts were kept before, and stay") from error
        kept += 0 if dry_run else len(some)
    database.close()
    click.echo(show(tally.table()), nl=False)
    tell_left_out(tally.left_out)


def _must_be_new(database: Database, source: str) -> None:
    """What it says in other words than a page of ours did would count as edited by its author."""
    with database.reading() as session:
        if session.scalar(select(SourceRow.id).where(SourceRow.__table__.c.name == source)):
            raise OtklikError(
                f'source "{source}" is one we watch; '
                "keep what another program found under another name"
            )


def take(
    session: Session, posts: Sequence[Post], matcher: Matcher, now: datetime, tally: Tally
) -> None:
    """Store posts, and count which of those that name a brand we had found ourselves."""
    in_order = sorted(posts, key=lambda post: post.url)  # see intake.receive
    imported = _read_imported(session, in_order)
    received = intake.receive_all(
        session, [Arrival(post, history=True) for post in in_order], matcher, now
    )
    for post, what in zip(in_order, received, strict=True):
        named = bool(matcher.brands_in(post))
        tally.counts[str(post.channel)] += Counter(
            posts=1,
            named=int(named),
            found=int(named and not what.new and dedup.key(post) not in imported),
            new=int(what.new),
            mentions=what.mentions,
        )


def _read_imported(session: Session, posts: Sequence[Post]) -> set[str]:
    """The keys of those that the same export brought before: an import that was cut off, say."""
    columns = PostRow.__table__.c
    known = select(columns.key).where(columns.key.in_({dedup.key(post) for post in posts}))
    return set(session.scalars(known.where(columns.source.in_({post.source for post in posts}))))


def _read(
    file: Path, source: str, channel: Channel, zone: ZoneInfo, now: datetime, tally: Tally
) -> Iterator[Post]:
    """The posts of a file, each address once; rows that are none are noted."""
    from crawlers.imports import HEADS, NEEDED, to_post, with_day_order
    from crawlers.sheets import read_rows

    seen: set[str] = set()
    day_first, rows = with_day_order(read_rows(file, HEADS, NEEDED))
    for number, row in rows:
        try:
            post = to_post(row, source, channel, now, zone, day_first=day_first)
        except OtklikError as error:
            tally.left_out.append(f"{file.name}, line {number}: {error}")
            continue
        if post.url not in seen:
            seen.add(post.url)
            yield post
