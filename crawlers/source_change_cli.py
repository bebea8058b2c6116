"""`otklik source move|on|off`: a source gets its new address, is visited again or no more."""

from collections.abc import Sequence
from dataclasses import replace

import click

from crawlers import cli
from pipeline import store
from pipeline.addresses import check_web_address
from pipeline.database import open_database
from pipeline.errors import OtklikError, unknown
from pipeline.new_address import read_move
from pipeline.settings import read_settings
from pipeline.watch import Source, Watch
from pipeline.watching import apply


@click.command()
@click.argument("name")
@click.argument("url", required=False)
def move(name: str, url: str | None) -> None:
    """Give source NAME the address URL.

    Without URL the one that its site told for good in several visits, see `otklik source check`.
    """
    from crawlers.spiders import open_spider

    with open_database(read_settings().database_url).writing() as session:
        (source,) = _find([row.source for row in store.sources(session)], [name])
        if url is None:
            last = store.last_fetches(session, [name], made=True).get(name)
            told = read_move(session, source, last)
            if told is None or not told.lasting:
                raise OtklikError(f'source "{name}": its site told no new address; give one')
            url = told.to
        check_web_address(url)
        moved = replace(source, url=url)
        open_spider(moved)
        apply(session, Watch(sources=(moved,)), cli.read_clock())
    click.echo(f"{name}: now at {url} (it was {source.url}), visited with the next `otklik crawl`")


@click.command()
@click.argument("names", nargs=-1, required=True)
def off(names: tuple[str, ...]) -> None:
    """Visit sources NAMES no more.

    What they said stays.
    """
    _switch(names, enabled=False)


@click.command()
@click.argument("names", nargs=-1, required=True)
def on(names: tuple[str, ...]) -> None:
    """Visit sources NAMES again."""
    _switch(names, enabled=True)


def _switch(names: Sequence[str], *, enabled: bool) -> None:
    with open_database(read_settings().database_url).writing() as session:
        found = _find([row.source for row in store.sources(session)], names)
        wanted = tuple(replace(source, enabled=enabled) for source in found)
        apply(session, Watch(sources=wanted), cli.read_clock())
    for source in found:
        click.echo(f"{source.name}: {'on' if enabled else 'off'}")


def _find(sources: Sequence[Source], names: Sequence[str]) -> list[Source]:
    known = {source.name: source for source in sources}
    for name in names:
        if name not in known:
            raise OtklikError(unknown("source", name, known))
    return [known[name] for name in names]
