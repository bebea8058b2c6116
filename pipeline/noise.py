"""Is it noise? Ads, vacancies, giveaways, the brand's own posts and bots, each with its reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from pipeline.folding import fold, split_words
from pipeline.inflection import inflect
from pipeline.noise_invitations import GIVEAWAY, VACANCY
from pipeline.noise_words import AD, AGAINST, Hint
from pipeline.post import Channel, Post
from pipeline.translit import to_latin


class Noise(StrEnum):
    """What a mention is when no customer speaks; NONE: somebody speaks."""

    NONE = "none"
    AD = "ad"
    VACANCY = "vacancy"
    GIVEAWAY = "giveaway"
    OWN = "own"
    BOT = "bot"
    OTHER = "other"  # a person said so
    UNNAMED = "unnamed"  # the brand's query was changed and finds it no longer


@dataclass(frozen=True)
class Author:
    """What else is known of who wrote a post."""

    copies: int = 0  # other places where the same name said nearly the same within a day
    burst: int = 0  # the most posts in other threads within ten minutes around this one


@dataclass(frozen=True)
class Finding:
    """What sort of noise a post is, and by what it is known: "call: звоните; discount: 30 %"."""

    noise: Noise
    why: str


LEAST = {Noise.VACANCY: (3, VACANCY), Noise.GIVEAWAY: (3, GIVEAWAY), Noise.AD: (3, AD)}
READ = 2_000  # letters: what is sold is said early, and a long text holds any word by chance
# People paste a complaint into a handful of places; nobody pastes it into so many in a day,
# or writes so fast.
COPIES, BURST = 12, 15
NOBODY = frozenset(  # names that many share
    fold(name)
    for name in (
        *("Аноним", "Анонимно", "Гость", "Пользователь", "Покупатель", "Клиент", "Anonymous"),
        *("Guest", "User", "Customer", "Anonym", "Gast", "Anonimo", "Anónimo", "Usuario", "Қонақ"),
        *("Анонім", "Гість", "Google User", "A Google user", "Пользователь предпочёл скрыть"),
    )
)
_OFFICIAL = (  # beginnings of the words that may stand beside the brand in a name of its own
    *("официальн", "представител", "служб", "поддержк", "забот", "команд", "помощ", "аккаунт"),
    *("канал", "магазин", "компани", "сайт", "official", "support", "help", "care", "customer"),
    *("team", "account", "store"),
)
_SPEAKS_FOR = "представител"  # after which a person may be named
_SPOKEN_TO = (Channel.FORUM, Channel.REVIEW)  # sites where a brand's own address hosts strangers


def find_noise(
    post: Post, brand: str, own_accounts: Sequence[str], author: Author
) -> Finding | None:
    """What sort of noise a post is; None when somebody speaks, or it may well be so."""
    own = find_own(post, brand, own_accounts)
    if own:
        return Finding(Noise.OWN, own)
    if is_named(post.author) and post.channel is not Channel.NEWS:
        if author.copies >= COPIES:
            return Finding(Noise.BOT, f"copies: {author.copies}")
        if author.burst >= BURST:
            return Finding(Noise.BOT, f"burst: {author.burst}")
    return _find_sort(post)


def find_own(post: Post, brand: str, own_accounts: Iterable[str]) -> str | None:
    """By what a post is known as the brand's own; None when it is not."""
    name = fold(post.author or "").strip().removeprefix("@")
    host, path = _place(post.url)
    for account in own_accounts:
        said = fold(account).strip().rstrip("/").removeprefix("https://").removeprefix("http://")
        if said.startswith("@"):
            if said[1:] in (name, path if _speaks_there(post) else ""):
                return f"account: {account}"
        elif "." in said and "/" not in said:
            if (host == said or host.endswith("." + said)) and post.channel not in _SPOKEN_TO:
                return f"site: {account}"
        elif said and said == name:
            return f"account: {account}"
    return f"name: {post.author}" if _called_like(name, fold(brand)) else None


def is_named(author: str | None) -> bool:
    """Whether a name tells one person from others."""
    return bool(author) and fold(author or "") not in NOBODY


def _called_like(name: str, brand: str) -> bool:
    """Whether an author is the brand by name: "Ромашка", "Команда Ромашки", "romashka_official"."""
    words, own = split_words(name), split_words(brand)
    if not words or not own:
        return False
    if words == own or name == brand:
        return True
    forms = [{*inflect(word, names_only=True), *to_latin(word)} for word in own]
    if any(spelt.isdisjoint(words) for spelt in forms):
        return False
    rest = [word for word in words if not any(word in spelt for spelt in forms)]
    titles = [word for word in rest if word.startswith(_OFFICIAL)]
    named = any(word.startswith(_SPEAKS_FOR) for word in titles)
    return bool(titles) and len(rest) - len(titles) <= named


def _place(url: str) -> tuple[str, str]:
    """The host of an address and the account its path begins with."""
    try:
        parts = urlsplit(url)
        steps = [step for step in fold(parts.path).split("/") if step not in ("", "s")]
        return fold(parts.hostname or "").removeprefix("www."), (steps or [""])[0].removeprefix("@")
    except ValueError:
        return "", ""


def _speaks_there(post: Post) -> bool:
    """Whether an account's address means that it wrote the post, and not a reader below it."""
    social = post.channel in (Channel.SOCIAL, Channel.MESSENGER, Channel.VIDEO)
    return social and not any(mark in post.url for mark in ("comment", "reply", "#c", "thread="))


def _find_sort(post: Post) -> Finding | None:
    """What the text sells; a review with stars is a customer's, the news report of others."""
    if post.stars is not None or post.channel is Channel.NEWS:
        return None
    text = fold(f"{post.title or ''}\n{post.text[:READ]}")
    for noise, (least, hints) in LEAST.items():
        met = [(hint, match[0]) for hint in hints if (match := hint.pattern.search(text))]
        points = sum(hint.points for hint, _ in met)
        if points >= least and points + _count_against(text) >= least:
            return Finding(noise, "; ".join(_say(hint, said) for hint, said in met))
    return None


def _count_against(text: str) -> int:
    return sum(hint.points for hint in AGAINST if hint.pattern.search(text))


def _say(hint: Hint, said: str) -> str:
    return f"{hint.kind}: {' '.join(said.split())[:40]}"
