"""How good the queue is, from labels given blind: by sample, channel and language."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from pipeline.label_model import Answer, LabelItem, LabelRow, LabelSample
from pipeline.labelling import disagree, final
from pipeline.model import Mention, PostRow
from pipeline.quality import Agreement, Draw, Quality, Stratum, agreement, measure

LEAST = 10  # labels of each kind; fewer say nothing of a channel or a language


@dataclass(frozen=True)
class Measured:
    """What labels say of a part of the queue."""

    name: str
    labels: int
    quality: Quality


@dataclass(frozen=True)
class Results:
    """What the labels of some samples say together."""

    whole: Measured
    channels: tuple[Measured, ...]
    languages: tuple[Measured, ...]
    brands: tuple[Measured, ...]
    weeks: tuple[Measured, ...]  # the latest first
    agreement: Agreement | None
    pairs: int  # texts that two people labelled
    unsure: int
    skipped: int
    drawn: int
    disagreements: tuple[LabelItem, ...]


def read_samples(session: Session, weeks: int = 12) -> Sequence[LabelSample]:
    """The latest samples with their labels, the newest first."""
    newest = select(LabelSample.week).distinct().order_by(LabelSample.week.desc()).limit(weeks)
    items = selectinload(LabelSample.items)
    mention = items.joinedload(LabelItem.mention).joinedload(Mention.post)
    labels = items.selectinload(LabelItem.labels).joinedload(LabelRow.person)
    asked = (
        select(LabelSample)
        .where(LabelSample.week.in_(list(session.scalars(newest))))
        .options(joinedload(LabelSample.brand), mention, labels)
        .order_by(LabelSample.week.desc(), LabelSample.brand_id)
    )
    return session.scalars(asked).all()


def measure_samples(samples: Sequence[LabelSample]) -> Results:
    """What the labels of samples say together, each for as many as it stands for.  (pure)"""
    items = [item for sample in samples for item in sample.items]
    answers = [one.answer for item in items for one in item.labels]
    pairs = [pair for item in items if (pair := _pair(item.labels)) is not None]
    return Results(
        whole=_measure("", samples),
        channels=_by(samples, 0),
        languages=_by(samples, 1),
        brands=_by_sample(samples, lambda sample: sample.brand.brand.name),
        weeks=_by_sample(samples, lambda sample: sample.week)[::-1],
        agreement=agreement(pairs),
        pairs=len(pairs),
        unsure=answers.count(Answer.UNSURE),
        skipped=answers.count(Answer.SKIPPED),
        drawn=len(items),
        disagreements=tuple(item for item in items if disagree(item.labels)),
    )


def _by_sample(
    samples: Sequence[LabelSample], name_of: Callable[[LabelSample], str]
) -> tuple[Measured, ...]:
    """The same for samples of one name; those without labels say nothing."""
    groups: dict[str, list[LabelSample]] = defaultdict(list)
    for sample in samples:
        groups[name_of(sample)].append(sample)
    measured = (_measure(name, group) for name, group in sorted(groups.items()))
    return tuple(one for one in measured if one.labels)


def _by(samples: Sequence[LabelSample], place: int) -> tuple[Measured, ...]:
    """The same for each channel (place 0) or language (place 1) that has labels enough."""
    names = sorted({_place_of(item)[place] for one in samples for item in one.items})
    measured = (_measure(name, samples, place) for name in names)
    return tuple(one for one in measured if _is_enough(one.quality))


def _place_of(item: LabelItem) -> tuple[str, str]:
    post: PostRow = item.mention.post
    return str(post.post.channel), post.post.language or ""


def _is_enough(quality: Quality) -> bool:
    return quality.precision.whole >= LEAST and quality.missed.whole >= LEAST


def _measure(name: str, samples: Sequence[LabelSample], place: int | None = None) -> Measured:
    """What the labels say of all mentions, or of those of one channel or language."""
    draws = [
        Draw(_stratum(sample, name, place, flagged=True), _stratum(sample, name, place))
        for sample in samples
    ]
    labels = sum(one.flagged.labels + one.others.labels for one in draws)
    return Measured(name, labels, measure(draws))


def _stratum(
    sample: LabelSample, name: str, place: int | None, *, flagged: bool = False
) -> Stratum:
    """What was said of one kind of a sample, beside how many of it there were."""
    rows = [row for row in sample.drawn_from if place is None or row[place] == name]
    said = [
        counts.answer is Answer.COMPLAINT
        for item in sample.items
        if item.flagged is flagged and (place is None or _place_of(item)[place] == name)
        if (counts := final(item.labels)) is not None
    ]
    return Stratum(sum(said), len(said), sum(row[2 if flagged else 3] for row in rows))


def _pair(labels: Sequence[LabelRow]) -> tuple[bool, bool] | None:
    """What the first two people said who were sure and had not to settle anything."""
    sure = [
        one.answer is Answer.COMPLAINT
        for one in labels
        if not one.settles and one.answer in (Answer.COMPLAINT, Answer.OTHER)
    ]
    return (sure[0], sure[1]) if len(sure) >= 2 else None
