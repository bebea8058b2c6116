"""`otklik source`: sources are tried, checked, added, listed and read again."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import click

from crawlers import cli
from crawlers.backfill_cli import backfill
from crawlers.source_change_cli import move, off, on
from crawlers.source_fields_cli import show_fields
from pipeline import store
from pipeline.addresses import check_web_address
from pipeline.database import Database, open_database
from pipeline.errors import OtklikError, unknown
from pipeline.model import SourceRow
from pipeline.post import Channel, Post
from pipeline.settings import Settings, read_settings
from pipeline.states import Outcome
from pipeline.visible import visible
from pipeline.watch import KINDS, Options, Source
from pipeline.watching import check_about

CHANNELS = {
    "feed": Channel.BLOG,
    "article": Channel.NEWS,
    "forum": Channel.FORUM,
    "review": Channel.REVIEW,
    "telegram": Channel.MESSENGER,
    "youtube": Channel.VIDEO,
}


@click.group()
def source() -> None:
    """Try, check, add and list the places we look."""


def _options(texts: Sequence[str]) -> Options:
    """KEY=VALUE pairs; a value that reads as JSON is that, anything else a text."""
    options: Options = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise OtklikError(f'option "{text}": write it as name=value')
        try:
            options[name] = json.loads(value)
        except ValueError:
            options[name] = value
    return options


OPTION = click.option("--option", "-o", "options", multiple=True, help="KEY=VALUE of the kind.")
CHANNEL = click.option(
    "--channel",
    type=click.Choice([channel.value for channel in Channel], case_sensitive=False),
    help="Default: by kind.",
)
LANGUAGE = click.option("--language", help="ISO 639-1; default: detected for each text.")


for command in (backfill, move, on, off, show_fields):
    source.add_command(command)


@source.command()
@click.argument("url")
@click.option("--kind", default="auto", show_default=True, help="How to read it.")
@CHANNEL
@LANGUAGE
@OPTION
@click.option("--json", "as_json", is_flag=True, help="One JSON object per post.")
@click.option("--pages", default=3, show_default=True, help="Pages to look at, at most.")
def preview(
    url: str,
    kind: str,
    channel: str | None,
    language: str | None,
    options: tuple[str, ...],
    as_json: bool,
    pages: int,
) -> None:
    """Print what a source at URL would yield, and store nothing."""
    from crawlers.preview import preview as look

    wanted = {"pages": pages} | _options(options)
    posts, ending = look(_make("preview", url, kind, channel, language, wanted), read_settings())
    for post in posts:
        click.echo(json.dumps(_plain(post), ensure_ascii=False) if as_json else _shown(post))
    if ending.outcome is Outcome.FAILED:
        raise OtklikError(ending.error or "nothing could be read")
    click.echo(f"{len(posts)} posts{f'; {ending.error}' if ending.error else ''}", err=True)


def _make(
    name: str, url: str, kind: str, channel: str | None, language: str | None, options: Options
) -> Source:
    """A source as given on the command line, refused when it cannot be walked."""
    from crawlers.spiders import open_spider

    where = Channel(channel) if channel else CHANNELS.get(kind, Channel.SOCIAL)
    made = Source(name, kind, where, url, language, options)
    open_spider(made)
    check_web_address(url)
    return made


def _plain(post: Post) -> dict[str, Any]:  # JSON's own loose dictionary
    facts = {name: value for name, value in asdict(post).items() if value is not None}
    if post.published:
        facts["published"] = post.published.isoformat()
    return facts


def _shown(post: Post) -> str:
    when = f"{post.published:%Y-%m-%d %H:%M}" if post.published else "no date"
    stars = f"  {post.stars:g} stars" if post.stars is not None else ""
    title = f"  {post.title}" if post.title else ""
    text = visible(" ".join(post.text.split()))
    named = visible(f"{post.author or 'no author'}{stars}{title}").replace("\n", " ")
    head = click.style(f"{when}  {named}", bold=True)
    return f"{head}\n  {text[:300]}{'…' if len(text) > 300 else ''}\n  {visible(post.url)}\n"


@source.command()
@click.argument("name")
@click.argument("url")
@click.option("--kind", required=True, help="How to read it.")
@CHANNEL
@LANGUAGE
@OPTION
def add(
    name: str,
    url: str,
    kind: str,
    channel: str | None,
    language: str | None,
    options: tuple[str, ...],
) -> None:
    """Watch the source at URL under NAME."""
    from sqlalchemy import select

    if kind not in KINDS:
        raise OtklikError(f"{unknown('kind', kind, KINDS)}; `otklik source preview URL` finds it")
    if not name.strip() or len(name.splitlines()) > 1:
        raise OtklikError(f'name "{name}": must be one line that is not empty')
    made = _make(name, url, kind, channel, language, _options(options))
    with _database(read_settings()).writing() as session:
        if session.scalar(select(SourceRow.id).where(SourceRow.__table__.c.name == name)):
            raise OtklikError(f'source "{name}" is there already; choose another name')
        check_about(made, [row.brand.name for row in store.brands(session)])
        session.add(SourceRow(source=made, due=None))
    click.echo(f"{name}: added, visited with the next `otklik crawl`")


@source.command("list")
def list_sources() -> None:
    """List the sources with state, kind, address and yield.

    One on a line, with the last good visit and the last error.
    """
    from crawlers.health import line, look_at

    now = cli.read_clock()
    with _database(read_settings()).reading() as session:
        for one in look_at(session, (), now):
            click.echo(line(one, now))


@source.command()
@click.argument("names", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per source.")
def check(names: tuple[str, ...], as_json: bool) -> None:
    """Tell how the sources do.

    State, last good visit, last error, yield and next visit of each.
    """
    from crawlers.field_probe import tell_fields
    from crawlers.health import look_at, plain, shown
    from crawlers.raw import RawStore

    now, settings = cli.read_clock(), read_settings()
    raw = RawStore(settings.data / "pages")
    with _database(settings).reading() as session:
        for one in look_at(session, names, now):
            if as_json:
                click.echo(json.dumps(plain(one, now), ensure_ascii=False))
                continue
            click.echo("\n  ".join([shown(one, now), *map(visible, tell_fields(one, raw))]))


def _database(settings: Settings) -> Database:
    return open_database(settings.database_url)


@source.command("reread")
@click.argument("name")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="First day, as 2025-01-31; default: all that is kept.",
)
def reread_pages(name: str, since: datetime | None) -> None:
    """Read the kept pages of source NAME again.

    As a mended reader does; no page is asked for.
    """
    from crawlers.raw import RawStore
    from crawlers.reread import reread
    from crawlers.states import all_sources

    settings, day = read_settings(), (since or datetime.min).date()
    database = _database(settings)
    with database.reading() as session:
        rows = {row.source.name: row.source for row in all_sources(session)}
    if name not in rows:
        raise OtklikError(unknown("source", name, rows))
    pages = RawStore(settings.data / "pages").pages(name, day)
    history = timedelta(days=settings.history_days)
    done = reread(database, rows[name], pages, cli.read_clock(), history)
    click.echo(" ".join(f"{fact}={count}" for fact, count in vars(done).items()))
