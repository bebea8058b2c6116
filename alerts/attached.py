"""The file that goes with a report's message: made when it goes out, gone when it went."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.options import read_options
from alerts.send import Claim
from alerts.summaries import MENTIONS, REPORT, SummaryOptions, limits, period
from pipeline import store
from pipeline.alert_model import Alert, Delivery
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.export import LISTS
from pipeline.lists import mention_roll
from pipeline.mention_search import MentionFilter
from pipeline.model import RuleRow
from pipeline.reports.registry import make_report
from pipeline.reports.scope import Asked
from pipeline.reports.table import Roll, Table
from pipeline.search import About

LONGEST_BRAND = 120  # bytes of a file's name, which has 255 with all that stands around it
_RULE = RuleRow.__table__.c


@dataclass(frozen=True)
class _Due:
    """What a rule says of its file, and when the report was due."""

    options: SummaryOptions
    at: datetime


@contextmanager
def with_files(database: Database, claimed: Claim) -> Iterator[Claim]:
    """The claim with the files of the reports it tells of, for as long as they are needed.

    They say what is known now: a message that waited brings later corrections with it. Raises
    OtklikError for a file that cannot be made.
    """
    with database.reading() as session:
        due = _read_due(session, claimed)
    if not due:
        yield claimed
        return
    with ExitStack() as stack:
        try:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="otklik-")))
            files = tuple(_make(database, one, folder) for one in due)
        except OSError as error:
            problem = str(error.strerror)
            raise OtklikError("its file cannot be made: %(problem)s", problem=problem) from error
        yield replace(claimed, message=replace(claimed.message, files=files))


def _read_due(session: Session, claimed: Claim) -> list[_Due]:
    """The files of what was claimed; a rule that was removed since has none."""
    asked = (
        select(RuleRow, Alert.at)
        .join(Delivery, Delivery.rule == _RULE.name)
        .join(Alert, Alert.rule == _RULE.name)
        .where(Delivery.id.in_(claimed.delivery_ids), _RULE.type == REPORT)
        .where(Alert.batch.is_not(None), Delivery.key.startswith(Alert.batch + ":"))
        .order_by(Alert.at)
    )
    due = [_Due(read_options(SummaryOptions, row.rule), at) for row, at in session.execute(asked)]
    return [one for one in due if one.options.file]


def _make(database: Database, due: _Due, folder: Path) -> Path:
    """The file, written as it is read; its name says what of which days it holds."""
    form = due.options.file
    assert form is not None  # noqa: S101  (only those that have one are due)
    first, last = period(due.options, due.at)
    brand = (due.options.brand or "").encode()[:LONGEST_BRAND].decode("utf-8", "ignore")
    named = [due.options.held, brand, str(first), str(last)]
    name = re.sub(r"[^\w-]+", "-", "_".join(part for part in named if part))
    path = folder / f"{name}.{form}"
    with path.open("wb") as out:
        for part in LISTS[form](_read(database, due)):
            out.write(part)
    return path


def _read(database: Database, due: _Due) -> Table | Roll:
    options = due.options
    since, until = limits(options, due.at)
    with database.reading() as session:
        if options.held != MENTIONS:
            asked = Asked(since, until, options.brand, zone=ZoneInfo(options.zone))
            return make_report(session, options.held, asked, compared=True)
        number = store.brand_named(session, options.brand).id if options.brand else None
    about = About(brand=number, ours=number is None, since=since, until=until)
    return mention_roll(database, MentionFilter(about))
