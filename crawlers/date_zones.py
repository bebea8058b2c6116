"""The zone that a time is written in: "+03", "МСК+2", "Uhr MEZ", "по московскому времени", "ET"."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_FARTHEST = timedelta(hours=14)

# Hours from UTC of what stands after a time.
ZONES: dict[str, float] = {
    "utc": 0, "gmt": 0, "ut": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2,
    "mez": 1, "mesz": 2, "seč": 1, "selč": 2,
    "eet": 2, "eest": 3, "msk": 3, "мск": 3, "msd": 4, "мсд": 4, "trt": 3, "idt": 3,
    "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "acst": 9.5, "acdt": 10.5, "awst": 8,
    "nzst": 12, "nzdt": 13, "sgt": 8, "hkt": 8, "wib": 7, "wita": 8, "pkt": 5, "npt": 5.75,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "akst": -9, "akdt": -8, "hst": -10, "brt": -3, "hne": -5, "hae": -4,
}  # fmt: skip

# What American papers write for both the winter's and the summer's zone, right behind the time.
REGIONS = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}

# The places whose time a language names in a phrase of its own, before the time or behind it.
PLACES: dict[str, dict[str, str]] = {
    "en": {
        "Asia/Kolkata": "ist|indian standard time",
        "America/New_York": "eastern time|eastern|us eastern time|new york time",
        "America/Chicago": "central time|us central time",
        "America/Denver": "mountain time",
        "America/Los_Angeles": "pacific time|us pacific time",
        "Europe/London": "london time|uk time",
        "Europe/Moscow": "moscow time|moscow standard time",
    },
    "ru": {
        "Europe/Moscow": "по москве|по московскому времени|московского времени|московское время"
        "|время московское|по мск|московскому времени",
        "Europe/Kyiv": "по киеву|по киевскому времени|киевского времени",
        "Europe/Minsk": "по минску|по минскому времени|минского времени",
        "Asia/Almaty": "по астане|по времени астаны|по астанинскому времени|по алматы"
        "|по алматинскому времени|времени астаны",
        "Asia/Tashkent": "по ташкенту|по ташкентскому времени",
        "Asia/Yekaterinburg": "по екатеринбургу|по екатеринбургскому времени|уральского времени",
        "Asia/Novosibirsk": "по новосибирску|по новосибирскому времени",
        "Asia/Vladivostok": "по владивостоку|по владивостокскому времени",
        "UTC": "по гринвичу|по всемирному времени",
    },
    "uk": {"Europe/Kyiv": "за києвом|за київським часом|київського часу|за київським"},
    "be": {"Europe/Minsk": "па мінску|па мінскім часе|па менскім часе"},
    "kk": {"Asia/Almaty": "астана уақытымен|астана уақыты бойынша|астана уақыты"},
    "uz": {"Asia/Tashkent": "toshkent vaqti bilan|toshkent vaqti"},
    "hi": {"Asia/Kolkata": "ist|भारतीय समयानुसार"},
    "he": {"Asia/Jerusalem": "ist|שעון ישראל"},
    "fr": {
        "Europe/Paris": "heure de paris|heure française",
        "America/Toronto": "heure de montréal|heure de l'est",
    },
    "es": {
        "Europe/Madrid": "hora peninsular|hora peninsular española|hora española|hora de madrid",
        "America/Mexico_City": "hora de méxico|tiempo del centro|hora del centro",
        "America/Bogota": "hora de colombia|hora colombiana",
        "America/Argentina/Buenos_Aires": "hora argentina|hora de argentina",
        "America/Santiago": "hora de chile|hora chilena",
        "America/Lima": "hora de perú|hora peruana",
    },
    "pt": {
        "America/Sao_Paulo": "horário de brasília|hora de brasília|horario de brasilia",
        "Europe/Lisbon": "hora de lisboa|hora de portugal continental",
    },
    "it": {"Europe/Rome": "ora italiana|ore italiane"},
    "de": {"Europe/Berlin": "deutscher zeit|berliner zeit"},
    "tr": {"Europe/Istanbul": "tsi\u0307|tsi|türkiye saati|türkiye saatiyle"},
    "pl": {"Europe/Warsaw": "czasu polskiego|czasu warszawskiego"},
    "fi": {"Europe/Helsinki": "suomen aikaa"},
    "sv": {"Europe/Stockholm": "svensk tid"},
    "el": {"Europe/Athens": "ώρα ελλάδας|ώρα ελλάδος"},
    "ro": {"Europe/Bucharest": "ora româniei"},
    "ar": {
        "UTC": "بتوقيت غرينتش|توقيت غرينتش|غرينتش|بتوقيت جرينتش|توقيت جرينتش|جرينتش",
        "Asia/Riyadh": "بتوقيت مكة|بتوقيت مكة المكرمة|بتوقيت السعودية|بتوقيت الرياض",
        "Africa/Cairo": "بتوقيت القاهرة|بتوقيت مصر",
        "Asia/Dubai": "بتوقيت الإمارات|بتوقيت دبي",
    },
    "fa": {"Asia/Tehran": "به وقت تهران|وقت تهران"},
    "id": {"Asia/Jayapura": "wit"},
    "vi": {"Asia/Ho_Chi_Minh": "giờ việt nam"},
    "th": {"Asia/Bangkok": "เวลาประเทศไทย"},
    "zh": {"Asia/Shanghai": "北京时间|北京時間"},
    "zh-Hant": {
        "Asia/Shanghai": "北京時間",
        "Asia/Taipei": "台灣時間|臺灣時間|台北時間|臺北時間",
        "Asia/Hong_Kong": "香港時間",
    },
    "ja": {"Asia/Tokyo": "日本時間"},
    "ko": {"Asia/Seoul": "한국시간|한국 시간"},
}

_MARKS = {
    "zone" + re.sub(r"[^a-z]", "", name.lower()): name
    for named in PLACES.values()
    for name in named
}
_PLACE = re.compile(rf"\b(?:{'|'.join(_MARKS)})\b")
_OFFSET = re.compile(r"(?:\b(?:utc|gmt)\s?)?([+-])\s?(\d{1,2}):?(\d\d)?(?![\d:/-])")
_HOURS = re.compile(r"[\s(]{0,2}([+-])(\d\d)(?![\d:./-]| ?(?:[a-z]{3}\b|\?))")  # "10:00 +03"
_REGION = re.compile(rf"^\W{{0,4}}({'|'.join(REGIONS)})\b(?! \?)")
_MORE_HOURS = re.compile(r"\s?([+-])\s?(\d{1,2})(?=\s?(?:$|[),;.]))")  # "МСК+2"
_WORD = re.compile(r"[^\W\d_]+")


def place_marks(language: str) -> dict[str, str]:
    """The marks of the places whose time a language names, each with its phrases."""
    named = PLACES.get(language, {})
    return {mark: named[name] for mark, name in _MARKS.items() if name in named}


def make_zone(sign: str, hours: int, minutes: int) -> tzinfo | None:
    """So many hours and minutes from UTC; None where nobody lives."""
    shift = timedelta(hours=hours, minutes=minutes)
    if shift > _FARTHEST:
        return None
    return timezone(-shift if sign == "-" else shift)


def take_zone(head: str, tail: str) -> tuple[tzinfo | None, str, str]:
    """The zone that is named before or behind a time, and both of these without its name."""
    if (found := _HOURS.match(tail)) and (zone := make_zone(found[1], int(found[2]), 0)):
        return zone, head, tail[found.end() :]
    found = _OFFSET.search(tail)
    if found and (found[3] or re.search(r"utc|gmt", found[0])):
        zone = make_zone(found[1], int(found[2]), int(found[3] or 0))
        if zone:  # the year in "21:07 14-03-2019" is none
            return zone, head, f"{tail[: found.start()]} {tail[found.end() :]}"
    if found := _REGION.search(tail):
        return ZoneInfo(REGIONS[found[1]]), head, tail[: found.start(1)] + tail[found.end() :]
    if found := _PLACE.search(tail):
        return _named(found[0]), head, tail[: found.start()] + tail[found.end() :]
    for found in _WORD.finditer(tail):
        if found[0] in ZONES:
            zone, end = _shifted(found[0], tail, found.end())
            return zone, head, tail[: found.start()] + tail[end:].lstrip()
    if found := _PLACE.search(head):
        return _named(found[0]), head[: found.start()] + head[found.end() :], tail
    return None, head, tail


def _named(mark: str) -> tzinfo:
    name = _MARKS[mark]
    return UTC if name == "UTC" else ZoneInfo(name)


def _shifted(word: str, tail: str, end: int) -> tuple[tzinfo, int]:
    """The zone of an abbreviation, with the hours that are added to it, and where that ends."""
    shift = timedelta(hours=ZONES[word])
    more = _MORE_HOURS.match(tail, end)
    if more and abs(hours := int(more[1] + more[2])) <= 12:
        return timezone(shift + timedelta(hours=hours)), more.end()
    return timezone(shift), end
