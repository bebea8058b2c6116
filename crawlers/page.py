"""A fetched page as the readers get it."""

from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scrapy.http import TextResponse

from pipeline.errors import OtklikError
from pipeline.watch import Source


@dataclass(frozen=True)
class Page:
    """A decoded response, the source it was fetched for, and when it was fetched.

    Without `fetched` a relative date ("2 hours ago") cannot be read and stays None.
    `known` is what readers worked out of the page and may ask for again.
    """

    response: TextResponse
    source: Source
    fetched: datetime | None = None
    known: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    passed_over: dict[int, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def pass_over(self, place: int, why: str) -> None:
        """Note that one of its posts, counted from 1, cannot be read: the others can."""
        self.passed_over[place] = why

    @property
    def zone(self) -> tzinfo | None:
        """The zone of the site's times, where the source's options name it: "Europe/Moscow"."""
        name = self.source.options.get("zone")
        return find_zone(str(name), self.source.name) if name else None

    def let_go(self) -> None:
        """Free its tree: that and the response hold each other until somebody looks for garbage."""
        self.response._cached_selector = None


def find_zone(name: str, source: str) -> tzinfo:
    """The zone of that name; OtklikError, which names the source, when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise OtklikError(
            f'source "{source}": unknown zone "{name}" (write it as "Europe/Moscow")'
        ) from unknown
