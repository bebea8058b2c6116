"""Where the prose of repeating blocks is, at one place in all of them, and how much there is."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree

from crawlers.engines.markup import Element

SKIPPED = {"script", "style", "option", "head", "select", "textarea", "noscript", "title"}
_NO_PLACE = SKIPPED | {"form", "button"}
SAYS_LITTLE = re.compile(r"\d:\d\d|\b(?:19|20)\d\d\b|#\d+|^re:", re.I)
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NUMBER = re.compile(r"\d{3,}")  # of a post of its own
_DIGITS = re.compile(r"\d+")
_SEVERAL = 4  # blocks from which on what they share is no prose
_MOST_WEIGHT = 2_000  # of one block, lest a long one speaks for all
_MOST, _HALF = 0.65, 0.45  # of the prose of what is around
_LONG = 45  # letters that are no label
_LONGEST_HEAD = 45  # letters of a line that says when
_DEEPEST = 40  # levels below a block that are told apart
_CONTENT = re.compile(r"content|body|message|text|comment|entry|prose|answer", re.I)
_ASIDE = re.compile(r"author|user|meta|info|footer|button|control|tool|like|react|side", re.I)
_NEVER_PROSE = re.compile(r"signature|profil|avatar|sidebar|\bsig\b|menu|breadcrumb|code", re.I)
_LONGEST_CLASSES = 2_000  # letters of an element's names that are looked at
_ALTERNATING = re.compile(r"(?:\w*[-_])?(?:odd|even|alt|alternate|first|last)(?:[-_]\w*)?", re.I)
_QUOTES = etree.XPath(
    ".//blockquote | .//*[contains(@class, 'quot')] | .//*[contains(@class, 'citation')]"
)
_PARAGRAPH = re.compile(r"p\.\w")
_ROW = re.compile(r"li\.\w")
_INLINE = re.compile(r"(?:p|b|i|u|em|strong|li|ul|ol|pre|code|font|h\d|(?:span|blockquote)\.$)\b")


def measure_prose(element: Element) -> int:
    """How many characters of running text an element holds outside links, controls and dates."""
    total = 0
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            if node.tag in SKIPPED or _is_link(node) or node.tag in {"form", "time", "abbr"}:
                walk.skip_subtree()
            else:
                total += _count_prose(node.text)
        elif node is not element:
            total += _count_prose(node.tail)
    return total


def _is_link(node: Element) -> bool:
    """Whether a node leads anywhere: an anchor without an address may hold the text itself."""
    return node.tag == "a" and node.get("href") is not None


def _count_prose(text: str | None) -> int:
    line = (text or "").strip()
    return 0 if len(line) < _LONG and SAYS_LITTLE.search(line) else breadth(line)


def breadth(line: str) -> int:
    """How long a line would be in letters: a sign of Chinese says as much as three."""
    return len(line) if line.isascii() else len(line) + 2 * len(_IDEOGRAPHS.findall(line))


def find_bodies(roots: list[Element]) -> list[Element | None]:
    """In each block the element that holds the prose, at the same path in all of them."""
    repeated = _repeated(roots)
    places = [_weigh(root, repeated) for root in roots]
    path = _fullest_path(places)
    return [_nearest(found, path) for found in places]


def _repeated(roots: list[Element]) -> set[str]:
    """Texts of several blocks: profiles and signatures of who wrote twice, labels of buttons."""
    if len(roots) < _SEVERAL:
        return set()
    counts: Counter[str] = Counter()
    for root in roots:
        quoted = {text.strip() for quote in _QUOTES(root) for text in quote.itertext()}
        counts.update({text.strip() for text in root.itertext()} - quoted)
    # A long text that stands in two blocks is a post and its quote.
    return {text for text, count in counts.items() if count > (1 if len(text) <= _LONG else 2)}


@dataclass(frozen=True)
class _Place:
    """The fullest element at a path of a block, its prose, and whether others stand there, too.

    It is headed when it holds what heads are made of: a line that says when, or a number.
    """

    weight: int
    element: Element
    several: bool = False
    headed: bool = False


def _weigh(root: Element, repeated: set[str]) -> dict[str, _Place]:
    """Each path below a block with the prose of the fullest element there, and that element."""
    places: dict[str, _Place] = {"": _Place(0, root)}
    stack: list[tuple[str, int]] = [("", 0)]
    heads: set[str] = set()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        if not isinstance(node.tag, str):
            continue
        path, weight = stack[-1]
        if event == "start":
            if aside := _is_no_place(node):
                walk.skip_subtree()
            deeper = len(stack) < _DEEPEST and node is not root
            stack.append(
                (
                    f"{path}/{_shape_among(node)}" if deeper else path,
                    _weigh_text(node.text, repeated),
                )
            )
            if _is_head(node.text) and node.tag not in SKIPPED:
                heads.update(above for above, _ in stack)
            if aside:
                stack[-1] = (path, 0)
        else:
            stack.pop()
            weight = _discount(weight, node)
            if not _is_no_place(node):
                places[path] = _fullest(places.get(path), weight, node)
            if node is not root:
                above, sum_above = stack[-1]
                stack[-1] = (above, sum_above + weight + _weigh_text(node.tail, repeated))
                if _is_head(node.tail):
                    heads.update(above for above, _ in stack)
    return {path: replace(place, headed=path in heads) for path, place in places.items()}


def _is_no_place(node: Element) -> bool:
    return node.tag in _NO_PLACE or _is_link(node)


def _is_head(text: str | None) -> bool:
    line = (text or "").strip()
    return 3 <= len(line) <= _LONGEST_HEAD and SAYS_LITTLE.search(line) is not None


def _fullest(known: _Place | None, weight: int, node: Element) -> _Place:
    if known is None:
        return _Place(weight, node)
    if weight > known.weight:
        return _Place(weight, node, several=True)
    return known if known.several else replace(known, several=True)


def _weigh_text(text: str | None, repeated: set[str]) -> int:
    """The worth of a text as prose: short labels count for little."""
    line = " ".join((text or "").split())
    if not line or (text or "").strip() in repeated:
        return 0
    length = breadth(line)
    if len(line) <= _LONG and SAYS_LITTLE.search(line):
        return 0
    if length > _LONG:
        return length
    return length if length > 25 else length // 3


def _discount(weight: int, node: Element) -> int:
    """Less for what its name says is a profile, a signature or a row of buttons."""
    return weight // 5 if _is_aside(f"{node.get('class', '')} {node.get('id', '')}") else weight


@lru_cache(maxsize=2048)
def _is_aside(labels: str) -> bool:
    never = _NEVER_PROSE.search(labels) is not None
    return never or (_ASIDE.search(labels) is not None and not _CONTENT.search(labels))


def _fullest_path(blocks: list[dict[str, _Place]]) -> str:
    """Where most of the prose of most blocks stands."""
    weights: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for found in blocks:
        for path, place in found.items():
            weights[path] += min(place.weight, _MOST_WEIGHT)
            counts[path] += 1
    few = len(blocks) // 2
    usual = Counter({path: weight for path, weight in weights.items() if counts[path] > few})
    headed = Counter(path for found in blocks for path in found if found[path].headed)
    return _descend(
        usual,
        {path for found in blocks for path in found if found[path].several},
        {path for path in headed if headed[path] > few},
    )


def _descend(weights: Counter[str], several: set[str], headed: set[str]) -> str:
    """The deepest path that still holds most of the prose, or half of it and no head.

    A paragraph is the place of the prose only where every block has one, and it bears a name or
    stands beside a head with nothing around both.
    """
    below: dict[str, list[str]] = defaultdict(list)
    for path in weights:
        if path:
            below[path.rpartition("/")[0]].append(path)
    here = ""
    while True:
        best, most = "", 0.0
        for path in below[here]:
            shape = path.rpartition("/")[2]
            worth = weights[path] * (1.3 if _CONTENT.search(shape) else 1)
            named = _PARAGRAPH.match(shape) or (here in headed and path == "/p.")
            # A list of one row is what a thread is made of, not what somebody wrote.
            lone = (named or _ROW.match(shape)) and path not in several
            if worth > most and (lone or not _INLINE.match(shape)):
                best, most = path, worth
        leaves_head = here in headed and best not in headed | several
        if not best or most < (_HALF if leaves_head else _MOST) * weights[here]:
            return here
        here = best


def _nearest(places: dict[str, _Place], path: str) -> Element | None:
    """The element at a path, else the fullest of its shape, else the nearest above it."""
    shape = path.rpartition("/")[2]
    if path not in places and not shape.endswith("."):
        alike = [place for name, place in places.items() if name.endswith(f"/{shape}")]
        if alike:
            return max(alike, key=lambda place: place.weight).element
    while path not in places:
        path = path.rpartition("/")[0]
    # A block made like no other, as a question is above its answers, tells its own.
    return places[path or _fullest_path([places])].element


def _shape_among(element: Element) -> str:
    """A shape that tells an element from the one before or behind it, where its class does."""
    classes = element.get("class") or ""
    if classes:
        for other in (element.getprevious(), element.getnext()):
            beside = other.get("class") if other is not None else None
            if beside and beside != classes and shape_of(other) == shape_of(element):
                return f"{element.tag}.{_lasting_classes(classes)}"
    return shape_of(element)


@lru_cache(maxsize=2048)
def _lasting_classes(classes: str) -> str:
    names = _NUMBER.sub("", classes[:_LONGEST_CLASSES]).split()
    return ".".join(name for name in names if not _ALTERNATING.fullmatch(name))


def shape_of(element: Element) -> str:
    """What elements of one sort share: the tag, and the first class that does not alternate."""
    return f"{element.tag}.{_lasting_class(element.get('class') or '')}"


@lru_cache(maxsize=2048)
def _lasting_class(classes: str) -> str:
    names = _DIGITS.sub("", classes[:_LONGEST_CLASSES]).split()
    return next((name for name in names if not _ALTERNATING.fullmatch(name)), "")
