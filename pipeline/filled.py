"""How many of the posts that were read had which field filled.  (pure)"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.post import Post


@dataclass(frozen=True)
class Filled:
    """Posts read, and how many of them had each field."""

    parsed: int = 0
    authors: int = 0
    dates: int = 0
    titles: int = 0
    texts: int = 0
    stars: int = 0

    @classmethod
    def of(cls, posts: Sequence[Post]) -> "Filled":
        """Count these posts."""
        return cls(
            len(posts),
            sum(bool(post.author) for post in posts),
            sum(post.published is not None for post in posts),
            sum(bool(post.title) for post in posts),
            sum(bool(post.text.strip()) for post in posts),
            sum(post.stars is not None for post in posts),
        )

    def __add__(self, other: "Filled") -> "Filled":
        return Filled(
            self.parsed + other.parsed,
            self.authors + other.authors,
            self.dates + other.dates,
            self.titles + other.titles,
            self.texts + other.texts,
            self.stars + other.stars,
        )

    def count(self, field: str) -> int:
        """How many had this one of FIELDS."""
        return int(vars(self)[FIELDS[field]])


# The fields of a post that we count, each with where it is counted.
FIELDS = {
    "author": "authors",
    "published": "dates",
    "title": "titles",
    "text": "texts",
    "stars": "stars",
}
