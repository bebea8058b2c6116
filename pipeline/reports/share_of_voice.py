"""We and our competitors side by side."""

from sqlalchemy.orm import Session

from pipeline.reports.scope import (
    BRAND,
    COMPLAINTS,
    JUDGED,
    MENTIONS,
    NEGATIVE,
    POSITIVE,
    Asked,
    Scope,
    share,
)
from pipeline.reports.table import Table

COLUMNS = (
    "brand",
    "whose",
    "mentions",
    "voice share",
    "negative share",
    "positive share",
    "net sentiment share",
    "complaints",
)


def share_of_voice(session: Session, asked: Asked) -> Table:
    """How much is said of each brand, ours and competitors, and in what tone."""
    scope = Scope.of(session, asked, competitors=True)
    columns = (BRAND.name, BRAND.competitor, MENTIONS, JUDGED, NEGATIVE, POSITIVE, COMPLAINTS)
    grouped = scope.mentions(*columns).group_by(BRAND.name, BRAND.competitor)
    found = session.execute(grouped.order_by(MENTIONS.desc(), BRAND.name)).all()
    total = sum(mentions for _, _, mentions, *_ in found)
    rows = tuple(
        (
            name,
            "competitor" if competitor else "ours",
            mentions,
            share(mentions, total),
            share(negative, judged),
            share(positive, judged),
            share(positive - negative, judged),
            complaints,
        )
        for name, competitor, mentions, judged, negative, positive, complaints in found
    )
    return Table("share-of-voice", COLUMNS, rows)
