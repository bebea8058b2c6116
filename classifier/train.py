"""Training: steps over dealt rows with masked losses, resumable after a cut."""

import copy
import logging
import queue
import random
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers.models.bert.modeling_bert import BertOutput, BertSelfOutput

from classifier.batches import Batch, build_batches, open_tokenizer
from classifier.data import Dealer, Example, measure_priors
from classifier.losses import USUAL_ROWS, measure_distance, measure_loss
from classifier.network import JudgeNetwork
from classifier.plan import Optimizer, Plan, Stage

log = logging.getLogger(__name__)

AVERAGE_EVERY = 8
MICRO = 4  # batches of one step


@dataclass
class Masters:
    """The weights in full precision beside networks that compute in bf16.

    Each network belongs to one thread that computes with one core: threads that share their
    batches through a queue wait for each other once a step, where threads inside one matrix
    product would wait thousands of times (10 times slower on a machine busy with other work).
    """

    networks: list[JudgeNetwork]
    full: list[nn.Parameter]
    optimizer: torch.optim.AdamW
    peaks: list[float]
    average: list[Tensor] = field(default_factory=list)
    adding: threading.Lock = field(default_factory=threading.Lock)

    def add_gradients(self, network: JudgeNetwork) -> None:
        """Add what one network has learnt from its batch, and clear it there."""
        with self.adding:
            for live, full in zip(trained_weights(network), self.full, strict=True):
                if live.grad is None:
                    continue
                if full.grad is None:
                    full.grad = live.grad.float()
                else:
                    full.grad.add_(live.grad)
                live.grad = None

    def step(self, rate: float, clip: float) -> None:
        """One step with the gradients added since the last."""
        nn.utils.clip_grad_norm_(self.full, clip)
        for group, peak in zip(self.optimizer.param_groups, self.peaks, strict=True):
            group["lr"] = peak * rate
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.publish()

    def publish(self) -> None:
        """Write the weights into every network."""
        for network in self.networks:
            for live, full in zip(trained_weights(network), self.full, strict=True):
                live.data.copy_(full.data)

    def add_to_average(self, keep: float) -> None:
        """Move the averaged weights toward the present ones."""
        torch._foreach_lerp_(self.average, [p.data for p in self.full], 1 - keep)


def trained_weights(network: JudgeNetwork) -> list[nn.Parameter]:
    """Every weight that training moves."""
    return [weight for weight in network.parameters() if weight.requires_grad]


def copy_network(network: JudgeNetwork) -> JudgeNetwork:
    """A network of its own weights, but with the same large embeddings, which never move."""
    embeddings = network.encoder.embeddings
    return copy.deepcopy(network, {id(embeddings): embeddings})


def gather(network: JudgeNetwork, settings: Optimizer, threads: int) -> Masters:
    """Take every weight but the embeddings' into training, deeper layers slower."""
    network.encoder.embeddings.requires_grad_(False)
    layers = len(network.encoder.encoder.layer)
    groups: list[dict[str, object]] = []
    peaks: list[float] = []
    full: list[nn.Parameter] = []
    for name, weight in network.named_parameters():
        if not weight.requires_grad:
            continue
        full.append(nn.Parameter(weight.detach().float().clone()))
        peaks.append(_peak(name, layers, settings))
        decay = 0.0 if weight.ndim == 1 else settings.weight_decay
        groups.append({"params": full[-1:], "weight_decay": decay})
    optimizer = torch.optim.AdamW(groups, lr=settings.rate, betas=(0.9, 0.98), fused=True)
    networks = [network, *(copy_network(network) for _ in range(threads - 1))]
    return Masters(networks, full, optimizer, peaks, [weight.detach().clone() for weight in full])


def _peak(name: str, layers: int, settings: Optimizer) -> float:
    if not name.startswith("encoder."):
        return settings.head_rate
    layer = int(name.split(".layer.")[1].split(".")[0])
    return settings.rate * settings.layer_decay ** (layers - 1 - layer)


@dataclass
class Run:
    """A training run on its way; all of it that a cut must not lose is saved."""

    plan: Plan
    network: JudgeNetwork
    masters: Masters
    dealer: Dealer
    tokenizer: Tokenizer
    priors: dict[str, tuple[float, ...]]
    teacher: JudgeNetwork | None = None
    turn: int = 0
    steps: int = 0
    rows: int = 0

    def languages(self) -> tuple[str, ...]:
        """The languages of the sets that any stage deals from."""
        dealt = {name for stage in self.plan.stage for name in stage.weights}
        piles = (pile.split("/") for pile in self.dealer.piles)
        return tuple(sorted({language for name, language in piles if name in dealt}))

    def save(self, path: Path) -> None:
        """Write the state; a cut while writing leaves the one before."""
        state = {
            "turn": self.turn,
            "steps": self.steps,
            "rows": self.rows,
            "position": dict(self.dealer.position),
            "full": [weight.data for weight in self.masters.full],
            "average": self.masters.average,
            "optimizer": self.masters.optimizer.state_dict(),
        }
        torch.save(state, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)

    def load(self, path: Path) -> None:
        """Go on where a saved state ended."""
        state = torch.load(path, weights_only=True)
        self.turn, self.steps, self.rows = state["turn"], state["steps"], state["rows"]
        self.dealer.position.update(state["position"])
        for mine, kept in zip(self.masters.full, state["full"], strict=True):
            mine.data.copy_(kept)
        self.masters.average = state["average"]
        self.masters.optimizer.load_state_dict(state["optimizer"])
        self.masters.publish()


def open_run(
    plan: Plan,
    network: JudgeNetwork,
    sets: dict[str, list[Example]],
    tokenizer: Path,
    threads: int,
) -> Run:
    """A run before its first step; heads keep full precision, the encoder computes in bf16."""
    nn.Module.to(network.encoder, torch.bfloat16)
    for module in network.encoder.modules():
        if isinstance(module, BertSelfOutput | BertOutput):
            module.dropout.p = plan.dropout
    return Run(
        plan,
        network,
        gather(network, plan.optimizer, threads),
        Dealer(sets, plan.seed),
        open_tokenizer(str(tokenizer), plan.max_tokens),
        {name: measure_priors(rows, plan.prior_floor) for name, rows in sets.items()},
    )


def seed_network(seed: int) -> None:
    """Make the heads' first weights the same on every run."""
    torch.manual_seed(seed)


def walk(run: Run) -> Iterator[Run]:
    """Train turn by turn; the caller looks, saves or stops in between."""
    turns = run.plan.turns()
    while run.turn < len(turns):
        started = time.monotonic()
        stage = turns[run.turn]
        rows = run.dealer.deal(stage.weights, run.plan.turn_rows, run.turn)
        chance = random.Random(f"{run.plan.seed}/batches/{run.turn}")  # noqa: S311
        batches = build_batches(rows, run.plan, run.tokenizer, run.priors, chance)
        torch.manual_seed(chance.getrandbits(63))  # dropout goes on after a cut as without one
        run.network.train()
        groups = [batches[at : at + MICRO] for at in range(0, len(batches), MICRO)]
        losses = [train_step(run, stage, group) for group in groups]
        run.turn += 1
        log.info(
            "turn=%d/%d stage=%s rows=%d steps=%d loss=%.4f rate=%.3f rows_per_s=%.1f",
            run.turn, len(turns), stage.name, run.rows, run.steps, sum(losses) / len(losses),
            run.plan.rate(run.rows), len(rows) / (time.monotonic() - started),
        )  # fmt: skip
        yield run


def train_step(run: Run, stage: Stage, batches: Sequence[Batch]) -> float:
    """One step over some batches, shared out among the threads; returns the mean loss of a row."""
    waiting: queue.SimpleQueue[Batch] = queue.SimpleQueue()
    for batch in batches:
        waiting.put(batch)
    networks = run.masters.networks
    with ThreadPoolExecutor(len(networks)) as threads:
        loss = sum(threads.map(lambda network: _learn(run, stage, network, waiting), networks))
    warm = min(1.0, (run.steps + 1) / max(1, run.plan.optimizer.warmup_steps))
    run.masters.step(warm * run.plan.rate(run.rows), run.plan.optimizer.clip)
    run.steps += 1
    rows = sum(len(batch) for batch in batches)
    run.rows += rows
    if run.steps % AVERAGE_EVERY == 0:
        run.masters.add_to_average(run.plan.average)
    return loss * USUAL_ROWS / rows


def _learn(
    run: Run, stage: Stage, network: JudgeNetwork, waiting: "queue.SimpleQueue[Batch]"
) -> float:
    """Take batches until none is left; returns the sum of their losses."""
    total = 0.0
    while True:
        try:
            batch = waiting.get_nowait()
        except queue.Empty:
            return total
        loss = _measure(run, stage, network(batch.tokens, batch.mask), batch)
        loss.backward()  # type: ignore[no-untyped-call]
        run.masters.add_gradients(network)
        total += float(loss.detach())


def _measure(run: Run, stage: Stage, logits: Mapping[str, Tensor], batch: Batch) -> Tensor:
    """The loss of a batch: toward its labels and, where the stage has one, toward the teacher."""
    loss = measure_loss(logits, batch, run.plan, stage.labels)
    if run.teacher is None or not stage.teacher:
        return loss
    with torch.no_grad():
        taught = run.teacher(batch.tokens, batch.mask)
    return loss + stage.teacher * measure_distance(logits, taught, batch, run.plan)


def finished(run: Run, averaged: bool) -> JudgeNetwork:
    """The network in full precision, with the last or the averaged weights."""
    run.masters.publish()
    network = copy.deepcopy(run.network).float()
    weights = run.masters.average if averaged else [w.data for w in run.masters.full]
    for mine, kept in zip(trained_weights(network), weights, strict=True):
        mine.data.copy_(kept)
    return network.eval()
