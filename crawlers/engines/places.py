"""Where a page keeps comments or reviews, told from what it calls its parts."""

import re
from collections import Counter
from itertools import islice

from lxml import etree

from crawlers.engines.markup import Element, climb, is_too_deep, outermost

_MOST_PLACES = 20
_MOST_NAMED = 2_000
_LEAST = 60  # letters of a part that may hold comments
_NO_PLACES = ("html", "body", "main", "script", "style", "a", "link", "button", "form", "input")
COMMENTS = re.compile(
    r"com+ents?|kommentar|comentario|commentaire|commenti\b|reacties|disqus|discuss|remark42|giscus"
    r"|(?:^|[-_\s])(?:isso|talk|forum|responses?|repl(?:y|ies)|guestbook|conversation|cusdis|coral"
    r"|livefyre|cackle|vuukle|threads?|opinions?|obsuzhdenie|otzyvy)(?:$|[-_\s])",
    re.I,
)
REVIEWS = re.compile(
    r"reviews?|otzyv|отзыв|feedbacks?|bewertung|rezension|testimonial|recensi|reseñ|opinion"
    r"|\bavis\b|product-comment",
    re.I,
)
REVIEW_ADDRESS = re.compile(
    r"review|otz[iy]v|vidguk|feedback|bewertung|rezension|recen[sz]|resen|opini|avis\b|yorum"
    r"|sikayet|arvostelu|responses",
    re.I,
)
_NO_PLACE = re.compile(r"form\b|count|nav|respond|icon|button|link|meta\b|share|vote|policy", re.I)
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:recent|latest|last|popular|related)[-_]|sidebar(?:$|\s)"
    r"|(?:^|\s)(?:site-?|page-?)?(?:footer|menu)(?:$|\s)",
    re.I,
)


def find_places(root: Element, named_after: re.Pattern[str]) -> list[Element]:
    """The parts of a page that are named after comments or reviews, or hold pieces named so."""
    named = find_named(root, named_after)
    held = Counter(each.getparent() for each in named)
    around = ((each, each.getparent()) for each in named if each.getparent() is not None)
    places = list(dict.fromkeys(up if held[up] > 1 else each for each, up in around))
    return [each for each in places[:_MOST_PLACES] if len("".join(each.itertext())) > _LEAST]


def find_named(root: Element, named_after: re.Pattern[str]) -> list[Element]:
    """The outermost parts of a page that are named after comments or reviews."""
    if is_too_deep(root):
        return []
    found = (each for each in root.iter(etree.Element) if _is_place(each, named_after))
    return outermost(list(islice(found, _MOST_NAMED)))


def is_named_after(element: Element, named_after: re.Pattern[str]) -> bool:
    """Whether the name or class of an element says that it holds comments, or reviews."""
    return bool(named_after.search(f"{element.get('id') or ''} {element.get('class') or ''}"))


def with_rows(places: list[Element]) -> list[Element]:
    """Places, and before them what holds them all where each stands in a row of its own."""
    rows = {each.getparent() for each in places}
    return [_lowest_above(places), *places] if 1 < len(rows) == len(places) else places


def _lowest_above(elements: list[Element]) -> Element:
    """The smallest part of a page that holds all of some elements."""
    others = [set(climb(each)) for each in elements[1:]]
    return next(up for up in climb(elements[0]) if all(up in above for above in others))


def _is_place(element: Element, named_after: re.Pattern[str]) -> bool:
    said = (element.get(name) or "" for name in ("id", "class", "aria-label"))
    labels = " ".join([element.tag, *said])
    if element.tag in _NO_PLACES or not named_after.search(labels) or _NO_PLACE.search(labels):
        return False
    around = (up for up in islice((element, *climb(element)), 6) if up.tag not in _NO_PLACES)
    return not any(_ASIDE.search(f"{up.get('id') or ''} {up.get('class') or ''}") for up in around)
