"""Reviews in the JSON answers of interfaces, by the names in crawlers.engines.review_forms."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl, urlencode

from crawlers.answer import Answer, peek
from crawlers.engines.rating import Review, date_of
from crawlers.engines.review_forms import FORMS, Form
from crawlers.interface import changed
from crawlers.page import Page
from crawlers.plain import fold_spaces, strip_markup

# Where an answer names its next part: as an address, or as a word to ask with.
_NEXT = ("meta.next_link", "links.next", "paging.next")
_WORDS = {"nextPageToken": "pageToken", "cursor": "cursor"}
_STARS = {"ONE": 1.0, "TWO": 2.0, "THREE": 3.0, "FOUR": 4.0, "FIVE": 5.0}
_PLACE = {
    *("pagetoken", "cursor", "offset", "page", "limit", "skip", "take", "per_page", "pagesize"),
    *("key", "apikey", "api_key", "passkey", "token", "access_token", "utoken"),
}
_MOST_ROWS = 5_000  # of one answer; interfaces give some hundreds
_HOLE = re.compile(r"\{([\w.]+)\}")
# Google adds a translation below the original, or puts it before.
_TRANSLATED = re.compile(r"\(Translated by Google\).*?(?:\(Original\)\s*|\Z)", re.S)
_BBCODE = re.compile(
    r"\[/?(?:[biu*]|h[1-3r]|o?list|spoiler|quote|url|strike|code|t[rdh]|table)\b[^\]]*\]"
)


def claims(page: Page) -> bool:
    """Whether the page is an answer in one of the forms."""
    return _find_form(peek(page)) is not None


def read_reviews(page: Page) -> Iterator[Review]:
    """The customers' reviews of an answer; what the company replied is none."""
    answer = peek(page)
    form = _find_form(answer)
    if form:
        yield from (_read_row(page, row, form) for row in _rows(answer, form))


def find_more(page: Page) -> str | None:
    """The address of the answer's next part."""
    answer = peek(page)
    form = _find_form(answer)
    if form is None or next(_rows(answer, form), None) is None:
        return None
    for way in _NEXT:
        for found in answer.along(way):
            if found.link():
                return found.link()
    for name, parameter in _WORDS.items():
        word = answer.text(name)
        if word:
            return changed(page.response.url, **{parameter: word})
    return None


def _find_form(answer: Answer) -> Form | None:
    forms = FORMS.values() if answer.value is not None else ()
    return next((form for form in forms if next(_rows(answer, form), None)), None)


def _rows(answer: Answer, form: Form) -> Iterator[Answer]:
    """The rows of an answer that are reviews of this form; those past the most are not read."""
    for way in form.rows.split("|"):
        for holder in answer.along(way):
            rows = islice(holder.each(), _MOST_ROWS)
            yield from (row for row in rows if _is_row(row, form))


def _is_row(row: Answer, form: Form) -> bool:
    """Whether a row holds one of each kind of names."""
    return all(any(map(row.along, ways.split("|"))) for ways in form.known_by.split())


def _read_row(page: Page, row: Answer, form: Form) -> Review:
    texts = (row.said(way) for way in (form.text, *form.more))
    return Review(
        author=fold_spaces(strip_markup(row.said(form.author))) or None,
        published=date_of(page, row.said(form.date)),
        text="\n".join(filter(None, (_own(strip_markup(text)) for text in texts))),
        title=fold_spaces(strip_markup(row.said(form.title))) or None,
        rating=_rating(row, form.rating),
        best=_rating(row, form.best) or 5,
        url=row.said(form.url) or find_address(page, row, form),
    )


def _own(text: str) -> str:
    """What the customer wrote, without a translation of it and without Steam's marks."""
    return _BBCODE.sub("", _TRANSLATED.sub("", text)).strip() or text


def _rating(row: Answer, way: str) -> float | None:
    """A number, a number's name, or a thumb up or down."""
    for found in (each for one in way.split("|") if one for each in row.along(one)):
        if isinstance(found.value, bool):
            return 5.0 if found.value else 1.0
        said = found.text() or ""
        try:
            return _STARS.get(said) or float(said)
        except ValueError:
            continue
    return None


def find_address(page: Page, row: Answer, form: Form) -> str | None:
    """The review's own page, else its number on the answer's address, whatever part that is of."""
    numbers = re.findall(r"/(\d+)", page.response.url)
    known = {name: row.said(name) for name in _HOLE.findall(form.address)}
    known["page"] = numbers[-1] if numbers else ""
    if form.address and all(re.fullmatch(r"\w+", value) for value in known.values()):
        return _HOLE.sub(lambda hole: known[hole[1]], form.address)
    number = re.sub(r"\W+", "-", row.said(form.number))
    return f"{_without_place(page.response.url)}#review-{number}" if number else None


def _without_place(url: str) -> str:
    """An address without what says which part of all reviews is wanted, and who asks."""
    base, _, query = url.partition("?")
    kept = [(name, value) for name, value in parse_qsl(query) if name.lower() not in _PLACE]
    return f"{base}?{urlencode(kept)}" if kept else base
