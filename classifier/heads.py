"""What the transformer answers: its heads, their labels and their order."""

from typing import Final

from classifier.verdict import Act, Sentiment

SENTIMENTS: Final = tuple(Sentiment)  # negative, neutral, positive
COMPLAINTS: Final = ("no complaint", "complaint")
ACTS: Final = tuple(Act)
THEMES: Final = (
    "delivery",
    "quality",
    "price",
    "staff",
    "support",
    "app",
    "network",
    "refund",
    "security",
    "stock",
    "hygiene",
    "terms",
    "place",
    "taste",
    "other",
)
SEVERITIES: Final = ("mild", "serious", "critical")

HEADS: Final[dict[str, tuple[str, ...]]] = {
    "sentiment": tuple(str(label) for label in SENTIMENTS),
    "complaint": COMPLAINTS,
    "act": tuple(str(label) for label in ACTS),
    "theme": THEMES,
    "severity": SEVERITIES,
}
UNKNOWN: Final = -100  # the label of a row that says nothing of a head; losses skip it
