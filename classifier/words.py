"""A judge made of word lists: for tests, and where the transformer cannot run."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from classifier.language import detect
from classifier.verdict import Act, Reading, Sentiment, Verdict
from classifier.wordbook import Feelings, fold, read_feelings, read_themes, tokens

READ = 5_000  # characters; a rant says what it is about early
REACH = 3  # words a negation reaches
NEAR = 0.75  # weight of a sentence that does not name the brand, where another does
LATER = 1.4  # weight of what stands after "but"
SENTENCE = re.compile(r"[.!?;…\n]+")
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


class WordsJudge:
    """Judges by word lists; languages without a list are read by the script's main one."""

    name = "words-1"

    def judge(self, readings: Sequence[Reading]) -> list[Verdict]:
        """One verdict for each reading, in order."""
        return [_judge(reading) for reading in readings]


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
    negations = [start for start, _ in feelings.negations.places(words)]
    negative = positive = trouble = 0.0
    for place in feelings.negative.places(words):
        if _negated(place, negations, after=feelings.after):
            positive += 0.4
        else:
            negative += 1.0
    for place in feelings.positive.places(words):
        if _negated(place, negations, after=feelings.after):
            negative += 0.9
        else:
            positive += 1.0
    for place in feelings.expected.places(words):
        if _negated(place, negations, after=feelings.after):
            negative += 1.0
            trouble += 1.0
    trouble += feelings.trouble.count(words)
    return Signs(negative, positive, trouble)


def _negated(place: tuple[int, int], negations: list[int], *, after: bool) -> bool:
    start, end = place
    return any(
        0 < start - negation <= REACH or (after and 0 <= negation - end < REACH)
        for negation in negations
    )


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
