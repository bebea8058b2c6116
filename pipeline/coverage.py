"""What we see and where we are blind: each source, how well it is seen and since when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline import ledger, store
from pipeline.emptied import Emptied
from pipeline.failing import read_failing
from pipeline.field_history import Known, read_emptied
from pipeline.filled import Filled
from pipeline.model import SourceRow
from pipeline.new_address import Move, read_move
from pipeline.proof import Proof, read_proofs
from pipeline.silence import LEARNT_FROM, SHORTEST, Silence, find_silence
from pipeline.states import Outcome
from pipeline.visit_model import Fetch, LedgerDay
from pipeline.watch import Source

WINDOW = timedelta(days=30)  # that pages and lists show
WEEK, DAY = timedelta(days=7), timedelta(days=1)
BROKEN_AFTER = 3  # failed visits in a row; fewer are a hiccup
OVERDUE_AFTER = timedelta(days=1)  # a visit so late says that nobody visits
FEWEST_EXPECTED = 2.0  # posts in a silence; with fewer, no hour and weekday makes it unlikely
_FETCH, _DAYS = Fetch.__table__.c, LedgerDay.__table__.c
_NAME = SourceRow.__table__.c.name


class Sight(StrEnum):
    """How well a source is seen."""

    OK = "ok"
    EMPTY = "empty"  # read right, and there is nothing
    PARTLY = "partly"  # posts come, and a field of them went empty
    QUIET = "quiet"  # read right, and nothing new for longer than chance explains
    HICCUP = "hiccup"  # the last visit failed
    CHANGED = "changed"  # the page comes and no longer looks like itself
    BROKEN = "broken"  # it cannot be had
    OVERDUE = "overdue"  # nobody visits it
    NEW = "new"
    OFF = "off"


TROUBLES = (Sight.CHANGED, Sight.BROKEN, Sight.OVERDUE, Sight.QUIET, Sight.PARTLY)
ORDER = (*TROUBLES, Sight.HICCUP, Sight.EMPTY, Sight.NEW, Sight.OK, Sight.OFF)


@dataclass(frozen=True)
class Coverage:
    """One source: how well it is seen, and what says so."""

    source_id: int
    source: Source
    sight: Sight
    due: datetime | None = None
    last: Fetch | None = None  # that was made
    away: Fetch | None = None  # the one after it that our own network kept from being made
    failures: int = 0  # in a row
    failing_since: datetime | None = None
    last_good: datetime | None = None
    last_new: datetime | None = None
    silence: Silence | None = None
    proof: Proof | None = None  # what else is known of a silence beyond chance
    emptied: tuple[Emptied, ...] = ()
    move: Move | None = None  # where its site says that it went
    days: tuple[ledger.Day, ...] = ()  # of the window, earliest first

    @property
    def since(self) -> datetime | None:
        """When the trouble began, if there is any."""
        if self.failures:
            return self.failing_since
        if self.sight is Sight.QUIET and self.silence:
            return self.silence.since
        return min((one.since for one in self.emptied), default=None)

    def posts_per_day(self, now: datetime) -> float:
        """New posts a day in the last week, or in the time that we know the source."""
        first = self.days[0].day if self.days else now.date()
        known = min(max((now.date() - first).days, 1), 7)
        return sum(row.posts_new for row in self._week(now)) / known

    def mentions(self, now: datetime) -> int:
        """New mentions of the last week."""
        return sum(row.mentions_new for row in self._week(now))

    def _week(self, now: datetime) -> Iterable[ledger.Day]:
        return (row for row in self.days if row.day > (now - WEEK).date())


@dataclass(frozen=True)
class Facts:
    """What a source's sight is judged by."""

    enabled: bool = True
    due: datetime | None = None
    outcome: Outcome | None = None  # of the last visit
    changed: bool = False
    failures: int = 0
    ever_read: bool = True  # did it ever give a post?
    quiet: bool = False
    emptied: bool = False


def judge_sight(facts: Facts, now: datetime) -> Sight:
    """How well a source is seen.  (pure)"""
    if not facts.enabled:
        return Sight.OFF
    if facts.outcome is None:
        return Sight.NEW
    if facts.due is not None and now - facts.due > OVERDUE_AFTER:
        return Sight.OVERDUE
    if facts.outcome is Outcome.FAILED:
        if facts.failures < BROKEN_AFTER:
            return Sight.HICCUP
        return Sight.CHANGED if facts.changed else Sight.BROKEN
    if facts.quiet:
        return Sight.QUIET
    if facts.emptied:
        return Sight.PARTLY
    return Sight.EMPTY if facts.outcome is Outcome.EMPTY or not facts.ever_read else Sight.OK


def look(session: Session, now: datetime, names: Sequence[str] = ()) -> list[Coverage]:
    """The coverage of these sources (of all when none is named), those in trouble first."""
    known = _read_known(session, now, names)
    silences = _read_silences(session, known)
    filled = (one.filled for one in known)
    emptied = read_emptied(session, filled, now)
    quiet = {name: silence.since for name, silence in silences.items() if silence.quiet}
    proofs = read_proofs(session, quiet)
    seen = [
        replace(
            _cover(one, silences.get(one.name), emptied.get(one.name, ()), now),
            proof=proofs.get(one.name),
            move=read_move(session, one.row.source, one.last),
        )
        for one in known
    ]
    return sorted(seen, key=lambda one: (ORDER.index(one.sight), one.source.name))


@dataclass(frozen=True)
class Extent:
    """From when to when the ledger knows a source."""

    first: date | None = None
    last_good: datetime | None = None
    last_new: datetime | None = None
    ever: Filled = field(default_factory=Filled)  # of posts, new or not


@dataclass(frozen=True)
class _Known:
    """What is read of a source in any case."""

    row: SourceRow
    last: Fetch | None
    away: Fetch | None
    extent: Extent
    days: Sequence[ledger.Day]
    failing: Sequence[datetime]  # when the visits since the last good one failed, the latest first

    @property
    def name(self) -> str:
        return self.row.source.name

    @property
    def filled(self) -> Known:
        return Known(
            self.name, self.last.filled if self.last else None, self.extent.ever, self.days
        )

    @property
    def last_good(self) -> datetime | None:
        good = self.last.finished if self.last and not _failed(self.last) else None
        return max((at for at in (good, self.extent.last_good) if at), default=None)


def _read_known(session: Session, now: datetime, names: Sequence[str]) -> list[_Known]:
    days = ledger.read_days(session, (now - WINDOW).date() + DAY, names)
    extents = read_extents(session, names)
    latest = store.last_fetches(session, names)
    away = {name: fetch for name, fetch in latest.items() if fetch.outcome is Outcome.AWAY}
    last = {name: fetch for name, fetch in latest.items() if name not in away}
    if away:
        last |= store.last_fetches(session, list(away), made=True)
    failing = read_failing(session, [name for name, fetch in last.items() if _failed(fetch)])
    return [
        _Known(
            row,
            last.get(name),
            away.get(name),
            extents.get(name, Extent()),
            days.get(name, ()),
            failing[name],
        )
        for row in store.sources(session)
        if (name := row.source.name) in names or not names
    ]


def read_extents(session: Session, names: Sequence[str]) -> dict[str, Extent]:
    """What the whole ledger says of each source."""
    ends = (func.min(_DAYS.day), func.max(_DAYS.last_good), func.max(_DAYS.last_new))
    sums = (func.sum(_DAYS[name]) for name in vars(Filled()))
    asked = select(_DAYS.source, *ends, *sums).group_by(_DAYS.source)
    rows = session.execute(asked.where(_DAYS.source.in_(names)) if names else asked)
    return {
        source: Extent(first, good, new, Filled(*map(int, counts)))
        for source, first, good, new, *counts in rows
    }


def zone_of(source: Source) -> tzinfo:
    """The zone a source's people live by, as its options say; UTC where they do not."""
    try:
        return ZoneInfo(str(source.options.get("zone") or "UTC"))
    except (KeyError, ValueError, OSError):
        return UTC


def _cover(
    known: _Known, silence: Silence | None, emptied: tuple[Emptied, ...], now: datetime
) -> Coverage:
    source, last, extent = known.row.source, known.last, known.extent
    facts = Facts(
        enabled=source.enabled,
        due=known.row.due,
        outcome=last.outcome if last else None,
        changed=bool(last and last.changed),
        failures=len(known.failing),
        ever_read=extent.ever.parsed > 0 or extent.last_new is not None,
        quiet=bool(silence and silence.quiet),
        emptied=bool(emptied),
    )
    return Coverage(
        source_id=known.row.id,
        source=source,
        sight=judge_sight(facts, now),
        due=known.row.due,
        last=last,
        away=known.away,
        failures=len(known.failing),
        failing_since=known.failing[-1] if known.failing else None,
        last_good=known.last_good,
        last_new=extent.last_new,
        silence=silence,
        emptied=emptied,
        days=tuple(known.days),
    )


def _failed(fetch: Fetch | None) -> bool:
    return fetch is not None and fetch.outcome is Outcome.FAILED


def _read_silences(session: Session, known: Sequence[_Known]) -> dict[str, Silence]:
    """The silences that are long enough to be looked at."""
    silent = [(one, span) for one in known if (span := _silent(one))]
    if not silent:
        return {}
    first = min(last_new for _, (last_new, _) in silent) - LEARNT_FROM
    hours = ledger.read_hours(session, first.date(), [one.name for one, _ in silent])
    return {
        one.name: find_silence(hours[one.name], _first(one), *span, zone_of(one.row.source))
        for one, span in silent
    }


def _silent(known: _Known) -> tuple[datetime, datetime] | None:
    """From the last new post to the last good visit, where that may be a silence."""
    last_new, last_good = known.extent.last_new, known.last_good
    if known.extent.first is None or last_new is None or last_good is None:
        return None
    silent = last_good - last_new
    if silent < SHORTEST or not _may_be_quiet(known.days, last_new, silent):
        return None
    return last_new, last_good


def _first(known: _Known) -> datetime:
    return datetime.combine(known.extent.first or date.min, datetime.min.time(), UTC)


def _may_be_quiet(days: Sequence[ledger.Day], last_new: datetime, silent: timedelta) -> bool:
    """Whether it is worth the exact look: most sources are slow, and no silence of theirs is."""
    before = [row.posts_new for row in days if row.day <= last_new.date()]
    return not before or sum(before) / len(before) * (silent / DAY) >= FEWEST_EXPECTED


def count_sights(seen: Iterable[Coverage]) -> Mapping[Sight, int]:
    """How many sources there are of each sight, the worst first."""
    sights = [one.sight for one in seen]
    return {sight: sights.count(sight) for sight in ORDER if sight in sights}
