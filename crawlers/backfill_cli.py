"""`otklik source backfill`: what a source said before we watched it."""

from datetime import UTC, datetime

import click

from pipeline.database import open_database
from pipeline.errors import OtklikError, unknown
from pipeline.settings import read_settings


@click.command()
@click.argument("name")
@click.option(
    "--since",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="First day, as 2025-01-31.",
)
@click.option("--pages", type=click.IntRange(1), default=1000, show_default=True, help="At most.")
def backfill(name: str, since: datetime, pages: int) -> None:
    """Walk the archives of source NAME back to a day.

    What was said is kept as history.

    History opens no tasks and rings no alarms. Run it again after it stopped: it goes on.
    """
    from crawlers.backfill import LongVisit, Reach, line
    from crawlers.backfill import backfill as walk
    from crawlers.raw import slug
    from crawlers.states import all_sources, recent_fetches

    settings = read_settings()
    database = open_database(settings.database_url)
    with database.reading() as session:
        rows = {row.source.name: row.source for row in all_sources(session)}
        visited = bool(recent_fetches(session, name, 1))
    if name not in rows:
        raise OtklikError(unknown("source", name, rows))
    if not visited:
        raise OtklikError(
            f'source "{name}": what is new there now would count as history; '
            f'run `otklik crawl --source "{name}"` first'
        )

    def tell(visit: LongVisit, reach: Reach) -> None:
        click.echo(line(visit, reach))

    start, folder = since.replace(tzinfo=UTC), settings.data / "backfill" / slug(name)
    done = walk(rows[name], start, pages, database, settings, _read_clock, tell, folder)
    database.close()
    if done.error:
        click.echo(f"on the way: {done.error}", err=True)
    if done.visit.trouble:
        raise OtklikError(f'source "{name}": {done.visit.trouble.words}')
    click.echo("stopped at the limit; run it again to go on" if done.visit.cut else "done")


def _read_clock() -> datetime:
    return datetime.now(UTC)
