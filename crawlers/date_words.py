"""What the words of a date mean in some forty languages: "марта", "gestern", "分钟前"."""

import re
from functools import lru_cache
from importlib import import_module
from typing import Any

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNITS = ("second", "minute", "hour", "day", "week", "month", "year")

# The order in which languages are tried when the page names none.
LANGUAGES = (
    "en", "ru", "de", "es", "fr", "it", "pt", "nl", "pl", "uk", "tr", "sv", "da", "nb",
    "fi", "cs", "sk", "hu", "ro", "bg", "el", "he", "ar", "fa", "hi", "id", "vi", "th",
    "zh", "zh-Hant", "ja", "ko", "be", "sr", "hr", "sl", "mk", "lt", "lv", "et", "is", "ca",
    "az", "kk", "ka", "hy", "bn", "ms",
)  # fmt: skip

_FULL_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_FULL_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBER = re.compile(r"\(\\d\S*?\)")

# Forms that forums use and the shipped tables lack: cases, plurals, slang, other spellings.
_MORE: dict[str, dict[str, str]] = {
    "en": {
        "day-0": "today",
        "day-1": "yesterday|yday",
        "now": "just now|now|moments ago|a moment ago|less than a minute ago|a few seconds ago",
        "ago": "ago|old",
        "1": "a|an|one",
        "second": "sec|secs|second|seconds|s",
        "week": "wk|wks|w|weeks",
        "month": "mo|mos|mth|mths|months",
        "year": "yr|yrs|y|years",
        "sep": "sept",
        "jun": "june",
        "jul": "july",
        "tue": "tues",
        "wed": "weds",
        "thu": "thur|thurs",
    },
    "ru": {
        "now": "только что|сейчас|менее минуты назад|меньше минуты назад|несколько секунд назад",
        "ago": "назад|тому назад",
        "1": "один|одна|одну",
        "aug": "августа|авг",
        "sep": "сен|сентября",
        "jun": "июня",
        "jul": "июля",
        "second": "секунды|секунд",
        "minute": "минутку|минуток",
        "week": "недель|недели",
        "mon": "понедельник|пнд",
        "wed": "среду|среда",
        "fri": "пятницу",
        "sat": "субботу",
        "sun": "воскресенье|вск",
    },
    "uk": {
        "day-0": "сьогодні",
        "day-1": "вчора",
        "ago": "тому",
        "now": "щойно",
        "week": "тиждень|тижні|тижнів",
        "month": "місяць|місяці|місяців",
        "year": "рік|роки|років|року|р",
    },
    "de": {
        "now": "gerade eben|soeben|eben|vor wenigen sekunden|vor kurzem|vor einem moment",
        "1": "einer|einem|eine|einen|ein",
        "mar": "mrz",
        "month": "monaten|monate",
        "day": "tagen|tage",
    },
    "fr": {
        "day-0": "aujourd'hui|aujourd’hui",
        "ago": "il y a",
        "1": "un|une",
        "now": "à l'instant|a l'instant",
        "month": "mois",
        "year": "an|ans|année|années",
        "week": "semaine|semaines|sem",
        "feb": "févr|fév|fevrier|fevr",
        "aug": "aout|août",
        "dec": "déc|decembre",
        "jul": "juil|juillet",
    },
    "es": {
        "1": "un|una",
        "now": "ahora mismo|justo ahora|hace un momento",
        "month": "mes|meses",
        "year": "año|años",
        "week": "semana|semanas",
        "sep": "set|setiembre|sept",
        "day": "días|dias|día|dia",
    },
    "pt": {
        "1": "um|uma",
        "now": "agora mesmo|agora|agora há pouco",
        "month": "mês|meses|mes",
        "year": "ano|anos",
        "week": "semana|semanas",
        "ago": "atrás|há",
    },
    "it": {
        "1": "un|una|un'",
        "now": "adesso|proprio ora|poco fa",
        "month": "mese|mesi",
        "year": "anno|anni",
        "week": "settimana|settimane",
    },
    "nl": {
        "1": "een|één",
        "now": "zojuist|zonet|net",
        "month": "maand|maanden",
        "year": "jaar",
        "week": "week|weken",
        "second": "seconden",
    },
    "pl": {
        "now": "przed chwilą|teraz|chwilę temu",
        "1": "jeden|jedną",
        "month": "miesiąc|miesiące|miesięcy|mies",
        "year": "rok|lata|lat|roku|r",
        "week": "tydzień|tygodnie|tygodni|tyg",
        "day-0": "dziś|dzisiaj",
    },
    "tr": {
        "now": "şimdi|az önce|biraz önce",
        "1": "bir",
        "week": "hafta",
        "month": "ay",
        "year": "yıl|sene",
        "second": "saniye|sn",
        "hour": "saat",
    },
    "cs": {"week": "týdny|týdnem|týdnů", "month": "měsíci|měsícem", "year": "lety|rokem|roky"},
    "sv": {"ago": "sedan|sen", "1": "en|ett", "now": "nyss|just nu", "day-1": "igår|i går"},
    "da": {"now": "lige nu", "1": "en|et", "week": "uge|uger", "month": "måned|måneder"},
    "nb": {"now": "akkurat nå", "1": "en|ett", "week": "uke|uker", "month": "måned|måneder"},
    "fi": {"day-1": "eilen", "now": "juuri nyt|hetki sitten", "week": "viikko|viikkoa"},
    "hu": {"now": "most|éppen most", "week": "hete|héttel", "month": "hónapja|hónappal"},
    "ro": {"ago": "acum|în urmă", "day-0": "astăzi|azi", "1": "o|un", "year": "ani|an"},
    "bg": {"day-0": "днес", "day-1": "вчера", "ago": "преди", "week": "седмица|седмици"},
    "sr": {
        "ago": "пре|prije|pre",
        "day-0": "данас|danas",
        "day-1": "јуче|juče",
        "hour": "сата|сати|sata|sati",
        "day": "дана|dana",
    },
    "hr": {"ago": "prije", "day": "dana", "hour": "sata|sati"},
    "el": {
        "ago": "πριν",
        "day-1": "χθες|χτες",
        "minute": "λεπτά",
        "day": "ημέρες|μέρες|ημέρα",
        "may": "μαΐου|μαι|μαίου|μάιος|μάι",
        "am": "π.μ|πμ",
        "pm": "μ.μ|μμ",
    },
    "he": {"1": "אחד|אחת", "ago": "לפני", "day": "ימים", "hour": "שעה", "now": "עכשיו|כרגע"},
    "ar": {
        "ago": "منذ|قبل|مضت",
        "1": "واحدة|واحد",
        "day-1": "أمس|امس|البارحة",
        "day": "يوما|يومًا|يوم|أيام|ايام",
        "hour": "ساعة|ساعات",
    },
    "fa": {"ago": "پیش|قبل", "now": "همین حالا|هم اکنون|لحظاتی پیش", "am": "ق.ظ", "pm": "ب.ظ"},
    "vi": {"ago": "trước|cách đây", "hour": "giờ", "month": "tháng", "year": "năm"},
    "id": {"ago": "lalu|yang lalu", "now": "baru saja", "1": "satu|se", "may": "mei"},
    "th": {"ago": "ที่แล้ว|ที่ผ่านมา|ก่อน", "hour": "ชั่วโมง", "month": "เดือน", "year": "ปี"},
    "zh": {
        "day": "日|天|号",
        "hour": "小时|时|点",
        "minute": "分钟|分",
        "second": "秒|秒钟",
        "week": "周|星期",
        "month": "月|个月",
        "ago": "前|以前|之前",
        "now": "刚刚|刚才",
        "am": "上午|早上|凌晨",
        "pm": "下午|晚上",
        "year": "年",
    },
    "zh-Hant": {
        "day": "日|天|號",
        "hour": "小時|時|點",
        "minute": "分鐘|分",
        "second": "秒",
        "week": "週|星期|周",
        "month": "月|個月",
        "ago": "前|以前|之前",
        "now": "剛剛|剛才",
        "year": "年",
    },
    "ja": {
        "day": "日|日間",
        "hour": "時|時間",
        "minute": "分|分間",
        "second": "秒",
        "week": "週間",
        "month": "月|ヶ月|か月|カ月|ヵ月",
        "ago": "前",
        "now": "たった今|たったいま",
        "year": "年",
        "day-1": "昨日",
    },
    "ko": {
        "day": "일",
        "hour": "시|시간",
        "minute": "분",
        "second": "초",
        "week": "주",
        "month": "월|개월|달",
        "ago": "전",
        "now": "방금|방금 전",
        "year": "년",
        "am": "오전",
        "pm": "오후",
    },
    "lt": {"year": "m|metai|metų", "month": "mėn", "ago": "prieš", "day": "d|dienas|dienų"},
    "hi": {"ago": "पहले", "hour": "घंटे", "day-1": "कल"},
    "kk": {"ago": "бұрын", "year": "ж|жыл"},
}


@lru_cache(maxsize=len(LANGUAGES))
def words_of(language: str) -> dict[str, str]:
    """Each word or phrase of a language with its mark: "jan", "tue", "day-1", "hour", "ago"."""
    table: dict[str, Any] = import_module(f"dateparser.data.date_translation_data.{language}").info
    words: dict[str, str] = {}
    _learn_relative(words, table)
    # Later tables win: a word that names both a unit or weekday and a month is a month.
    for names, marks in ((UNITS, UNITS), (("am", "pm"), ("am", "pm"))):
        _learn(words, table, names, marks)
    _learn(words, table, _FULL_WEEKDAYS, WEEKDAYS)
    _learn(words, table, _FULL_MONTHS, MONTHS)
    for mark, forms in _MORE.get(language, {}).items():
        words.update(dict.fromkeys(forms.split("|"), mark))
    return words


def _learn(words: dict[str, str], table: dict[str, Any], names: Any, marks: Any) -> None:
    for name, mark in zip(names, marks, strict=True):
        for form in table.get(name) or ():
            form = fold_word(form)
            # "x" and "pro" name months somewhere, and much else everywhere.
            vague = mark in MONTHS and form.isascii() and (len(form) < 3 or form == "pro")
            if form and not vague and not any(letter.isdigit() for letter in form):
                words[form] = mark


def _learn_relative(words: dict[str, str], table: dict[str, Any]) -> None:
    """Take "yesterday" and, from patterns such as "vor N Tagen", their units and "ago" words."""
    for form in table.get("ago") or ():
        words[fold_word(form)] = "ago"
    for meaning, patterns in table["relative-type-regex"].items():
        if not meaning.startswith("\\1 "):
            continue
        unit = meaning.split()[1]
        for pattern in patterns:
            _learn_pattern(words, unit, pattern)
    for meaning, forms in table["relative-type"].items():
        mark = _relative_mark(meaning)
        if mark:
            words.update({fold_word(form): mark for form in forms})


def _learn_pattern(words: dict[str, str], unit: str, pattern: str) -> None:
    before, number, after = _split_at_number(pattern)
    if not number:
        return
    name, _, rest = after.partition(" ")
    if name and re.fullmatch(r"[^\W\d_].*", name):
        words.setdefault(fold_word(name), unit)
    for phrase in (before, rest):
        if phrase and re.fullmatch(r"[^\W\d_][^\\(]*", phrase):
            words.setdefault(fold_word(phrase), "ago")


def _split_at_number(pattern: str) -> tuple[str, str, str]:
    found = _NUMBER.search(pattern)
    if not found:
        return pattern, "", ""
    after = pattern[found.end() :].removeprefix("\\s*").strip()
    return pattern[: found.start()].strip(), found.group(), after


def _relative_mark(meaning: str) -> str | None:
    """ "1 day ago" becomes "day-1", "0 second ago" becomes "now"; the future is of no use."""
    found = re.fullmatch(r"([0-3]) (day|week|month|year|second) ago", meaning)
    if not found:
        return None
    count, unit = int(found.group(1)), found.group(2)
    if unit == "day":
        return f"day-{count}"
    if unit == "second":
        return "now" if count == 0 else None
    return f"1 {unit} ago" if count == 1 else None


def fold_word(word: str) -> str:
    """Fold a word so that table and text meet: lower case, no dots at its ends."""
    return word.lower().strip(" .").replace("’", "'")
