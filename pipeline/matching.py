"""Which brands does a post name? Many queries tried in one pass over the text."""

from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick

from pipeline.expression import Subject
from pipeline.post import Post
from pipeline.query import Query, parse
from pipeline.watch import Brand


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
        by_anchor: dict[str, set[int]] = {}
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
            for _, brands in self.automaton.iter(subject.haystack):
                candidates |= brands
        return sorted(brand for brand in candidates if self.queries[brand].matches(subject))


def _automaton(by_anchor: dict[str, set[int]]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for anchor, brands in by_anchor.items():
        automaton.add_word(anchor, frozenset(brands))
    if len(automaton):
        automaton.make_automaton()
    return automaton
