"""Labelling blind: which text comes next, what people say of it, and what becomes of that."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from classifier.verdict import Sentiment
from pipeline import corrections
from pipeline.errors import OtklikError
from pipeline.label_model import Answer, LabelItem, LabelRow, LabelSample
from pipeline.model import Assessment, Mention
from pipeline.people_model import Person

OPEN_FOR = timedelta(weeks=8)  # an older sample is labelled no further
LOOKERS = 2  # people who label what is shared
_ITEM, _LABEL = LabelItem.__table__.c, LabelRow.__table__.c
_ASSESSMENT = Assessment.__table__.c


def next_item(session: Session, person: Person, now: datetime) -> LabelItem | None:
    """The text a person labels next: what nobody labelled, or what a second person should."""
    asked = (
        _left_for(person, now)
        .order_by(LabelSample.week.desc(), _given_by_others(person).desc(), _ITEM.place, _ITEM.id)
        .limit(1)
        .options(joinedload(LabelItem.mention).joinedload(Mention.post))
    )
    return session.scalars(asked).first()


def count_left(session: Session, person: Person, now: datetime) -> int:
    """How many texts of the samples still open are left for a person to label."""
    left = _left_for(person, now).with_only_columns(func.count())
    return session.scalars(left).one()


def _left_for(person: Person, now: datetime) -> Select[LabelItem]:
    others = _given_by_others(person)
    mine = select(_LABEL.id).where(_LABEL.item_id == _ITEM.id, _LABEL.person_id == person.id)
    seen = select(_ASSESSMENT.id).where(
        _ASSESSMENT.mention_id == _ITEM.mention_id, _ASSESSMENT.person_id == person.id
    )
    wanted = or_(others == 0, and_(_ITEM.shared.is_(True), others < LOOKERS))
    return (
        select(LabelItem)
        .join(LabelItem.sample)
        .where(LabelSample.drawn >= now - OPEN_FOR, wanted, ~mine.exists(), ~seen.exists())
    )


def _given_by_others(person: Person) -> ScalarSelect[int]:
    """How many others labelled an item and did not skip it."""
    return (
        select(func.count())
        .where(_LABEL.item_id == _ITEM.id, _LABEL.person_id != person.id)
        .where(_LABEL.answer != Answer.SKIPPED)
        .scalar_subquery()
    )


def label(
    session: Session,
    item: LabelItem,
    person: Person,
    answer: Answer,
    now: datetime,
    *,
    sentiment: Sentiment | None = None,
    settles: bool = False,
) -> LabelRow:
    """Keep what a person says of a text; whoever says something again replaces it."""
    own = next((one for one in item.labels if one.person is person), None)
    if settles and not disagree(item.labels):
        raise OtklikError("people agree on this text; there is nothing to settle")
    if settles and own is not None:
        raise OtklikError("you labelled this text; a third person settles it")
    if own is None:
        own = LabelRow(item=item, person=person, answer=answer, given=now, settles=settles)
        session.add(own)
    own.answer, own.sentiment, own.given = answer, sentiment, now
    if item.sample.corrects:
        correct_by(session, item, now)
    return own


def count_labels(session: Session, person: Person, now: datetime) -> int:
    """How many texts of the samples still open a person labelled."""
    mine = (
        select(func.count())
        .select_from(LabelRow)
        .join(LabelRow.item)
        .join(LabelItem.sample)
        .where(_LABEL.person_id == person.id, LabelSample.drawn >= now - OPEN_FOR)
    )
    return session.scalars(mine).one()


def take_back(session: Session, person: Person) -> LabelItem | None:
    """Forget the last label a person gave; the text it was about comes again."""
    last = session.scalars(
        select(LabelRow).filter_by(person_id=person.id).order_by(_LABEL.given.desc(), _LABEL.id)
    ).first()
    if last is None:
        return None
    item = last.item
    session.delete(last)
    session.flush()
    session.refresh(item, ["labels"])
    return item


def disagree(labels: Sequence[LabelRow]) -> bool:
    """Do people say complaint and no complaint of one text, and nobody settled it?  (pure)"""
    if any(one.settles for one in labels):
        return False
    return {Answer.COMPLAINT, Answer.OTHER} <= {one.answer for one in labels}


def final(labels: Sequence[LabelRow]) -> LabelRow | None:
    """The label that counts: the one that settled, else what all say who are sure.  (pure)"""
    sure = [one for one in labels if one.answer in (Answer.COMPLAINT, Answer.OTHER)]
    settled = [one for one in sure if one.settles]
    if settled:
        return settled[-1]
    return None if disagree(labels) or not sure else sure[0]


def let_correct(session: Session, sample: LabelSample, corrects: bool, now: datetime) -> int:
    """Let a sample's labels be verdicts of the people who gave them, or not any longer."""
    sample.corrects = corrects
    if not corrects:
        return 0
    return sum(correct_by(session, item, now) for item in sample.items)


def correct_by(session: Session, item: LabelItem, now: datetime) -> bool:
    """Set a mention's verdict to what its label says, where that is news."""
    counts = final(item.labels)
    if counts is None:
        return False
    complaint, mention = counts.answer is Answer.COMPLAINT, item.mention
    sentiment = counts.sentiment
    if mention.complaint is complaint and sentiment in (None, mention.sentiment):
        return False
    corrections.correct(
        session, mention, counts.person, now, complaint=complaint, sentiment=counts.sentiment
    )
    return True
