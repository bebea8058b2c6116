"""`otklik erase`: what one person said is erased at their wish; what reports count stays."""

from datetime import UTC, datetime

import click

from pipeline import erasure
from pipeline.database import open_database
from pipeline.errors import OtklikError
from pipeline.settings import read_settings


@click.command()
@click.argument("author")
@click.option("--source", required=True, help="Where they spoke.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
def erase(author: str, source: str, *, yes: bool) -> None:
    """Erase what AUTHOR said in a source, and keep it away.

    Texts, names and addresses go, with replies, notes and survey answers of tasks that were about
    nobody else; mentions with their verdicts, stars and times stay, so that no report changes.
    """
    database = open_database(read_settings().database_url)
    with database.reading() as session:
        known = erasure.sources_of(session, author)
        if source not in known:
            places = ", ".join(known) or "no source"
            raise OtklikError(f'"{author}" said nothing in source "{source}" (known in: {places})')
        scope = erasure.count(session, source, author)
    click.echo(
        f"posts={scope.posts} mentions={scope.mentions} tasks={scope.tasks} open={scope.still_open}"
    )
    if not yes:
        click.confirm("Erase them? Nobody can bring them back", abort=True)
    with database.writing() as session:
        posts = erasure.erase_author(session, source, author, None, datetime.now(UTC))
    click.echo(f"erase: posts={posts}; the pages kept of the source go with the next crawl")
