"""Names out of the lines that hold more than a name: "by Ada on 14 March", "Ada, 14.03.2019"."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import takewhile

from crawlers.dates import read_date

_ALWAYS = datetime(2100, 1, 1, tzinfo=UTC)
_LONGEST = 90  # letters of such a line
_LEAST = 3  # letters of a label
_SEVERAL = 3  # different names that show what is the same in all
_NAME = r"([^\W\d_][\w'’.-]*(?:\s[\w'’.-]+){0,3}?)"
_LEAD = r"(?:by|von|par|por|door|от|di|av|af|przez)(?:\s*:)?\s+"
_BY = rf"(?:(?:posted|reviewed|written|review|отзыв|автор)(?:\s*:)?\s+)?(?:{_LEAD})?"
_ON = r"(?:on|am|le|el|il|op|den|dne|em|на|от|vom|del?)"
_DATED = re.compile(rf"{_BY}{_NAME}(?:\s*[,|·•—–(-]\s*|\s+{_ON}\s+)(\W*\w.*\d.*)", re.I)
_AFTER = re.compile(rf"(\W*\w.*\d.*?)(?:\s*[,|·•—–(-]\s*|\s+){_LEAD}{_NAME}\W?", re.I)
_LED = re.compile(rf"{_BY}{_NAME}\s*[,|·•—–(:-]?", re.I)
_JOINED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def name_beside_date(line: str) -> str | None:
    """Whom a line names before the date that ends it, or after "by" that follows the date."""
    if len(line) > _LONGEST:
        return None
    found, after = _DATED.fullmatch(line), _AFTER.fullmatch(line)
    if found and _is_date(found[2]):
        return found[1]
    return after[2] if after and _is_date(after[1]) else None


def name_led(line: str) -> str | None:
    """Whom a line names that says no more than "Posted by: Ada |" before a date of its own."""
    found = _LED.fullmatch(line) if len(line) <= _LONGEST else None
    return found[1] if found else None


def _is_date(text: str) -> bool:
    return read_date(text.strip(" )"), fetched=_ALWAYS) is not None


def without_label(names: Sequence[str | None]) -> list[str | None]:
    """Names without the words that all of them begin or end with, such as "Verified buyer"."""
    known = [name for name in names if name]
    if len(set(known)) < _SEVERAL:
        return list(names)
    tail = _common_start([name[::-1] for name in known])[::-1]
    head = _common_start(known)
    head = head[: head.rfind(" ") + 1]
    if not _JOINED.search(tail):
        tail = tail[tail.find(" ") :] if " " in tail else ""
    head, tail = (each if len(each.strip()) >= _LEAST else "" for each in (head, tail))
    cut = [name and name.removeprefix(head).removesuffix(tail).strip() for name in names]
    return (
        cut
        if all(short or not name for short, name in zip(cut, names, strict=True))
        else list(names)
    )


def _common_start(texts: list[str]) -> str:
    first, last = min(texts), max(texts)  # what these two share, all between them do
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(sign for sign, _ in same)
