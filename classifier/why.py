"""Which words of a text decided its verdict: those without which it would be less sure.

The last layers read the text anew, each time without one word, and the heads answer anew. What
a head adds up itself says less: by then every token knows of all others (docs/judging.md).
"""

from collections.abc import Mapping, Sequence

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor

from classifier.batches import pad, split
from classifier.heads import COMPLAINTS, HEADS, SENTIMENTS
from classifier.network import JudgeNetwork
from classifier.places import Place, Span, place_words
from classifier.verdict import Reading, Sentiment, Verdict, Why, mark_text
from classifier.wordbook import fold, read_feelings

LAST = 4  # layers that read the text without a word
TRIED = 12  # words left out, one by one: those that count most in what the heads add up
MOST = 4  # words that are named
LEAST = 0.05  # of log-odds: what a word must have changed; beside others like it that is little
BESIDE = 0.4  # of what the first word changed: what another one must have changed
BATCH_TOKENS = 1024

Wanted = Mapping[str, int]  # the answers to explain, by head


def find_why(
    network: JudgeNetwork,
    tokenizer: Tokenizer,
    filler: int,
    readings: Sequence[Reading],
    verdicts: Sequence[Verdict],
) -> list[Why | None]:
    """The words behind each verdict that says more than "neutral"."""
    placed = [place_words(reading.text, reading.brand) for reading in readings]
    encoded = tokenizer.encode_batch([one.read if one.read[1] else one.read[0] for one in placed])
    found: list[Why | None] = [None] * len(readings)
    for group in split([len(one.ids) for one in encoded], BATCH_TOKENS):
        tokens, mask = pad([encoded[number].ids for number in group], filler)
        for number, states in zip(group, _read(network, tokens, mask), strict=True):
            verdict, text = verdicts[number], readings[number].text
            words = tie(placed[number].words, text, verdict.language)
            own = own_tokens(encoded[number], words)
            falls = leave_out(network, states[:, : own.shape[1]], own, ask(verdict))
            chosen = join(text, choose(falls.tolist(), words))
            found[number] = Why(mark_text(text), chosen) if chosen else None
    return found


def ask(verdict: Verdict) -> Wanted:
    """The answers to explain: a complaint and its sentiment, which hardly ever differ."""
    wanted = {"complaint": COMPLAINTS.index("complaint")} if verdict.complaint else {}
    expected = Sentiment.NEGATIVE if verdict.complaint else Sentiment.POSITIVE
    if verdict.sentiment in (Sentiment.NEGATIVE, expected):
        wanted["sentiment"] = SENTIMENTS.index(verdict.sentiment)
    return wanted


def _read(network: JudgeNetwork, tokens: Tensor, mask: Tensor) -> Tensor:
    """The states of each token before the last layers and after them: (texts, 2, tokens, width)."""
    where = network.weigh.weight.device
    with torch.inference_mode():
        answer = network.encoder(
            tokens.to(where), attention_mask=mask.to(where), output_hidden_states=True
        )
    states = answer.hidden_states
    return torch.stack([states[_first_of_last(network)].float(), states[-1].float()], 1)


def _first_of_last(network: JudgeNetwork) -> int:
    return max(len(network.encoder.encoder.layer) - LAST, 0)


def own_tokens(encoding: Encoding, words: Sequence[Place]) -> Tensor:
    """Which tokens are of which word: (words, tokens)."""
    own = torch.zeros(len(words), len(encoding.ids), dtype=torch.bool)
    places = zip(encoding.offsets, encoding.sequence_ids, strict=True)
    here = [(number, start, end) for number, ((start, end), part) in enumerate(places) if part == 0]
    for row, word in enumerate(words):
        for number, start, end in here:
            own[row, number] = start < word.read[1] and end > word.read[0]
    return own


def leave_out(network: JudgeNetwork, states: Tensor, own: Tensor, wanted: Wanted) -> Tensor:
    """How much less sure of their answers the heads are without each word, in log-odds."""
    falls = torch.zeros(len(own))
    if not wanted or not len(own):
        return falls
    own = own.to(states.device)
    tried = _count(network, states[1], own, wanted).topk(min(TRIED, len(own))).indices
    hidden = torch.cat([torch.zeros_like(own[:1]), own[tried]])
    with torch.inference_mode():
        answers = _read_without(network, states[0], hidden)
    for head, answer in wanted.items():
        sure = _log_odds(answers[head], answer)
        falls[tried.cpu()] += (sure[0] - sure[1:]).cpu()
    return falls


def _count(network: JudgeNetwork, states: Tensor, own: Tensor, wanted: Wanted) -> Tensor:
    """What the tokens of each word add to the heads' answers, beside what all tokens add."""
    weights = network.weights(states[None], torch.ones_like(own[:1]))[0]
    counts = []
    for head, answer in wanted.items():
        products = states @ network.answers[head].weight.T  # type: ignore[operator]
        toward = products[:, answer] - products.mean(1)
        weight = weights[:, list(HEADS).index(head)]
        added = own.float() @ (weight * (toward - weight @ toward))
        counts.append(added / added.abs().max().clamp_min(1e-9))
    return torch.stack(counts).amax(0)


def _read_without(network: JudgeNetwork, states: Tensor, hidden: Tensor) -> dict[str, Tensor]:
    """The logits of every head where the last layers see none of the hidden tokens, row by row."""
    lowest = torch.finfo(torch.float32).min
    mask = torch.zeros(hidden.shape, device=states.device).masked_fill(hidden, lowest)
    kind = network.weigh.weight.dtype
    rows = states.expand(len(hidden), -1, -1)
    for layer in network.encoder.encoder.layer[_first_of_last(network) :]:
        rows = layer(rows, mask[:, None, None])
    pooled = torch.einsum("bth,btd->bhd", network.weights(rows.to(kind), ~hidden), rows.to(kind))
    return network.answer(pooled)


def _log_odds(logits: Tensor, answer: int) -> Tensor:
    """How sure of its answer a head is, against all others together."""
    others = torch.cat([logits[:, :answer], logits[:, answer + 1 :]], 1)
    return logits[:, answer] - others.logsumexp(1)


def choose(falls: Sequence[float], words: Sequence[Place]) -> list[Place]:
    """The few words that changed most."""
    least = max(LEAST, BESIDE * max(falls, default=0.0))
    ranked = sorted(range(len(words)), key=lambda number: -falls[number])[:MOST]
    return [words[number] for number in ranked if falls[number] >= least]


def join(text: str, words: Sequence[Place]) -> tuple[Span, ...]:
    """The places of words in a text; neighbours are one."""
    spans: list[Span] = []
    for start, end in sorted({word.said for word in words}):
        if spans and text[spans[-1][1] : start].isspace():
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(spans)


def tie(words: Sequence[Place], text: str, language: str | None) -> list[Place]:
    """The same words, negations and what stands behind them as one."""
    lists = read_feelings().get(language or "")
    tied: list[Place] = []
    turns = False
    for word in words:
        if turns and text[tied[-1].said[1] : word.said[0]].isspace():
            before = tied.pop()
            said = before.said[0], word.said[1]
            tied.append(Place((before.read[0], word.read[1]), said, text[slice(*said)]))
            turns = False
            continue
        tied.append(word)
        turns = lists is not None and lists.negations.holds(fold(word.text))
    return tied
