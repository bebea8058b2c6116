"""The vectors of complaints: kept when they are judged, read back for incidents and themes."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from classifier.verdict import Judge, Placer, Reading, Sentiment, Verdict
from pipeline.finding_model import MentionVector
from pipeline.model import Mention, PostRow
from pipeline.nearness import Space, unpack

USUAL = 1_000  # vectors that say what complaints have in common
_VECTOR = MentionVector.__table__.c


def find_vectors(
    judge: Judge, ids: Sequence[int], readings: Sequence[Reading], verdicts: Sequence[Verdict]
) -> dict[int, bytes]:
    """The vectors of the mentions that may need an answer; none from a judge that has none."""
    if not isinstance(judge, Placer):
        return {}
    wanted = [number for number, verdict in enumerate(verdicts) if is_flagged(verdict)]
    found = judge.vectors([readings[number].text for number in wanted])
    return {ids[number]: vector for number, vector in zip(wanted, found, strict=True)}


def is_flagged(verdict: Verdict) -> bool:
    """Whether a mention with this verdict may get a task; others need no vector."""
    return verdict.complaint or verdict.sentiment is Sentiment.NEGATIVE


def keep_vectors(session: Session, vectors: Mapping[int, bytes], judge: str) -> None:
    """Keep vectors; the one of an earlier text or judge is replaced.

    What follows a plus in a judge's version is learnt from corrections and moves heads alone, so
    the vectors of both stand in one space.
    """
    encoder = judge.partition("+")[0]
    asked = select(Mention.id).join(Mention.post).where(Mention.id.in_(vectors))
    # What was erased while the judge read it leaves no vector of its words.
    for mention_id in session.scalars(asked.where(PostRow.erased.is_(None))).all():
        row = session.get(MentionVector, mention_id)
        if row is None:
            row = MentionVector(mention_id=mention_id)
            session.add(row)
        row.judge, row.vector = encoder, vectors[mention_id]


def read_space(session: Session, judge: str) -> Space | None:
    """The space of a judge's vectors, from the latest of them; worked out once in a session."""
    spaces: dict[str, Space | None] = session.info.setdefault("spaces", {})
    if judge not in spaces:
        latest = select(_VECTOR.vector).where(_VECTOR.judge == judge)
        found = session.scalars(latest.order_by(_VECTOR.mention_id.desc()).limit(USUAL)).all()
        spaces[judge] = Space.of(unpack(found)) if found else None
    return spaces[judge]
