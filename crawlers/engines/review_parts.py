"""What the block of one review holds besides its text: good and bad sides, a title, an answer."""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import islice, takewhile

from lxml import etree

from crawlers.dates import read_date
from crawlers.engines.addresses import is_profile
from crawlers.engines.blocks import ALWAYS
from crawlers.engines.markup import Element, climb, outermost, read_line, read_text, select
from crawlers.engines.names import own_texts, place_of
from crawlers.plain import fold_lines

_GOOD = (
    r"достоинства|преимущества|плюсы|понравилось|что (?:вам )?(?:нравится|понравилось)|переваги"
    r"|pros?|advantages?|likes?|what (?:do|did) (?:you|i) like(?: (?:best|most))?|the good|vorteile"
    r"|avantages?|points? (?:forts?|positifs?)|ventajas|lo (?:mejor|bueno)|pontos positivos|zalety"
    r"|vantagens|pregi|vantaggi|plusy|klady|výhody|előnyök|artıları|voordelen|pluspunten|优点"
    r"|優點|良い点|장점"
)
_BAD = (
    r"недостатки|минусы|не понравилось|что (?:вам )?не (?:нравится|понравилось)|недоліки"
    r"|что (?:можно|стоит|хотелось бы) улучшить|cons?|disadvantages?|dislikes?"
    r"|what (?:do|did) (?:you|i) dislike|the bad|nachteile|inconvénients?|desventajas|contras"
    r"|points? (?:faibles?|négatifs?)|lo (?:peor|malo)|pontos negativos|desvantagens|difetti"
    r"|svantaggi|wady|minusy|zápory|nevýhody|hátrányok|eksileri|nadelen|minpunten|缺点|缺點"
    r"|悪い点|気になる点|단점"
)
_REST = r"комментарий|отзыв|общее впечатление|коментар|comments?|overall|kommentar|commentaire"
_LABEL = re.compile(rf"(?:{_GOOD}|{_BAD}|{_REST})\s*[:?：？]*", re.I)
_SIDE = re.compile(rf"(?:{_GOOD}|{_BAD})\s*[:?：？]*", re.I)
_RUN_ON = re.compile(
    rf"(?<=[^\s\n])[^\S\n]*+[,;]?+[^\S\n]*+(?=[A-ZА-ЯЁ])(?=(?i:{_GOOD}|{_BAD}|{_REST})\s?:\s)"
)
_SIDES = (
    (re.compile(r"(?:^|[\s_-])(?:pros?|plus(?:es)?|advantages?|positives?)(?:$|[\s_])"), "+"),
    (re.compile(r"(?:^|[\s_-])(?:cons?|minus(?:es)?|disadvantages?|negatives?)(?:$|[\s_])"), "−"),
)
_ANSWER = re.compile(
    r"(?:(?:официальный|наш) ответ|ответ (?:магазина|продавца|компании|банка|клиники|отеля"
    r"|представител[яе]\b.{0,40}|администрации|организации|владельца|поддержки|сервиса)|(?:official"
    r" )?представитель (?:бренда|магазина|компании|банка)"
    r"|(?:management|owner|store|company|seller|shop|business|official|merchant)(?:['’]s)?"
    r" (?:response|reply|answer|owner)|(?:response|reply|answer) (?:from|by|of) .{1,80}"
    r"|antwort (?:des|der|vom|von) .{1,60}|réponse (?:de|du) .{1,60}"
    r"|respuesta (?:del?|de la) .{1,60}|risposta (?:di|del|della) .{1,60}"
    r"|odpowiedź (?:sklepu|firmy|sprzedawcy)|odpověď (?:obchodu|prodejce)"
    r"|resposta d[aoe] .{1,60}|商家回复|卖家回复|ショップからの返信)\W*",
    re.I,
)
_PARTS = (
    "div",
    "section",
    "article",
    "aside",
    "li",
    "ul",
    "blockquote",
    "p",
    "td",
    "tr",
    "details",
)
_LABELS = (
    "div",
    "span",
    "b",
    "strong",
    "em",
    "p",
    "dt",
    "th",
    "td",
    "label",
    "h3",
    "h4",
    "h5",
    "h6",
)
_LONGEST_LABEL = 40  # letters
_MOST = 400  # elements of a block, or 50 times as many of a page, that are looked at
_LONGEST_SIDE = 2_000
_HEADINGS = (
    "h2, h3, h4, h5, h6, .h3, .h4, .h5, [class*=title], [class*=heading], [class*=headline],"
    " [data-testid*=title], [data-test*=title], [data-test-target*=title], [data-qa*=title]"
)
_NO_TITLE = re.compile(r"user|author|job|rank|member|profile|avatar|subtitle|label", re.I)
_LONGEST_TITLE = 150
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?:\s[\w'’.-]+){0,3}")
_LETTERS = re.compile(r"[^\W\d_].*[^\W\d_].*[^\W\d_]", re.S)


def without_answers(part: Element) -> Element:
    """A part of a page, or a copy of it without what a shop answered to its reviews."""
    marks = [place for place, each in enumerate(islice(part.iter(), 50 * _MOST)) if _answers(each)]
    if not marks:
        return part
    copy = deepcopy(part)
    elements = list(islice(copy.iter(), 50 * _MOST))
    for answer in outermost([elements[place] for place in marks if place]):
        answer.drop_tree()
    return copy


def _answers(element: Element) -> bool:
    """Whether the first thing a part says is that what follows is an answer."""
    if element.tag not in _PARTS:
        return False
    texts = (" ".join(text.split()) for text in element.itertext())
    first = next(filter(None, texts), "")
    return len(first) <= 2 * _LONGEST_LABEL + 20 and _ANSWER.fullmatch(first) is not None


def with_sides(block: Element, text: str) -> str:
    """The text of a review with the good and bad sides that its block holds apart from it."""
    sides = [(label, said) for label, said in _sides(block) if said]
    if all(said in text for _, said in sides):
        return text
    rest = text
    for label, said in sides:
        rest = rest.replace(said, "").replace(label, "")
    lines = [
        f"{label}: {said}" if label[-1:].isalpha() else f"{label} {said}" for label, said in sides
    ]
    return "\n".join([text, *lines] if any(map(str.isalpha, rest)) else lines)


def is_side(said: str, block: Element) -> bool:
    """Whether some words are all that a block says for or against."""
    return any(said == each for _, each in _sides(block))


def split_sides(text: str) -> str:
    """A text in which each side begins a line: some pages run them together."""
    return _RUN_ON.sub("\n", text)


def _sides(block: Element) -> Iterator[tuple[str, str]]:
    """What stands below each label of a block, else in the parts that are called sides."""
    labels = _labels(block)
    labels = labels if any(_SIDE.fullmatch(read_line(each)) for each in labels) else []
    for label in labels:
        yield read_line(label).strip(" :："), _below(label, labels, block)
    if not labels:
        for element in islice(block.iter("div", "ul", "p", "span", "td", "dd"), _MOST):
            sign = next((s for named, s in _SIDES if named.search(element.get("class") or "")), "")
            said = fold_lines(read_text(element)) if sign else ""
            if _LETTERS.search(said) and len(said) <= _LONGEST_SIDE:
                yield sign, said


def _labels(block: Element) -> list[Element]:
    found = (each for each in islice(block.iter(*_LABELS), _MOST) if _is_label(each))
    return outermost(list(found))


def _is_label(element: Element) -> bool:
    line = " ".join("".join(islice(element.itertext(), 4)).split())
    return len(line) <= _LONGEST_LABEL and _LABEL.fullmatch(line) is not None


def _below(label: Element, labels: list[Element], block: Element) -> str:
    """What a label is the label of: what stands beside it, up to the next one."""
    top = label
    while True:
        said = (label.tail or "").strip() if top is label else ""
        others = takewhile(lambda each: not _holds(each, labels), top.itersiblings(etree.Element))
        texts = [said, *(f"{read_text(each)} {each.tail or ''}" for each in others)]
        whole = fold_lines("\n".join(filter(str.strip, texts)))
        parent = top.getparent()
        if whole or top is block or parent is None or parent is block:
            return whole[:_LONGEST_SIDE]
        top = parent


def _holds(element: Element, labels: Iterable[Element]) -> bool:
    return any(label is element or any(up is element for up in climb(label)) for label in labels)


def find_title(block: Element, body: Element) -> Element | None:
    """The heading that a block shows above the text of its review."""
    headings = {each for each in select(block, _HEADINGS)[:20] if _may_be_title(each)}
    before = takewhile(lambda each: each is not body, block.iter()) if headings else ()
    around = set(climb(body))
    return next((each for each in before if each in headings and each not in around), None)


def _may_be_title(heading: Element) -> bool:
    labels = f"{heading.get('class') or ''} {heading.get('id') or ''}"
    line = read_line(heading)
    if not _LETTERS.search(line) or len(line) > _LONGEST_TITLE or _LABEL.fullmatch(line):
        return False
    profiles = (is_profile(link) for link in select(heading, "a::attr(href)")[:2])
    return not _NO_TITLE.search(labels) and not any(profiles)


def find_writers(
    pairs: list[tuple[Element, Element]], titles: list[str | None]
) -> list[str | None]:
    """Who wrote each block where its heading was taken for a name: the first plain text of one."""
    found = [dict(_plain(*pair, title)) for pair, title in zip(pairs, titles, strict=True)]
    places: dict[str, set[str]] = {}
    for names in found:
        for place, name in names.items():
            places.setdefault(place, set()).add(name)
    usual = (place for place, names in places.items() if len(names) > len(pairs) / 2)
    best = next(usual, "")
    return [names.get(best) for names in found]


def _plain(block: Element, body: Element, title: str | None) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for holder, text in own_texts(block, body, 15):
        name, place = " ".join(text.split()), place_of(holder, block)
        fits = _NAME.fullmatch(name) and len(name) <= _LONGEST_LABEL and name not in (title or "")
        if not fits or place in seen or _LABEL.fullmatch(name):
            continue
        if read_date(name, fetched=ALWAYS) is None:
            seen.add(place)
            yield place, name


def link_of(title: Element) -> str | None:
    """The address a heading leads to."""
    links = [each for each in (title, *islice(climb(title), 2)) if each.tag == "a"]
    links += select(title, "a[href]")[:1]
    return next((each.get("href") for each in links if each.get("href")), None)


def numbers_of(block: Element) -> set[str]:
    """The numbers that a block bears in its attributes."""
    return {number for value in block.values() for number in re.findall(r"\d{3,}", value)}
