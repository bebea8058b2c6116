"""Templates of replies: filled with what is known, checked, suggested.  (pure)"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.errors import OtklikError, Said, unknown
from pipeline.folding import fold, split_words

# What a template may name, in English and in Russian.
VARIABLES = {
    "name": "name",
    "имя": "name",
    "brand": "brand",
    "бренд": "brand",
    "link": "link",
    "ссылка": "link",
    "order": "order",
    "заказ": "order",
    "product": "product",
    "товар": "product",
    "signature": "signature",
    "подпись": "signature",
}
_VARIABLE = re.compile(r"\{([^{}\n]{0,40})\}")
_BRACE = re.compile(r"[{}]")
LONGEST_TEMPLATE = 10_000
LONGEST_VALUE = 500


@dataclass(frozen=True)
class Template:
    """A ready answer; without a theme or brand it fits all."""

    name: str
    text: str
    language: str
    theme: str | None = None
    brand: str | None = None


@dataclass(frozen=True)
class Draft:
    """A template filled in, and the variables nothing was known for; they still stand in it."""

    text: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """A text that was answered with a template."""

    text: str
    template: str
    worth: float = 1.0  # more where the author was content afterwards, less where not


@dataclass(frozen=True)
class Asked:
    """What a reply is wanted for."""

    text: str
    language: str | None
    themes: frozenset[str] = frozenset()  # by any of their names
    brand: str | None = None


def check_template(template: Template) -> None:
    """Raise OtklikError for a template that could not be found or filled."""
    if not template.name or not template.language:
        raise OtklikError("a template needs a name and a language; give it both").at("name")
    if not template.text.strip():
        raise OtklikError("the text is empty; write what to answer").at("text")
    if len(template.text) > LONGEST_TEMPLATE:
        raise OtklikError(
            "the text is longer than %(longest_template)s characters; shorten it",
            longest_template=LONGEST_TEMPLATE,
        ).at("text")
    for match in _VARIABLE.finditer(template.text):
        if match[1].strip().casefold() not in VARIABLES:
            place = _place(template.text, match.start())
            raise OtklikError(
                "%(problem)s, %(place)s",
                problem=unknown("variable", match[1], VARIABLES),
                place=place,
            ).at("text")
    # A brace that stands alone is a variable that was mistyped.
    alone = _BRACE.search(_VARIABLE.sub(lambda match: " " * len(match[0]), template.text))
    if alone:
        place = _place(template.text, alone.start())
        raise OtklikError(
            'this "%(alone)s" stands alone; variables look like {name}, %(place)s',
            alone=alone[0],
            place=place,
        ).at("text")


def _place(text: str, at: int) -> Said:
    place = {"line": text.count("\n", 0, at) + 1, "character": at - text.rfind("\n", 0, at)}
    return Said("line %(line)s, character %(character)s", place)


def find_missing(text: str) -> tuple[str, ...]:
    """The variables that still stand in a text, by their English names."""
    written = (VARIABLES.get(match[1].strip().casefold()) for match in _VARIABLE.finditer(text))
    return tuple(dict.fromkeys(name for name in written if name))


def must_be_filled(text: str) -> None:
    """Raise OtklikError for a text that still names a variable."""
    for match in _VARIABLE.finditer(text):
        if match[1].strip().casefold() in VARIABLES:
            raise OtklikError(
                "%(match)s is not filled in, %(place)s; write what belongs there, or take it out",
                match=match[0],
                place=_place(text, match.start()),
            ).at("text")


def fill(text: str, known: Mapping[str, str | None]) -> Draft:
    """Put in what is known; `known` speaks of variables by their English names."""
    missing: list[str] = []

    def value(match: re.Match[str]) -> str:
        variable = VARIABLES.get(match[1].strip().casefold(), "")
        found = " ".join((known.get(variable) or "").split())[:LONGEST_VALUE]
        if not found:
            missing.append(match[1].strip())
        return found or match[0]

    return Draft(_VARIABLE.sub(value, text), tuple(dict.fromkeys(missing)))


THEME_WORTH = 1.0  # a shared theme is worth as much as an answered case of the very same words
BRAND_WORTH = 0.25
NEAREST = 5  # answered cases that have a say for each template
NEAR = 0.25  # likeness from which cases speak for a template of another theme


def suggest(
    templates: Sequence[Template], asked: Asked, cases: Sequence[Case], most: int = 3
) -> list[Template]:
    """The templates that fit best: in the author's language, by theme and by likeness to cases."""
    speakable = [
        template
        for template in templates
        if asked.language in (None, template.language) and template.brand in (None, asked.brand)
    ]
    likeness = _likeness(_words(asked.text), cases)
    fitting = [
        template
        for template in speakable
        if template.theme in (None, *asked.themes) or likeness.get(template.name, 0.0) >= NEAR
    ]

    def worth(template: Template) -> tuple[float, str]:
        theme = THEME_WORTH if template.theme in asked.themes else 0.0
        brand = BRAND_WORTH if template.brand else 0.0
        return -(theme + brand + likeness.get(template.name, 0.0)), template.name

    return sorted(fitting, key=worth)[:most]


def _likeness(words: frozenset[str], cases: Sequence[Case]) -> dict[str, float]:
    """How like the nearest cases of each template are, usually from 0 to 1."""
    alike: dict[str, list[float]] = {}
    for case in cases:
        near = _overlap(words, _words(case.text)) * case.worth
        alike.setdefault(case.template, []).append(near)
    nearest = {name: sorted(each, reverse=True)[:NEAREST] for name, each in alike.items()}
    return {name: sum(each) / len(each) for name, each in nearest.items()}


def _words(text: str) -> frozenset[str]:
    """The beginnings of a text's longer words, which forms of a word share."""
    return frozenset(word[:5] for word in split_words(fold(text)) if len(word) > 3)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0
