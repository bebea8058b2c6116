"""The multilingual transformer as a judge: load, judge, save."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor

from classifier.batches import encode, find_filler, open_tokenizer, pad, split
from classifier.card import (
    TOKENIZER,
    Card,
    WeightsError,
    check_files,
    read_card,
    replacing,
    write_card,
)
from classifier.device import Device, choose_device, read_machine
from classifier.eight_bits import to_eight_bits
from classifier.half_floats import to_half_floats
from classifier.heads import ACTS, HEADS, SENTIMENTS, THEMES
from classifier.language import detect
from classifier.network import JudgeNetwork, configure
from classifier.origin import ORIGIN, restore
from classifier.packing import PackedWords, pack, unpack
from classifier.prepare import prepare
from classifier.ranges import RANGES, Ranges, read_ranges
from classifier.vectors import Placing, find_vectors, weigh_all, weigh_tokens
from classifier.verdict import Act, Reading, Verdict, Why
from classifier.why import find_why

SHIPPED = Path(__file__).parent / "weights"
WEIGHTS = "model.safetensors"
EMBEDDINGS = "encoder.embeddings.word_embeddings.weight"
BATCH_TOKENS = 1024  # padded tokens computed at once: more no longer pays and costs memory
CHUNK = 4096  # readings sorted by length at a time, so that endless lists need little memory


class TransformerJudge:
    """A judge over the shipped network; safe against any text, in any number."""

    def __init__(
        self,
        card: Card,
        network: JudgeNetwork,
        tokenizer: Tokenizer,
        where: str = "cpu",
        open_origin: Callable[[], JudgeNetwork] | None = None,
    ) -> None:
        self.card = card
        self.network = network
        self.tokenizer = tokenizer
        self.where = where
        self._open_origin = open_origin
        self.filler = find_filler(tokenizer)

    @property
    def name(self) -> str:
        """Name and version, as kept beside every assessment."""
        return self.card.title

    def judge(self, readings: Sequence[Reading]) -> list[Verdict]:
        """One verdict for each reading, in order; hostile texts never raise."""
        verdicts: list[Verdict] = []
        for start in range(0, len(readings), CHUNK):
            chunk = readings[start : start + CHUNK]
            chances = self.weigh(chunk)
            for number, reading in enumerate(chunk):
                language = reading.language or detect(reading.text)
                found = {head: values[number].tolist() for head, values in chances.items()}
                verdicts.append(decide(found, self.card.threshold_for(language), language))
        return verdicts

    def vectors(self, texts: Sequence[str]) -> list[bytes]:
        """Where each text stands among others; see classifier.vectors."""
        return find_vectors(self._placing, self.tokenizer, texts, self.where)

    def explain(self, readings: Sequence[Reading], verdicts: Sequence[Verdict]) -> list[Why | None]:
        """The words behind each verdict of this judge; see classifier.why."""
        return find_why(self.network, self.tokenizer, self.filler, readings, verdicts)

    @cached_property
    def _placing(self) -> Placing:
        """What vectors are made with: the encoder as it was before training, where that is known.

        Opened with the first complaint: who only judges needs no memory for it.
        """
        if self._open_origin is not None:
            return Placing(self._open_origin(), weigh_all(self.tokenizer), layer=-1, sign="query: ")
        return Placing(self.network, weigh_tokens(self.tokenizer))

    def weigh(self, readings: Sequence[Reading]) -> dict[str, Tensor]:
        """The calibrated probabilities of every head."""
        return {
            head: self.card.calibration[head].apply(logits)
            for head, logits in self.compute(readings).items()
        }

    def compute(self, readings: Sequence[Reading]) -> dict[str, Tensor]:
        """The bare logits of every head, one row for each reading."""
        found = {head: torch.zeros(len(readings), len(labels)) for head, labels in HEADS.items()}
        for group, tokens, mask in self._batches(readings):
            with torch.inference_mode():
                answers = self.network(tokens, mask)
            for head, logits in answers.items():
                found[head][group] = logits.float().cpu()
        return found

    def states(self, readings: Sequence[Reading]) -> Tensor:
        """What each head reads of each reading before it answers: (readings, heads, width)."""
        found = torch.zeros(len(readings), len(HEADS), self.network.weigh.in_features)
        for group, tokens, mask in self._batches(readings):
            with torch.inference_mode():
                found[group] = self.network.pool(tokens, mask).cpu()
        return found

    def _batches(self, readings: Sequence[Reading]) -> Iterator[tuple[list[int], Tensor, Tensor]]:
        rows = encode(self.tokenizer, [prepare(r.text, r.brand) for r in readings])
        for group in split([len(row) for row in rows], BATCH_TOKENS):
            tokens, mask = pad([rows[number] for number in group], self.filler)
            yield group, tokens.to(self.where), mask.to(self.where)


def decide(
    chances: Mapping[str, Sequence[float]], threshold: float, language: str | None
) -> Verdict:
    """A verdict from the probabilities of every head."""
    negative, neutral, positive = chances["sentiment"]
    p_complaint = chances["complaint"][1]
    complaint = p_complaint >= threshold
    return Verdict(
        sentiment=SENTIMENTS[_largest(chances["sentiment"])],
        p_negative=negative,
        p_neutral=neutral,
        p_positive=positive,
        complaint=complaint,
        p_complaint=p_complaint,
        act=_choose_act(chances["act"], complaint),
        theme=THEMES[_largest(chances["theme"])] if complaint else None,
        severity=_largest(chances["severity"]) + 1 if complaint else None,
        language=language,
    )


def _choose_act(chances: Sequence[float], complaint: bool) -> Act:
    """Complaint if the complaint head says so, else the likeliest other act: never both."""
    if complaint:
        return Act.COMPLAINT
    others = [0.0 if act is Act.COMPLAINT else p for act, p in zip(ACTS, chances, strict=True)]
    return ACTS[_largest(others)]


def _largest(values: Sequence[float]) -> int:
    return max(range(len(values)), key=values.__getitem__)


def load_judge(
    folder: Path | None = None, threads: int | None = None, device: Device | None = None
) -> TransformerJudge:
    """Load a folder of weights, the shipped ones if none is named.

    Raises WeightsError, which names the file, where one is missing or damaged.
    """
    folder = folder or SHIPPED
    card = read_card(folder)
    for name in (WEIGHTS, TOKENIZER):
        if not (folder / name).is_file():
            raise WeightsError(f"{folder / name} is missing: is {folder} a folder of weights?")
    check_files(card, folder)
    if threads:
        torch.set_num_threads(threads)
    device = device or choose_device(read_machine())
    with _naming(folder / RANGES):
        ranges = read_ranges(folder / RANGES) if device.eight_bit else []
    with _naming(folder / WEIGHTS):
        network = _build(card, load_file(folder / WEIGHTS), device, ranges)
    with _naming(folder / TOKENIZER):
        tokenizer = open_tokenizer(str(folder / TOKENIZER), card.max_tokens)

    def open_origin() -> JudgeNetwork:
        words = network.encoder.embeddings.word_embeddings  # the same, kept once
        with _naming(folder / ORIGIN):
            packed, origin = load_file(folder / WEIGHTS), load_file(folder / ORIGIN)
            return _build(card, packed, device, words=words, origin=origin)

    known = (folder / ORIGIN).is_file()
    return TransformerJudge(card, network, tokenizer, device.where, open_origin if known else None)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """What goes wrong in reading a file, as one line that names it."""
    try:
        yield
    except Exception as error:
        # The tokenizer's library raises nothing finer than Exception; torch a RuntimeError, or a
        # KeyError here, where shapes or names do not fit.
        known = isinstance(error, (SafetensorError, ValueError, KeyError, RuntimeError))
        if type(error) is not Exception and not known:
            raise
        raise WeightsError(f"{path} is damaged ({error}); copy it anew") from error


def save_weights(card: Card, state: Mapping[str, Tensor], tokenizer: Path, folder: Path) -> None:
    """Write a folder that `load_judge` reads: packed weights, tokenizer, description."""
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(folder / WEIGHTS) as part:
        save_file(pack(state, EMBEDDINGS), part)
    _copy(tokenizer, folder / TOKENIZER)
    write_card(card, folder)


def copy_weights(folder: Path, out: Path, card: Card, moved: Mapping[str, Tensor]) -> None:
    """Write another folder of weights, in which some small tensors have moved."""
    if out.exists() and out.samefile(folder):
        raise WeightsError(f"{out} holds the weights to start from; name another folder")
    out.mkdir(parents=True, exist_ok=True)
    packed = load_file(folder / WEIGHTS)
    packed |= {name: value.to(packed[name].dtype) for name, value in moved.items()}
    with replacing(out / WEIGHTS) as part:
        save_file(packed, part)
    for name in (TOKENIZER, ORIGIN, RANGES):
        if (folder / name).is_file():
            _copy(folder / name, out / name)
    write_card(card, out)


def _copy(source: Path, target: Path) -> None:
    with replacing(target) as part:
        part.write_bytes(source.read_bytes())


def _build(
    card: Card,
    packed: dict[str, Tensor],
    device: Device,
    ranges: Sequence[Ranges] = (),
    words: torch.nn.Module | None = None,
    origin: Mapping[str, Tensor] | None = None,
) -> JudgeNetwork:
    codes, scale = packed.pop(f"{EMBEDDINGS}:4"), packed.pop(f"{EMBEDDINGS}:scale4")
    words = words or PackedWords(codes, scale, device.kind)
    state = unpack(packed, torch.float32 if ranges else device.kind)
    if origin is not None:
        state = restore(state, origin)
    with torch.device("meta"):  # no memory and no time for weights that are replaced at once
        network = JudgeNetwork(configure(card.encoder))
    found = {
        name: value if name.startswith("encoder.") else value.float()
        for name, value in state.items()
    }
    embeddings = network.encoder.embeddings
    embeddings.add_module("word_embeddings", words)
    network.load_state_dict(found, assign=True)
    positions = torch.arange(int(card.encoder["max_position_embeddings"]))[None]
    embeddings.register_buffer("position_ids", positions, persistent=False)
    embeddings.register_buffer("token_type_ids", torch.zeros_like(positions), persistent=False)
    network.eval().requires_grad_(False).to(device.where)
    if ranges:
        to_eight_bits(network, ranges, device.kind)
    elif device.half_floats:
        to_half_floats(network)
    return network
