"""`otklik source fields`: what the queries of a source find on its page, field by field."""

import json
from collections.abc import Mapping, Sequence

import click

from pipeline import store
from pipeline.addresses import check_web_address
from pipeline.database import open_database
from pipeline.errors import OtklikError, unknown
from pipeline.post import Channel
from pipeline.settings import Settings, read_settings
from pipeline.visible import visible
from pipeline.watch import Source


@click.command("fields")
@click.argument("place", metavar="NAME|URL")
@click.option("--selector", "-s", "given", multiple=True, help="NAME=QUERY to try.")
@click.option("--fetch", is_flag=True, help="Ask the site, even where a page is kept.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per field.")
def show_fields(place: str, given: tuple[str, ...], fetch: bool, as_json: bool) -> None:
    """Show what the selectors of a source find.

    Of a source its latest kept page is looked at, of an address the page is asked for.
    """
    from crawlers.decode import open_page
    from crawlers.field_hits import find_hits, plain
    from crawlers.page_look import find_page

    settings = read_settings()
    source = _open(place, settings)
    queries = _selectors(source, given)
    raw = find_page(source, settings, fetch=fetch)
    page = open_page(raw.body, raw.url, raw.content_type, source, raw.fetched)
    if as_json:
        click.echo(json.dumps({"page": raw.url, "fetched": raw.fetched.isoformat()}))
    else:
        click.echo(visible(f"{raw.url} as of {raw.fetched:%Y-%m-%d %H:%M}"))
    for hit in find_hits(page, queries):
        if as_json:
            click.echo(json.dumps(plain(hit), ensure_ascii=False))
            continue
        counts = f"in {hit.hits} of {hit.blocks} blocks, read in {hit.read}"
        told = hit.problem or (counts if hit.name != "item" else f"{hit.blocks} blocks")
        click.echo(visible("\n    ".join([f"  {hit.name}: {told}", *hit.shown])))


def _open(place: str, settings: Settings) -> Source:
    """The source of a name, or one at an address."""
    if place.lower().startswith(("http://", "https://")):
        check_web_address(place)
        return Source("fields", "review", Channel.REVIEW, place)
    with open_database(settings.database_url).reading() as session:
        known = {row.source.name: row.source for row in store.sources(session)}
    if place not in known:
        raise OtklikError(unknown("source", place, known))
    if known[place].kind != "review":
        raise OtklikError(f'source "{place}": only kind "review" has selectors')
    return known[place]


def _selectors(source: Source, given: Sequence[str]) -> Mapping[str, object]:
    """The queries to look with: the source's own, and above them those that are to be tried."""
    own = source.options.get("selectors")
    tried = dict(own) if isinstance(own, dict) else {}
    for text in given:
        name, equals, query = text.partition("=")
        if not equals:
            raise OtklikError(f'selector "{text}": write it as name=query')
        tried[name] = _number(query) if name == "best" else query
    if not any(tried.values()):
        raise OtklikError("no selectors to try; give some, as -s item=.review -s text=.words")
    return {name: query for name, query in tried.items() if query}


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
