"""Scripts, alphabets and little words that tell one language from its neighbours."""

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

WORD_FILE = Path(__file__).parent / "wordlists" / "languages.toml"

# Unicode's name for a script, and the languages we tell apart in it.
SCRIPTS: dict[str, str] = {
    "LATIN": "az ca cs da de en es et eu fi fr hr hu id it lt lv ms nl no pl pt ro sk sl sq sv sw"
    " tl tr uz vi",
    "CYRILLIC": "be bg kk ky mk mn ru sr tg tt uk",
    "ARABIC": "ar fa ur",
    "DEVANAGARI": "hi mr ne",
    "HEBREW": "he",
    "GREEK": "el",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "HANGUL": "ko",
    "KANA": "ja",
    "CJK": "zh",
    "THAI": "th",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "TELUGU": "te",
    "ETHIOPIC": "am",
    "KHMER": "km",
    "LAO": "lo",
    "MYANMAR": "my",
    "SINHALA": "si",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
}

_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"


def _alphabet(letters: str) -> frozenset[str]:
    return frozenset(letters + letters.upper() + "'’ʼ")


ALPHABETS: dict[str, frozenset[str]] = {
    "ru": _alphabet(_RUSSIAN),
    "uk": _alphabet("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
    "be": _alphabet("абвгґдеёжзійклмнопрстуўфхцчшыьэюя"),
    "bg": _alphabet("абвгдежзийклмнопрстуфхцчшщъьюя"),
    "sr": _alphabet("абвгдђежзијклљмнњопрстћуфхцчџш"),
    "mk": _alphabet("абвгдѓежзѕијклљмнњопрстќуфхцчџшѐѝ"),
    "kk": _alphabet(_RUSSIAN + "әғқңөұүһі"),
    "ky": _alphabet(_RUSSIAN + "ңөү"),
    "mn": _alphabet(_RUSSIAN + "өү"),
    "tg": _alphabet(_RUSSIAN + "ғӣқӯҳҷ"),
    "tt": _alphabet(_RUSSIAN + "әөүҗңһ"),
    "cs": _alphabet("aábcčdďeéěfghiíjklmnňoópqrřsštťuúůvwxyýzž"),
    "sk": _alphabet("aáäbcčdďeéfghiíjklĺľmnňoóôpqrŕsštťuúvwxyýzž"),
    "da": _alphabet("abcdefghijklmnopqrstuvwxyzæøåé"),
    "no": _alphabet("abcdefghijklmnopqrstuvwxyzæøåéòô"),
    "sv": _alphabet("abcdefghijklmnopqrstuvwxyzåäöé"),
    "hr": _alphabet("abcčćdđefghijklmnopqrsštuvwxyzž"),
    "sl": _alphabet("abcčdefghijklmnopqrsštuvwxyzž"),
    "es": _alphabet("abcdefghijklmnñopqrstuvwxyzáéíóúü"),
    "pt": _alphabet("abcdefghijklmnopqrstuvwxyzáâãàçéêíóôõúü"),
    "ca": _alphabet("abcdefghijklmnopqrstuvwxyzàçèéíïòóúü·"),
    "en": _alphabet("abcdefghijklmnopqrstuvwxyzé"),
    "id": _alphabet("abcdefghijklmnopqrstuvwxyz"),
    "ms": _alphabet("abcdefghijklmnopqrstuvwxyz"),
}
_LITTLE_RUSSIAN = """
и в во не ни на с со что по я а у за но от из для это этот эта эти как так то же бы ли к ко о об
до все всё всех мне меня мой моя или он оно они его её ее их ему вы вас вам мы нас нам был была
было были будет быть есть если уже только еще ещё очень нет при под без когда где кто там тут вот
даже тоже потом после чтобы можно нужно через который которые которая"""
# Three of them, и, one of ыэё and no foreign letter: no neighbour of Russian is written so.
PLAIN_RUSSIAN = frozenset(_LITTLE_RUSSIAN.split())


@cache
def read_words() -> dict[str, dict[str, float]]:
    """Per language its little words, each worth the less the more languages share it."""
    lists = {code: set(words.split()) for code, words in _read_file().items()}
    shared = Counter(word for words in lists.values() for word in words)
    return {code: {word: 1 / shared[word] for word in words} for code, words in lists.items()}


def _read_file() -> dict[str, str]:
    return tomllib.loads(WORD_FILE.read_text(encoding="utf-8"))
