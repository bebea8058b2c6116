"""Evaluation counts what the judge's verdicts would say, set by set and language by language."""

import dataclasses
from pathlib import Path

import pytest
import torch

from classifier.data import Example
from classifier.evaluate import (
    Answers,
    ask,
    choose,
    count_praise_alarms,
    measure_calibration,
    report,
    sample,
    tabulate,
)
from classifier.heads import ACTS, HEADS, UNKNOWN
from classifier.model import TransformerJudge, load_judge
from classifier.tuning import cross_error, tune
from classifier.verdict import Act

PRAISE = ACTS.index(Act.PRAISE)


@pytest.fixture(scope="module")
def judge(tiny_weights: Path) -> TransformerJudge:
    return load_judge(tiny_weights)


def answers(rows: list[Example], **certain: list[int]) -> Answers:
    """Answers that are as good as certain of these labels."""
    logits = {head: torch.zeros(len(rows), len(labels)) for head, labels in HEADS.items()}
    for head, labels in certain.items():
        logits[head][range(len(rows)), labels] = 9.0
    return Answers(tuple(rows), logits)


def rows(*sentiments: int, dataset: str = "tweets") -> list[Example]:
    return [
        Example(f"text {n}", "en" if n % 2 else "ru", dataset, sentiment=label)
        for n, label in enumerate(sentiments)
    ]


def test_a_set_is_scored_as_a_whole_and_by_language(judge: TransformerJudge) -> None:
    lines = tabulate(judge, answers(rows(0, 1, 2, 0), sentiment=[0, 1, 2, 1]), "sentiment")

    scores = {line.language: line.score.macro_f1 for line in lines}
    assert scores["ru"] == 1.0
    assert scores["en"] == pytest.approx((0 + 1 * 2 / 3) / 2)
    assert set(scores) == {"all", "en", "ru"}


def test_a_set_in_one_language_is_scored_once(judge: TransformerJudge) -> None:
    one = [dataclasses.replace(row, language="ru") for row in rows(0, 1)]

    assert [line.language for line in tabulate(judge, answers(one), "sentiment")] == ["all"]


def test_rows_without_the_label_are_left_out(judge: TransformerJudge) -> None:
    lines = tabulate(judge, answers(rows(0, UNKNOWN), sentiment=[0, 1]), "sentiment")

    assert lines[0].score.texts == 1


def test_complaints_are_counted_by_the_threshold_of_the_card(judge: TransformerJudge) -> None:
    given = answers(rows(0, 0))
    given.logits["complaint"][:, 1] = torch.tensor([0.2, 2.0])
    strict = TransformerJudge(
        dataclasses.replace(judge.card, threshold=0.8), judge.network, judge.tokenizer
    )

    assert choose(judge, given, "complaint") == [1, 1]
    assert choose(strict, given, "complaint") == [0, 1]


def test_praise_taken_for_a_complaint_is_counted(judge: TransformerJudge) -> None:
    texts = [dataclasses.replace(row, act=PRAISE) for row in rows(2, 2, 2, 2)]

    assert count_praise_alarms(judge, answers(texts, complaint=[1, 0, 0, 0])) == 0.25


def test_certainty_that_is_wrong_is_measured(judge: TransformerJudge) -> None:
    wrong = answers(rows(0, 0, 0, 0), sentiment=[1, 1, 1, 1])

    assert measure_calibration(judge, wrong, "sentiment") > 0.9


def test_tuning_makes_the_loud_quiet(judge: TransformerJudge) -> None:
    labels = [n % 3 for n in range(210)]
    wrong = [(label + 1) % 3 if n % 5 == 0 else label for n, label in enumerate(labels)]
    loud = answers(rows(*labels, dataset="umsab"), sentiment=wrong)

    card = tune(judge.card, loud)

    tuned = TransformerJudge(card, judge.network, judge.tokenizer)
    assert card.calibration["sentiment"].temperature > 2
    assert measure_calibration(tuned, loud, "sentiment") < 0.1


def test_each_half_is_judged_by_what_the_other_taught() -> None:
    labels = [n % 3 for n in range(210)]
    even_wrong = [(n + 1) % 3 if n % 2 == 0 else n % 3 for n in range(210)]
    both_right = answers(rows(*labels, dataset="umsab"), sentiment=labels)

    half_wrong = answers(rows(*labels, dataset="umsab"), sentiment=even_wrong)

    assert cross_error(both_right, "sentiment") < 0.1
    assert cross_error(half_wrong, "sentiment") > 0.3


def test_a_sample_is_always_the_same_and_never_more_than_the_set_has() -> None:
    sets = {"tweets": rows(*[0] * 1000), "umsab": rows(*[0] * 700, dataset="umsab")}

    assert sample(sets) == sample(sets)
    assert sum(row.dataset == "umsab" for row in sample(sets)) == 700
    assert sum(row.dataset == "tweets" for row in sample(sets)) == 300
    assert {row.language for row in sample(sets, "ru")} == {"ru"}


def test_the_brand_is_told_where_the_label_is_toward_it(judge: TransformerJudge) -> None:
    row = Example("abc is good", "en", "tweets_target", "abc", sentiment=2)
    plain = dataclasses.replace(row, dataset="tweets")

    told, hidden, not_asked = (
        ask(judge, [row]),
        ask(judge, [row], brands=False),
        ask(judge, [plain]),
    )

    assert torch.equal(hidden.logits["sentiment"], not_asked.logits["sentiment"])
    assert not torch.equal(told.logits["sentiment"], hidden.logits["sentiment"])


def test_the_report_has_all_heads(judge: TransformerJudge) -> None:
    texts = [
        dataclasses.replace(row, complaint=n % 2, act=n % 5, dataset="acts")
        for n, row in enumerate(rows(0, 1, 2, 0, 1, 2))
    ]

    lines, facts = report(judge, answers(texts))

    assert {line.head for line in lines} == {"sentiment", "complaint", "act"}
    assert set(facts) >= {"calibration error, sentiment", "praise taken for a complaint"}
