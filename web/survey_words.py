"""The languages in which a customer can be asked, and which of them fits one."""

from web.survey_east import ARABIC, KAZAKH, RUSSIAN, TURKISH, UKRAINIAN
from web.survey_west import ENGLISH, FRENCH, GERMAN, PORTUGUESE, SPANISH

WORDS = {
    "ru": RUSSIAN,
    "en": ENGLISH,
    "uk": UKRAINIAN,
    "kk": KAZAKH,
    "de": GERMAN,
    "es": SPANISH,
    "fr": FRENCH,
    "pt": PORTUGUESE,
    "tr": TURKISH,
    "ar": ARABIC,
}
LEFTWARD = {"ar"}  # written from right to left
# Whose readers mostly read this one as well; everybody else gets English.
NEAR = {"be": "ru", "ba": "ru", "tt": "ru", "ky": "ru", "tg": "ru", "uz": "ru", "ca": "es"}


def nearest(language: str) -> str:
    """The language in which a customer who writes in this one is asked."""
    code = language.partition("-")[0].lower()
    return code if code in WORDS else NEAR.get(code, "en")
