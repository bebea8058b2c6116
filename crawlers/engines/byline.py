"""The writer's name as a page shows it beside the headline, where nothing tells machines."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote

from crawlers.engines.addresses import is_profile
from crawlers.engines.markup import Element, climb, select
from crawlers.engines.names import own_texts
from crawlers.engines.places import COMMENTS, is_named_after

_MOST_TEXTS = 40  # around the headline
_BODY = 140  # letters; a text as long as this is the article's own
_LONGEST_LINE = 120
_HEADLINE = 12  # letters of a headline
_NEAR = 3  # elements around a text that may say what it is
_CLASS = re.compile(
    r"(?:^|[\s_-])(?:authors?|autor\w{0,4}|auteurs?|autore|by-?line|firma|firmante|yazar|muhabir|writers?|"
    r"reporter|journalist[ae]?|giornalista|verfasser|kirjoittaja|skribent|författare|forfatter|szerzo|"
    r"avtor|redaktor|contributor|creator|username|nick|pen-?name)(?:$|[\s_-]|name)",
    re.I,
)
_LABEL = (
    r"автор(?:ка)?|текст|записал[аи]?|autor(?:in|a|zy|i)?|auteur|autore|author|written by|text|"
    r"texto|testo|tekst|szerző|yazar|yazan|kirjoittaja|teksti|skribent|reporter|作者|撰文|撰稿|記者|记者|文|글|"
    r"كتبت?|بقلم|نویسنده|מאת"
)
_BY = r"(?:(?:written|posted|published) )?by|von|par|por|di|door|af|av|przez|од|от"
_NAME = r"([^\W\d_][\w'’.-]*(?:\s[^\W\d_][\w'’.-]*){0,4})"
_ASKED = r"(?<!\w\s)interview|беседовал[аи]?|интервью взял[аи]?"
_LABELLED = re.compile(rf"(?:^|\s|[|·•])(?:{_LABEL}|{_ASKED})\s*[:：/／]\s*{_NAME}", re.I)
_LED = re.compile(rf"^(?:{_BY})\s+{_NAME}", re.I)
_BARE = re.compile(rf"(?:.*[|·•]\s*)?(?:(?:{_LABEL})\s*[:：]?|(?:{_BY})\s*:?)", re.I)
_CAPTION = re.compile(r"(?:^|[\s_-])(?:fig|wp|img|image|photo)-?caption", re.I)
_NOBODY = re.compile(
    r"log ?(?:in|out)|sign ?(?:in|up)|register|(?:an|ab)melden|connexion|войти|вход|people|staff",
    re.I,
)
_KOREAN = re.compile(r"^([가-힣]{2,4})\s?(?:기자|특파원)")
_PARTICLE = re.compile(r"(?:de|da|do|dos|du|van|von|der|den|la|le|di|bin|al|el|af|y|e|i|и)", re.I)
_AND = re.compile(r"\s(?:and|und|et|och|og|en|ja)\s")
_ACCOUNT = re.compile(r"(?:/(?:u|users?|members?|profiles?)/|/[@~])([^/?#]+)/?$")


def find_byline(root: Element) -> str | None:
    """The first name that a label, a class or a lead such as "von" marks, else a profile's link."""
    before, linked = "", None
    for holder, text in around_headline(root):
        line = " ".join(text.split())
        name = _say_whose(line, before) or (_as_name(line) if _is_marked(holder) else None)
        if name:
            return name
        # "Log in" and the names of sections lead to such addresses, too.
        linked = linked or (_as_name(line) if _is_person(holder, line) else None)
        before = line
    return linked


def around_headline(root: Element) -> Iterator[tuple[Element, str]]:
    """The texts of the headline's part of the page, up to the first that is the article's own."""
    headlines = select(root, "h1") or select(root, "h2, h3")[:1] or _titled(root)
    if not headlines:
        return
    parts = (up for up in climb(headlines[0]) if up.tag in {"article", "main", "body"})
    part = next(parts, root)
    heading = set(headlines)
    passed = False
    for holder, text in islice(_own(part), 2 * _MOST_TEXTS):
        passed = passed or holder in heading or any(up in heading for up in climb(holder))
        if passed and len(text.strip()) >= _BODY:
            return
        if len(text.strip()) <= _LONGEST_LINE and holder not in heading:
            yield holder, text


def _titled(root: Element) -> list[Element]:
    """What stands for a headline where nothing is marked as one: a line of the page's title."""
    title = " ".join("".join(select(root, "head title::text")[:1]).split())
    holders = (
        holder
        for holder, text in own_texts(root, None, 2 * _MOST_TEXTS)
        if holder.tag != "title" and len(text.strip()) >= _HEADLINE and text.strip() in title
    )
    return list(islice(holders, 1))


def _own(part: Element) -> Iterator[tuple[Element, str]]:
    for holder, text in own_texts(part, None, 2 * _MOST_TEXTS):
        if holder.tag in {"time", "button", "title"} or _is_comment(holder):
            continue
        if not _is_caption(holder):
            yield holder, text


def _is_caption(holder: Element) -> bool:
    """Whether a text is of a picture: whom it names took that."""
    around = islice((holder, *climb(holder)), _NEAR)
    return any(up.tag == "figcaption" or is_named_after(up, _CAPTION) for up in around)


def _is_comment(holder: Element) -> bool:
    around = islice((holder, *climb(holder)), 8)
    return any(is_named_after(up, COMMENTS) for up in around)


def is_label(line: str) -> bool:
    """Whether a line only leads to a writer's name: "By", "Автор:"."""
    return bool(_BARE.fullmatch(line))


def _say_whose(line: str, before: str) -> str | None:
    """The name in a line that says whose it is, or that follows such a label."""
    found = _LABELLED.search(line) or _LED.match(line) or _KOREAN.match(line)
    if found:
        return _as_name(found.group(1))
    return _as_name(line) if before and _BARE.fullmatch(before) else None


def _is_marked(holder: Element) -> bool:
    near = islice((holder, *climb(holder)), _NEAR)
    return any(is_named_after(up, _CLASS) for up in near)


def _is_person(holder: Element, name: str) -> bool:
    """Whether a name leads to a person's page; a single word is to be that account's name."""
    near = islice((holder, *climb(holder)), _NEAR)
    page = next((up.get("href") or "" for up in near if up.tag == "a"), "")
    account = _ACCOUNT.search(unquote(page)) if " " not in name else None
    return is_profile(page) and (" " in name or bool(account and account[1] == name))


def _as_name(line: str) -> str | None:
    """A line when it can be a person's name: a few words, with capitals where letters have them."""
    line = line.strip(" ,;:|·•–—-@")
    words = line.split()
    if not 2 <= len(line) <= 50 or len(words) > 5 or not re.fullmatch(_NAME, line):
        return None
    if _BARE.fullmatch(line) or _NOBODY.fullmatch(line):
        return None
    both = _AND.split(line)
    if all(" " in name for name in both):  # two people; else it may be anything
        words = " ".join(both).split()
    small = [word for word in words if word[0].islower() and not _PARTICLE.fullmatch(word)]
    return None if small and len(words) > 1 else line
