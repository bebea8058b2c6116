"""Reasons for complaint as people call them, those found by themselves among them."""

from sqlalchemy.orm import Session

from pipeline.reports.scope import Asked
from pipeline.reports.table import Table
from pipeline.themes import read_reasons

COLUMNS = ("theme", "complaints", "earlier", "found", "needs an article", "help", "example")
EXAMPLE_LENGTH = 160


def themes(session: Session, asked: Asked) -> Table:
    """Complaints by theme as named and merged by people, found themes included."""
    rows = tuple(
        (
            reason.name,
            reason.count,
            reason.before,
            "by itself" if reason.found else "known",
            "yes" if reason.needs_article else "no",
            reason.help_url,
            " ".join(reason.quotes[0].post.latest_text.split())[:EXAMPLE_LENGTH]
            if reason.quotes
            else None,
        )
        for reason in read_reasons(session, asked)
    )
    return Table("themes", COLUMNS, rows)
