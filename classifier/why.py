"""Which words of a text decided its verdict: those without which it would be less sure.

The last layers read the text anew, each time without one word, and the heads answer anew. What
a head adds up itself says less: by then every token knows of all others (docs/judging.md).
"""

from collections.abc import Iterable, Mapping, Sequence

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor, nn

from classifier.batches import pad, split
from classifier.heads import COMPLAINTS, HEADS, SENTIMENTS
from classifier.network import JudgeNetwork
from classifier.places import Place, Span, place_words
from classifier.verdict import Reading, Sentiment, Verdict, Why, mark_text
from classifier.wordbook import fold, read_feelings

LAST = 3  # layers that read the text without a word
TRIED = 8  # words left out, one by one: those that count most in what the heads add up
MOST = 4  # words that are named
LEAST = 0.05  # of log-odds: what a word must have changed; beside others like it that is little
BESIDE = 0.4  # of what the first word changed: what another one must have changed
BATCH_TOKENS = 1024
STEP = 8  # tokens: products of few sizes need less memory

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
            width = -(-len(encoded[number].ids) // STEP) * STEP
            own, blank = own_tokens(encoded[number], words, min(width, states.shape[1]))
            falls = leave_out(network, states[:, : len(blank)], own, blank, ask(verdict))
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
    layers, first = network.encoder.encoder.layer, _first_of_last(network)
    hidden = (mask == 0).to(where)
    with torch.inference_mode():
        before = _run(layers[:first], network.encoder.embeddings(tokens.to(where)), hidden)
        after = _run(layers[first:], before, hidden)
    return torch.stack([before.float(), after.float()], 1)


def _run(layers: Iterable[nn.Module], states: Tensor, hidden: Tensor) -> Tensor:
    """States after some layers, in which no token sees those that are hidden in its row."""
    lowest = torch.finfo(states.dtype).min
    mask = torch.zeros(hidden.shape, dtype=states.dtype, device=states.device)
    mask = mask.masked_fill(hidden, lowest)[:, None, None]
    for layer in layers:
        states = layer(states, mask)
    return states


def _first_of_last(network: JudgeNetwork) -> int:
    return max(len(network.encoder.encoder.layer) - LAST, 0)


def own_tokens(encoding: Encoding, words: Sequence[Place], width: int) -> tuple[Tensor, Tensor]:
    """Which of so many tokens are of which word, (words, tokens), and which are filling."""
    blank = torch.arange(width) >= len(encoding.ids)
    own = torch.zeros(len(words), width, dtype=torch.bool)
    places = zip(encoding.offsets, encoding.sequence_ids, strict=True)
    here = [(number, start, end) for number, ((start, end), part) in enumerate(places) if part == 0]
    for row, word in enumerate(words):
        for number, start, end in here:
            own[row, number] = start < word.read[1] and end > word.read[0]
    return own, blank


def leave_out(
    network: JudgeNetwork, states: Tensor, own: Tensor, blank: Tensor, wanted: Wanted
) -> Tensor:
    """How much less sure of their answers the heads are without each word, in log-odds."""
    falls = torch.zeros(len(own))
    if not wanted or not len(own):
        return falls
    own, blank = own.to(states.device), blank[None].to(states.device)
    tried = _count(network, states[1], own, blank, wanted).topk(min(TRIED, len(own))).indices
    hidden = torch.cat([blank, own[tried] | blank])
    with torch.inference_mode():
        answers = _read_without(network, states[0], hidden)
    for head, answer in wanted.items():
        sure = _log_odds(answers[head], answer)
        falls[tried.cpu()] += (sure[0] - sure[1:]).cpu()
    return falls


def _count(
    network: JudgeNetwork, states: Tensor, own: Tensor, blank: Tensor, wanted: Wanted
) -> Tensor:
    """What the tokens of each word add to the heads' answers, beside what all tokens add."""
    weights = network.weights(states[None], ~blank)[0]
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
    layers, kind = network.encoder.encoder.layer, network.encoder.embeddings.LayerNorm.weight.dtype
    rows = states.to(kind).expand(len(hidden), -1, -1)
    rows = _run(layers[_first_of_last(network) :], rows, hidden).float()
    return network.answer(torch.einsum("bth,btd->bhd", network.weights(rows, ~hidden), rows))


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
