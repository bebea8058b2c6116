"""`otklik crawl`: the sources that are due are visited, and what is kept is tidied up."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import click

from pipeline.database import Database, make_folder, open_database
from pipeline.errors import OtklikError, unknown
from pipeline.settings import Settings, read_settings
from pipeline.watch import Source


def read_clock() -> datetime:
    """Now."""
    return datetime.now(UTC)


@click.command()
@click.option("--source", "names", multiple=True, help="Only this source; may be repeated.")
@click.option("--now", is_flag=True, help="Whether due or not, and whole pages again.")
def crawl(names: tuple[str, ...], now: bool) -> None:
    """Visit the sources that are due, all hosts at once and each host slowly.

    Each visit prints one line and leaves a record that `otklik source check` reads.
    """
    from crawlers.aside import pays
    from crawlers.crawl import crawl as visit_all
    from crawlers.deliver import Deliver
    from crawlers.progress import Progress
    from crawlers.raw import RawStore
    from crawlers.robots_memory import RobotsMemory

    settings = read_settings()
    database = open_database(settings.database_url)
    _trust_clock(database)
    sources = _chosen(database, names, whether_due=not now)
    make_folder(settings.data / "pages")
    raw = RawStore(settings.data / "pages") if settings.keep_pages_days else None
    history = timedelta(days=settings.history_days)
    keeper = Deliver(database, read_clock, raw, history, aside=pays(len(sources)))
    with Progress(len(sources)) as progress:
        if sources:
            robots = settings.data / "robots"
            visit_all(
                sources, keeper, settings, read_clock, progress.tell, fresh=now, robots=robots
            )
            RobotsMemory(robots).forget(read_clock())
    tidy_up(database, settings, read_clock())
    database.close()
    if names and progress.failed == len(sources) > 0:
        raise OtklikError("no visit succeeded, see above")


def tidy_up(database: Database, settings: Settings, now: datetime) -> None:
    """Let go of kept pages, and of what is stored, that is older than the settings want it."""
    from crawlers.page_folder import forget_old
    from crawlers.raw import RawStore
    from pipeline.erasure import take_pages
    from pipeline.retention import let_go_daily

    raw = RawStore(settings.data / "pages")
    with database.writing() as session:
        for source in take_pages(session, now):
            raw.drop(source)
    raw.forget((now - timedelta(days=settings.keep_pages_days)).date())
    raw.shrink(settings.keep_pages_mb * 1024 * 1024)
    forget_old(settings.data / "backfill", now)
    let_go_daily(database, settings, now)


def _trust_clock(database: Database) -> None:
    """Whatever the clock said before: no source waits for a time that it was ahead by."""
    from crawlers.ahead import find_ahead, set_right

    with database.reading() as session:
        ahead = find_ahead(session, read_clock())
    if ahead:
        with database.writing() as session:
            set_right(session, ahead, read_clock())
        click.echo(f"crawl: {len(ahead)} sources due now, the clock was ahead at their last visits")


def _chosen(database: Database, names: Sequence[str], *, whether_due: bool) -> list[Source]:
    from crawlers.states import all_sources, due_sources

    with database.reading() as session:
        rows = {row.source.name: row for row in all_sources(session)}
        due = due_sources(session, read_clock())
    for name in names:
        if name not in rows:
            raise OtklikError(unknown("source", name, rows))
    if not rows:
        click.echo("crawl: no sources yet; see `otklik source add` or `otklik watch apply`")
    every = [row.source for row in rows.values() if row.source.enabled or row.source.name in names]
    chosen = due if whether_due and not names else every
    return [source for source in chosen if not names or source.name in names]
