"""How fast the shipped judge reads, beside a transformers pipeline over the XLM-R base shape.

    python benchmarks/judge.py [--quick] [--threads N] [--texts FILE]

The last line is one JSON object. `peak_share` is the part of the matrix-multiply peak measured
in the same run, in the numbers the judge multiplies its weights in (8-bit integers, where it does);
the pipeline's weights are random, which costs the same time as trained ones.
"""

import argparse
import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import torch

from classifier.batches import encode
from classifier.device import Device, choose_device, read_machine
from classifier.model import SHIPPED, TOKENIZER, TransformerJudge, load_judge
from classifier.prepare import prepare
from classifier.verdict import Reading

OPENINGS = (
    "Здравствуйте, подскажите пожалуйста,",
    "Третий день не работает приложение банка,",
    "Still waiting for my parcel and",
    "Der Zug hat schon wieder Verspätung,",
    "El servicio de atención al cliente",
    "Спасибо большое за помощь,",
)
MIDDLES = (
    "никто не отвечает в поддержке",
    "nobody answers the phone at all",
    "und niemand sagt uns warum",
    "no contesta desde hace dos semanas",
    "деньги списали два раза и не вернули",
    "the courier was polite and very quick",
)
ENDINGS = ("😡", "!!!", "", "#сервис", "thanks", "верните деньги", "bitte helfen", "👍")


def write_texts(count: int) -> list[str]:
    """Texts of the length of tweets, some twenty tokens, in several languages."""
    chance = random.Random(7)  # noqa: S311
    texts = []
    for _ in range(count):
        middle = " ".join(chance.choice(MIDDLES) for _ in range(chance.choice((1, 1, 2, 3))))
        texts.append(f"{chance.choice(OPENINGS)} {middle} {chance.choice(ENDINGS)}")
    return texts


def measure(work: Callable[[], object], rounds: int) -> float:
    """Seconds of the quickest of some rounds, after one to warm up."""
    work()
    best = float("inf")
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best


def measure_peak(device: Device) -> float:
    """Operations a second of a large matrix product in the numbers of this device."""
    one = torch.randn(2048, 2048)
    if device.eight_bit:
        codes = one.mul(32).clamp(-127, 127).to(torch.int8)
        return 2 * 2048**3 / measure(lambda: torch._int_mm(codes, codes), rounds=5)
    one = one.to(device.kind)
    return 2 * 2048**3 / measure(lambda: one @ one, rounds=5)


def count_operations(judge: TransformerJudge, texts: list[str]) -> float:
    """What the encoder must compute for these texts: products with weights, and attention."""
    shape = judge.card.encoder
    width, layers = int(shape["hidden_size"]), int(shape["num_hidden_layers"])
    weights = layers * (4 * width * width + 2 * width * int(shape["intermediate_size"]))
    total = 0.0
    for row in encode(judge.tokenizer, [prepare(text) for text in texts]):
        total += 2 * weights * len(row) + 4 * layers * width * len(row) ** 2
    return total


def memory_mb() -> float:
    """The most memory this process has held so far."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("/proc/self/status has no VmHWM")


def time_pipeline(texts: list[str], size: int) -> float:
    """Texts a second of a transformers pipeline over the XLM-R base architecture."""
    from transformers import (
        PreTrainedTokenizerFast,
        TextClassificationPipeline,
        XLMRobertaConfig,
        XLMRobertaForSequenceClassification,
    )

    shape = XLMRobertaConfig(vocab_size=250_002, max_position_embeddings=514, type_vocab_size=1)
    tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_file=str(SHIPPED / TOKENIZER),
        pad_token="<pad>",  # noqa: S106
        model_max_length=512,
    )
    network = XLMRobertaForSequenceClassification(shape).eval()  # type: ignore[no-untyped-call]
    pipeline = TextClassificationPipeline(  # type: ignore[no-untyped-call]
        model=network, tokenizer=tokenizer, device=-1
    )
    with torch.inference_mode():
        return len(texts) / measure(lambda: pipeline(texts, batch_size=size), rounds=2)


def parse() -> argparse.Namespace:
    """What to measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under a minute")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--texts", type=Path, help="a file with a text a line instead of ours")
    return parser.parse_args()


def main() -> None:
    """Measure, and print the figures."""
    options = parse()
    torch.set_num_threads(options.threads)
    started = time.perf_counter()
    device = choose_device(read_machine())
    judge = load_judge(threads=options.threads, device=device)
    load_s = time.perf_counter() - started
    texts = write_texts(512 if options.quick else 4096)
    if options.texts:
        texts = options.texts.read_text(encoding="utf-8").splitlines()[:4096]
    readings = [Reading(text, language="ru") for text in texts]
    seconds = measure(lambda: judge.judge(readings), rounds=2 if options.quick else 3)
    one_ms = 1000 * measure(lambda: judge.judge(readings[:1]), rounds=20)
    rss_mb = memory_mb()
    kind = "8-bit integers" if device.eight_bit else str(device.kind)
    peak = measure_peak(device)
    print(f"{judge.name}: {kind}, one text alone {one_ms:.1f} ms, peak {peak / 1e9:.0f} GOP/s")
    few = texts[:16] if options.quick else texts[:64]
    more = texts[:32] if options.quick else texts[:256]
    alone = time_pipeline(few, 1)
    best = max(alone, time_pipeline(more, 8), time_pipeline(more, 32))
    figures = {
        "texts_per_s": len(texts) / seconds,
        "pipeline_one_per_s": alone,
        "pipeline_best_per_s": best,
        "ratio_best": len(texts) / seconds / best,
        "peak_share": count_operations(judge, texts) / seconds / peak,
        "rss_mb": rss_mb,
        "load_s": load_s,
    }
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
