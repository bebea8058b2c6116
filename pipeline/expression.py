"""What a query means once it is read: a tree of terms that can be tried on a post."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from pipeline.folding import Words, fold, split_words, written
from pipeline.post import Post


class Anchor(NamedTuple):
    """A string that a matching text contains, folded; `whole` when it is a word there."""

    text: str
    whole: bool


Anchors = frozenset[Anchor] | None  # one of them is in every matching text; None: not known


class Subject:
    """A post made ready for many queries: each view is made when a term first asks for it."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self._words: dict[str, Words] = {}
        self._folds: dict[str, str] = {}

    @property
    def haystack(self) -> str:
        """All that words are looked for in, folded; anchors are found here."""
        return "\n".join((*self._folded(""), *self._folded("author")))

    def words(self, field: str, as_written: bool) -> Words:
        """The words of a field: "" is title and text together."""
        key = f"{field}={as_written}"
        if key not in self._words:
            texts = map(written, self._texts(field)) if as_written else self._folded(field)
            self._words[key] = Words(tuple(texts))
        return self._words[key]

    def folded(self, field: str) -> str:
        """A field as one folded text."""
        return "\n".join(self._folded(field))

    def _folded(self, field: str) -> list[str]:
        """The texts of a field, each folded once: that takes longer than to look for anchors."""
        texts = self._texts(field)
        for text in texts:
            if text not in self._folds:
                self._folds[text] = fold(text)
        return [self._folds[text] for text in texts]

    def _texts(self, field: str) -> tuple[str, ...]:
        post = self.post
        if field == "":
            return tuple(filter(None, (post.title, post.text)))
        part = post.title if field == "title" else post.author
        return (part,) if part else ()


class Expression(Protocol):
    """Anything a query is made of."""

    def holds(self, subject: Subject) -> bool:
        """Whether the post is one of those meant."""

    def anchors(self) -> Anchors:
        """Strings one of which stands in every folded text meant, as far as that can be said."""

    def finds(self) -> bool:
        """Whether it asks for something to be there, and not only for things to be absent."""


@dataclass(frozen=True)
class Prefix:
    """Any word with this beginning."""

    start: str


_SPACED_AND = re.compile(" ?& ?")
_SPACE_OR_AND = re.compile(r"[\s&]+")
Place = frozenset[str] | Prefix  # the words that may stand at one place of a phrase


@dataclass(frozen=True)
class Phrase:
    """Words in a row, or near each other where `slop` says how many may stand between."""

    places: tuple[Place, ...]
    field: str = ""
    slop: int | None = None
    as_written: bool = False

    def holds(self, subject: Subject) -> bool:
        words = subject.words(self.field, self.as_written)
        if len(self.places) == 1:
            return _stands(self.places[0], words)
        found = [_where(place, words) for place in self.places]
        if not all(found):
            return False
        return _in_a_row(found) if self.slop is None else _near(found, self.slop)

    def anchors(self) -> Anchors:
        known = (_anchors_of(place, whole=not self.as_written) for place in self.places)
        return max(known, key=_shortest)

    def finds(self) -> bool:
        return True


def _stands(place: Place, words: Words) -> bool:
    if isinstance(place, Prefix):
        return any(word.startswith(place.start) for word in words.places)
    return any(words.hold(word) for word in place)


def _where(place: Place, words: Words) -> list[int]:
    if isinstance(place, Prefix):
        return words.starting(place.start)
    return sorted(at for word in place if word in words.places for at in words.places[word])


def _in_a_row(found: list[list[int]]) -> bool:
    later = [set(places) for places in found[1:]]
    return any(
        all(first + step in places for step, places in enumerate(later, start=1))
        for first in found[0]
    )


def _near(found: list[list[int]], slop: int) -> bool:
    """Whether one of each stands within a window; the window slides over all places once."""
    row = sorted((at, which) for which, places in enumerate(found) for at in places)
    last: dict[int, int] = {}
    for at, which in row:
        last[which] = at
        # Two terms that are forms of one word must not both be met by the same place.
        apart = len(set(last.values())) == len(found)
        if apart and at - min(last.values()) - (len(found) - 1) <= slop:
            return True
    return False


def _anchors_of(place: Place, *, whole: bool) -> frozenset[Anchor]:
    if isinstance(place, Prefix):
        return frozenset({Anchor(fold(place.start), whole=False)})
    return frozenset(Anchor(fold(word), whole) for word in place)


def _shortest(anchors: frozenset[Anchor]) -> int:
    return min(len(anchor.text) for anchor in anchors)


@dataclass(frozen=True)
class Literal:
    """A name in which signs count: C++, M&M's, #acme; spaces around & do not."""

    text: str
    field: str = ""
    prefix: bool = False

    def holds(self, subject: Subject) -> bool:
        return self._pattern.search(subject.folded(self.field)) is not None

    def anchors(self) -> Anchors:
        return frozenset({Anchor(max(_SPACE_OR_AND.split(self.text), key=len), whole=False)})

    def finds(self) -> bool:
        return True

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        pieces = _SPACED_AND.sub("&", " ".join(self.text.split()))
        body = re.escape(pieces).replace(r"\ ", r"\s+").replace("\\&", r"\s*&\s*")
        before = r"(?<!\w)" if self.text[0].isalnum() else r"(?<![\w#@&])"
        after = r"(?!\w)" if self.text[-1].isalnum() else r"(?![\w+#])"
        return re.compile(before + body + ("" if self.prefix else after))


@dataclass(frozen=True)
class Facet:
    """A fact about the post: its channel, language or source, or how the source's name begins."""

    field: str
    value: str
    prefix: bool = False

    def holds(self, subject: Subject) -> bool:
        post = subject.post
        facts = {"channel": post.channel, "lang": post.language, "source": post.source}
        fact = fold(facts[self.field] or "")
        return fact.startswith(self.value) if self.prefix else fact == self.value

    def anchors(self) -> Anchors:
        return None

    def finds(self) -> bool:
        return True


@dataclass(frozen=True)
class And:
    """All of them."""

    parts: tuple[Expression, ...]

    def holds(self, subject: Subject) -> bool:
        return all(part.holds(subject) for part in self.parts)

    def anchors(self) -> Anchors:
        known = [anchors for part in self.parts if (anchors := part.anchors()) is not None]
        return max(known, key=_shortest, default=None)

    def finds(self) -> bool:
        return any(part.finds() for part in self.parts)


@dataclass(frozen=True)
class Or:
    """One of them at least."""

    parts: tuple[Expression, ...]

    def holds(self, subject: Subject) -> bool:
        return any(part.holds(subject) for part in self.parts)

    def anchors(self) -> Anchors:
        together: set[Anchor] = set()
        for part in self.parts:
            anchors = part.anchors()
            if anchors is None:
                return None
            together |= anchors
        return frozenset(together)

    def finds(self) -> bool:
        return all(part.finds() for part in self.parts)


@dataclass(frozen=True)
class Not:
    """None of it."""

    part: Expression

    def holds(self, subject: Subject) -> bool:
        return not self.part.holds(subject)

    def anchors(self) -> Anchors:
        return None

    def finds(self) -> bool:
        return False


def words_of(text: str, as_written: bool) -> list[str]:
    """The words of a piece of a query, as they will be looked for."""
    return split_words(written(text) if as_written else fold(text))
