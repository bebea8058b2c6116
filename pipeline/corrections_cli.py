"""`otklik corrections`: what people set right and what they let stand, for the judge to learn."""

from collections.abc import Iterator
from typing import TextIO

import click
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from pipeline.assess import PERSON, reading
from pipeline.database import open_database
from pipeline.label_cli import write_row
from pipeline.model import Mention, PostRow
from pipeline.settings import read_settings
from pipeline.task_model import Task


@click.command()
@click.option("-o", "--output", type=click.File("w", "utf-8"), default="-", help="Else stdout.")
def corrections(output: TextIO) -> None:
    """Write what people judged as JSON Lines, as `otklik model adapt` reads it.

    A verdict set right in the desk is written as it holds now. A complaint that was answered is
    one people agreed with: without those a judge would learn from its mistakes alone.
    """
    with open_database(read_settings().database_url).reading() as session:
        output.writelines(f"{line}\n" for line in correction_lines(session))


def correction_lines(session: Session) -> Iterator[str]:
    """One row for each mention that people judged, oldest first."""
    answered = select(Task.mention_id).where(Task.answered.is_not(None))
    found = session.scalars(
        select(Mention)
        .join(Mention.post)
        .where(or_(Mention.judge == PERSON, Mention.complaint & Mention.id.in_(answered)))
        .where(PostRow.erased.is_(None))
        .order_by(Mention.id)
        .options(joinedload(Mention.post), joinedload(Mention.brand))
        .execution_options(yield_per=500)
    )
    for mention in found:
        sentiment = mention.sentiment if mention.judge == PERSON else None
        yield write_row(reading(mention), mention.complaint, sentiment)
