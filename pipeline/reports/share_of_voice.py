"""We and our competitors side by side, in all and week by week."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from pipeline.reports.by_period import is_whole
from pipeline.reports.days import count_days
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
from pipeline.reports.spans import start_of
from pipeline.reports.table import Cell, Table
from pipeline.store import brand_named

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
    scope = _all_voices(session, asked)
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
            (positive - negative) / judged if judged else None,
            complaints,
        )
        for name, competitor, mentions, judged, negative, positive, complaints in found
        if asked.brand in (None, name)
    )
    return Table("share-of-voice", COLUMNS, rows)


def _all_voices(session: Session, asked: Asked) -> Scope:
    """The mentions of every brand: the share of one is of them, too."""
    if asked.brand is not None:
        brand_named(session, asked.brand)  # raises for an unknown one
    return Scope.of(session, replace(asked, brand=None), competitors=True)


Brands = dict[tuple[str, bool], Counter[str]]  # by name, and whether a competitor
WEEKLY = (
    "week",
    "brand",
    "whose",
    "mentions",
    "voice share",
    "negative share",
    "complaints",
    "whole",
)


def voice_by_week(session: Session, asked: Asked) -> Table:
    """How the share of voice goes, week by week, each named by its Monday."""
    said: dict[date, Brands] = defaultdict(lambda: defaultdict(Counter))
    scope = _all_voices(session, asked)
    counts, brands = (MENTIONS, JUDGED, NEGATIVE, COMPLAINTS), (BRAND.name, BRAND.competitor)
    for day, (brand, competitor, *found) in count_days(session, asked, scope, counts, brands):
        week = start_of("week", day)
        told = dict(zip(("mentions", "judged", "negative", "complaints"), found, strict=True))
        said[week][brand, competitor].update(told)
    rows = [
        (
            week,
            brand,
            "competitor" if competitor else "ours",
            *_weekly(voices, voice),
            is_whole("week", week, asked),
        )
        for week, voices in sorted(said.items())
        for (brand, competitor), voice in sorted(voices.items())
        if asked.brand in (None, brand)
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
