"""`otklik compare`: what another program found and we did not, and how much there is in all."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from classifier.cli import writing
from crawlers.comparing import Comparison, Ours, Theirs, address_of, place_of, read_places
from crawlers.row_options import of_rows, read_zone, tell_left_out
from pipeline import intake, store
from pipeline.database import open_database
from pipeline.errors import OtklikError
from pipeline.export import FORMATS
from pipeline.matching import Matcher
from pipeline.options_cli import TimeOption, check_period
from pipeline.post import Channel, Post
from pipeline.reports.scope import POST, Asked, Scope
from pipeline.reports.show import show
from pipeline.reports.table import Table
from pipeline.settings import read_settings

SHOWN = 10  # places, and posts, on the screen
NOTE = (
    "Each address counts once; noise counts on both sides. All there are, with its 95 % interval,\n"
    "is estimated as if neither list depended on the other (Chapman). What is easily found is on\n"
    "both, so that in truth there is rather more; what is no mention at all makes it too high."
)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--brand", help="Our mentions of one brand; without it all of ours.")
@click.option("--since", type=TimeOption(), help="By default the first day of the file.")
@click.option("--until", type=TimeOption(), help="Before this; by default after its last day.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="MEANING=NAME",
    help="What the file calls a column: url, text, title, author, published, time, channel.",
)
@of_rows
@click.option(
    "--table",
    type=click.Choice(["channels", "places", "posts"]),
    help="Only this one; posts are all that only they found.",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", *FORMATS]),
    help="By default text, or what the file's name says.",
)
@click.option("-o", "--output", default="-", help="A file instead of the screen.")
def compare(
    file: Path,
    brand: str | None,
    since: datetime | None,
    until: datetime | None,
    columns: tuple[str, ...],
    channel: str,
    zone: str,
    table: str | None,
    shape: str | None,
    output: str,
) -> None:
    """Set the export of another program beside what we found, address by address.

    CSV, XLSX or JSON Lines of any such program; nothing of it is kept (`otklik import` does).
    Says by channel what both found, what only one did, and how much there is in all; where we
    missed most, and whether a source of ours reads that place.
    """
    check_period(since, until)
    local = read_zone(zone)
    left_out: list[str] = []
    posts = list(_read(file, _heads(columns), Channel(channel), local, left_out))
    since, until = _period(posts, since, until, local)
    database = open_database(read_settings().database_url)
    with database.reading() as session:
        compared = _compare(session, posts, brand, since, until)
    database.close()
    _write(compared, table, shape, output)
    tell_left_out(left_out)


def _heads(columns: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """What the columns may be called; a name that was given stands for no other meaning."""
    from crawlers.imports import HEADS

    given: dict[str, str] = {}
    for said in columns:
        meaning, sign, name = said.partition("=")
        if meaning not in HEADS or not sign:
            raise OtklikError(f'--column "{said}": write MEANING=NAME ({", ".join(HEADS)})')
        given[meaning] = " ".join(name.lower().replace("_", " ").split())
    return {
        meaning: (given[meaning],)
        if meaning in given
        else tuple(name for name in names if name not in given.values())
        for meaning, names in HEADS.items()
    }


def _read(
    file: Path,
    heads: dict[str, tuple[str, ...]],
    channel: Channel,
    zone: ZoneInfo,
    left_out: list[str],
) -> Iterator[Post]:
    """The posts of a file; rows without an address are noted, a text may be missing."""
    from crawlers.imports import to_post, with_day_order
    from crawlers.sheets import read_rows

    now = datetime.now(UTC)
    day_first, rows = with_day_order(read_rows(file, heads, ("url",)))
    for number, row in rows:
        try:
            yield to_post(row, "", channel, now, zone, day_first=day_first, needs_text=False)
        except OtklikError as error:
            left_out.append(f"{file.name}, line {number}: {error}")


def _period(
    posts: list[Post], since: datetime | None, until: datetime | None, zone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """The days of the file, where no period is given: of other days it says nothing."""
    days = sorted(post.published.astimezone(zone).date() for post in posts if post.published)
    if days:
        since = since or datetime.combine(days[0], time(), zone)
        until = until or datetime.combine(days[-1] + timedelta(days=1), time(), zone)
    return since, until


def _compare(
    session: Session,
    posts: list[Post],
    brand: str | None,
    since: datetime | None,
    until: datetime | None,
) -> Comparison:
    asked = Asked(since, until, brand, noise=True, now=datetime.now(UTC))  # theirs holds noise, too
    rows = session.execute(Scope.of(session, asked).mentions(POST.url, POST.channel, POST.source))
    found = [Ours(url, str(channel), source) for url, channel, source in rows]
    read = read_places([(row.source.name, row.source.url) for row in store.sources(session)], found)
    meant = {
        row.id
        for row in store.brands(session)
        if (row.brand.name == brand if brand else not row.brand.competitor)
    }
    matcher = intake.matcher(session)
    return Comparison(
        {
            address_of(post.url): _judge(post, matcher, meant, read)
            for post in posts
            if post.published is None
            or ((since is None or post.published >= since) and not _late(post.published, until))
        },
        {address_of(one.url): one for one in found},
    )


def _late(published: datetime, until: datetime | None) -> bool:
    return until is not None and published >= until


def _judge(post: Post, matcher: Matcher, meant: set[int], read: dict[str, str]) -> Theirs:
    named = bool(meant.intersection(matcher.brands_in(post)))
    return Theirs(post, named, read.get(place_of(post.url)))


def _write(compared: Comparison, table: str | None, shape: str | None, output: str) -> None:
    whole = (compared.channels(), compared.places(), compared.posts())
    tables = dict(zip(("channels", "places", "posts"), whole, strict=True))
    ending = Path(output).suffix.lstrip(".").lower()
    shape = shape or (ending if ending in FORMATS else "text")
    if shape == "text":
        said = show(tables[table]) if table else _summary(compared)
        parts = iter([said.encode("utf-8", "replace")])
    else:
        parts = FORMATS[shape](tables[table or "channels"])
    with writing(output) as out:
        for part in parts:
            out.write(part)
    if output != "-":
        click.echo(f"wrote {output}", err=True)


def _summary(compared: Comparison) -> str:
    """All three tables, the long ones by their beginning, and how to read them."""
    told = [show(compared.channels()), *(_beginning(one) for one in _long(compared)), NOTE, ""]
    return "\n".join(told)


def _long(compared: Comparison) -> Iterator[Table]:
    return (table for table in (compared.places(), compared.posts()) if table.rows)


def _beginning(table: Table) -> str:
    rest = len(table.rows) - SHOWN
    more = f"  and {rest} more: --table {table.name}\n"
    return show(replace(table, rows=table.rows[:SHOWN])) + (more if rest > 0 else "")
