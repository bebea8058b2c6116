"""What dismissals taught, and how far that can be trusted."""

from sqlalchemy.orm import Session

from pipeline.finding_model import Relevance
from pipeline.learning import count_decisions
from pipeline.model import BrandRow
from pipeline.quality import wilson
from pipeline.relevance import Learnt, read
from pipeline.reports.scope import Asked
from pipeline.reports.table import Cell, Table
from pipeline.store import brand_named, brands

COLUMNS = ("brand", "decisions", "state", "tried", "precision share", "at least share", "signs")
SHOWN = 8


def relevance(session: Session, asked: Asked) -> Table:
    """What the dismissals of each brand's tasks taught, and its precision on posts held back."""
    rows = [brand_named(session, asked.brand)] if asked.brand else brands(session)
    ours = [row for row in rows if asked.brand or not row.brand.competitor]
    return Table("relevance", COLUMNS, tuple(_row(session, row) for row in ours))


def _row(session: Session, brand: BrandRow) -> tuple[Cell, ...]:
    row = session.get(Relevance, brand.id)
    if row is None:
        decisions = count_decisions(session, brand.id)
        return (brand.brand.name, decisions, "too few decisions", 0, None, None, "")
    learnt = read(row.content)
    precision = wilson(learnt.right, learnt.tried)
    state = "not sure enough" if learnt.threshold is None else "used"
    shares = (precision.share, precision.low) if learnt.tried else (None, None)
    return (brand.brand.name, row.decisions, state, learnt.tried, *shares, _signs(learnt))


def _signs(learnt: Learnt) -> str:
    """What speaks most for a dismissal: "word чай, source town-forum"."""
    telling = sorted(learnt.weights, key=lambda name: (-learnt.weights[name], name))
    return ", ".join(name for name in telling[:SHOWN] if learnt.weights[name] > 0)
