"""How sources do, in words for the command line."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from crawlers.advice import advise
from pipeline import store
from pipeline.coverage import Coverage, Sight, look
from pipeline.emptied import Emptied
from pipeline.errors import OtklikError, unknown
from pipeline.proof import Proof
from pipeline.silence import Silence, odds
from pipeline.source_options import check_options
from pipeline.states import Outcome
from pipeline.visible import visible
from pipeline.watch import Source

STATES = {
    Sight.OK: "ok",
    Sight.EMPTY: "empty: read right, and there is nothing",
    Sight.PARTLY: "partly read",
    Sight.QUIET: "quiet",
    Sight.HICCUP: "hiccup: the last visit failed",
    Sight.CHANGED: "changed: the page comes and is not recognised any more",
    Sight.BROKEN: "broken: cannot be read",
    Sight.OVERDUE: "overdue: nobody visits it; does `otklik run` still run?",
    Sight.NEW: "new: not visited yet",
    Sight.OFF: "off",
}


def look_at(session: Session, names: Sequence[str], now: datetime) -> list[Coverage]:
    """The coverage of these sources, of all when none is named, by name."""
    known = [row.source.name for row in store.sources(session)]
    for name in names:
        if name not in known:
            raise OtklikError(unknown("source", name, known))
    return sorted(look(session, now, names), key=lambda one: one.source.name)


def shown(one: Coverage, now: datetime) -> str:
    """A source's coverage in a few lines for people."""
    facts = (
        f"{one.source.name}: {STATES[one.sight]}",
        f"last good visit {_moment(one.last_good, 'never')}",
        f"{one.posts_per_day(now):.1f} new posts a day",
        f"next visit {_moment(one.due, 'at once')}",
    )
    return visible("\n  ".join(["; ".join(facts), *reasons(one)]))


def line(one: Coverage, now: datetime) -> str:
    """A source's coverage on one line, columns two spaces apart."""
    source, error = one.source, one.last.error if one.last else None
    columns = (
        source.name,
        str(one.sight),
        source.kind,
        str(source.channel),
        source.url,
        f"{one.posts_per_day(now):.1f} a day",
        f"last good {_moment(one.last_good, 'never')}",
        f"next {_moment(one.due, 'at once') if source.enabled else 'never'}",
    )
    return visible("  ".join([*columns, *([f"error: {error}"] if error else [])]))


def reasons(one: Coverage) -> list[str]:
    """What there is to say of its trouble, a line each."""
    lines = [*_tell_options(one.source), *(_tell_emptied(field) for field in one.emptied)]
    if one.silence and one.silence.quiet:
        lines.insert(0, _tell_silence(one.silence))
        if one.proof:
            lines.insert(1, _tell_proof(one.proof))
    if one.away:
        lines.insert(0, f"{one.away.error} ({_moment(one.away.finished)}); not the source's fault")
    if one.last and one.last.error:
        row = f" ({one.failures} in a row)" if one.failures > 1 else ""
        told = "last error" if one.last.outcome is Outcome.FAILED else "last visit"
        lines.insert(0, f"{told}: {one.last.error}{row}")
        if one.failures and (advice := advise(one.last.error)):
            lines.insert(1, f"{advice}{_tell_commands(advice, one.source.name)}")
    if one.move and one.move.lasting:
        lines.append(
            f"its site says so since {_moment(one.move.since)}, in {one.move.visits} visits: "
            f'`otklik source move "{one.source.name}"` gives it the new address'
        )
    if one.sight in (Sight.CHANGED, Sight.PARTLY) and one.since:
        again = f'otklik source reread "{one.source.name}" --since {one.since:%Y-%m-%d}'
        lines.append(f"when its reader is mended: {again}")
    return lines


def _tell_options(source: Source) -> Iterator[str]:
    """What is wrong with options that were kept before they were looked at."""
    try:
        check_options(source.kind, source.options)
    except OtklikError as error:
        yield f"cannot be visited: {error}"


def _tell_commands(advice: str, name: str) -> str:
    """How to do what is advised."""
    told = (("address", f'otklik source move "{name}" URL'), ("off", f'otklik source off "{name}"'))
    ways = [f"`{command}`" for word, command in told if re.search(rf"\b{word}\b", advice)]
    return f" ({', '.join(ways)})" if ways else ""


def _tell_silence(silence: Silence) -> str:
    return (
        f"no new post since {_moment(silence.since)}, {silence.expected:.1f} were to be expected: "
        f"chance does that once in {odds(silence.probability):,} times"
    )


def _tell_proof(proof: Proof) -> str:
    told = [f"its page was unchanged in {proof.unchanged} of {proof.visits} visits since"]
    if proof.fewer:
        counts = f"{proof.posts:.1f}, not {proof.usual:.1f}"
        told.append(f"it gives fewer posts than before ({counts}): its reader may miss some")
    elif proof.read:
        told.append("it gives no fewer posts than before")
    if proof.others:
        place = "host" if proof.near else "channel"
        others = f"{proof.writing} of {proof.others} other sources of its {place}"
        told.append(f"{others} had new posts")
    return "; ".join(told)


def _tell_emptied(field: Emptied) -> str:
    return (
        f"{field.field} empty since {_moment(field.since)}, in {field.posts} posts; "
        f"before, {field.share:.0%} had it"
    )


def _moment(at: datetime | None, none: str = "") -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else none


def plain(one: Coverage, now: datetime) -> dict[str, Any]:  # JSON's own loose dictionary
    """A source's coverage as JSON holds it, times as ISO 8601."""
    silence = one.silence if one.silence and one.silence.quiet else None
    return {
        "name": one.source.name,
        "state": str(one.sight),
        "since": _iso(one.since),
        "good": _iso(one.last_good),
        "new": _iso(one.last_new),
        "error": one.last.error if one.last else None,
        "failures": one.failures,
        "away": _iso(one.away.finished) if one.away else None,
        "per_day": round(one.posts_per_day(now), 2),
        "expected": round(silence.expected, 1) if silence else None,
        "probability": silence.probability if silence else None,
        "emptied": {field.field: _iso(field.since) for field in one.emptied},
        "due": _iso(one.due),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
