"""What a folder of weights says of itself: shape, calibration, threshold, data, libraries."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from classifier.calibrate import Calibration, neutral_calibration
from classifier.errors import OtklikError
from classifier.heads import HEADS

CARD = "model.json"
TOKENIZER = "tokenizer.json"
FORMAT = 1


class WeightsError(OtklikError):
    """A folder of weights is missing or does not fit this program."""


@dataclass(frozen=True)
class Card:
    """The description that lies beside the weights."""

    name: str
    version: str
    encoder: Mapping[str, int | float | str]
    max_tokens: int
    threshold: float = 0.5  # of the complaint probability
    language_thresholds: Mapping[str, float] = field(default_factory=dict)  # where it is another
    calibration: Mapping[str, Calibration] = field(
        default_factory=lambda: {h: neutral_calibration(len(labels)) for h, labels in HEADS.items()}
    )
    languages: tuple[str, ...] = ()
    data_digest: str = ""
    trained: str = ""  # the date
    libraries: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)  # beside the card: SHA-256 by name

    @property
    def title(self) -> str:
        """Name and version, as kept beside every assessment."""
        return f"{self.name} {self.version}"

    def threshold_for(self, language: str | None) -> float:
        """From which probability on a text in this language is called a complaint."""
        return self.language_thresholds.get(language or "", self.threshold)


def write_card(card: Card, folder: Path) -> None:
    """Write the description of the files that lie in the folder now.

    With the labels of every head, so that a change of labels shows.
    """
    content = {"format": FORMAT, "heads": HEADS} | asdict(replace(card, files=_measure(folder)))
    text = json.dumps(content, ensure_ascii=False, indent=1)
    with replacing(folder / CARD) as part:
        part.write_text(text + "\n", encoding="utf-8")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Where to write what takes a file's place once all of it is there."""
    part = path.with_name(f"{path.name}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _measure(folder: Path) -> dict[str, str]:
    found = sorted([*folder.glob("*.safetensors"), *folder.glob(TOKENIZER)])
    return {path.name: _digest(path) for path in found}


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def check_files(card: Card, folder: Path) -> None:
    """Raise WeightsError for a file that is another than the card was written for."""
    for name, digest in card.files.items():
        path = folder / name
        if path.is_file() and _digest(path) != digest:
            raise WeightsError(f"{path} is damaged, or not the file {CARD} tells of; copy it anew")


def read_card(folder: Path) -> Card:
    """Read the description; refuse weights made for other labels."""
    path = folder / CARD
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise WeightsError(f"{path} is missing: is {folder} a folder of weights?") from error
    except ValueError as error:
        raise WeightsError(f"{path} is damaged ({error}); copy it anew") from error
    try:
        return _read(content, path)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise WeightsError(f"{path} describes no weights ({error!r}); copy it anew") from error


# A JSON object of anything, hence Any.
def _read(content: dict[str, Any], path: Path) -> Card:
    if content.pop("format", None) != FORMAT:
        raise WeightsError(f"{path}: written for another version of the program")
    heads = {head: tuple(labels) for head, labels in content.pop("heads").items()}
    if heads != HEADS:
        raise WeightsError(f"{path}: its labels are not ours; train again or take other weights")
    content["calibration"] = {
        head: Calibration(float(found["temperature"]), tuple(found["bias"]))
        for head, found in content["calibration"].items()
    }
    content["languages"] = tuple(content["languages"])
    return Card(**content)
