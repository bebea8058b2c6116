from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from classifier.verdict import Reading, Verdict, Why, mark_text
from pipeline import assess, corrections
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.model import Assessment, Mention
from pipeline.people_model import Person

Make = Callable[..., Mention]


@dataclass
class Strict:
    """A judge to whom everything is a complaint, and who keeps what it read."""

    verdict: Verdict
    name: str = "strict-1"
    read: list[Reading] = field(default_factory=list)

    def judge(self, readings: Sequence[Reading]) -> list[Verdict]:
        self.read += readings
        return [self.verdict for _ in readings]


def test_mentions_without_a_verdict_get_one(
    any_brands: Database, mention: Make, complaint: Verdict, now: datetime
) -> None:
    judge = Strict(complaint)
    with any_brands.writing() as session:
        for _ in range(3):
            mention(session, verdict=None, title="О доставке", language="ru")
        assert assess.assess(session, judge, now, limit=2) == 2
        assert assess.assess(session, judge, now, limit=2) == 1
        assert assess.assess(session, judge, now, limit=2) == 0
        stored = session.scalars(select(Mention)).all()
    assert {(m.judge, m.complaint, m.theme) for m in stored} == {("strict-1", True, "delivery")}
    assert judge.read[0].brand == "Ромашка"
    assert judge.read[0].language == "ru"
    assert judge.read[0].text.startswith("О доставке\n\nРомашка")


class Telling(Strict):
    """The same judge, to whom the first letter says all."""

    def explain(self, readings: Sequence[Reading], verdicts: Sequence[Verdict]) -> list[Why | None]:
        return [
            Why(mark_text(reading.text), ((0, 1),))
            for reading, _ in zip(readings, verdicts, strict=True)
        ]


def test_words_are_asked_for_where_a_task_may_be_opened(
    brands: Database, mention: Make, complaint: Verdict, praise: Verdict, now: datetime
) -> None:
    for verdict, told in ((complaint, [True, False]), (praise, [False, False])):
        with brands.writing() as session:
            made = [mention(session, verdict=None) for _ in range(2)]
            made[1].backfill = True
            session.flush()
            assess.assess(session, Telling(verdict), now, limit=2)
            session.flush()
            found = [one.assessments[-1].verdict.why for one in made]
            assert [why is not None for why in found] == told


def test_history_is_judged_last(
    brands: Database, mention: Make, complaint: Verdict, now: datetime
) -> None:
    with brands.writing() as session:
        old, new = (mention(session, verdict=None) for _ in range(2))
        old.backfill = True
        session.flush()
        assert [m.id for m in assess.waiting(session, 10)] == [new.id, old.id]


def test_a_verdict_found_outside_is_kept_once(
    any_brands: Database, mention: Make, complaint: Verdict, praise: Verdict, now: datetime
) -> None:
    with any_brands.writing() as session:
        made = mention(session, verdict=None)
        read = {made.id: assess.reading(made)}
        made.post.edited_text = "Ромашка всё исправила"  # while the judge was thinking
        session.flush()
        assert assess.keep(session, read, [complaint], "none-1", now) == 0
        read = {made.id: assess.reading(made)}
        assert assess.keep(session, read, [complaint], "one-1", now) == 1
        session.flush()
        assert assess.keep(session, read, [praise], "two-1", now) == 0
        assert session.scalars(select(Assessment.judge)).all() == ["one-1"]


def test_a_model_never_replaces_a_person(
    brands: Database,
    mention: Make,
    person: Callable[..., Person],
    complaint: Verdict,
    praise: Verdict,
    now: datetime,
) -> None:
    with brands.writing() as session:
        made = mention(session, verdict=complaint)
        assess.record(session, made, praise, assess.PERSON, person(session), now)
        assess.record(session, made, complaint, "model-2", None, now)
        session.flush()
        assert (made.judge, made.complaint) == (assess.PERSON, False)
        judges = [assessment.judge for assessment in made.assessments]
        assert judges == ["test-1", assess.PERSON, "model-2"]


def test_the_words_behind_a_verdict_are_no_reason_of_a_person(
    any_brands: Database,
    mention: Make,
    person: Callable[..., Person],
    complaint: Verdict,
    now: datetime,
) -> None:
    why = Why(7, ((0, 3), (8, 12)))
    with any_brands.writing() as session:
        made = mention(session, verdict=replace(complaint, why=why))
        corrections.correct(session, made, person(session), now, theme="price")
        session.flush()
        session.expire_all()
        assert [one.verdict.why for one in made.assessments] == [why, None]


def test_a_later_model_replaces_a_model(
    brands: Database, mention: Make, praise: Verdict, now: datetime
) -> None:
    with brands.writing() as session:
        made = mention(session)
        assess.record(session, made, praise, "model-2", None, now)
        assert (made.judge, made.complaint) == ("model-2", False)


def test_history_cannot_be_changed(brands: Database, mention: Make) -> None:
    def forge(session: Session) -> None:
        session.flush()
        session.scalars(select(Assessment)).one().judge = "nobody"
        session.flush()

    with brands.reading() as session:
        mention(session)
        with pytest.raises(OtklikError, match="only added to"):
            forge(session)
