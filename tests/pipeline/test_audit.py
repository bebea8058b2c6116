"""What is kept of changes outside of tasks, and how it is read back."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from classifier.verdict import Sentiment
from pipeline import audit, audit_log, corrections, desk, sifting, theme_desk
from pipeline.audit_log import KINDS, AuditFilter, Line, read_log
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.export import to_csv
from pipeline.followup import open_tasks
from pipeline.lists import audit_roll
from pipeline.model import BrandRow, Mention, SourceRow
from pipeline.noise import Noise
from pipeline.people import add_person, change_person, set_password
from pipeline.people_model import Person
from pipeline.post import Channel
from pipeline.reply_model import Reply
from pipeline.states import ReplyState, Role
from pipeline.task_model import Task
from pipeline.team_model import AuditEntry
from pipeline.watch import Brand, Source, Watch
from pipeline.watching import apply

HOUR = timedelta(hours=1)


def entries(session: Session) -> list[AuditEntry]:
    session.flush()
    return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def told(session: Session) -> list[tuple[str, str, str]]:
    return [(entry.thing, entry.name, entry.what) for entry in entries(session)]


def test_what_a_command_changes_is_kept_without_a_person(database: Database, now: datetime) -> None:
    source = Source("blog", "feed", Channel.BLOG, "https://blog.example/feed")
    with database.writing() as session:
        apply(session, Watch(brands=(Brand("Ромашка", "ромашка"),), sources=(source,)), now)
    with database.writing() as session:
        apply(session, Watch(brands=(Brand("Ромашка", "ромашк*"),)), now, prune=True)
    with database.reading() as session:
        assert told(session) == [
            ("brand", "Ромашка", "added"),
            ("source", "blog", "added"),
            ("brand", "Ромашка", "changed"),
            ("source", "blog", "removed"),
        ]
        changed = entries(session)[2]
        assert (changed.before, changed.after) == ({"query": "ромашка"}, {"query": "ромашк*"})
        assert changed.person_id is None
        assert (entries(session)[3].before or {})["url"] == source.url


def test_passwords_never_stand_in_it(database: Database, now: datetime) -> None:
    with database.writing() as session:
        anna = add_person(session, "anna", "Анна", "верно, лошадь", Role.MANAGER)
        audit.acting(session, anna, now)
        set_password(session, anna, "совсем другая лошадь")
        session.flush()
        boris = add_person(session, "boris", "Борис", "ещё одна лошадь")
        change_person(session, boris, Role.VIEWER, active=True)
    with database.reading() as session:
        assert "argon2" not in str([(it.before, it.after) for it in entries(session)])
        assert [it.person_id for it in entries(session)][1:] == [anna.id] * (
            len(entries(session)) - 1
        )
        assert {"password": "•••"} in [it.after for it in entries(session)]


def test_when_a_source_is_due_is_no_news(database: Database, now: datetime) -> None:
    with database.writing() as session:
        source = Source("blog", "feed", Channel.BLOG, "https://blog.example/feed")
        session.add(SourceRow(source=source, due=None))
    with database.writing() as session:
        session.scalars(select(SourceRow)).one().due = now
    with database.reading() as session:
        assert told(session) == [("source", "blog", "added")]


def test_it_is_only_added_to(database: Database, now: datetime) -> None:
    with database.writing() as session:
        audit.tell(session, "login", "anna", "wrong password", None, now)
    with database.reading() as session:
        entries(session)[0].what = "logged in"
        with pytest.raises(OtklikError, match="only added to"):
            session.flush()


@pytest.fixture
def busy(
    any_brands: Database,
    mention: Callable[..., Mention],
    person: Callable[..., Person],
    now: datetime,
) -> Database:
    """Anna took a task and corrected its verdict; Boris dismissed it; a brand was added."""
    with any_brands.writing() as session:
        anna, boris = person(session), person(session, "boris")
        mention(session)
        (task,) = open_tasks(session, now)
        desk.take(session, task, anna, now)
        corrections.correct(session, task.mention, anna, now, sentiment=Sentiment.NEUTRAL)
        desk.dismiss(session, task, boris, "=HYPERLINK(1)", now + HOUR)
        audit.acting(session, boris, now + 2 * HOUR)
        session.add(BrandRow(brand=Brand("Тюльпан", "тюльпан")))
    return any_brands


def shown(lines: list[Line]) -> list[tuple[str | None, str, str]]:
    return [(line.who, line.thing, line.what) for line in lines]


def test_all_sources_are_one_list_page_by_page(busy: Database, now: datetime) -> None:
    mine = AuditFilter(since=now, until=now + 3 * HOUR)
    with busy.reading() as session:
        lines = read_log(session, mine)
        assert shown(lines) == [
            ("Boris", "brand", "added"),
            ("Boris", "task", "status"),
            ("Boris", "task", "reason"),
            ("Anna", "verdict", "corrected"),
            ("Anna", "task", "status"),
            ("Anna", "task", "assignee_id"),
        ]
        paged: list[Line] = []
        while page := read_log(session, mine, paged[-1].place if paged else None, 2):
            paged += page
        assert paged == lines
        assert (lines[1].before, lines[1].after) == ("in_progress", "dismissed")


def test_filters(busy: Database, now: datetime) -> None:
    with busy.reading() as session:
        anna = session.scalars(select(Person).where(Person.login == "anna")).one()
        assert {line.who for line in read_log(session, AuditFilter(person=anna.id))} == {"Anna"}
        for kind in KINDS:
            assert {line.thing for line in read_log(session, AuditFilter(thing=kind))} <= {kind}
        early = read_log(session, AuditFilter(until=now + HOUR, thing="task"))
        assert {line.who for line in early} == {"Anna"}


def test_a_file_holds_all_lines_and_no_formula(
    busy: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "BATCH", 2)
    roll = audit_roll(busy, AuditFilter(thing="task"))
    text = b"".join(to_csv(roll)).decode("utf-8-sig")
    with busy.reading() as session:
        lines = read_log(session, AuditFilter(thing="task"))
    assert text.count("+00:00,") == len(lines) > 2
    assert "'=HYPERLINK(1)" in text
    assert ",=" not in text


def test_themes_noise_and_replies_are_kept(busy: Database, now: datetime) -> None:
    with busy.writing() as session:
        anna = session.scalars(select(Person).where(Person.login == "anna")).one()
        audit.acting(session, anna, now + 4 * HOUR)
        theme_desk.rename(session, "delivery", "Доставка курьером", anna, now)
        theme_desk.rename(session, "delivery", "Курьеры", anna, now)
        found = session.scalars(select(Mention)).one()
        sifting.decide(session, found, Noise.AD, anna, now)
        task = session.scalars(select(Task)).one()
        state, text = ReplyState.RECORDED, "Вернули деньги"
        session.add(Reply(task=task, state=state, text=text, person=anna, written=now, key="k"))
    with busy.reading() as session:
        lines = read_log(session, AuditFilter(person=anna.id, since=now + 3 * HOUR))
        assert [(line.thing, line.name, line.what) for line in lines] == [
            ("reply", str(task.id), "added"),
            ("noise", str(found.id), "added"),
            ("theme", "Курьеры", "changed"),
            ("theme", "Доставка курьером", "changed"),
            ("theme", "delivery", "added"),
        ]
        assert (lines[2].before, lines[2].after) == ("name: Доставка курьером", "name: Курьеры")
        assert "after: ad" in lines[1].after
        assert "Вернули деньги" in lines[0].after
