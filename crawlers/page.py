"""A fetched page as the readers get it."""

from dataclasses import dataclass
from datetime import datetime

from scrapy.http import TextResponse

from pipeline.watch import Source


@dataclass(frozen=True)
class Page:
    """A decoded response, the source it was fetched for, and when it was fetched.

    Without `fetched` a relative date ("2 hours ago") cannot be read and stays None.
    """

    response: TextResponse
    source: Source
    fetched: datetime | None = None
