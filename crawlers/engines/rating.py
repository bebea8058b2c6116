"""A review as its page states it, and how its rating becomes stars."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urljoin

from crawlers.engines.review_parts import split_sides
from crawlers.page import Page
from crawlers.plain import fold_lines, fold_spaces
from crawlers.read import read_date, read_stars
from pipeline.post import Post

_NUMBER = r"(\d{1,3}(?:[.,]\d{1,2})?)"
_PLAIN = re.compile(rf"^\s*+{_NUMBER}\s*+%?\s*+$")
# "4 out of 5", "4,5 von 5", "8 / 10", "4 из 5"; Japanese names the best first.
_OF = re.compile(
    rf"{_NUMBER}\s*+(?:(?:★|stars?|sterne?)\s*+)?"
    rf"(?:/|out\s+of|of|von|из|sur|de|di|su|van|av|af|z|із|/\s*из|5つ星中)\s*(5|10|20|100)\b(?!\s?[/.]\s?\d)",
    re.I,
)
_JAPANESE = re.compile(r"(5|10)つ星のうち\s*" + _NUMBER)
_STARS = re.compile(
    rf"{_NUMBER}\s*[-_ ]?(?:★|stars?\b|sterne?\b|étoiles?|estrellas?|stelle|gwiazdek|звезд)", re.I
)
_PERCENT = re.compile(rf"(?:width\s*:\s*)?{_NUMBER}\s*%")
_IN_CLASS = re.compile(
    r"(?:stars?|rating|rate|score|value|bubble)[-_]?(?:is[-_])?([0-5])(?:[-_]?([05]))?\b"
)
_SIGNS = re.compile(r"[\W_]+")
_LABELLED = re.compile(rf"^[^\d]{{2,20}}[:\s]\s*{_NUMBER}\s*$")  # "Scored 4.0", "Оценка: 4"
_BLANK = re.compile(r"\{\{.{0,60}\}\}|<%")  # what a script is to fill in
_HIGHEST_LABELLED = 10  # what a label says beyond it counts something
_WORDS = {"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


@dataclass(frozen=True)
class Review:
    """One review in the page's own words; its rating on the page's own scale."""

    author: str | None = None
    published: datetime | None = None
    text: str = ""
    title: str | None = None
    rating: float | None = None
    best: float | None = None
    worst: float | None = None
    url: str | None = None
    shared: bool = False  # the address is that of all reviews of a thing


def read_rating(text: str | None) -> tuple[float | None, float | None]:
    """The value a text states and the best of its scale, each None where it says nothing."""
    text = fold_spaces(text or "")[:200]
    for found in (_PLAIN.match(text), _OF.search(text), _JAPANESE.search(text)):
        if found is None:
            continue
        numbers = [float(part.replace(",", ".")) for part in found.groups()]
        if found.re is _JAPANESE:
            numbers.reverse()
        best = 100.0 if text.endswith("%") and len(numbers) == 1 else None
        return numbers[0], numbers[1] if len(numbers) > 1 else best
    return _read_signs(text)


def _read_signs(text: str) -> tuple[float | None, float | None]:
    """A rating drawn in stars, written as a width, or hidden in the name of a class."""
    text = text.replace("⭐", "★")
    filled = text.count("★")
    if filled and text.count("★") + text.count("☆") <= 10:
        return float(filled), max(5.0, float(filled + text.count("☆")))
    for pattern, best in ((_STARS, 5.0), (_PERCENT, 100.0), (_IN_CLASS, 5.0)):
        found = pattern.search(text)
        if found:
            half = 0.5 if pattern is _IN_CLASS and found[2] == "5" else 0.0
            return float(found[1].replace(",", ".")) + half, best
    words = [_WORDS[word] for word in re.split(r"[\s_-]+", text.lower()) if word in _WORDS]
    if len(words) == 1:
        return float(words[0]), 5.0
    labelled = _LABELLED.match(text)
    value = float(labelled[1].replace(",", ".")) if labelled else None
    return (value if value is not None and value <= _HIGHEST_LABELLED else None), None


def settle(reviews: Iterable[Review]) -> Iterator[Review]:
    """What is left when doubles are joined and what nobody wrote is dropped."""
    kept: dict[tuple[str, str], Review] = {}
    for review in reviews:
        if not review.author and (not review.text or review.rating is None):
            continue  # a template's empty review, or product text under a review's name
        if not (review.text or review.title or review.rating is not None):
            continue
        if _BLANK.search(f"{review.author} {review.text}"):
            continue
        key = _key(review)
        kept[key] = _join(kept[key], review) if key in kept else review
    yield from _on_one_scale(list(kept.values()))


def _key(review: Review) -> tuple[str, str]:
    """What makes a review the same one, in whatever markup it is given again."""
    text = _SIGNS.sub("", (review.text or review.title or str(review.published)).lower())
    return _SIGNS.sub("", (review.author or "").lower()), text[:120]


def _join(first: Review, second: Review) -> Review:
    """One review out of two tellings: the first, completed by the second."""
    rated = first if first.rating is not None else second
    return replace(
        first,
        published=first.published or second.published,
        title=first.title or second.title,
        text=max(first.text, second.text, key=len),
        rating=rated.rating,
        best=rated.best,
        worst=rated.worst,
        url=first.url or second.url,
    )


def _on_one_scale(reviews: list[Review]) -> list[Review]:
    """Give reviews that name no scale the smallest one that holds every rating of the page."""
    highest = max((each.rating or 0 for each in reviews if each.best is None), default=0)
    best = next((scale for scale in (5.0, 10.0, 20.0) if highest <= scale), 100.0)
    return [replace(each, best=best) if each.best is None else each for each in reviews]


def post_of(page: Page, review: Review) -> Post:
    """The post a review becomes; its rating as stars from 1 to 5."""
    address = page.response.url
    url = _address(address, review.url) or address
    best = review.best or 5.0
    worst = review.worst if review.worst is not None else (0.0 if best == 100 else 1.0)
    if review.rating is not None and review.rating < worst:
        worst = 0.0
    return Post(
        source=page.source.name,
        channel=page.source.channel,
        url=url,
        text=split_sides(fold_lines(review.text)),
        title=review.title or None,
        author=review.author,
        published=review.published,
        stars=read_stars(review.rating, best, worst),
        thread=url if review.shared else address,
        language=page.source.language,
    )


def _address(address: str, link: str | None) -> str | None:
    """A link as an address that a browser may open, and no address of anything else."""
    try:
        joined = urljoin(address, link.strip()) if link else ""
    except ValueError:  # "http://[" is no address
        return None
    return joined if joined.lower().startswith(("https://", "http://")) else None


def date_of(page: Page, text: str | None, day_first: bool | None = None) -> datetime | None:
    """A date as this page writes it; an honest None when it cannot be read."""
    return read_date(
        text,
        fetched=page.fetched,
        language=page.source.language,
        day_first=day_first,
        zone=page.zone or UTC,
    )
