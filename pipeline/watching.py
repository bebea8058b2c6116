"""What is watched, put into the tables and read back from them."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from pipeline import promises, sharing, store, team_watch, websub
from pipeline.desk_model import (
    BrandCorrection,
    PromiseRow,
    QueryChange,
    QueryExample,
    TemplateRow,
)
from pipeline.errors import OtklikError, unknown
from pipeline.model import BrandRow, Mention, PostRow, RuleRow, SourceRow
from pipeline.people_model import Person
from pipeline.ready_answers import keep_template, retire
from pipeline.replies import Template
from pipeline.trigger_desk import read_kept
from pipeline.watch import Brand, Rule, Source, Watch


@dataclass(frozen=True)
class Change:
    """What became of one entry: "added", "changed", "removed", or "kept" against a wish."""

    what: str
    thing: str
    name: str
    why: str = ""

    def __str__(self) -> str:
        return f'{self.what} {self.thing} "{self.name}"' + (f": {self.why}" if self.why else "")


def current(session: Session) -> Watch:
    """All that is watched now."""
    return Watch(
        tuple(row.brand for row in store.brands(session)),
        tuple(row.source for row in store.sources(session)),
        tuple(row.rule for row in store.rules(session)),
        tuple(row.template for row in store.templates(session)),
        tuple(row.promise for row in store.promises(session)),
        promises.hours(session),
        tuple(row.assignment for row in sharing.rules(session)),
        tuple(row.escalation for row in team_watch.escalations(session)),
        tuple(read_kept(session).values()),
    )


def apply(session: Session, watch: Watch, now: datetime, *, prune: bool = False) -> list[Change]:
    """Make the tables say what the watch says; what it does not name goes only with `prune`."""
    brands = {brand.name for brand in watch.brands}
    if not prune:
        brands |= {row.brand.name for row in store.brands(session)}
    for source in watch.sources:
        check_about(source, brands)
    _must_differ("promise", [promise.to_whom for promise in watch.promises])
    _must_differ("escalation", [escalation.to_whom for escalation in watch.escalations])
    changes = [
        *_apply_brands(session, watch.brands, now),
        *_apply_sources(session, watch.sources),
        *_apply_rules(session, watch.rules, now),
        *_apply_templates(session, watch.templates, now),
        *_apply_promises(session, watch),
        *_told(team_watch.apply_assignments(session, watch.assignments)),
        *_told(team_watch.apply_escalations(session, watch.escalations)),
        *_told(team_watch.apply_triggers(session, watch.triggers)),
    ]
    if prune:
        changes += _prune(session, watch, now)
    session.flush()
    return changes


def check_about(source: Source, brands: Collection[str]) -> None:
    """Raise OtklikError when a source is about a brand nobody watches."""
    for name in source.about:
        if name not in brands:
            raise OtklikError(
                'source "%(source)s": about: %(problem)s',
                source=source.name,
                problem=unknown("brand", name, brands),
            )


def _must_differ(thing: str, whom: Sequence[str]) -> None:
    """Raise OtklikError where two would take turns; they have no names that a file could repeat."""
    twice = next((one for one, count in Counter(whom).items() if count > 1), None)
    if twice is not None:
        raise OtklikError(
            '%(thing)s "%(whom)s" is given twice; leave one of them', thing=thing, whom=twice
        )


def _apply_brands(session: Session, brands: Sequence[Brand], now: datetime) -> Iterator[Change]:
    known = {row.brand.name: row for row in store.brands(session)}
    for brand in brands:
        row = known.get(brand.name)
        if row is None:
            keep_brand(session, BrandRow(), brand, None, now)
            yield Change("added", "brand", brand.name)
        elif row.brand != brand:
            keep_brand(session, row, brand, None, now)
            yield Change("changed", "brand", brand.name)


def keep_brand(
    session: Session, row: BrandRow, brand: Brand, person: Person | None, now: datetime
) -> None:
    """Let a row be this brand; what becomes of its query is kept, with who changed it."""
    before = row.brand.query if row.id else None
    row.brand = brand
    session.add(row)
    if before != brand.query:
        # Before the first post there is nothing to match again.
        applied = None if session.scalar(select(PostRow.id).limit(1)) else now
        facts = {"brand": row, "at": now, "person": person, "applied": applied}
        session.add(QueryChange(**facts, before=before, after=brand.query))


def _apply_sources(session: Session, sources: Sequence[Source]) -> Iterator[Change]:
    known = {row.source.name: row for row in store.sources(session)}
    for source in sources:
        row = known.get(source.name)
        if row is None:
            session.add(SourceRow(source=source, due=None))
            yield Change("added", "source", source.name)
        elif row.source != source:
            if row.source.url != source.url:
                websub.leave(session, source.name)
            row.source = source
            row.due = None  # what was learnt of its rhythm was learnt of another place
            yield Change("changed", "source", source.name)


def _apply_rules(session: Session, rules: Sequence[Rule], now: datetime) -> Iterator[Change]:
    known = {row.rule.name: row for row in store.rules(session)}
    for rule in rules:
        row = known.get(rule.name)
        if row is None:
            session.add(RuleRow(rule=rule, since=now))
            yield Change("added", "rule", rule.name)
        elif row.rule != rule:
            row.rule = rule
            yield Change("changed", "rule", rule.name)


def _apply_templates(
    session: Session, templates: Sequence[Template], now: datetime
) -> Iterator[Change]:
    known = {row.template.name: row for row in store.every_template(session)}
    for template in templates:
        row = known.get(template.name)
        if row is None or row.template != template or row.retired:
            keep_template(session, row or TemplateRow(), template, None, now)
            yield Change("changed" if row else "added", "template", template.name)


def _apply_promises(session: Session, watch: Watch) -> Iterator[Change]:
    known = {row.promise.to_whom: row for row in store.promises(session)}
    for promise in watch.promises:
        row = known.get(promise.to_whom)
        if row is None:
            session.add(PromiseRow(promise=promise))
            yield Change("added", "promise", promise.to_whom)
        elif row.promise != promise:
            row.promise = promise
            yield Change("changed", "promise", promise.to_whom)
    if watch.hours is not None and watch.hours != promises.hours(session):
        promises.keep_hours(session, watch.hours)
        yield Change("changed", "hours", watch.hours.zone)


def _prune(session: Session, watch: Watch, now: datetime) -> Iterator[Change]:
    brands = {brand.name for brand in watch.brands}
    yield from (
        _remove_brand(session, row) for row in store.brands(session) if row.brand.name not in brands
    )
    sources = {source.name for source in watch.sources}
    for source in store.sources(session):
        if source.source.name not in sources:
            session.delete(source)
            yield Change("removed", "source", source.source.name)
    rules = {rule.name for rule in watch.rules}
    for rule in store.rules(session):
        if rule.rule.name not in rules:
            session.delete(rule)
            yield Change("removed", "rule", rule.rule.name)
    yield from _prune_desk(session, watch, now)


def _prune_desk(session: Session, watch: Watch, now: datetime) -> Iterator[Change]:
    templates = {template.name for template in watch.templates}
    for template in store.templates(session):
        if template.template.name not in templates:
            retire(session, template, None, now)
            yield Change("removed", "template", template.template.name)
    whom = {promise.to_whom for promise in watch.promises}
    for promise in store.promises(session):
        if promise.promise.to_whom not in whom:
            session.delete(promise)
            yield Change("removed", "promise", promise.promise.to_whom)
    yield from _told(team_watch.prune(session, watch.assignments, watch.escalations))
    yield from _told(team_watch.prune_triggers(session, watch.triggers))


def _told(changes: Iterator[team_watch.Told]) -> Iterator[Change]:
    return (Change(*change) for change in changes)


def _remove_brand(session: Session, row: BrandRow) -> Change:
    """Remove a brand nobody has spoken of; mentions are never lost with their brand."""
    spoken = select(func.count()).select_from(Mention).where(Mention.brand_id == row.id)
    count = session.scalars(spoken).one()
    if count:
        return Change("kept", "brand", row.brand.name, f"it has {count} mentions")
    moved = or_(BrandCorrection.before_id == row.id, BrandCorrection.after_id == row.id)
    if session.scalar(select(BrandCorrection.id).where(moved).limit(1)) is not None:
        why = "mentions were moved from it or to it"
        return Change("kept", "brand", row.brand.name, why)
    for table in (QueryChange, QueryExample):
        session.execute(delete(table).where(table.brand_id == row.id))
    session.delete(row)
    return Change("removed", "brand", row.brand.name)
