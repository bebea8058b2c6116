"""We and our competitors side by side, in all and week by week."""

from collections import Counter, defaultdict
from datetime import date, timedelta

from sqlalchemy.orm import Session

from classifier.verdict import Sentiment
from pipeline.reports.scope import (
    BRAND,
    COMPLAINTS,
    JUDGED,
    MENTION,
    MENTIONS,
    NEGATIVE,
    POSITIVE,
    Asked,
    Scope,
    share,
    spoken_at,
)
from pipeline.reports.table import Cell, Table

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


Brands = dict[tuple[str, bool], Counter[str]]  # by name, and whether a competitor
WEEKLY = ("week", "brand", "whose", "mentions", "voice share", "negative share", "complaints")


def voice_by_week(session: Session, asked: Asked) -> Table:
    """How the share of voice goes, week by week, each named by its Monday."""
    scope = Scope.of(session, asked, competitors=True)
    columns = (BRAND.name, BRAND.competitor, spoken_at, MENTION.sentiment, MENTION.complaint)
    said: dict[date, dict[tuple[str, bool], Counter[str]]] = defaultdict(
        lambda: defaultdict(Counter)
    )
    for brand, competitor, at, sentiment, complaint in session.execute(scope.mentions(*columns)):
        day = asked.day_of(at)
        counts = said[day - timedelta(days=day.weekday())][brand, competitor]
        counts["mentions"] += 1
        counts["judged"] += sentiment is not None
        counts["negative"] += sentiment is Sentiment.NEGATIVE
        counts["complaints"] += bool(complaint)
    rows = [
        (week, brand, "competitor" if competitor else "ours", *_weekly(brands, counts))
        for week, brands in sorted(said.items())
        for (brand, competitor), counts in sorted(brands.items())
    ]
    return Table("voice-by-week", WEEKLY, tuple(rows))


def _weekly(brands: Brands, counts: Counter[str]) -> tuple[Cell, ...]:
    whole = sum(others["mentions"] for others in brands.values())
    return (
        counts["mentions"],
        share(counts["mentions"], whole),
        share(counts["negative"], counts["judged"]),
        counts["complaints"],
    )
