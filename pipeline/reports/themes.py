"""Reasons for complaint as people call them, those found by themselves among them."""

from datetime import datetime

from sqlalchemy.orm import Session

from pipeline.reports.table import Table
from pipeline.themes import read_reasons

COLUMNS = ("theme", "complaints", "earlier", "found", "needs an article", "help", "example")
EXAMPLE_LENGTH = 160


def themes(
    session: Session, since: datetime | None, until: datetime | None, brand: str | None
) -> Table:
    """Complaints by theme as named and merged by people, found themes included."""
    rows = tuple(
        (
            reason.name,
            reason.count,
            reason.before if since and until else None,
            "by itself" if reason.found else "known",
            "yes" if reason.needs_article else "no",
            reason.help_url,
            " ".join(reason.quotes[0].post.latest_text.split())[:EXAMPLE_LENGTH]
            if reason.quotes
            else None,
        )
        for reason in read_reasons(session, since, until, brand)
    )
    return Table("themes", COLUMNS, rows)
