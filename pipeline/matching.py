"""Which brands does a post name? Many queries tried in one pass over the text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import ahocorasick

from pipeline.expression import Anchor, Subject
from pipeline.post import Post
from pipeline.query import Query, parse
from pipeline.watch import Brand

_FIRST_CYRILLIC, _LAST_CYRILLIC = "\u0400", "\u052f"


@dataclass(frozen=True)
class Matcher:
    """All queries at once: an automaton finds the few worth trying on a text."""

    queries: dict[int, Query]
    always: frozenset[int]  # queries that name no word every match must contain
    automaton: ahocorasick.Automaton

    @classmethod
    def of(cls, brands: Iterable[tuple[int, Brand]]) -> "Matcher":
        """A matcher for these brands; raises QueryError for a query that cannot be read."""
        queries = {brand_id: parse(brand.query) for brand_id, brand in brands}
        by_anchor: dict[Anchor, set[int]] = {}
        always = set()
        for brand_id, query in queries.items():
            anchors = query.anchors()
            if anchors is None:
                always.add(brand_id)
            for anchor in anchors or ():
                by_anchor.setdefault(anchor, set()).add(brand_id)
        return cls(queries, frozenset(always), _automaton(by_anchor))

    def brands_in(self, post: Post) -> list[int]:
        """The brands a post names, by id, ascending."""
        subject = Subject(post)
        candidates = set(self.always)
        if len(self.automaton):
            candidates.update(*self._hits(subject.haystack))
        return sorted(brand for brand in candidates if self.queries[brand].matches(subject))

    def _hits(self, text: str) -> Iterator[frozenset[int]]:
        """The brands whose anchors stand in a folded text."""
        text = f" {text} "
        for last, (length, anywhere, as_words) in self.automaton.iter(text):
            if anywhere:
                yield anywhere
            if as_words and not (
                _joined(text[last - length], text[last - length + 1])
                or _joined(text[last], text[last + 1])
            ):
                yield as_words


def _joined(one: str, other: str) -> bool:
    """Whether two neighbours surely belong to one word, as pipeline.folding cuts words."""
    if not (one.isalpha() and other.isalpha()) or max(one, other) > _LAST_CYRILLIC:
        return False
    return (one < _FIRST_CYRILLIC) == (other < _FIRST_CYRILLIC)


def _automaton(by_anchor: dict[Anchor, set[int]]) -> ahocorasick.Automaton:
    """For each text of an anchor: its length, who wants it anywhere, who wants it as a word."""
    automaton = ahocorasick.Automaton()
    for text in {anchor.text for anchor in by_anchor}:
        wanted = (frozenset(by_anchor.get(Anchor(text, whole), ())) for whole in (False, True))
        automaton.add_word(text, (len(text), *wanted))
    if len(automaton):
        automaton.make_automaton()
    return automaton
