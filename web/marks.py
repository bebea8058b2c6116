"""Words marked in a text: those of a question, and those behind a verdict."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from classifier.verdict import mark_text
from pipeline import assess
from pipeline.model import Assessment, Mention
from pipeline.search_words import find_words

SEARCHED = 20_000  # letters of a post in which the words of a question are marked
BEFORE = 120  # letters shown before the first of them


@dataclass(frozen=True)
class Marked:
    """A mention's title and text, and the words marked in them, each once."""

    title: Markup
    text: Markup
    words: list[str]


def mark_words(mention: Mention, assessment: Assessment | None, hint: str = "") -> Marked:
    """What was said; marked are the words behind the verdict, if it was given on this text."""
    said = assess.reading(mention).text
    why = assessment.verdict.why if assessment else None
    spans = why.words if why and why.text == mark_text(said) else ()
    start = len(said) - len(mention.post.latest_text)  # behind the title
    words = dict.fromkeys(" ".join(said[first:last].split()) for first, last in spans)
    return Marked(
        _mark(mention.post.post.title or "", spans, 0, hint),
        _mark(mention.post.latest_text, spans, start, hint),
        list(words),
    )


def _mark(text: str, spans: Iterable[tuple[int, int]], before: int, hint: str) -> Markup:
    """A piece of what was said, which begins after so many characters of it."""
    shown, at = Markup(), 0
    for span in spans:
        first, last = (min(max(place - before, at), len(text)) for place in span)
        if first < last:
            shown += escape(text[at:first])
            shown += Markup('<mark class="reason" title="{}">{}</mark>').format(
                hint, text[first:last]
            )
            at = last
    return shown + escape(text[at:])


def found(text: str, question: str, most: int) -> Markup:
    """A piece of a text that shows the words of a question, which are marked."""
    places = find_words(text[:SEARCHED], question) if question else []
    start = max(places[0][0] - BEFORE, 0) if places and places[0][1] > most else 0
    shown = Markup("…") if start else Markup()
    at, end = start, start + most
    for first, last in places:
        if at <= first and last <= end:
            shown += escape(text[at:first]) + Markup("<mark>{}</mark>").format(text[first:last])
            at = last
    return shown + escape(text[at:end]) + ("…" if len(text) > end else "")
