"""What a folder of weights says of itself: shape, calibration, threshold, data, libraries."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from classifier.calibrate import Calibration, neutral_calibration
from classifier.errors import OtklikError
from classifier.heads import HEADS

CARD = "model.json"
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

    @property
    def title(self) -> str:
        """Name and version, as kept beside every assessment."""
        return f"{self.name} {self.version}"

    def threshold_for(self, language: str | None) -> float:
        """From which probability on a text in this language is called a complaint."""
        return self.language_thresholds.get(language or "", self.threshold)


def write_card(card: Card, folder: Path) -> None:
    """Write the description, with the labels of every head, so that a change of labels shows."""
    content = {"format": FORMAT, "heads": HEADS} | asdict(card)
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (folder / CARD).write_text(text + "\n", encoding="utf-8")


def read_card(folder: Path) -> Card:
    """Read the description; refuse weights made for other labels."""
    path = folder / CARD
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise WeightsError(f"{path} is missing: is {folder} a folder of weights?") from error
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
