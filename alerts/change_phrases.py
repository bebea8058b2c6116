"""What changed, said in Russian and in English: a number, a theme, a source.  (pure)"""

from collections.abc import Mapping
from dataclasses import dataclass

from alerts.facts import Change
from pipeline.export import is_share
from pipeline.post import Channel


def _number(value: float, *, share: bool, comma: bool) -> str:
    text = f"{value * 100:.0f} %" if share else f"{value:.1f}".removesuffix(".0")
    return text.replace(".", ",") if comma else text


THEMES_RU = {
    "app": "приложение и сайт",
    "delivery": "доставка",
    "hygiene": "чистота и безопасность",
    "network": "связь",
    "other": "другое",
    "place": "место",
    "price": "цены и платежи",
    "quality": "качество",
    "refund": "возврат",
    "security": "защита денег и данных",
    "staff": "персонал",
    "stock": "наличие и очереди",
    "support": "поддержка",
    "taste": "вкус",
    "terms": "условия и навязывание",
}
FIELDS_RU = {
    "author": "автор",
    "published": "время",
    "title": "заголовок",
    "text": "текст",
    "stars": "оценка",
}
FIELDS_EN = {"published": "time"}
SILENCE_RU = " {hours} ч; ожидалось записей: {posts}, случайно так 1 раз из {once_in}"
SILENCE_EN = " for {hours} h; {posts} posts were due, chance does that once in {once_in}"
LEVEL_RU, LEVEL_EN = "порог", "limit"
TIMES_RU, TIMES_EN = " (неудач подряд: {count})", " ({count} times in a row)"
FIGURE_RU, FIGURE_EN = " за {days} дн. (порог {level})", " in {days} days (level {level})"
OF_SOURCES = {"broken", "quiet", "emptied", "away"}
SAY_NO_NUMBER = OF_SOURCES | {"due-soon", "overdue"}
MEASURES_RU = {
    "mentions": "упоминаний",
    "fewer-mentions": "упоминаний мало:",
    "negative-share": "доля негатива",
    "theme": "жалобы на тему",
    "spread": "об одном и том же — упоминаний",
    "queue": "открытых обращений",
    "waiting": "обращение ждёт ответа дольше",
    "due-soon": "скоро выйдет обещанный срок ответа",
    "overdue": "обещанный срок ответа прошёл",
    "broken": "источник не читается",
    "quiet": "источник молчит",
    "emptied": "в записях пропало",
    "away": "похоже, пропала наша собственная сеть: разом не отвечают почти все источники",
}
MEASURES_EN = {
    "mentions": "mentions",
    "fewer-mentions": "few mentions:",
    "negative-share": "negative share",
    "theme": "complaints about",
    "spread": "mentions of the same event:",
    "queue": "open tasks",
    "waiting": "a task waits for its answer for more than",
    "due-soon": "a promised answer is due soon",
    "overdue": "a promised answer is overdue",
    "broken": "the source cannot be read",
    "quiet": "the source is quiet",
    "emptied": "posts come without",
    "away": "our own network seems to be away: nearly all sources fail alike",
}

CHANNELS_RU = {
    Channel.NEWS: "новости",
    Channel.BLOG: "блог",
    Channel.FORUM: "форум",
    Channel.REVIEW: "отзыв",
    Channel.SOCIAL: "соцсети",
    Channel.MESSENGER: "мессенджер",
    Channel.VIDEO: "видео",
}

# How the end of something is told that has no usual value to be back at.
ENDS_RU = {
    "waiting": "на обращение ответили",
    "due-soon": "на обращение ответили в срок",
    "overdue": "на просроченное обращение ответили",
    "closed": "обращение закрыто без ответа",
    "spread": "об этом больше не пишут",
    "broken": "источник снова читается",
    "quiet": "источник снова пишет",
}
ENDS_EN = {
    "waiting": "the task was answered",
    "due-soon": "the task was answered in time",
    "overdue": "the overdue task was answered",
    "closed": "the task was closed without an answer",
    "spread": "nobody writes of it any more",
    "broken": "the source can be read again",
    "quiet": "the source writes again",
}


def _end(change: Change, ends: dict[str, str]) -> str:
    said = ends[change.measure]
    return f"{change.subject}: {said}" if change.subject else said


# The columns of reports that rules are made about; the others go by their own names.
COLUMNS_RU = {
    "mentions": "упоминаний",
    "negative share": "доля негатива",
    "positive share": "доля позитива",
    "net sentiment share": "позитив минус негатив",
    "voice share": "доля голоса",
    "complaints": "жалоб",
    "praise": "благодарностей",
    "open tasks": "открытых обращений",
    "tasks": "обращений",
    "answered": "отвечено",
    "answered share": "доля отвеченных",
    "within an hour share": "отвечено за час",
    "within a day share": "отвечено за сутки",
    "median time to first answer": "медиана до первого ответа, ч",
    "median to find": "медиана до находки, ч",
    "median to answer since published": "медиана от публикации до ответа, ч",
    "median to answer since found": "медиана от находки до ответа, ч",
    "CSAT share": "CSAT",
    "NPS share": "NPS",
}


@dataclass(frozen=True)
class Manner:
    """How numbers are told in a language."""

    usual: str
    level: str
    times: str
    quote: str
    hours: str
    minutes: str
    comma: bool


RUSSIAN = Manner("обычно", LEVEL_RU, TIMES_RU, "«{}»", "ч", "мин", comma=True)
ENGLISH = Manner("usually", LEVEL_EN, TIMES_EN, "“{}”", "h", "min", comma=False)


def tell_russian(change: Change) -> str:
    if change.over and change.measure in ENDS_RU:
        return _end(change, ENDS_RU)
    within = f" за {change.hours} ч" if change.hours else ""
    names = THEMES_RU | FIELDS_RU
    if change.column:
        told = _figure(change, PLACES_RU, COLUMNS_RU, FIGURE_RU, comma=True)
    else:
        told = _tell(change, MEASURES_RU, names, within, RUSSIAN)
    if change.measure == "no-figure":
        return f"{told} — данных больше нет"
    if change.over:
        return f"{told} — снова в норме"
    return told + (_silence(change, SILENCE_RU, comma=True) if change.once_in else "")


def tell_english(change: Change) -> str:
    if change.over and change.measure in ENDS_EN:
        return _end(change, ENDS_EN)
    within = f" in {change.hours} h" if change.hours else ""
    if change.column:
        told = _figure(change, {}, {}, FIGURE_EN, comma=False)
    else:
        told = _tell(change, MEASURES_EN, FIELDS_EN, within, ENGLISH)
    if change.measure == "no-figure":
        return f"{told} — no figures any more"
    if change.over:
        return f"{told} — back to normal"
    return told + (_silence(change, SILENCE_EN, comma=False) if change.once_in else "")


def _figure(
    change: Change,
    places: Mapping[str, str],
    columns: Mapping[str, str],
    past: str,
    *,
    comma: bool,
) -> str:
    """A figure of a report: whose, which, how much, over how many days and past which level."""
    name, share = columns.get(change.column, change.column), is_share(change.column)
    place = places.get(change.subject, change.subject)
    number = _number(change.value, share=share, comma=comma)
    told = name if change.measure == "no-figure" else f"{name} {number}"
    if change.usual is not None:
        level = _number(change.usual, share=share, comma=comma)
        told += past.format(days=change.hours // 24, level=level)
    return f"{place}: {told}" if place else told


def _silence(change: Change, words: str, *, comma: bool) -> str:
    hours, posts = (
        _number(value, share=False, comma=comma) for value in (change.value, change.usual or 0.0)
    )
    return words.format(hours=hours, posts=posts, once_in=change.once_in)


def _tell(
    change: Change,
    names: dict[str, str],
    themes: dict[str, str],
    within: str,
    manner: Manner,
) -> str:
    if change.measure == "report":  # its title says it all
        return change.subject
    share = change.measure == "negative-share"
    name = names[change.measure]
    if change.theme:
        called = change.theme_name or themes.get(change.theme, change.theme)
        name = f"{name} {manner.quote.format(called)}:"
    head = f"{change.subject}: {name}" if change.subject else name
    if change.measure in SAY_NO_NUMBER:
        failed = change.measure == "broken" and change.value > 1
        times = manner.times.format(count=int(change.value)) if failed else ""
        return head.removesuffix(":") + times
    if change.measure == "waiting":
        return f"{head} {_lasting(change.value, manner)}"
    told = f"{head} {_number(change.value, share=share, comma=manner.comma)}{within}"
    if change.usual is None:
        return told
    beside = manner.level if change.measure == "queue" else manner.usual
    return f"{told} ({beside} {_number(change.usual, share=share, comma=manner.comma)})"


def _lasting(hours: float, manner: Manner) -> str:
    """So many hours; less than one in minutes."""
    if hours < 1:
        return f"{hours * 60:.0f} {manner.minutes}"
    return f"{_number(hours, share=False, comma=manner.comma)} {manner.hours}"


PLACES_RU: dict[str, str] = {
    str(channel): name for channel, name in CHANNELS_RU.items()
} | THEMES_RU
PLACES_RU["nobody"] = "никто"
