"""The rating that a block of a page shows: stated, drawn as a row of stars, or told in a label."""

import re
from collections import defaultdict
from itertools import islice

from lxml import etree
from parsel import Selector

from crawlers.engines.markup import Element, climb, select
from crawlers.engines.rating import read_rating
from crawlers.engines.selectors import rating_of

_STATED = "[data-rating], [data-score], [data-grade], [itemprop=ratingValue]"
_STARS = (
    "[class*=star], [class*=Star], [class*=rating], [class*=Rating], [class*=grade],"
    " [data-testid*=rating], [data-test*=rating], [data-qa*=rating], [data-auto*=rating]"
)
_SCORES = (
    "[class*=score], [class*=Score], [class^=rate], [class*=-rate], [class*=_rate],"
    " [class*=note], [class*=ocena], [class*=puntua], [class*=valora], [class*=bewert]"
)
_LABELS = "[aria-label]::attr(aria-label), [title]::attr(title), img[alt]::attr(alt)"
_MOST_LABELS = 30
_ATTRIBUTES = etree.XPath(".//@*[contains(name(), 'rating') or contains(name(), 'score')]")
_STAR = "[class*=star], [class*=Star], img[src*=star]"
_MOST = 80  # elements of a block that are looked at
_LONGEST_SHOWN = 30  # letters of a text that is a rating
_SHOWN = re.compile(
    r"[★☆⭐✩✭✮✰\s]{5,20}|(?:[^\W\d_][\w\s]{1,18}[:\s]\s*)?(?:10|\d(?:[.,]\d{1,2})?)\s?"
    r"(?:/|из|out of|of|von|sur|de|di|su|van|av|af|z|із|üzerinden)\s?(?:5|10)"
    r"(?:\s(?:bubbles|stars|points|sternen?|étoiles|estrellas|stelle|звёзд|звезд|баллов))?"
    r"|\d(?:[.,]\d)?\s?[★⭐]"
)
_FEW_STARS = re.compile(r"[1-5](?:[.,]\d)?")
_WIDTH = re.compile(r"(?:^|[;\s])width:\s*(\d{1,3})(?:\.\d+)?%")
_LOOKS = (
    "class",
    "fill",
    "src",
    "href",
    "{http://www.w3.org/1999/xlink}href",
    "xlink:href",
    "d",
    "color",
    "style",
)
_MOST_PARTS = 6  # of an icon
_ROWS = (5, 10)  # stars of a whole row
_EMPTY = re.compile(
    r"(?:^|[\s_./-])(?:empty|off|o|outline|grey|gray|blank|inactive|disabled|none|0|unselected|"
    r"border|regular|far|no|passive|void)(?=$|[\s_./-])|star[-_]?o\b|empty",
    re.I,
)
_FILLED = re.compile(
    r"(?:^|[\s_./-])(?:on|active|full|fill|filled|checked|yellow|gold|orange|selected|solid|fas|1|"
    r"colou?red|rated|is-active)(?=$|[\s_./-])|filled",
    re.I,
)


def find_rating(block: Element) -> tuple[float | None, float | None]:
    """The rating that a block shows and the best of its scale, from what says so most plainly."""
    where = Selector(root=block)
    for rating in (
        rating_of(where, _STATED),
        count_stars(block),
        rating_of(where, _STARS),
        rating_of(where, _SCORES),
        _rating_in(_ATTRIBUTES(block)),
    ):
        if rating[0] is not None:
            return rating
    for text in select(block, _LABELS)[:_MOST_LABELS]:
        value, best = read_rating(text)
        if value is not None and best is not None:
            return value, best
    return _read_shown(block)


def _read_shown(block: Element) -> tuple[float | None, float | None]:
    """A short text such as "4 из 5" or "★★★★☆", a bar as wide as the rating, a row of icons."""
    for text in islice(block.itertext(), _MOST):
        line = " ".join(text.split())
        if 0 < len(line) <= _LONGEST_SHOWN and _SHOWN.fullmatch(line):
            value, best = read_rating(line)
            if value is not None:
                return value, best or 5.0
    for style in select(block, "[style*=width]::attr(style)")[:_MOST_LABELS]:
        found = _WIDTH.search(style)
        if found:
            return float(found[1]), 100.0
    counted = _count_icons(block)
    return counted if counted[0] is not None else _read_beside_icon(block)


def _read_beside_icon(block: Element) -> tuple[float | None, float | None]:
    """A number of a few stars with the picture of one behind it."""
    for icon in islice(block.iter("svg", "img", "i"), _MOST):
        parent = icon.getparent()
        if parent is not None and _FEW_STARS.fullmatch("".join(parent.itertext()).strip()):
            return float("".join(parent.itertext()).strip().replace(",", ".")), 5.0
    return None, None


def _count_icons(block: Element) -> tuple[float | None, float | None]:
    """How many of five or ten icons in a row look like the first, where the others look alike."""
    for row in islice(block.iter("div", "span", "p", "td", "li", "ul"), _MOST):
        if len(row) in _ROWS and not "".join(row.itertext()).strip():
            looks = [_look_of(each) for each in row.iterchildren("*")]
            kinds = list(dict.fromkeys(looks))
            if len(kinds) == 1 and looks[0]:
                return float(len(looks)), float(len(looks))
            if len(kinds) == 2 and looks == sorted(looks, key=kinds.index):
                return float(looks.count(kinds[0])), float(len(looks))
    return None, None


def _look_of(icon: Element) -> str:
    """What tells a filled icon from an empty one: its picture, its colour or its class."""
    parts = [icon, *icon.iterdescendants("*")][:_MOST_PARTS]
    return " ".join(filter(None, (part.get(name) for part in parts for name in _LOOKS)))


def _rating_in(texts: list[str]) -> tuple[float | None, float | None]:
    for text in texts[:_MOST_LABELS]:
        value, best = read_rating(text)
        if value is not None:
            return value, best
    return None, None


def count_stars(block: Element) -> tuple[float | None, float | None]:
    """How many stars of the first row in a block are filled, and of how many."""
    rows: dict[Element, list[str]] = defaultdict(list)
    for star in islice(select(block, _STAR), _MOST):
        row = next(islice(climb(star), 1), None)
        if row is not None and not "".join(star.itertext()).strip(" \n\t12345"):
            rows[_row_of(star)].append(_labels_within(star))
    for labels in rows.values():
        counted = _count(labels)
        if counted is not None:
            return counted
    return None, None


def _row_of(star: Element) -> Element:
    """What holds the stars of a row: the parent, or its parent where each is wrapped alone."""
    parent = star.getparent()
    above = parent.getparent()
    return above if len(parent) == 1 and above is not None else parent


def _labels_within(star: Element) -> str:
    labels = [star.get("class") or "", (star.get("src") or "").rpartition("/")[2]]
    labels += [each.get("class") or "" for each in star.iter("*") if each is not star]
    return " ".join(labels)


def _count(labels: list[str]) -> tuple[float, float] | None:
    """The filled ones of a whole row; a row in which all look alike says nothing."""
    if len(labels) not in _ROWS:
        return None
    filled = [bool(_FILLED.search(each)) for each in labels]
    empty = [bool(_EMPTY.search(each)) for each in labels]
    if any(filled) and not all(filled):
        return float(sum(filled)), float(len(labels))
    if any(empty):
        return float(len(labels) - sum(empty)), float(len(labels))
    return (float(len(labels)), float(len(labels))) if all(filled) else None
