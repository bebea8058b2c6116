"""What a page says of itself in schema.org terms, as typed nodes: JSON-LD, microdata, RDFa.

JSON-LD goes through extruct, which forgives much of what sites write there. Microdata and RDFa
are walked here, because their readers need the element that a node was marked up on.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from lxml import etree
from scrapy.http import TextResponse

from crawlers.engines.loose_json import mend_json, open_text
from crawlers.engines.markup import Element, read_text
from crawlers.page import Page

Syntax = Literal["json-ld", "microdata", "rdfa"]

DEEPEST = 40  # levels of nodes within nodes; honest pages stay below ten
MOST = 5_000  # nodes of one page
_MOST_ELEMENTS = 200_000

_LINKED = {"a": "href", "area": "href", "link": "href", "img": "src", "audio": "src"}
_LINKED |= {"video": "src", "iframe": "src", "embed": "src", "source": "src", "object": "data"}
_ADDRESSES = {"url", "image", "sameas", "discussionurl", "mainentityofpage", "logo"}


@dataclass(frozen=True, eq=False)
class Node:
    """One thing a page describes; `element` is where, for microdata and RDFa."""

    types: frozenset[str]
    syntax: Syntax
    properties: dict[str, list["str | Node"]] = field(default_factory=dict)
    element: Element | None = None
    role: str | None = None  # the property of its parent that it stands in; None at the top

    def text(self, *names: str) -> str | None:
        """The first of these properties that has words; a node answers with its name."""
        return next((text for text in self.texts(*names)), None)

    def texts(self, *names: str) -> Iterator[str]:
        """All words of these properties."""
        for value in self._values(names):
            words = value.words() if isinstance(value, Node) else value
            if words and words.strip():
                yield words.strip()

    def words(self) -> str | None:
        """What a node answers with: its name, a person's two names, its value or identifier."""
        both = " ".join(filter(None, (self.text("givenname"), self.text("familyname"))))
        return self.text("name") or both or self.text("@value", "@id")

    def nodes(self, *names: str) -> Iterator["Node"]:
        """The nodes among the values of these properties."""
        return (value for value in self._values(names) if isinstance(value, Node))

    def children(self) -> Iterator["Node"]:
        """Every node below this one, one level down."""
        return self.nodes(*self.properties)

    def is_a(self, *types: str) -> bool:
        """Whether one of its types is among these."""
        return not self.types.isdisjoint(types)

    def _values(self, names: Iterable[str]) -> Iterator["str | Node"]:
        for name in names:
            yield from self.properties.get(name.lower(), ())


def read_nodes(page: Page) -> list[Node]:
    """The top nodes of a page, JSON-LD first; read once however many readers ask."""
    return _read(page.response)


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """All nodes in reading order, each once, whatever refers to whatever."""
    seen: set[int] = set()
    left = list(nodes)[::-1]
    while left and len(seen) < MOST:
        node = left.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield node
            left.extend(list(node.children())[::-1])


def find(page: Page, *types: str) -> list[Node]:
    """The nodes of these types, at any depth."""
    return [node for node in walk(read_nodes(page)) if node.is_a(*types)]


@lru_cache(maxsize=2)
def _read(response: TextResponse) -> list[Node]:
    root = getattr(response.selector, "root", None)
    if root is None or isinstance(root, str) or not hasattr(root, "iter"):
        return []
    nodes = _read_json(root)
    text = response.text
    if "itemscope" in text or "itemtype" in text:
        nodes += _read_markup(root, _MICRODATA)
    if "typeof=" in text:
        nodes += _read_markup(root, _RDFA)
    return nodes


def _short(name: str) -> str:
    """ "Review" of "https://schema.org/Review", "schema:Review" or "v:Review"."""
    return re.split(r"[/#:]", name.strip())[-1]


# JSON-LD


def _read_json(root: Element) -> list[Node]:
    values: list[Any] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            values.extend(_open_script(script))
    known: dict[str, Node] = {}
    nodes = [node for value in values for node in _top_nodes(value, known)]
    _join(nodes, known)
    return nodes


def _open_script(script: Element) -> list[Any]:
    """What one script holds; nothing when even the mended JSON cannot be read."""
    from extruct.jsonld import JsonLdExtractor

    text = "".join(script.itertext())
    try:
        return list(JsonLdExtractor()._extract_items(script)) or open_text(text)
    except (ValueError, RecursionError):
        return mend_json(text)


def _top_nodes(value: Any, known: dict[str, Node]) -> Iterator[Node]:
    """The nodes of one script, those in its @graph included."""
    if isinstance(value, list):
        for each in value:
            yield from _top_nodes(each, known)
    elif isinstance(value, dict):
        graph = value.get("@graph")
        if "@type" in value or graph is None:
            yield _build(value, known, None, 0)
        if graph is not None:
            yield from _top_nodes(graph if isinstance(graph, list) else [graph], known)


def _build(value: dict[str, Any], known: dict[str, Node], role: str | None, depth: int) -> Node:
    kinds = value.get("@type") or []
    kinds = kinds if isinstance(kinds, list) else [kinds]
    node = Node(frozenset(_short(str(kind)) for kind in kinds), "json-ld", role=role)
    for name, held in value.items():
        if name not in ("@type", "@context", "@graph"):
            key = name if name.startswith("@") else _short(name)
            node.properties[key.lower()] = list(_build_values(held, known, key, depth))
    address = value.get("@id")
    if isinstance(address, str) and len(value) > 1:
        known.setdefault(address, node)
    return node


def _build_values(
    held: Any, known: dict[str, Node], role: str, depth: int
) -> Iterator["str | Node"]:
    for each in held if isinstance(held, list) else [held]:
        if isinstance(each, dict) and depth < DEEPEST:
            yield _build(each, known, role.lower(), depth + 1)
        elif isinstance(each, str):
            yield each
        elif isinstance(each, int | float) and not isinstance(each, bool):
            yield str(each)


def _join(nodes: list[Node], known: dict[str, Node]) -> None:
    """Put the node in place of a mere reference to it."""
    for node in list(walk(nodes)):
        for values in node.properties.values():
            for place, value in enumerate(values):
                if isinstance(value, Node) and set(value.properties) == {"@id"}:
                    values[place] = known.get(value.text("@id") or "", value)


# Microdata and RDFa


@dataclass(frozen=True)
class _Marks:
    """The attributes that one syntax writes scopes and properties in."""

    syntax: Syntax
    scope: str
    kind: str
    roles: tuple[str, ...]

    def open(self, element: Element, role: str | None) -> Node | None:
        """The node that begins at an element, when one does."""
        kinds = (element.get(self.kind) or "").split()
        if element.get(self.scope) is None and not kinds:
            return None
        types = frozenset(map(_short, kinds))
        return Node(types, self.syntax, element=element, role=role)

    def roles_of(self, element: Element) -> list[str]:
        """The properties an element says it is, in lower case as some sites write them all."""
        names = " ".join(element.get(name) or "" for name in self.roles).split()
        return [_short(name).lower() for name in names[:5]]


_MICRODATA = _Marks("microdata", "itemscope", "itemtype", ("itemprop",))
_RDFA = _Marks("rdfa", "typeof", "typeof", ("property", "rel"))


def _read_markup(root: Element, marks: _Marks) -> list[Node]:
    """One pass in document order; each property goes to the nearest node around it."""
    owners: dict[Element, Node] = {}
    borrowed: dict[str, Node] = {}
    top: list[Node] = []
    for element in root.iter(etree.Element):
        owner = owners.get(element.getparent()) or borrowed.get(element.get("id") or "")
        roles = marks.roles_of(element) or _roles_around(element, marks)
        node = marks.open(element, roles[0] if owner and roles else None)
        if node is not None and node.role is None:
            top.append(node)
        if node is not None:
            borrowed |= dict.fromkeys((element.get("itemref") or "").split(), node)
        if owner is not None:
            _add(owner, roles, node, element)
        if node or owner:
            owners[element] = node or owner  # type: ignore[assignment]  # one of them is there
        if len(owners) > _MOST_ELEMENTS or len(top) > MOST:
            break
    return top


def _roles_around(element: Element, marks: _Marks) -> list[str]:
    """In RDFa a node may stand inside the element that names its property."""
    parent = element.getparent()
    if marks.syntax != "rdfa" or parent is None or element.get("typeof") is None:
        return []
    names = "" if parent.get("typeof") else parent.get("rel") or ""
    return [_short(name).lower() for name in names.split()]


def _add(owner: Node, roles: list[str], node: Node | None, element: Element) -> None:
    for role in roles:
        value = node or _read_value(element, role)
        if value:
            owner.properties.setdefault(role, []).append(value)


def _read_value(element: Element, role: str) -> str:
    """What an element says as a property: an attribute written for machines, else its text."""
    for name in ("content", "datetime"):
        if element.get(name) is not None:
            return str(element.get(name)).strip()
    if element.tag in ("data", "meter") and element.get("value") is not None:
        return str(element.get("value")).strip()
    address = element.get(_LINKED.get(element.tag, "href")) or element.get("resource")
    text = read_text(element)
    return str(address).strip() if address and (role in _ADDRESSES or not text) else text
