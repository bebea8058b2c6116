"""A field went empty: does the site say it no more, or did our reader lose it?"""

from crawlers.decode import open_page
from crawlers.kinds import read_as
from crawlers.raw import RawPage, RawStore
from pipeline.coverage import Coverage
from pipeline.emptied import Emptied
from pipeline.errors import OtklikError
from pipeline.filled import Filled
from pipeline.watch import Source

MOSTLY = 0.5  # where fewer posts had the field, one page may well be without it
ENOUGH = 3  # posts of the page; fewer may lack it by chance


def tell_fields(one: Coverage, raw: RawStore) -> list[str]:
    """What pages kept from before say of each field of a source that went empty."""
    lost = [field for field in one.emptied if field.share >= MOSTLY]
    return [words for field in lost if (words := tell_field(one.source, field, raw))]


def tell_field(source: Source, field: Emptied, raw: RawStore) -> str | None:
    """Whether today's reader finds a field in the latest kept page from before it went empty."""
    for page in raw.latest(source.name, lambda page: page.fetched < field.since):
        filled = _read(source, page)
        if filled and filled.parsed >= ENOUGH:
            kept = f"{field.field}: the page kept on {page.fetched:%Y-%m-%d %H:%M}"
            if filled.count(field.field):
                return f"{kept} still gives it: the site shows it no more, or in another way"
            return f"{kept}, when it was there, gives none now: our reader or the options lost it"
    return None


def _read(source: Source, page: RawPage) -> Filled | None:
    if page.kind not in (None, source.kind):
        return None
    try:
        opened = open_page(page.body, page.url, page.content_type, source, page.fetched)
        return Filled.of(list(read_as(source.kind, opened)))
    except OtklikError:
        return None
