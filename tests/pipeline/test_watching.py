from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from alerts.rules import RULES
from crawlers.kinds import KINDS as READ_KINDS
from pipeline import moving, store, watching
from pipeline.database import Database
from pipeline.desk_model import QueryChange
from pipeline.errors import OtklikError
from pipeline.escalation import Escalation, Stage
from pipeline.hours import Hours
from pipeline.model import Mention, RuleRow, SourceRow
from pipeline.people_model import Person
from pipeline.post import Channel
from pipeline.replies import Template
from pipeline.settings import read_settings
from pipeline.sla import Promise
from pipeline.triggers import Trigger
from pipeline.watch import KINDS, RULE_TYPES, Brand, Rule, Source, Watch
from pipeline.watch_cli import watch as command

FORUM = Source("town-forum", "forum", Channel.FORUM, "https://forum.example")
WATCH = Watch(
    (Brand("Мак", "мак"),),
    (FORUM,),
    (Rule("complaints", "new-complaint", ["duty"]),),
    (Template("late", "Заказ едет", "ru"),),
    (Promise(timedelta(hours=4)), Promise(timedelta(hours=1), band="urgent")),
    Hours("UTC", days={date(2026, 1, 1): ()}),
    triggers=(Trigger("press", 3, ("журналист",)),),
)


def apply(database: Database, watch: Watch, now: datetime, *, prune: bool = False) -> list[str]:
    with database.writing() as session:
        return [str(change) for change in watching.apply(session, watch, now, prune=prune)]


def test_applying_twice_changes_nothing(any_database: Database, now: datetime) -> None:
    assert apply(any_database, WATCH, now) == [
        'added brand "Мак"',
        'added source "town-forum"',
        'added rule "complaints"',
        'added template "late"',
        'added promise "any channel, any urgency"',
        'added promise "any channel, urgent"',
        'changed hours "UTC"',
        'added trigger "press"',
    ]
    assert apply(any_database, WATCH, now) == []
    with any_database.reading() as session:
        assert watching.current(session) == WATCH


def test_what_changed_is_changed(any_database: Database, now: datetime) -> None:
    apply(any_database, WATCH, now)
    with any_database.writing() as session:
        session.scalars(select(SourceRow)).one().due = now
    moved = replace(FORUM, url="https://new.example", options={"pages": 3})
    changed = Watch(
        (Brand("Мак", "мак OR маки"),),
        (moved,),
        (Rule("complaints", "new-complaint", ["duty", "boss"]),),
        (Template("late", "Заказ уже едет", "ru"),),
        (Promise(timedelta(hours=3)), Promise(timedelta(hours=1), band="urgent")),
        Hours("Europe/Berlin"),
        triggers=(Trigger("press", 0, ("журналист",)),),
    )
    assert [line.split()[0] for line in apply(any_database, changed, now)] == ["changed"] * 7
    with any_database.reading() as session:
        assert watching.current(session) == changed
        assert session.scalars(select(SourceRow)).one().due is None
        assert session.scalars(select(RuleRow)).one().since == now


def test_what_became_of_a_query_is_kept(any_database: Database, now: datetime) -> None:
    for query in ("мак", "мак OR маки", "мак OR маки"):
        apply(any_database, Watch((Brand("Мак", query),)), now)
    with any_database.reading() as session:
        told = [
            (it.before, it.after)
            for it in session.scalars(select(QueryChange).order_by(QueryChange.id))
        ]
    assert told == [(None, "мак"), ("мак", "мак OR маки")]


def test_what_is_not_named_goes_only_when_asked(database: Database, now: datetime) -> None:
    apply(database, WATCH, now)
    assert apply(database, Watch(), now) == []
    assert apply(database, Watch(), now, prune=True) == [
        'removed brand "Мак"',
        'removed source "town-forum"',
        'removed rule "complaints"',
        'removed template "late"',
        'removed promise "any channel, any urgency"',
        'removed promise "any channel, urgent"',
        'removed trigger "press"',
    ]
    with database.reading() as session:
        assert watching.current(session) == Watch(hours=WATCH.hours)


def test_a_brand_people_spoke_of_is_kept(
    brands: Database, mention: Callable[..., Mention], now: datetime
) -> None:
    with brands.writing() as session:
        mention(session)
    assert apply(brands, Watch(), now, prune=True) == [
        'removed brand "Василёк"',
        'kept brand "Ромашка": it has 1 mentions',
    ]


def test_a_brand_whose_mentions_were_moved_is_kept(
    any_brands: Database,
    mention: Callable[..., Mention],
    person: Callable[..., Person],
    now: datetime,
) -> None:
    """What was moved can be moved back, so its history names the brand."""
    with any_brands.writing() as session:
        moved, other = mention(session), store.brand_named(session, "Василёк")
        moving.move(session, moved, other, person(session), now)

    told = apply(any_brands, Watch(), now, prune=True)
    assert told == [
        'kept brand "Василёк": it has 1 mentions',
        'kept brand "Ромашка": mentions were moved from it or to it',
    ]


@pytest.mark.parametrize(
    "twice",
    [
        Watch(promises=(Promise(timedelta(hours=4)), Promise(timedelta(hours=1)))),
        Watch(escalations=(Escalation(Stage.OVERDUE, assign="a"), Escalation(Stage.OVERDUE))),
    ],
)
def test_what_is_promised_twice_to_the_same_is_refused(
    twice: Watch, database: Database, now: datetime
) -> None:
    with pytest.raises(OtklikError, match=r"any .* is given twice"):
        apply(database, twice, now)


def test_kinds_are_those_the_crawlers_read() -> None:
    assert set(KINDS) == set(READ_KINDS)


def test_types_of_rules_are_those_the_alerts_know() -> None:
    assert set(RULE_TYPES) == set(RULES)


def test_the_command_carries_a_file_in_and_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTKLIK_DATA", str(tmp_path / "data"))
    read_settings.cache_clear()
    file, copy = tmp_path / "watch.toml", tmp_path / "copy.toml"
    file.write_text('[[brand]]\nname = "Мак"\nquery = "мак"\n')
    run = CliRunner().invoke
    assert run(command, ["apply", str(file)]).output == 'added brand "Мак"\n'
    assert run(command, ["apply", str(file)]).output == "nothing to change\n"
    assert run(command, ["dump", "-o", str(copy)]).exit_code == 0
    assert run(command, ["dump"]).output == copy.read_text() == file.read_text()
    assert run(command, ["apply", str(copy), "--prune"]).output == "nothing to change\n"
    read_settings.cache_clear()


def test_a_source_is_about_brands_that_are_watched(database: Database, now: datetime) -> None:
    page = replace(FORUM, options={"about": ["Мак"]})
    apply(database, replace(WATCH, sources=(page,)), now)
    with database.reading() as session:
        assert watching.current(session).sources == (page,)

    wrong = replace(FORUM, options={"about": ["Мак", "Макк"]})
    for brands in (WATCH.brands, ()):
        watch = replace(WATCH, brands=brands, sources=(wrong,))
        with pytest.raises(OtklikError, match=r'about: unknown brand "Макк".*mean "Мак"'):
            apply(database, watch, now)
    with pytest.raises(OtklikError, match="unknown brand"), database.writing() as session:
        watching.apply(session, Watch(sources=(page,)), now, prune=True)
