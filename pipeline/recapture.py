"""How much is there in all? Two lists made apart, and how far they overlap.  (pure)

Chapman's estimator: of what the other list holds, ours holds a share; as large a share of all
there is, too, if to be on the one list makes it neither likelier nor less likely to be on the
other. What both find easily is counted by both, so that in truth there is rather more.
"""

import math
from dataclasses import dataclass

from pipeline.quality import Z, wilson


@dataclass(frozen=True)
class Estimate:
    """How many there are in all; without overlap nobody can say more than how many were seen."""

    seen: int
    whole: float | None
    low: float
    high: float | None

    def share(self, found: int) -> float | None:
        """The share of all that so many are."""
        return min(1.0, found / self.whole) if self.whole else None


def estimate(one: int, other: int, both: int) -> Estimate:
    """What two lists of so many, with so many on both, say of how many there are.

    The interval holds the truth 95 times of 100; it is that of Chao, which never says that there
    are fewer than were seen. Where one list is part of the other, the share of it that the other
    holds may still be less than all: its interval says how many more there may be.
    """
    seen = one + other - both
    if not both:
        return Estimate(seen, None, seen, None)
    whole = (one + 1) * (other + 1) / (both + 1) - 1
    unseen = whole - seen
    if unseen <= 0:
        part, whole_list = sorted((one, other))
        return Estimate(seen, float(seen), seen, whole_list / wilson(both, part).low)
    variance = float((one + 1) * (other + 1) * (one - both) * (other - both))
    variance /= (both + 1) ** 2 * (both + 2)
    spread = math.exp(Z * math.sqrt(math.log1p(variance / unseen**2)))
    return Estimate(seen, whole, seen + unseen / spread, seen + unseen * spread)
