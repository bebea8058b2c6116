"""The desk's languages: gettext catalogues, compiled in memory when first asked for."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "locale"
LANGUAGES = {"ru": "Русский", "en": "English"}  # English is the language of the message ids
FALLBACK = "en"


def N_(message: str) -> str:  # noqa: N802  (gettext's own name for "translate this later")
    """Mark a message for the catalogue; it is translated where it is shown."""
    return message


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of one language."""
    path = FOLDER / f"{language}.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def choose_language(accepted: str) -> str:
    """The desk's language that fits an Accept-Language header best."""
    return negotiate_locale(ranked(accepted), list(LANGUAGES), sep="-") or FALLBACK


def ranked(accepted: str) -> list[str]:
    """The languages of an Accept-Language header, the most wanted first."""
    wanted = []
    for part in accepted[:500].split(","):
        name, _, weight = part.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), name))
        except ValueError:
            continue
    return [name for _, name in sorted(wanted, key=lambda pair: pair[0]) if name]
