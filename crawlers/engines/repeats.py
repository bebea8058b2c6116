"""What a post repeats of other posts of its page: what it quotes, and what closes several."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from crawlers.engines.markup import Element, outermost

_LEAST_QUOTED = 25  # letters; less is said twice by chance
_LEAST_CLOSING = 15  # letters of a signature
_MOST_POSTS = 100  # that are compared
_MOST_PIECES = 40  # of one post
_PIECES = ("div", "blockquote", "p", "td", "dd", "li", "section", "fieldset", "table", "i", "em")
_NOT_CLOSING = ("p", "br", "b", "i", "em", "strong", "li", "td")  # what texts themselves are of
_FEW = 3  # posts of which most may end alike by chance
_MOST_CLOSINGS = 3  # of one post, one above the other


@dataclass(frozen=True)
class Repeats:
    """The pieces of one post that other posts have, too."""

    quotes: Sequence[Element] = ()
    closings: Sequence[Element] = ()


def find_repeats(bodies: Sequence[Element]) -> list[Repeats]:
    """For each post the pieces that say what one before it says, and those that close several."""
    if not 1 < len(bodies) <= _MOST_POSTS:
        return [Repeats()] * len(bodies)
    closings = _find_closings(bodies)
    found, before = [], ""
    for body, closing in zip(bodies, closings, strict=True):
        whole = _fold(body)
        found.append(Repeats(list(_quoted(body, whole, before)), closing))
        before += f"\n{whole}"
    return found


def _quoted(body: Element, whole: str, before: str) -> Iterator[Element]:
    """The outermost pieces of a post, and not all of it, whose words stand in those before it."""
    pieces = islice((each for each in body.iter(*_PIECES) if each is not body), _MOST_PIECES)
    said = [(each, _fold(each)) for each in pieces]
    yield from outermost(
        [
            each
            for each, words in said
            if _LEAST_QUOTED <= len(words) < len(whole) - 1 and words in before
        ]
    )


def _find_closings(bodies: Sequence[Element]) -> list[list[Element]]:
    """For each post its last elements, as far as other posts end in the same words."""
    ends = [list(_last_elements(body)) for body in bodies]
    counts = Counter(words for last in ends for words in {_fold(each) for each in last})
    found = []
    for body, last in zip(bodies, ends, strict=True):
        whole = _fold(body)
        same = [each for each in last if _closes(each, counts[_fold(each)], len(bodies))]
        found.append(outermost([each for each in same if _fold(each) != whole]))
    return found


def _last_elements(body: Element) -> Iterator[Element]:
    """What closes a post in an element of its own, from the outside to the inside."""
    around = body
    for _ in range(_MOST_CLOSINGS):
        last = next(around.iterchildren("*", reversed=True), None)
        if last is None or (last.tail or "").strip():
            return
        around = last
        if last.tag != "br":
            yield last


def _closes(element: Element, posts: int, of: int) -> bool:
    """Whether so many posts end in an element's words because it is a signature or a label."""
    if posts > of / 2 and of > _FEW:
        return True
    own = element.tag not in _NOT_CLOSING and len(_fold(element)) >= _LEAST_CLOSING
    return posts > 1 and (own or element.tag == "a")


def _fold(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
