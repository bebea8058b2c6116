"""Where a page keeps comments or reviews, told from the headings that people read."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from crawlers.engines.markup import Element, climb, is_too_deep

_COUNT = r"[(\[:：\s|·•—–-]*(?:\d[\d\s.,]*)?[)\]\s]*"
_WHOSE = (
    r"(?:(?:customer|product|user|guest|reader|buyer|verified|all|ratings? (?:and|&)|отзывы и|все"
    r"|alle|kunden|klant|toute?s les|todos los|todas las|tutte le|tutti i|wszystkie|kullanıcı|ürün"
    r"|商品|用户|カスタマー|상품|구매|고객|제품)[\s-]?)*"
)
_REVIEWS = (
    r"reviews?|testimonials?|what (?:our )?(?:customers|clients|people|guests) (?:are )?say(?:ing)?"
    r"|отзыв(?:ы|а|ов)?|відгук(?:и|ів)?|bewertung(?:en)?|rezension(?:en)?|avis|opinion(?:es|i)?"
    r"|opiniões|avaliaç(?:ões|ão)|reseñas?|valoraciones|recension[ei]|opinie|recenz(?:je|e|í|ii)"
    r"|beoordelingen|recensies|yorumlar[ıi]?|değerlendirmeler[ıi]?|hodnocení|értékelések|vélemények"
    r"|recensioner|omdömen|anmeldelser|arvostelut|arviot|κριτικές|αξιολογήσεις|レビュー|クチコミ"
    r"|口コミ|评价|評價|리뷰|(?:구매)?후기|상품평|ulasan|đánh giá|รีวิว|تقييمات|مراجعات|نظرات"
    r"|ביקורות|חוות דעת|समीक्षाएं"
)
_COMMENTS = (
    r"comments?|(?:responses?|repl(?:y|ies)|thoughts?) (?:on|to)|responses?|replies|discussion"
    r"|(?:jetzt )?mitdiskutieren|diskutieren sie mit|join the (?:discussion|conversation)"
    r"|leserkommentare"
    r"|комментари(?:и|ев|й|я)|коментар(?:і|ів|и)|обсуждение|kommentare?|antworten|commentaires?"
    r"|réactions?|comentarios?|comentários?|respuestas|comment[io]|risposte|komentarz[ey]?|reacties"
    r"|kommentarer|kommentit|komentáře|komentáre|hozzászólások|comentarii|yorum(?:lar)?|σχόλια"
    r"|コメント|评论|評論|留言|댓글|komentar|bình luận|ความคิดเห็น|(?:ال)?تعليقات|دیدگاه‌?ها"
    r"|نظرات|תגובות|टिप्पणियाँ"
)


@dataclass(frozen=True)
class Words:
    """What headings of one sort say: just that, or with what it is about."""

    alone: re.Pattern[str]
    leading: re.Pattern[str]


def _words(words: str) -> Words:
    lead = rf"{_COUNT}{_WHOSE}(?:{words})"
    return Words(re.compile(lead + _COUNT, re.I), re.compile(rf"{lead}(?!\w).*", re.I))


REVIEW_HEADING = _words(_REVIEWS)
COMMENT_HEADING = _words(_COMMENTS)
_TITLES = ("h1", "h2", "h3", "h4", "h5", "h6", "legend", "summary", "caption")
_HEADINGS = (*_TITLES, "strong", "b", "div", "span", "p", "dt", "th")
_LONGEST, _SHORT = 200, 40  # letters of a title, and of a heading that no tag calls so
_LEAST = 60  # letters of what a heading is the heading of
_MOST = 3  # headings of a page that are followed
_MOST_ELEMENTS = 20_000
_NOT_IN = ("nav", "aside", "form", "footer", "a", "button", "label")


def find_headed(root: Element, heading: Words) -> list[Element]:
    """What follows each heading of a sort, as parts of the page or copies of them."""
    parts = (_part_below(each) for each in _headings(root, heading))
    return list(islice((part for part in parts if part is not None), _MOST))


def drop_headed(root: Element, heading: Words) -> None:
    """Take away what stands below the headings of a sort, up to the end of what holds them."""
    for each in list(islice(_headings(root, heading), _MOST)):
        for below in list(each.itersiblings("*")):
            below.drop_tree()


def _headings(root: Element, heading: Words) -> Iterator[Element]:
    elements = () if is_too_deep(root) else islice(root.iter(*_HEADINGS), _MOST_ELEMENTS)
    return (each for each in elements if _says(each, heading))


def _says(element: Element, heading: Words) -> bool:
    """Whether an element says just that, and is no link or label."""
    if element.tag in _TITLES:
        pattern, longest, text = heading.leading, _LONGEST, "".join(islice(element.itertext(), 8))
    else:
        pattern, longest, text = heading.alone, _SHORT, "" if len(element) else element.text or ""
    if not text or len(text) > 2 * longest:
        return False
    line = " ".join(text.split())
    if not line or len(line) > longest or not pattern.fullmatch(line):
        return False
    around = islice(climb(element), 6)
    return not any(up.tag in _NOT_IN for up in (element, *around))


def _part_below(heading: Element) -> Element | None:
    """The smallest part of a page that holds a heading and something below it."""
    top = heading
    for up in climb(heading):
        below = list(top.itersiblings("*"))
        if sum(map(_length, below)) >= _LEAST:
            before = sum(map(_length, _before(top)))
            return up if before < _LEAST and up.tag != "html" else _copy(below)
        top = up
    return None


def _before(element: Element) -> Iterator[Element]:
    return (each for each in element.itersiblings(etree.Element, preceding=True))


def _length(element: Element) -> int:
    return len("".join(element.itertext()).strip())


def _copy(elements: list[Element]) -> Element:
    part = etree.Element("div")
    part.extend(deepcopy(each) for each in elements)
    return part
