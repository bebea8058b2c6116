"""Customer reviews of Apple's App Store: the RSS service, the store's JSON, and an app's page."""

import json
import re
from collections.abc import Iterator

from scrapy.http import HtmlResponse

from crawlers.answer import MOST_PARTS, Answer, peek
from crawlers.engines.rating import Review, date_of
from crawlers.page import Page

_ATOM = "{http://www.w3.org/2005/Atom}"
_PLACE = re.compile(r"/customerreviews/(?:page=(\d{1,3})/)?id=")
_MOST_PARTS = 10
_DATA = "serialized-server-data"
_RATING = "{http://itunes.apple.com/rss}rating"


def claims(page: Page) -> bool:
    """Whether the page is an answer of the review service, empty ones included."""
    head = page.response.text[:2000]
    if "itunes.apple.com/rss" in head and "customerreviews" in head.lower():
        return True
    return '"im:' in page.response.text or next(_rows(page), None) is not None


def read_reviews(page: Page) -> Iterator[Review]:
    """The reviews of an answer; the entry of the app itself has no rating and is none."""
    answer = peek(page)
    if answer.value is None and not isinstance(page.response, HtmlResponse):
        yield from _read_xml(page)
        return
    entries = answer.at("feed", "entry")
    for entry in [entries] if entries.has("id") else entries.each():
        if entry.text("im:rating", "label"):
            yield _read_entry(page, entry)
    for row in _rows(page):
        yield _read_row(page, row)


def _rows(page: Page) -> Iterator[Answer]:
    """The rows of the store's own interfaces, or of the data inside an app's page."""
    if not isinstance(page.response, HtmlResponse):
        yield from _store_rows(peek(page))
    elif _DATA in page.response.text:
        data = page.response.css(f"script#{_DATA}::text").get() or "null"
        try:
            waiting = [Answer(json.loads(data if data.count("{") < MOST_PARTS else "null"))]
        except (ValueError, RecursionError):
            return
        while waiting:
            one = waiting.pop()
            if one.has("reviewerName", "contents", "rating"):
                yield one
            waiting.extend(reversed([*one.each(), *one.values()]))


def find_more(page: Page) -> str | None:
    """The following part of the service's reviews, of which it has ten."""
    place = _PLACE.search(page.response.url)
    if place is None or next(read_reviews(page), None) is None:
        return None
    following = int(place[1] or 1) + 1
    rest = f"/customerreviews/page={following}/id="
    return _PLACE.sub(rest, page.response.url) if following <= _MOST_PARTS else None


def _read_entry(page: Page, entry: Answer) -> Review:
    link = entry.at("link")
    link = link if link.has("attributes") else link.first()
    return Review(
        author=entry.text("author", "name", "label"),
        published=date_of(page, entry.text("updated", "label")),
        text=entry.text("content", "label") or "",
        title=entry.text("title", "label"),
        rating=_rating(entry.text("im:rating", "label")),
        best=5,
        url=link.text("attributes", "href"),
        shared=True,
    )


def _store_rows(answer: Answer) -> Iterator[Answer]:
    """The rows of the store's own interfaces, old (userReviewList) and new (user-reviews)."""
    yield from answer.at("userReviewList").each()
    several = ("data", "data.relationships.reviews.data")  # asked for alone, or with their app
    for row in (row for way in several for each in answer.along(way) for row in each.each()):
        if row.text("type") == "user-reviews":
            yield row.at("attributes")


def _read_row(page: Page, row: Answer) -> Review:
    return Review(
        author=row.text("userName") or row.text("reviewerName") or row.text("name"),
        published=date_of(page, row.text("date")),
        text=row.text("review") or row.text("body") or row.text("contents") or "",
        title=row.text("title"),
        rating=_rating(row.text("rating")),
        best=5,
    )


def _read_xml(page: Page) -> Iterator[Review]:
    root = page.response.selector.root  # none of a document that is broken at its very beginning
    for entry in root.iter(f"{_ATOM}entry") if root is not None else ():
        rating = _rating(entry.findtext(_RATING))
        if rating is None:
            continue
        contents = {each.get("type"): each.text or "" for each in entry.iter(f"{_ATOM}content")}
        link = entry.find(f"{_ATOM}link")
        yield Review(
            author=(entry.findtext(f"{_ATOM}author/{_ATOM}name") or "").strip() or None,
            published=date_of(page, entry.findtext(f"{_ATOM}updated")),
            text=contents.get("text") or "",
            title=(entry.findtext(f"{_ATOM}title") or "").strip() or None,
            rating=rating,
            best=5,
            url=None if link is None else link.get("href"),
            shared=True,
        )


def _rating(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None
