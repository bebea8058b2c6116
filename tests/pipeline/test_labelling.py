"""Drawing a weekly sample, labelling it blind, and what the labels say."""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from classifier.verdict import Sentiment, Verdict
from pipeline import corrections, labelling, sampling
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.label_cli import label_lines
from pipeline.label_model import Answer, LabelItem, LabelRow, LabelSample
from pipeline.label_results import measure_samples, read_samples
from pipeline.model import Mention
from pipeline.people_model import Person

WEEK = timedelta(days=7)
CALM = Verdict(Sentiment.NEUTRAL, 0.1, 0.8, 0.1, complaint=False, p_complaint=0.1)
COMPLAINT, OTHER, UNSURE, SKIPPED = Answer


@pytest.fixture
def session(brands: Database) -> Iterator[Session]:
    with brands.reading() as opened:
        yield opened


@pytest.fixture
def sample(session: Session, mention: Callable[..., Mention], now: datetime) -> LabelSample:
    """Three flagged and five other mentions of last week, all of them drawn."""
    for number in range(8):
        verdict = None if number < 3 else CALM  # None leaves the fixture's complaint out
        made = mention(session, **({} if verdict is None else {"verdict": verdict}))
        made.found = now
    session.flush()
    (drawn,) = sampling.draw_due(session, 20, now + WEEK)
    return drawn


def item_of(sample: LabelSample, *, flagged: bool) -> LabelItem:
    return next(item for item in sample.items if item.flagged is flagged and not item.labels)


def test_a_week_is_drawn_once_for_each_brand_of_ours(
    session: Session, sample: LabelSample, now: datetime
) -> None:
    assert sample.week == sampling.last_monday(now + WEEK).isoformat()
    assert sorted(item.flagged for item in sample.items) == [False] * 5 + [True] * 3
    assert [row[2:] for row in sample.drawn_from] == [[3, 5]]
    assert sampling.draw_due(session, 20, now + WEEK + timedelta(days=1)) == []
    sample.week = (sampling.last_monday(now) - WEEK).isoformat()  # the machine was off for two
    (made_up,) = sampling.draw_due(session, 20, now + 2 * WEEK)
    assert made_up.week == sampling.last_monday(now + WEEK).isoformat()
    assert sampling.draw_due(session, 0, now + 2 * WEEK) == []


@pytest.mark.parametrize(
    ("moment", "monday"),
    [
        ("2026-11-22T23:59", "2026-11-09"),  # a Sunday: its own week is not over
        ("2026-11-23T00:00", "2026-11-16"),
        ("2026-01-01T12:00", "2025-12-22"),
    ],
)
def test_the_last_week_that_is_over(moment: str, monday: str) -> None:
    assert sampling.last_monday(datetime.fromisoformat(moment)) == date.fromisoformat(monday)


@pytest.mark.parametrize(
    ("drawn", "mondays"),
    [
        (None, ["2026-11-09"]),
        ("2026-11-09", []),
        ("2026-11-16", []),  # by a clock that was ahead
        ("2026-11-02", ["2026-11-09"]),
        ("2026-10-26", ["2026-11-02", "2026-11-09"]),
        ("2026-01-05", ["2026-10-19", "2026-10-26", "2026-11-02", "2026-11-09"]),
    ],
)
def test_weeks_in_which_nothing_ran_are_made_up_for(drawn: str | None, mondays: list[str]) -> None:
    known = date.fromisoformat(drawn) if drawn else None
    due = sampling.weeks_due(known, datetime.fromisoformat("2026-11-22T12:00+00:00"))
    assert [monday.isoformat() for monday in due] == mondays


def test_a_corrected_mention_is_drawn_as_the_judge_left_it(
    session: Session, mention: Callable[..., Mention], person: Callable[..., Person], now: datetime
) -> None:
    flagged = mention(session)
    flagged.found = now
    corrections.correct(session, flagged, person(session), now, complaint=False)
    session.flush()
    (drawn,) = sampling.draw_due(session, 20, now + WEEK)
    assert [item.flagged for item in drawn.items] == [True]


def test_everybody_gets_what_nobody_labelled_and_two_get_what_is_shared(
    session: Session, sample: LabelSample, person: Callable[..., Person], now: datetime
) -> None:
    anna, boris, vera = (person(session, login) for login in ("anna", "boris", "vera"))
    at = now + WEEK
    seen: dict[str, int] = {}
    for who in (anna, boris, vera):
        while (item := labelling.next_item(session, who, at)) is not None:
            labelling.label(session, item, who, OTHER, at)
            session.flush()
            seen[who.login] = seen.get(who.login, 0) + 1
    shared = sum(item.shared for item in sample.items)
    assert seen == {"anna": 8, "boris": shared}
    assert labelling.next_item(session, anna, at + labelling.OPEN_FOR) is None


def test_a_skipped_text_is_left_to_others_and_a_label_is_taken_back(
    session: Session, sample: LabelSample, person: Callable[..., Person], now: datetime
) -> None:
    anna, boris, at = person(session), person(session, "boris"), now + WEEK
    first = labelling.next_item(session, anna, at)
    assert first is not None
    labelling.label(session, first, anna, SKIPPED, at)
    session.flush()
    assert labelling.next_item(session, anna, at) is not first
    assert labelling.next_item(session, boris, at) is first
    assert labelling.count_labels(session, anna, at) == 1
    assert labelling.take_back(session, anna) is first
    assert labelling.next_item(session, anna, at) is first
    assert labelling.take_back(session, anna) is None


@pytest.mark.parametrize(
    ("answers", "counts", "apart"),
    [
        ((), None, False),
        ((COMPLAINT,), COMPLAINT, False),
        ((COMPLAINT, COMPLAINT), COMPLAINT, False),
        ((COMPLAINT, UNSURE), COMPLAINT, False),
        ((UNSURE, SKIPPED), None, False),
        ((COMPLAINT, OTHER), None, True),
    ],
)
def test_which_label_counts(
    answers: tuple[Answer, ...], counts: Answer | None, apart: bool
) -> None:
    labels = [LabelRow(answer=answer, settles=False) for answer in answers]
    said = labelling.final(labels)
    assert (said and said.answer) == counts
    assert labelling.disagree(labels) is apart
    settled = [*labels, LabelRow(answer=OTHER, settles=True)]
    assert labelling.disagree(settled) is False
    said = labelling.final(settled)
    assert said is not None
    assert said.answer is OTHER


def test_a_third_person_settles(
    session: Session, sample: LabelSample, person: Callable[..., Person], now: datetime
) -> None:
    anna, boris, vera = (person(session, login) for login in ("anna", "boris", "vera"))
    item = sample.items[0]
    labelling.label(session, item, anna, COMPLAINT, now)
    with pytest.raises(OtklikError, match="nothing to settle"):
        labelling.label(session, item, vera, COMPLAINT, now, settles=True)
    labelling.label(session, item, boris, OTHER, now)
    with pytest.raises(OtklikError, match="a third person"):
        labelling.label(session, item, boris, OTHER, now, settles=True)
    session.flush()
    assert measure_samples(read_samples(session)).disagreements == (item,)
    labelling.label(session, item, vera, OTHER, now, settles=True)
    session.flush()
    results = measure_samples(read_samples(session))
    assert results.agreement is not None
    assert (results.disagreements, results.pairs, results.agreement.kappa) == ((), 1, 0.0)
    assert [one.name for one in results.brands] == ["Ромашка"]
    assert len(results.weeks) == 1


def test_labels_measure_the_queue(
    session: Session, sample: LabelSample, person: Callable[..., Person], now: datetime
) -> None:
    anna = person(session)
    for flagged, answer in (
        (True, COMPLAINT),
        (True, COMPLAINT),
        (True, OTHER),
        (False, COMPLAINT),
        (False, OTHER),
        (False, OTHER),
        (False, OTHER),
        (False, UNSURE),
    ):
        labelling.label(session, item_of(sample, flagged=flagged), anna, answer, now)
    session.flush()
    results = measure_samples(read_samples(session))
    quality = results.whole.quality
    assert (results.whole.labels, results.unsure) == (7, 1)
    assert (quality.precision.part, quality.precision.whole) == (2, 3)
    assert (quality.missed.part, quality.missed.whole) == (1, 4)
    assert quality.recall == pytest.approx(2 / (2 + 5 / 4))
    assert results.channels == ()  # too few of each kind to say more


def test_labels_become_verdicts_only_when_somebody_says_so(
    session: Session, sample: LabelSample, person: Callable[..., Person], now: datetime
) -> None:
    anna = person(session)
    wrong, missed = item_of(sample, flagged=True), item_of(sample, flagged=False)
    labelling.label(session, wrong, anna, OTHER, now)
    assert wrong.mention.complaint is True
    assert labelling.let_correct(session, sample, True, now) == 1
    assert (wrong.mention.complaint, wrong.mention.judge) == (False, "person")
    labelling.label(session, missed, anna, COMPLAINT, now, sentiment=Sentiment.NEGATIVE)
    assert (missed.mention.complaint, missed.mention.sentiment) == (True, Sentiment.NEGATIVE)
    assert missed.mention.assessments[-1].person is anna
    assert labelling.let_correct(session, sample, True, now) == 0  # nothing is news


def test_labels_are_exported_as_adapt_reads_them(
    session: Session, sample: LabelSample, person: Callable[..., Person], now: datetime
) -> None:
    item = sample.items[0]
    item.mention.post.edited_text = "Ромашка \u2028 опять"
    labelling.label(session, item, person(session), COMPLAINT, now, sentiment=Sentiment.NEGATIVE)
    session.flush()
    (line,) = label_lines(read_samples(session))
    assert len(line.splitlines()) == 1
    row = json.loads(line)
    assert row["text"].endswith("Ромашка \u2028 опять")
    assert (row["target"], row["complaint"], row["sentiment"]) == ("Ромашка", True, "negative")
