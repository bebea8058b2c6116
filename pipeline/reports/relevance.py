"""What dismissals taught, and how far that can be trusted."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.finding_model import Relevance
from pipeline.quality import wilson
from pipeline.relevance import LEAST_DECISIONS, Learnt, read
from pipeline.reports.scope import BRAND
from pipeline.reports.table import Cell, Table

COLUMNS = ("brand", "decisions", "state", "tried", "precision share", "at least share", "signs")
SHOWN = 8


def relevance(
    session: Session, _since: datetime | None, _until: datetime | None, brand: str | None
) -> Table:
    """What the dismissals of each brand's tasks taught, and its precision on posts held back."""
    asked = select(Relevance).join(Relevance.brand).order_by(BRAND.name)
    if brand is not None:
        asked = asked.where(BRAND.name == brand)
    return Table("relevance", COLUMNS, tuple(_row(one) for one in session.scalars(asked)))


def _row(row: Relevance) -> tuple[Cell, ...]:
    learnt = read(row.content)
    precision = wilson(learnt.right, learnt.tried)
    enough = row.decisions >= LEAST_DECISIONS and learnt.threshold is not None
    state = "used" if enough else "not sure enough"
    shares = (precision.share, precision.low) if learnt.tried else (None, None)
    return (row.brand.brand.name, row.decisions, state, learnt.tried, *shares, _signs(learnt))


def _signs(learnt: Learnt) -> str:
    """What speaks most for a dismissal: "word чай, source town-forum"."""
    telling = sorted(learnt.weights, key=lambda name: (-learnt.weights[name], name))
    return ", ".join(name for name in telling[:SHOWN] if learnt.weights[name] > 0)
