"""The words behind a verdict are those without which the heads are less sure."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from classifier.device import Device
from classifier.model import TransformerJudge, load_judge
from classifier.places import Place
from classifier.verdict import Explainer, Reading, Sentiment, mark_text
from classifier.why import BESIDE, LEAST, choose, join, leave_out, own_tokens, tie


@pytest.fixture(scope="module")
def judge(tiny_weights: Path) -> TransformerJudge:
    return load_judge(tiny_weights, device=Device("cpu", torch.float32))


def test_what_a_word_changes_is_what_hiding_its_tokens_changes(judge: TransformerJudge) -> None:
    text = "it came late"
    encoding = judge.tokenizer.encode(text)
    tokens, mask = torch.tensor([encoding.ids]), torch.ones(1, len(encoding.ids), dtype=torch.long)
    words = [Place(span, span, text[slice(*span)]) for span in ((0, 2), (3, 7), (8, 12))]
    own, blank = own_tokens(encoding, words, len(encoding.ids))
    with torch.inference_mode():
        states = judge.network.encoder(
            tokens, attention_mask=mask, output_hidden_states=True
        ).hidden_states
        bare = [mask, *(mask.masked_fill(row, 0) for row in own)]
        logits = [judge.network(tokens, each)["complaint"][0] for each in bare]
    sure = torch.stack([row[1] - row[0] for row in logits])

    both = torch.cat([states[0], states[-1]])
    falls = leave_out(judge.network, both, own, blank, {"complaint": 1})

    assert falls.tolist() == pytest.approx((sure[0] - sure[1:]).tolist(), abs=1e-4)
    assert falls.abs().max() > 0


def test_any_text_is_explained_or_not_and_nothing_fails(judge: TransformerJudge) -> None:
    texts = ["", "a\x00b", "x" * 50_000, "жду " * 25_000, "😡", "it broke again " * 9, "\ud800 no"]
    readings = [Reading(text, brand) for text in texts for brand in (None, "it")]
    verdicts = [replace(verdict, complaint=True) for verdict in judge.judge(readings)]

    assert isinstance(judge, Explainer)
    for reading, why in zip(readings, judge.explain(readings, verdicts), strict=True):
        assert why is None or why.text == mark_text(reading.text)
        for start, end in why.words if why else ():
            assert 0 <= start < end <= len(reading.text)
    neutral = [replace(one, complaint=False, sentiment=Sentiment.NEUTRAL) for one in verdicts]
    assert set(judge.explain(readings, neutral)) == {None}


WORDS = [
    Place((at, at + 3), (at, at + 3), word) for at, word in ((0, "it "), (4, "not"), (8, "ran"))
]


@pytest.mark.parametrize(
    ("falls", "named"),
    [
        ([0.0, 0.0, 0.0], []),
        ([1.0, 0.0, 0.0], ["it "]),
        ([0.5, 0.0, 1.0], ["ran", "it "]),
        ([1.0, BESIDE - 0.01, 0.0], ["it "]),
        ([LEAST - 0.01, 0.0, -5.0], []),
    ],
)
def test_few_words_are_named(falls: list[float], named: list[str]) -> None:
    assert [word.text for word in choose(falls, WORDS)] == named


def test_a_negation_and_what_it_turns_are_one_word() -> None:
    def told(text: str, language: str | None) -> list[str]:
        return [word.text for word in tie(WORDS, text, language)]

    assert told("it  not ran", "en") == ["it ", "not ran"]
    assert told("it  not,ran", "en") == ["it ", "not", "ran"]
    assert told("it  not ran", None) == ["it ", "not", "ran"]


def test_neighbours_are_one() -> None:
    assert join("it  not ran", [WORDS[1], WORDS[2], WORDS[0]]) == ((0, 11),)
    assert join("it ,not ran", WORDS[:2]) == ((0, 3), (4, 7))
