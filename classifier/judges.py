"""Which judge speaks: the transformer where it can run, else the word lists."""

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from classifier.errors import OtklikError, unknown
from classifier.verdict import Judge
from classifier.words import WordsJudge

WEIGHTS = Path(__file__).parent / "weights"
NAMES = ("auto", "transformer", "words")


def open_judge(
    name: str = "auto",
    threads: int = 0,
    threshold: float | None = None,
    weights: Path | None = None,
) -> Judge:
    """The judge of this name; "auto" takes the transformer when torch and weights are there.

    From `threshold` on a probability makes a complaint; None leaves that to the weights, and the
    word lists, whose probabilities are not calibrated, heed none. `weights` is a folder of other
    weights than the shipped ones.
    """
    if name not in NAMES:
        raise OtklikError(f"{unknown('judge', name, NAMES)}; see OTKLIK_JUDGE")
    if name == "words":
        return WordsJudge()
    folder = weights or WEIGHTS
    lacks = _what_lacks(folder)
    if lacks and weights:
        raise OtklikError(f"judge: {lacks} (see OTKLIK_WEIGHTS)")
    if lacks and name == "transformer":
        raise OtklikError(f'judge "transformer": {lacks}; or choose "words" (see OTKLIK_JUDGE)')
    return WordsJudge() if lacks else _open_transformer(folder, threads, threshold)


def _what_lacks(folder: Path) -> str | None:
    """What keeps the transformer from running here; None when nothing does."""
    for library in ("torch", "transformers", "safetensors"):
        if find_spec(library) is None:
            return f"{library} is not installed (pip install 'otklik[transformer]')"
    if not any(folder.glob("*.safetensors")):
        return f"no weights in {folder}"
    return None


def _open_transformer(folder: Path, threads: int, threshold: float | None) -> Judge:
    from classifier.model import load_judge  # seconds and hundreds of megabytes: only when used

    judge = load_judge(folder, threads=threads)
    if threshold is not None:
        judge.card = replace(judge.card, threshold=threshold, language_thresholds={})
    return judge
