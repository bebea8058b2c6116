"""Queries that say where things stand on a page, CSS or XPath: can they be read, and where not?"""

import re
from collections.abc import Mapping
from functools import lru_cache

from cssselect import SelectorError, SelectorSyntaxError
from lxml import etree
from parsel.csstranslator import HTMLTranslator

from pipeline.errors import OtklikError, Said, unknown

# What queries may look for, as crawlers.engines.selectors reads them; a test holds them equal.
NAMES = ("item", "text", "author", "date", "rating", "title", "url", "drop", "best")
NEEDED = ("item", "text")
_XPATH = re.compile(
    r"^\s*(\(|\.{0,2}/|(descendant|ancestor|following|self)\S*::|(?:string|count)\()"
)
_AT = re.compile(r" at (\d+)>?$")  # how cssselect says where
_NO_SUCH = re.compile(r"pseudo-(?:class|element) (\S+) is unknown")
_KEPT = 40  # letters of a query that are shown from the place on


def is_xpath(query: str) -> bool:
    """Whether a query is XPath; all others are CSS."""
    return _XPATH.match(query) is not None


def check_selectors(given: Mapping[str, object]) -> None:
    """Raise OtklikError that names every query that cannot be read, and the place in each."""
    told = [*list_problems(given).values()] if given else []
    if not told:
        return
    said = told.pop()
    for each in reversed(told):
        said = Said("%(problem)s; %(rest)s", {"problem": each, "rest": said})
    raise OtklikError(said)


def list_problems(given: Mapping[str, object]) -> dict[str, Said]:
    """What is wrong with each of the queries, by their names: all at once, not the first alone."""
    told = {
        name: _look_at(name, value)
        for name, value in {**dict.fromkeys(NEEDED, ""), **given}.items()
    }
    return {name: problem for name, problem in told.items() if problem is not None}


def _look_at(name: str, value: object) -> Said | None:
    if name not in NAMES:
        return unknown("selector", name, NAMES)
    if name in NEEDED and not value:
        return Said('selectors need "%(name)s"', {"name": name})
    if name == "best":
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return None if number else Said("selectors.%(name)s: must be a number", {"name": name})
    if not isinstance(value, str):
        return Said("selectors.%(name)s: must be a query in quotes", {"name": name})
    problem = find_problem(value)
    told = {"name": name, "problem": problem}
    return Said("selectors.%(name)s: %(problem)s", told) if problem else None


@lru_cache(512)
def find_problem(query: str) -> Said | None:
    """What keeps a query from being read, with the place of it; None where it can be."""
    if query in ("", "self"):
        return None
    return _look_at_xpath(query) if is_xpath(query) else _look_at_css(query)


def _look_at_css(query: str) -> Said | None:
    try:
        HTMLTranslator().css_to_xpath(query)
    except SelectorSyntaxError as error:
        found = _AT.search(str(error))
        return _at(query, int(found[1]) if found else 0)
    except (SelectorError, ValueError, RecursionError) as error:
        return _unknown(query, error)
    return None


def _look_at_xpath(query: str) -> Said | None:
    try:
        compiled = etree.XPath(query, namespaces={"re": "http://exslt.org/regular-expressions"})
        compiled(etree.fromstring("<p/>"))
    except etree.XPathSyntaxError as error:
        places = [entry.column for entry in error.error_log]
        return _at(query, places[0] if places else 0)
    except (etree.XPathError, ValueError) as error:  # a function or a prefix that nobody knows
        return _unknown(query, error)
    return None


def _at(query: str, place: int) -> Said:
    """The place, counted from 1, and what stands there."""
    rest = query[place : place + _KEPT]
    values = {"query": query, "place": place + 1, "rest": rest}
    if not rest.strip():
        return Said('"%(query)s" breaks off, something is missing at its end', values)
    return Said('"%(query)s" cannot be read from letter %(place)s on: "%(rest)s"', values)


def _unknown(query: str, error: Exception) -> Said:
    found = _NO_SUCH.search(str(error))
    if found:
        return Said('"%(query)s": there is no "%(what)s"', {"query": query, "what": found[1]})
    return Said('"%(query)s" cannot be read (%(error)s)', {"query": query, "error": error})
