"""What a page changes in a post by itself: counters, ages, adverts. Nobody edited it.  (pure)"""

import re

MOST_WORDS = 4  # of a line that is a counter, its number among them
NEW_WORDS = 2 / 3  # of a line that was exchanged for another one, as adverts are
_COUNTED = (
    r"(?:likes?|upvotes?|views?|comments?|repl(?:y|ies)|answers?|points?|votes?|shares?|reposts?"
    r"|helpful|нравится|лайк\w*|просмотр\w*|комментари\w*|ответ\w*|голос\w*|балл\w*|репост\w*"
    r"|поделиться|полезн\w*|aufrufe|kommentare?|antworten|gefällt|vues?|commentaires?|réponses?"
    r"|j’aime|vistas|comentarios?|respuestas?|me gusta|visualizações|curtidas|respostas?"
    r"|wyświetle\w*|komentarz\w*|odpowied\w*|beğeni|yorum|görüntüleme|переглядів|відповід\w*)"
)
_AGE = (
    r"(?:ago|назад|тому|just now|только что|щойно|vor|il y a|hace|há|önce|temu|prima|fa"
    r"|前|전|yesterday|вчера|today|сегодня)"
)
_IS_COUNTER = re.compile(rf"(?<!\w){_COUNTED}(?!\w)|点赞|评论|阅读|いいね|閲覧|조회|댓글", re.I)
_IS_AGE = re.compile(rf"(?<!\w){_AGE}(?!\w)|\d\s*(?:分钟前|小时前|天前|分前|時間前|日前)", re.I)
_AT_END = re.compile(rf"(?:\s+[(\[]?\d[\d.,  ]*[kmкм]?[)\]]?\s+{_COUNTED})+$", re.I)
_LONGEST_COUNTS = 80  # letters at the end of a line
_NUMBER = re.compile(r"\d")
_WORD = re.compile(r"\w+")


def flickers(first: str, known: str, seen: str) -> bool:
    """Whether a post's text differs from what is known of it by what its page changes alone.

    `first` is what it said when it was found: a line that was exchanged before, and is exchanged
    wholly again while the others stay, is an advert.
    """
    before, now = _lines(known), _lines(seen)
    return before == now or _turns(_lines(first), before, now)


def _lines(text: str) -> list[str]:
    """The lines of a text without counters and ages."""
    lines = (_without_counts(" ".join(line.split())) for line in text.splitlines())
    return [line for line in lines if line and not _is_counter(line)]


def _without_counts(line: str) -> str:
    return line[:-_LONGEST_COUNTS] + _AT_END.sub("", line[-_LONGEST_COUNTS:])


def _is_counter(line: str) -> bool:
    if len(line.split()) > MOST_WORDS:
        return False
    numbered = _NUMBER.search(line) is not None
    return bool((numbered and _IS_COUNTER.search(line)) or _IS_AGE.search(line))


def _turns(first: list[str], before: list[str], now: list[str]) -> bool:
    """Whether only lines change that have changed before, each to something else altogether."""
    if not len(first) == len(before) == len(now):
        return False
    places = [n for n, line in enumerate(now) if line != before[n]]
    if len(places) * 2 > len(now):
        return False
    return all(first[n] != before[n] and _is_other(before[n], now[n]) for n in places)


def _is_other(one: str, other: str) -> bool:
    words = {word.casefold() for word in _WORD.findall(one)}
    new = {word.casefold() for word in _WORD.findall(other)}
    return bool(new) and len(new - words) >= NEW_WORDS * len(new)
