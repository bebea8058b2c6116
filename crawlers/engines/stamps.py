"""When a post was written: the dates of its block, and which of them is its own."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from itertools import islice, pairwise
from statistics import median_low

from crawlers.dates import read_date
from crawlers.engines.markup import Element, is_within, read_short_line, select
from crawlers.engines.names import LONGEST_NAME, labels_of, own_texts, place_of
from crawlers.engines.thread import Thread

_MOST_DATES = 40  # texts of one block that are tried as its date
_LEAST_SURE = 0.4  # below that no place of the blocks holds their dates
_NEARLY = 0.93
_IN_ORDER = 0.95
_AGE = "age"
_VAGUE = 0.8  # what "5 years ago" is worth beside a date, or one date in all blocks
_SEVERAL = 4  # blocks that seldom have one date
_LETTER = re.compile(r"[^\W\d_]")
# What stands before a date that is not the post's own.
_OTHER_DATE = re.compile(
    r"\b(?:join|regist|зарег|регистр|inscri|enregistr|member|mitglied|dabei|beigetret|lid sinds|"
    r"iscritt|dołącz|последн|с нами|на сайте|last\b|edit|bearbeit|geändert|modif|изменен|"
    r"редактир|отредакт|since\b|seit\b|depuis\b|age\b|alter\b|birth|updated|visit|active|aktiv|"
    r"seen\b|miembro|membre|üyelik|kayıt|lid:|dato:? (?:registr|medlem))",
    re.I,
)
# What a post's own date says of itself, whatever stands before it.
_OWN_DATE = re.compile(
    r"\W*(?:posted|written|sent|added|submitted|created|geschrieben|gepostet|erstellt|verfasst"
    r"|отправлено|добавлено|написано|опубликовано|размещено|додано|publi[ée]|publicado|écrit|envoyé"
    r"|enviado|inviato|scritto|geplaatst|napisano|dodano|wysłany|skrevet|skrivet)\b",
    re.I,
)
# What may stand behind a post's own date.
_AND_EDITED = re.compile(
    r"(?<=\d)\s*[,(]\s*(?:edited|отредактирован[оа]?|изменен[оа]?|bearbeitet|modifié|editado)\)?$",
    re.I,
)
_DATE_LIKE = re.compile(
    r"\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,4}|\d{1,2}:\d\d|\d.{0,12}[^\W\d_]{2}|[^\W\d_]{3}.{0,6}\d"
    r"|^\s*\d{9,13}\s*$",
    re.S,
)


_HAS_TIME = re.compile(r"\d:\d\d|\d\s?[ap]m\b|\d{9,}", re.I)
# What machines are to read.
STAMPS = ("datetime", "data-time", "data-timestamp", "data-date", "data-livestamp")
_STAMPED = ", ".join(f"[{name}]" for name in STAMPS)
# What shows when the mouse rests on "5 years ago".
_TITLES = ("title", "data-tippy-content", "data-original-title", "data-bs-original-title")
_TITLED = ", ".join(f"[{name}]" for name in _TITLES)


def find_date(
    block: Element,
    thread: Thread,
    body: Element | None = None,
    day_first: bool | None = None,
) -> datetime | None:
    """The moment a block was posted: a machine's mark, else a text with a time, else a day."""
    plain = None
    for tries, text in enumerate(date_texts(block, body)):
        if tries >= _MOST_DATES:
            break
        found = thread.read_date(text, day_first)
        if found and has_time(text):
            return found
        plain = plain or found
    return plain


def find_stamps(
    thread: Thread, blocks: list[tuple[Element, Element]], day_first: bool | None = None
) -> list[datetime | None]:
    """When each of several posts was written: the dates that stand at one place in all of them.

    In a thread the posts follow each other in time; the days on which their writers joined do not.
    """
    found = [_dated_places(thread, block, body, day_first) for block, body in blocks]
    places: dict[str, list[datetime]] = defaultdict(list)
    for dates in found:
        for place, moment in dates.items():
            places[place].append(moment)
    scores = {place: _weigh(place, moments) for place, moments in places.items()}
    most = max(scores.values(), default=0.0)
    if most < _LEAST_SURE * len(blocks):
        return [None] * len(blocks)
    likely = [place for place, score in scores.items() if score >= _NEARLY * most]
    best = max(likely, key=lambda place: median_low(places[place]))  # nobody posts before joining
    return [dates.get(best) for dates in found]


def _weigh(place: str, moments: list[datetime]) -> float:
    """How much the moments at one place of the blocks look like those of their posts."""
    worth = _VAGUE if place.endswith(_AGE) else 1
    if len(moments) >= _SEVERAL and len(set(moments)) == 1:
        worth *= _VAGUE  # the day on which all of them joined, or the forum was opened
    return _order(moments) * len(moments) * worth


def follow_each_other(moments: list[datetime | None]) -> bool:
    """Whether there is a moment for every post, and they stand in the order of a thread."""
    known = [moment for moment in moments if moment]
    return len(known) == len(moments) and len(set(known)) > 1 and _order(known) > _IN_ORDER


def _dated_places(
    thread: Thread, block: Element, body: Element, day_first: bool | None
) -> dict[str, datetime]:
    """The first moment that is named at each place of a block."""
    found: dict[str, datetime] = {}
    for holder, text in islice(_stamps(block, body), _MOST_DATES):
        moment = thread.read_date(text, day_first)
        if moment:
            place = f"{place_of(holder, block)} {_precision(text, thread)}"
            found.setdefault(place, moment)
    return found


def _precision(text: str, thread: Thread) -> str:
    """How much a date says: the time, the day, or how long ago it was."""
    if has_time(text):
        return "time"
    return "day" if read_date(text, language=thread.language) else _AGE


def _order(moments: list[datetime]) -> float:
    """How much moments look like those of a thread: one after the other, or the other way round."""
    steps = [later >= earlier for earlier, later in pairwise(moments)]
    share = sum(steps) / len(steps) if steps else 0.5
    return 0.4 + 0.6 * max(share, 1 - share)


@lru_cache(maxsize=2048)  # a page asks of one text many times
def has_time(text: str) -> bool:
    """Whether a date's text says more than the day."""
    return _HAS_TIME.search(text) is not None


def with_time(holder: Element, line: str) -> str:
    """A day with the time that stands beside it in an element of its own."""
    for element in () if has_time(line) else (holder, holder.getparent()):
        if element is not None and len(element) < 6:
            whole = read_short_line(element, LONGEST_NAME)
            if whole and line in whole and has_time(whole):
                return whole
    return line


def date_texts(block: Element, body: Element | None = None) -> Iterator[str]:
    """The texts of a block that look like its date, machine-readable ones first."""
    return (text for _, text in _stamps(block, body))


def _stamps(block: Element, body: Element | None) -> Iterator[tuple[Element, str]]:
    """The texts that look like a date, each with the element that shows it."""
    yield from _marked_dates(block, body)
    before = ""
    for holder, text in own_texts(block, body):
        line = " ".join(text.split())
        if is_date_like(line) and not is_labelled(before, line):
            yield holder, _trim_date(with_time(holder, line))
        before = line if _LETTER.search(line) else before + line  # a label and its colon


@lru_cache(maxsize=2048)
def is_labelled(before: str, line: str) -> bool:
    """Whether a date, or the label before it, says that it is not the post's own: "Joined:"."""
    above = len(before) <= 30 and not re.search(r"\d", before) and not _OWN_DATE.match(line)
    label = before if above else ""
    return bool(_OTHER_DATE.search(f"{label} {_AND_EDITED.sub('', line)[:40]}"))


def _marked_dates(block: Element, body: Element | None) -> Iterator[tuple[Element, str]]:
    for element in select(block, _STAMPED):
        if is_within(element, body) or _is_other(element):
            continue
        for name in STAMPS:
            if element.get(name):
                yield element, element.get(name)
    for element in select(block, _TITLED):
        title = next(filter(None, map(element.get, _TITLES)), "")
        if not any(map(str.isdigit, title)) or not is_date_like(title):
            continue
        if is_within(element, body) or _OTHER_DATE.search(title) or _is_other(element):
            continue
        yield element, _trim_date(title)


def _is_other(element: Element) -> bool:
    """Whether what stands around a date says that it is not the post's own."""
    before, parent = element.getprevious(), element.getparent()
    if parent is None:
        return bool(_OTHER_DATE.search(labels_of(element)))
    text = (parent.text if before is None else before.tail) or ""
    label = text if len(text) <= 60 else ""
    return bool(_OTHER_DATE.search(f"{labels_of(element)} {parent.get('class') or ''} {label}"))


@lru_cache(maxsize=2048)
def is_date_like(text: str) -> bool:
    """Whether a text is worth reading as a date; cheap, and right to refuse most."""
    if not 3 <= len(text) <= 120:
        return False
    return bool(_DATE_LIKE.search(text)) or (len(text) <= 40 and text.count(" ") <= 4)


def _trim_date(line: str) -> str:
    return line.strip(" »«,:|•·-()[]")
