"""Every report by its name; a report added here is in the command, the desk and every export."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from pipeline.reports.by_period import by_day, by_month, by_week
from pipeline.reports.by_person import by_person
from pipeline.reports.by_place import by_brand, by_channel, by_language, by_source
from pipeline.reports.by_theme import by_theme
from pipeline.reports.closing_reasons import closing_reasons
from pipeline.reports.comparison import can_compare, compare
from pipeline.reports.coverage import coverage, coverage_by_day
from pipeline.reports.outcomes import (
    outcomes_by_channel,
    outcomes_by_template,
    outcomes_by_theme,
)
from pipeline.reports.outcomes_compared import NO_PROOF, outcomes_compared
from pipeline.reports.relevance import relevance
from pipeline.reports.response_times import response_times
from pipeline.reports.satisfaction import (
    satisfaction,
    satisfaction_by_brand,
    satisfaction_by_person,
    satisfaction_by_theme,
)
from pipeline.reports.scope import Asked
from pipeline.reports.share_of_voice import share_of_voice, voice_by_week
from pipeline.reports.table import Table
from pipeline.reports.tasks import tasks
from pipeline.reports.themes import themes
from pipeline.reports.triggers import triggers
from pipeline.states import Role

Report = Callable[[Session, Asked], Table]

REPORTS: dict[str, Report] = {
    "by-channel": by_channel,
    "by-brand": by_brand,
    "by-source": by_source,
    "by-language": by_language,
    "by-theme": by_theme,
    "by-day": by_day,
    "by-week": by_week,
    "by-month": by_month,
    "by-person": by_person,
    "tasks": tasks,
    "response-times": response_times,
    "share-of-voice": share_of_voice,
    "voice-by-week": voice_by_week,
    "closing-reasons": closing_reasons,
    "satisfaction": satisfaction,
    "satisfaction-by-brand": satisfaction_by_brand,
    "satisfaction-by-theme": satisfaction_by_theme,
    "satisfaction-by-person": satisfaction_by_person,
    "triggers": triggers,
    "relevance": relevance,
    "themes": themes,
    "outcomes-by-channel": outcomes_by_channel,
    "outcomes-by-theme": outcomes_by_theme,
    "outcomes-by-template": outcomes_by_template,
    "outcomes-compared": outcomes_compared,
    "coverage": coverage,
    "coverage-by-day": coverage_by_day,
}


# Their rows are people: in the desk not everybody may see those of colleagues.
ABOUT_PEOPLE = frozenset({"by-person", "satisfaction-by-person", "tasks"})
SEE_PEOPLE = frozenset({Role.MANAGER})  # who may see those of everybody


def make_report(session: Session, name: str, asked: Asked, *, compared: bool = False) -> Table:
    """A report; where that is wished and means something, beside the same length of time before."""
    table = REPORTS[name](session, asked)
    if not compared or asked.before is None or not can_compare(table):
        return table
    return compare(table, REPORTS[name](session, asked.before))


# What has to be said below a report, lest it be read as more than it is.
NOTES = {"outcomes-compared": NO_PROOF}


def line_of(name: str) -> str:
    """What a report shows, in one line."""
    return (REPORTS[name].__doc__ or "").partition("\n")[0]
