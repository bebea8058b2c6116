"""What the audit log calls the values of columns: listed ones by their words, lists on a line."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Literal

from babel.core import Locale
from babel.dates import get_day_names

from classifier.verdict import Sentiment
from pipeline.hours_text import WEEKDAYS
from pipeline.label_model import Answer
from pipeline.noise import Noise
from pipeline.post import Channel
from pipeline.states import ReplyState, Role
from web import audit_words, finding_words, reply_words, report_words, task_words, words
from web.languages import N_
from web.times import working

Translate = Callable[[str], str]

STARTS = {"published": N_("from publication"), "found": N_("from finding")}
ANY = {
    "any channel": N_("any channel"),
    "any urgency": N_("any urgency"),
    "any brand": N_("any brand"),
}
VERDICTS = {"complaint": N_("complaint"), "no complaint": N_("no complaint")}
_SENTIMENTS: Mapping[str, str] = words.WORDS[Sentiment]
VALUES: dict[str, Mapping[str, str]] = {
    "channel": words.WORDS[Channel],
    "role": words.WORDS[Role],
    "state": words.WORDS[ReplyState],
    "answer": words.WORDS[Answer],
    "sentiment": _SENTIMENTS,
    "before": words.WORDS[Noise],
    "after": words.WORDS[Noise],
    "theme": words.THEMES,
    "urgency": words.BANDS,
    "band": words.BANDS,
    "approve_from": words.BANDS,
    "stage": task_words.STAGES,
    "notify": task_words.TOLD,
    "kind": finding_words.SOURCE_KINDS,
    "type": report_words.RULES,
    "start": STARTS,
}
NAMES: Mapping[str, str] = {**words.WORDS[Channel], **words.BANDS, **task_words.STAGES, **ANY}
_SPAN = re.compile(r"(?:(\d+) days?, )?(\d+):(\d\d):\d\d")
_CODE = re.compile(r"[a-z]+")
_NUMBER = re.compile(r"[a-z]+_id: ")
_COLUMN = re.compile(r"[a-z_]+")


def filters(translate: Translate, language: str) -> dict[str, Callable[..., Any]]:
    """The filters of the audit log's page."""
    return {
        "audited": lambda thing: translate(words.listed(audit_words.AUDITED, thing)),
        "deed": lambda what: translate(words.listed(audit_words.DEEDS, what)),
        "audited_column": lambda name: translate(words.listed(audit_words.COLUMNS, name)),
        "audited_value": lambda text, column: say_value(column, text, translate, language),
        "audited_name": lambda name, thing: say_name(thing, name, translate),
        "audited_parts": parts,
        "audited_verdict": lambda text: say_verdict(text, translate),
    }


def parts(text: str) -> list[str]:
    """The lines of a value, without numbers that only the database knows; the files have them."""
    return [part for part in text.split("\n") if part and not _NUMBER.match(part)]


def is_column(name: str) -> bool:
    """Whether what stands before a colon is a column, and no word of a text on several lines."""
    return _COLUMN.fullmatch(name) is not None and name in audit_words.COLUMNS


def say_value(column: str, text: str, translate: Translate, language: str) -> str:
    """A value as people call it."""
    if column == "within" and (span := _SPAN.fullmatch(text)):
        days, hours, minutes = (int(part or 0) for part in span.groups())
        return working(timedelta(days=days, hours=hours, minutes=minutes), language)
    if column in ("language", "reads"):
        names = Locale.parse(language).languages
        return ", ".join(names.get(code, code) for code in _CODE.findall(text))
    if text[:1] in "[{" and (found := _read(text)) is not None:
        try:
            return _say(column, found, translate, language)
        except RecursionError:
            return text  # nothing that we keep is so deep: a text of somebody's
    return _word(column, text, translate)


def say_name(thing: str, name: str, translate: Translate) -> str:
    """What a promise or an escalation is for; names that people gave stay as they are."""
    if thing not in ("promise", "escalation"):
        return name
    return ", ".join(_listed(NAMES, part, translate) for part in name.split(", "))


def say_verdict(text: str, translate: Translate) -> str:
    """A verdict that somebody set right."""
    known = {**_SENTIMENTS, **VERDICTS, **words.THEMES}
    return ", ".join(_listed(known, part, translate) for part in text.split(", "))


def _say(column: str, value: Any, translate: Translate, language: str) -> str:
    if isinstance(value, dict):
        told = [
            f"{_name(name, translate, language)}: {_say(name, one, translate, language)}"
            for name, one in value.items()
            if one not in (None, "", [], {}) or column == "days"
        ]
        return "; ".join(told)
    if isinstance(value, list):
        return ", ".join(_say(column, one, translate, language) for one in value)
    if value == "":
        return "—"  # of the days that differ, one that is free
    return _word(column, str(value).lower() if isinstance(value, bool) else str(value), translate)


def say_day(day: str, language: str, width: Literal["abbreviated", "wide"] = "wide") -> str:
    """A weekday of a watch file, such as "mon"."""
    return str(get_day_names(width, locale=language)[WEEKDAYS.index(day)])


def _name(name: str, translate: Translate, language: str) -> str:
    if name in WEEKDAYS:
        return say_day(name, language, "abbreviated")
    return translate({**reply_words.TONE, **audit_words.COLUMNS}.get(name, name)).lower()


def _word(column: str, text: str, translate: Translate) -> str:
    if text in ("true", "false"):
        return translate(N_("yes") if text == "true" else N_("no"))
    return _listed(VALUES.get(column, {}), text, translate)


def _listed(known: Mapping[str, str], text: str, translate: Translate) -> str:
    """A listed word translated; what people wrote stays, be it a word of the desk, too."""
    return translate(known[text]) if text in known else text


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # cut, or a text of somebody's
        return None
