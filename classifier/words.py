"""A judge made of word lists: for tests, and where the transformer cannot run."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from classifier.language import detect
from classifier.verdict import Act, Reading, Sentiment, Verdict, Why, mark_text
from classifier.wordbook import TOKEN, Feelings, fold, read_feelings, read_themes, tokens

READ = 5_000  # characters; a rant says what it is about early
REACH = 3  # words a negation reaches
NEAR = 0.75  # weight of a sentence that does not name the brand, where another does
LATER = 1.4  # weight of what stands after "but"
NAMED = 6  # words behind a verdict that are named
SENTENCE = re.compile(r"[.!?;…\n]+")
CLAUSE = re.compile(r"[^.!?;…\n]+")
GLAD = re.compile(r"[😍🥰😊😀😃😄😁🤩😘👍❤💖💕👏🔥💪🎉😋🤗]|:-?\)|\){2,}")
SAD = re.compile(r"[😡😠🤬👎😤😞😢😭🤮🤢💩😩🙄😒🤡😖😣]|:-?\(|\({2,}")


@dataclass(frozen=True)
class Signs:
    """What the lists found, weighed."""

    negative: float = 0.0
    positive: float = 0.0
    trouble: float = 0.0
    grave: float = 0.0
    asks: bool = False
    suggests: bool = False


@dataclass(frozen=True)
class Hit:
    """An entry of a list among words: from where to where, and the negation that turns it."""

    place: tuple[int, int]
    turned: int | None
    negative: float = 0.0
    positive: float = 0.0
    trouble: float = 0.0

    def reach(self) -> tuple[int, int]:
        """The first and the last of its words, the negation among them."""
        start, end = self.place
        by = start if self.turned is None else self.turned
        return min(start, by), max(end - 1, by)


class WordsJudge:
    """Judges by word lists; languages without a list are read by the script's main one."""

    name = "words-1"

    def judge(self, readings: Sequence[Reading]) -> list[Verdict]:
        """One verdict for each reading, in order."""
        return [_judge(reading) for reading in readings]

    def explain(self, readings: Sequence[Reading], verdicts: Sequence[Verdict]) -> list[Why | None]:
        """The entries of the lists behind each verdict."""
        return [_explain(*one) for one in zip(readings, verdicts, strict=True)]


def _judge(reading: Reading) -> Verdict:
    text = reading.text[:READ]
    language = reading.language or detect(text)
    return _conclude(_read_signs(text, reading.brand, _feelings(language, text)), text, language)


def _feelings(language: str | None, text: str) -> Feelings:
    lists = read_feelings()
    if language in lists:
        return lists[language]
    return lists["ru" if re.search("[а-яА-ЯёЁ]", text) else "en"]


def _read_signs(text: str, brand: str | None, feelings: Feelings) -> Signs:
    words = tokens(text)
    found = [
        (weight, _count(clause, feelings)) for weight, clause in _clauses(text, brand, feelings)
    ]
    glad, sad = len(GLAD.findall(text)), len(SAD.findall(text))
    signs = Signs(
        negative=sum(weight * signs.negative for weight, signs in found) + min(sad, 2) * 0.8,
        positive=sum(weight * signs.positive for weight, signs in found) + min(glad, 2) * 0.6,
        trouble=sum(weight * signs.trouble for weight, signs in found),
        grave=float(feelings.grave.count(words)),
        asks="?" in text or "？" in text or feelings.questions.holds(" ".join(words[:1])),
        suggests=feelings.suggestion.count(words) > 0,
    )
    return _hear_irony(signs)


def _hear_irony(signs: Signs) -> Signs:
    """Thanks beside plain trouble are no thanks: "thank you for the third day offline"."""
    if signs.negative >= 1 and signs.trouble >= 2 and signs.positive <= signs.negative:
        return replace(signs, negative=signs.negative + signs.positive / 2, positive=0.0)
    return signs


def _clauses(text: str, brand: str | None, feelings: Feelings) -> Iterator[tuple[float, list[str]]]:
    """The text's clauses as words, each with its weight."""
    name = fold(brand or "").strip()[:200]
    stem = name[:-1] if len(name) > 4 else name  # "Ромашка" also as "Ромашки"
    elsewhere = NEAR if stem and stem in fold(text) else 1.0
    for sentence in SENTENCE.split(text):
        weight = 1.0 if stem and stem in fold(sentence) else elsewhere
        words = tokens(sentence)
        start = 0
        for turn, end in feelings.contrast.places(words):
            yield weight, words[start:turn]
            start, weight = end, weight * LATER if start == 0 else weight
        yield weight, words[start:]


def _count(words: list[str], feelings: Feelings) -> Signs:
    """What stands in one clause, negations turned."""
    hits = list(_hear(words, feelings))
    return Signs(
        negative=sum(hit.negative for hit in hits),
        positive=sum(hit.positive for hit in hits),
        trouble=sum(hit.trouble for hit in hits),
    )


def _hear(words: list[str], feelings: Feelings) -> Iterator[Hit]:
    """The entries among the words of one clause, and what each says there."""
    negations = [start for start, _ in feelings.negations.places(words)]

    def turned(place: tuple[int, int]) -> int | None:
        return _find_negation(place, negations, after=feelings.after)

    for place in feelings.negative.places(words):
        by = turned(place)
        yield Hit(place, by, negative=1.0) if by is None else Hit(place, by, positive=0.4)
    for place in feelings.positive.places(words):
        by = turned(place)
        yield Hit(place, by, positive=1.0) if by is None else Hit(place, by, negative=0.9)
    for place in feelings.expected.places(words):
        if (by := turned(place)) is not None:
            yield Hit(place, by, negative=1.0, trouble=1.0)
    for place in feelings.trouble.places(words):
        yield Hit(place, None, trouble=1.0)


def _find_negation(place: tuple[int, int], negations: list[int], *, after: bool) -> int | None:
    start, end = place
    near = (
        negation
        for negation in negations
        if 0 < start - negation <= REACH or (after and 0 <= negation - end < REACH)
    )
    return next(near, None)


def _explain(reading: Reading, verdict: Verdict) -> Why | None:
    """The entries that spoke for a verdict, each with the negation that turned it."""
    text = reading.text[:READ]
    folded = fold(text)
    against = verdict.complaint or verdict.sentiment is Sentiment.NEGATIVE
    neutral = not against and verdict.sentiment is Sentiment.NEUTRAL
    if neutral or len(folded) != len(text):  # folded, words would stand elsewhere
        return None
    feelings = _feelings(verdict.language, text)
    spans = {match.span() for match in (SAD if against else GLAD).finditer(text)}
    for sentence in CLAUSE.finditer(folded):
        words = list(TOKEN.finditer(folded, *sentence.span()))
        for hit in _hear([word[0] for word in words], feelings):
            if (hit.negative or hit.trouble) if against else hit.positive:
                first, last = hit.reach()
                spans.add((words[first].start(), words[last].end()))
    named = tuple(_unite(sorted(spans)))[:NAMED]
    return Why(mark_text(reading.text), named) if named else None


def _unite(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Places that overlap, as one."""
    held: tuple[int, int] | None = None
    for start, end in spans:
        if held and start < held[1]:
            held = held[0], max(end, held[1])
            continue
        if held:
            yield held
        held = start, end
    if held:
        yield held


def _conclude(signs: Signs, text: str, language: str | None) -> Verdict:
    negative, neutral, positive = _share(signs)
    chance = _complaint_chance(signs)
    complaint = chance >= 0.5
    sentiment = _strongest(negative, neutral, positive)
    return Verdict(
        sentiment=sentiment,
        p_negative=negative,
        p_neutral=neutral,
        p_positive=positive,
        complaint=complaint,
        p_complaint=chance,
        act=_act(signs, sentiment, complaint=complaint),
        theme=_theme(text) if complaint else None,
        severity=_severity(signs) if complaint else None,
        language=language,
    )


def _share(signs: Signs) -> tuple[float, float, float]:
    bad = signs.negative + 0.25 * min(signs.trouble, 3)
    weights = [math.exp(1.3 * min(bad, 6)), math.exp(0.8), math.exp(1.3 * min(signs.positive, 6))]
    negative, _, positive = (weight / sum(weights) for weight in weights)
    return negative, 1.0 - negative - positive, positive


def _complaint_chance(signs: Signs) -> float:
    sum_up = (
        1.2 * min(signs.negative, 5)
        + 0.6 * min(signs.trouble, 4)
        + 0.5 * min(signs.grave, 2)
        - 0.8 * min(signs.positive, 5)
    )
    return 1 / (1 + math.exp(1.2 - sum_up))


def _strongest(negative: float, neutral: float, positive: float) -> Sentiment:
    ranked = {
        Sentiment.NEUTRAL: neutral,
        Sentiment.NEGATIVE: negative,
        Sentiment.POSITIVE: positive,
    }
    return max(ranked, key=lambda sentiment: ranked[sentiment])


def _act(signs: Signs, sentiment: Sentiment, *, complaint: bool) -> Act:
    if complaint:
        return Act.COMPLAINT
    if signs.suggests:
        return Act.SUGGESTION
    if signs.asks and signs.positive < 2:
        return Act.QUESTION
    return Act.PRAISE if sentiment is Sentiment.POSITIVE else Act.OTHER


def _theme(text: str) -> str | None:
    words = tokens(text)
    counts = {theme: listed.count(words) for theme, listed in read_themes().items()}
    best = max(counts, key=lambda theme: counts[theme])
    return best if counts[best] else None


def _severity(signs: Signs) -> int:
    if signs.grave:
        return 3
    return 2 if signs.trouble >= 2 or signs.negative >= 3 else 1
