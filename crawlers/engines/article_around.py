"""What stands around an article's text, told from its shape, whatever it is called."""

import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import groupby, islice
from urllib.parse import urljoin, urlsplit

from lxml import etree

from crawlers.engines.headed import COMMENT_HEADING, drop_headed
from crawlers.engines.markup import Element, climb, is_too_deep
from crawlers.engines.places import COMMENTS, find_named
from crawlers.engines.prose import SAYS_LITTLE
from crawlers.page import Page

_ROWS = ("div", "li", "article", "section", "a", "dl")
_LEAST_ROWS = 3  # of one sort beside each other that are teasers, or posts of readers
_MOST_OTHERS = 0.4  # of what stands beside each other and is neither
_LONGEST_TEASER = 400  # letters
_LONGEST_NAME = 40
_LONGEST_DATE = 45
_LEAST_TITLE, _MOST_TITLE = 15, 200
_LINKED = 0.7  # of a point of a list that is a teaser
_HEAD = 3  # texts that open a comment
_MOST = 20_000  # elements of a page that are looked at
_PARAGRAPH = 40  # letters
_BOX = 300  # letters of a box around a field
_MOST_FIELDS = 100
_FIELDS = (None, "text", "email")
_NO_BOX = ("html", "body", "article", "main", "p")
_SILENT = ("script", "style", "noscript")
_SPACE = re.compile(r"\s+")


def without_comments(page: Page) -> Element:
    """A copy of a page without what it names or heads as comments; made once, not to be changed."""
    if without_comments not in page.known:
        tree = deepcopy(page.response.selector.root)
        for place in find_named(tree, COMMENTS):
            # What holds the headline is more than comments.
            if place.getparent() is not None and next(place.iter("h1"), None) is None:
                place.drop_tree()
        drop_headed(tree, COMMENT_HEADING)
        page.known[without_comments] = tree
    return page.known[without_comments]


def drop_rows(tree: Element) -> None:
    """Take away rows of teasers, and rows that open as what readers write does."""
    if is_too_deep(tree):
        return
    for parent in list(islice(tree.iter(etree.Element), _MOST)):
        if len(parent) < _LEAST_ROWS or parent.getparent() is None or _is_of_text(parent):
            continue
        for tag, run in groupby(parent, key=lambda each: each.tag):
            if tag in _ROWS:
                _drop_run(list(run))


def _is_of_text(parent: Element) -> bool:
    """Whether a list stands among the paragraphs of a text."""
    around = parent.getparent()
    return parent.tag in ("ul", "ol") and any(
        len("".join(each.itertext())) > _PARAGRAPH for each in around.iterchildren("p")
    )


def _drop_run(run: list[Element]) -> None:
    rows = [each for each in run if _is_teaser(each) or _is_comment(each)]
    if len(rows) >= _LEAST_ROWS and len(run) - len(rows) < _MOST_OTHERS * len(run):
        for row in rows:
            row.drop_tree()


def _is_teaser(row: Element) -> bool:
    """Whether a row is short and begins with a link to another page."""
    texts = _short_texts(row)
    if not texts or (row.tail or "").strip() or len(texts[0][1]) < _LEAST_TITLE:
        return False
    if row.tag == "li" and next(row.iter("img"), None) is None:
        linked = sum(len(text) for holder, text in texts if _leads_away(holder, row))
        if linked < _LINKED * sum(len(text) for _, text in texts):
            return False  # a point of a list that begins with its source
    return _leads_away(texts[0][0], row)


def _leads_away(holder: Element, row: Element) -> bool:
    """Whether a text of a row stands in a link to another page."""
    for up in (holder, *climb(holder)):
        if up.tag == "a":
            return not (up.get("href") or "#").startswith("#")
        if up is row:
            break
    return False


def _is_comment(row: Element) -> bool:
    """Whether a row opens with a name and a date."""
    opening = [text for _, text in islice(_texts(row), _HEAD)]
    if len(opening) < _HEAD or len(opening[0]) > _LONGEST_NAME or SAYS_LITTLE.search(opening[0]):
        return False
    return any(len(text) <= _LONGEST_DATE and SAYS_LITTLE.search(text) for text in opening[1:])


def _short_texts(row: Element) -> list[tuple[Element, str]]:
    """The texts of a row with what holds them; none where it is no short one."""
    found, length = [], 0
    for holder, text in _texts(row):
        found.append((holder, text))
        length += len(text)
        if length > _LONGEST_TEASER:
            return []
    return found


def _texts(row: Element) -> Iterator[tuple[Element, str]]:
    walk = etree.iterwalk(row, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            if node.tag in _SILENT:
                walk.skip_subtree()
            elif node.text and (text := node.text.strip()):
                yield node, text
        elif node is not row and node.tail and (text := node.tail.strip()):
            yield node.getparent(), text


def drop_linked_lines(tree: Element, here: str) -> None:
    """Take away paragraphs between others that are nothing but a link to a page of the site."""
    for line in list(tree.iter("p")):
        beside = (line.getprevious(), line.getnext())
        if any(each is None or each.tag != "p" or _is_link(each, here) for each in beside):
            continue  # several together are a list that the author made
        if _is_link(line, here):
            line.drop_tree()


def _is_link(line: Element, here: str) -> bool:
    links = list(line.iter("a"))
    if len(links) != 1:
        return False
    text = _read(line)
    return (
        _LEAST_TITLE <= len(text) <= _MOST_TITLE
        and text == _read(links[0])
        and _is_of_site(links[0].get("href") or "#", here)
    )


def _read(element: Element) -> str:
    return _SPACE.sub(" ", "".join(element.itertext())).strip()


def _is_of_site(link: str, here: str) -> bool:
    try:
        host = urlsplit(urljoin(here, link)).netloc
    except ValueError:
        return False
    return not link.startswith("#") and host == urlsplit(here).netloc


def drop_fields(tree: Element) -> None:
    """Take away small boxes that ask to fill in a field, as those for a newsletter do."""
    for field in list(islice(tree.iter("input"), _MOST_FIELDS)):
        box = _box_around(field) if field.get("type") in _FIELDS else None
        if box is not None:
            box.drop_tree()


def _box_around(field: Element) -> Element | None:
    box = None
    for up in climb(field):
        if up.tag in _NO_BOX or up.getparent() is None or next(up.iter("h1"), None) is not None:
            break
        if len("".join(up.itertext())) > _BOX:
            break
        box = up
    return box
