"""Which brands does a post name? Many queries tried in one pass over the text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import ahocorasick

from pipeline.expression import Anchor, Subject
from pipeline.post import Post
from pipeline.query import Query, parse
from pipeline.watch import Brand, Source

_FIRST_CYRILLIC, _LAST_CYRILLIC = "\u0400", "\u052f"


@dataclass(frozen=True)
class Matcher:
    """All queries at once: an automaton finds the few worth trying on a text."""

    queries: dict[int, Query]
    always: frozenset[int]  # queries that name no word every match must contain
    automaton: ahocorasick.Automaton
    about: Mapping[str, frozenset[int]]  # by source: the brands all its posts are about

    @classmethod
    def of(cls, brands: Iterable[tuple[int, Brand]], sources: Iterable[Source] = ()) -> "Matcher":
        """A matcher for these brands; raises QueryError for a query that cannot be read."""
        by_id = dict(brands)
        queries = {brand_id: parse(brand.query) for brand_id, brand in by_id.items()}
        by_anchor: dict[Anchor, set[int]] = {}
        always = set()
        for brand_id, query in queries.items():
            anchors = query.anchors()
            if anchors is None:
                always.add(brand_id)
            for anchor in anchors or ():
                by_anchor.setdefault(anchor, set()).add(brand_id)
        about = _about({brand.name: brand_id for brand_id, brand in by_id.items()}, sources)
        return cls(queries, frozenset(always), _automaton(by_anchor), about)

    def brands_in(self, post: Post) -> list[int]:
        """The brands a post names, or its source is about, by id, ascending."""
        subject = Subject(post)
        candidates = set(self.always)
        if len(self.automaton):
            candidates.update(*self._hits(subject.haystack))
        named = {brand for brand in candidates if self.queries[brand].matches(subject)}
        return sorted(named | self.about.get(post.source, frozenset()))

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


def _about(ids: Mapping[str, int], sources: Iterable[Source]) -> dict[str, frozenset[int]]:
    about = {
        source.name: frozenset(ids[name] for name in source.about if name in ids)
        for source in sources
    }
    return {name: brands for name, brands in about.items() if brands}


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
