"""The words of messages, in Russian and in English.  (pure)"""

from collections.abc import Callable
from dataclasses import dataclass

from alerts.change_phrases import CHANNELS_RU, THEMES_RU, tell_english, tell_russian
from alerts.facts import Change
from pipeline.post import Channel


@dataclass(frozen=True)
class Phrases:
    """Everything we say in one language."""

    channels: dict[Channel, str]
    severities: dict[int, str]
    themes: dict[str, str]
    worst: dict[int, str]  # of several
    answer: str
    look: str  # before the address of a page where there is nothing to answer
    alike: str
    more: str
    and_more: str  # after the title of the gravest
    footer: str
    followers: str
    reach: str  # people who answered or repeated an author's earlier posts
    until: str  # before the moment an answer is due
    useful: str  # before the address where people say so
    digest: Callable[[int], str]  # so many messages came in quiet hours
    complaints: Callable[[int], str]  # so many complaints, with the right endings
    negatives: Callable[[int], str]  # so many negative mentions
    heard: Callable[[int], str]  # after these: by somebody whom many listen to
    change: Callable[[Change], str]


def _russian(count: int, one: str, few: str, many: str) -> str:
    if count % 10 == 1 and count % 100 != 11:
        return one
    return few if 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14 else many


def _complaints_ru(count: int) -> str:
    ending = _russian(count, "новая жалоба", "новые жалобы", "новых жалоб")
    return ending.capitalize() if count == 1 else f"{count} {ending}"


def _negatives_ru(count: int) -> str:
    if count == 1:
        return "Новое негативное упоминание"
    few = "новых негативных упоминания"
    ending = _russian(count, "новое негативное упоминание", few, "новых негативных упоминаний")
    return f"{count} {ending}"


def _heard_ru(count: int) -> str:
    return " заметного автора" if count == 1 else " заметных авторов"


def _negatives_en(count: int) -> str:
    return "New negative mention" if count == 1 else f"{count} new negative mentions"


def _heard_en(count: int) -> str:
    return " by an influential author" if count == 1 else " by influential authors"


def _complaints_en(count: int) -> str:
    return "New complaint" if count == 1 else f"{count} new complaints"


def _digest_ru(count: int) -> str:
    return f"За тихие часы: {count} {_russian(count, 'сообщение', 'сообщения', 'сообщений')}"


def _digest_en(count: int) -> str:
    return f"{count} messages from the quiet hours"


PHRASES: dict[str, Phrases] = {
    "ru": Phrases(
        channels=CHANNELS_RU,
        severities={2: "серьёзно", 3: "критично"},
        themes=THEMES_RU,
        worst={2: "есть серьёзные", 3: "есть критичные"},
        answer="Ответить",
        look="Посмотреть",
        alike="И ещё о том же: {count}",
        more="И ещё: {count}. Всё в очереди: {desk}",
        and_more="(и ещё {count})",
        footer="Правило «{rule}», сообщение {key}",
        followers="подписчиков: {count}",
        reach="отвечали или повторяли: {count}",
        until="до",
        useful="Полезно ли это сообщение?",
        digest=_digest_ru,
        complaints=_complaints_ru,
        negatives=_negatives_ru,
        heard=_heard_ru,
        change=tell_russian,
    ),
    "en": Phrases(
        channels={channel: channel.value for channel in Channel},
        severities={2: "serious", 3: "critical"},
        themes={},
        worst={2: "some serious", 3: "some critical"},
        answer="Answer",
        look="See",
        alike="And more of the same: {count}",
        more="And {count} more. All of them in the inbox: {desk}",
        and_more="(and {count} more)",
        footer='Rule "{rule}", message {key}',
        followers="followers: {count}",
        reach="people who answered or repeated: {count}",
        until="by",
        useful="Was this message useful?",
        digest=_digest_en,
        complaints=_complaints_en,
        negatives=_negatives_en,
        heard=_heard_en,
        change=tell_english,
    ),
}
