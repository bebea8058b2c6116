"""Promises of a time in a draft; what is told of the past, or of opening hours, is none.  (pure)"""

import re
from collections.abc import Iterator

from pipeline.inflection import find_tenses

_DATE = r"\d{1,2}(?:\.(?:0[1-9]|1[0-2])\b|\.?\s+(?:%s)\w*)"
_FIGURES = r"\d{1,3}(?:\s?[-–]\s?\d{1,3})?"
_CLAUSE = re.compile(r"(?:[^.!?;\n]|\.(?=\w))+")


def _read(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


_RU_DATE = _DATE % "январ|феврал|март|апрел|ма[йяе]|июн|июл|август|сентябр|октябр|ноябр|декабр"
_RU_DAY = "(?:понедельник|вторник|сред[уеы]|четверг|пятниц|суббот|воскресень)"
_RU_UNIT = r"(?:минут|час|дн|день|сут|недел|месяц)\w*"
_RU_NUMBER = rf"(?:{_FIGURES}|дву[хм]|тр[её]х|одного|пару|пары|нескольк\w+)"
_EN_DATE = _DATE % (
    "january|february|march|april|may|june|july|august|september|october|november|december"
)
_EN_DAY = "(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_EN_UNIT = r"(?:minute|hour|day|week|month)s?"
_EN_NUMBER = rf"(?:{_FIGURES}|two|three|four|five|an?|a few)"
_DE_UNIT = "(?:Minuten?|Stunden?|Werktage?n?|Arbeitstage?n?|Tage?n?|Wochen?|Monate?n?)"
_DE_DAY = "(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag)"
_ES_UNIT = r"(?:minutos?|horas?|días?|semanas?|mes(?:es)?)"
_ES_NUMBER = rf"(?:{_FIGURES}|dos|tres|cuatro|cinco|una?|unos|unas|pocos|pocas)"
_UK_UNIT = r"(?:хвилин|годин|дн|день|доб|тижн|місяц)\w*"
_UK_DAY = "(?:понеділк|вівторк|серед|четверг|п['’ʼ]ятниц|субот|неділ)"

# Where these stand something is promised, unless the sentence tells of the past.
_TIMES = {
    "ru": _read(
        rf"\b(?:до|ко?|не позднее)\s+{_RU_DATE}",
        rf"\b(?:до|ко?|во?)\s+{_RU_DAY}\w*",
        rf"\b(?:до|к)\s+(?:конц[ау]|начал[ау]|середин[ыe])\s+{_RU_UNIT}",
        rf"\b(?:через|за|в течение)\s+(?:{_RU_NUMBER}\s+)?(?:\w+\s+)?{_RU_UNIT}",
        r"\bна (?:следующей|этой) неделе\b|\bв (?:следующем|этом) месяце\b|\bна днях\b",
        r"\b(?:завтра|послезавтра|сегодня же)\b",
    ),
    "en": _read(
        rf"\b(?:by|before|until)\s+{_EN_DATE}",
        rf"\b(?:by|on|before|until)\s+(?:next\s+)?{_EN_DAY}\b",
        rf"\b(?:within|in)\s+(?:{_EN_NUMBER}\s+)?(?!the\b|last\b|past\b|recent\b|these\b)"
        rf"(?:\w+\s+)?{_EN_UNIT}\b",
        rf"\bnext {_EN_UNIT}\b|\bby the end of (?:the )?{_EN_UNIT}\b",
        r"\b(?:tomorrow|tonight)\b",
    ),
    "de": _read(
        rf"\b(?:innerhalb von|innerhalb|binnen|in)\s+(?:\w+\s+)?{_DE_UNIT}\b",
        rf"\bbis\s+(?:zum\s+|spätestens\s+)?{_DE_DAY}\b|\bbis\s+(?:zum\s+)?\d{{1,2}}\.\s?\w",
        r"(?<!guten )\bmorgen\b|\bübermorgen\b|\bnächste Woche\b",
    ),
    "es": _read(
        rf"\b(?:en|dentro de|en un plazo de)\s+{_ES_NUMBER}\s+{_ES_UNIT}\b",
        r"\b(?:antes del|para el)\s+(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo|\d)",
        r"(?<!\bla )(?<!\besta )(?<!\bde )\bmañana\b|\bla (?:próxima semana|semana que viene)\b",
    ),
    "kk": _read(
        r"\b\w+\s+(?:жұмыс\s+)?(?:минут|сағат|күн|апта|ай)\s+ішінде", r"\b(?:ертең|бүрсігүні)\b"
    ),
    "tr": _read(
        r"\b\w+\s+(?:iş\s+)?(?:dakika|saat|gün|hafta|ay)\w*\s+içinde",
        r"\b(?:yarın|haftaya)\b",
        r"\b(?:pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar)\w*\s+kadar\b",
    ),
    "uk": _read(
        rf"\b(?:протягом|за|через)\s+(?:\w+\s+){{0,2}}?{_UK_UNIT}",
        rf"\bдо\s+{_UK_DAY}\w*",
        r"\b(?:завтра|післязавтра)\b",
    ),
}
# A promise by itself, whatever else the sentence says.
_WORDS = {
    "ru": _read(r"\b(?:гарантируем|гарантирую|обещаем|обещаю)\b"),
    "en": _read(r"\bwe (?:guarantee|promise)\b"),
    "de": _read(
        r"\b(?:wir )?(?:garantieren|versprechen) wir\b|\bwir (?:garantieren|versprechen)\b"
    ),
    "es": _read(r"\b(?:garantizamos|prometemos)\b"),
    "kk": _read(r"\bуәде береміз\b"),
    "tr": _read(r"\b(?:garanti ediyoruz|söz veriyoruz)\b"),
    "uk": _read(r"\b(?:гарантуємо|обіцяємо)\b"),
}
_TODAY = re.compile(r"\bсегодня\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")

# Verbs of the past, and what speaks of the time to come all the same. Where a language is missing
# here, its expressions are of the time to come by themselves.
_PAST = {
    "en": re.compile(
        r"\b(?:was|were|had|did|went|came|got|sent|told|said|left|began|took|made|\w{2,}ed)\b", re.I
    ),
    "de": re.compile(r"\b(?:war|waren|wurden?|hatten?|haben?|ist|sind)\b", re.I),
    "uk": re.compile(r"\b\w{2,}(?:ли|ла|ло|ли[сс]я|лася|лося)\b", re.I),
    "es": re.compile(r"\b\w{2,}(?:ó|aron|ieron|amos|imos)\b|\b(?:ha|han|hemos|fue)\b", re.I),
}
_AHEAD = {
    "en": re.compile(r"\b(?:will|shall|going to|should|expect\w*|can)\b|['’]ll\b", re.I),
    "de": re.compile(r"\b(?:werden?|wird|erhalten|bekommen|kommt|können)\b", re.I),
    "uk": re.compile(r"\b\w{2,}(?:емо|имо|ють|ять|еться|иться)\b", re.I),
    "es": re.compile(r"\b\w{2,}(?:ré|rá|rán|remos)\b|\bvamos a\b", re.I),
}


def find_pledges(draft: str, language: str | None) -> Iterator[tuple[int, int]]:
    """Where a time or a deed is promised."""
    for pattern in _WORDS.get(language or "", ()):
        yield from (match.span() for match in pattern.finditer(draft))
    for clause in _CLAUSE.finditer(draft) if language in _TIMES else ():
        found = [
            match.span()
            for pattern in _TIMES[language or ""]
            for match in pattern.finditer(draft, *clause.span())
        ]
        today = [match.span() for match in _TODAY.finditer(draft, *clause.span())]
        if today and language == "ru" and _is_ahead(clause[0]):
            found += today
        if found and not _is_past(clause[0], language):
            yield from found


def _is_past(clause: str, language: str | None) -> bool:
    """Whether a sentence speaks of what was, and of nothing that will be."""
    if language == "ru":
        return _has_tense(clause, "past") and not _is_ahead(clause)
    past, ahead = _PAST.get(language or ""), _AHEAD.get(language or "")
    return bool(past and ahead and past.search(clause) and not ahead.search(clause))


def _is_ahead(clause: str) -> bool:
    return _has_tense(clause, "futr")


def _has_tense(clause: str, tense: str) -> bool:
    words = (match[0].casefold() for match in _WORD.finditer(clause))
    return any(tense in find_tenses(word) for word in words)
