"""`otklik watch try` and `otklik watch forms`: queries and spellings tried on stored posts."""

from datetime import UTC, datetime, timedelta

import click

from pipeline import store, trial
from pipeline.database import open_database
from pipeline.post import Post
from pipeline.settings import read_settings
from pipeline.trial import Hits, Trial
from pipeline.visible import visible

DAYS = click.option("--days", default=30, show_default=True, help="How far back to look.")
LINE = 100


@click.command("try")
@click.argument("query")
@click.option("--brand", help="Compare with this brand's query as it is.")
@DAYS
def try_query(query: str, brand: str | None, days: int) -> None:
    """Show what QUERY finds in stored posts; nothing is changed."""
    since = datetime.now(UTC) - timedelta(days=days)
    database = open_database(read_settings().database_url)
    with database.reading() as session:
        if brand:
            found = trial.rehearse(session, store.brand_named(session, brand), query, since)
        else:
            found = trial.find(trial.stored(session, since), query)
    _show(found, compared=brand is not None)


@click.command("forms")
@click.argument("name")
@DAYS
def show_forms(name: str, days: int) -> None:
    """Propose spellings of NAME, with how often stored posts have each."""
    database = open_database(read_settings().database_url)
    with database.reading() as session:
        posts = list(trial.stored(session, datetime.now(UTC) - timedelta(days=days)))
        forms = trial.propose_forms(posts, name)
        for form, hits in trial.count_forms(posts, forms):
            click.echo(f"{hits.posts:6}  {form.term:<30} {form.origin}")


def _show(found: Trial, *, compared: bool) -> None:
    click.echo(f"looked at {found.looked_at} posts")
    parts = [("kept", found.kept), ("gained", found.gained), ("lost", found.lost)]
    parts += [("no longer named, but worked on", found.held)] if found.held.posts else []
    for name, hits in parts if compared else [("found", found.gained)]:
        _show_hits(name, hits)


def _show_hits(name: str, hits: Hits) -> None:
    click.echo(f"{name}: {hits.posts}")
    for post in hits.samples:
        click.echo(f"    {_line(post)}")


def _line(post: Post) -> str:
    text = visible(" ".join(f"{post.title or ''} {post.text}".split()))
    return text if len(text) <= LINE else text[: LINE - 1] + "…"
