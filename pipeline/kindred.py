"""Close languages, which nobody can tell apart in a line or two by looking at letters.  (pure)"""

from classifier.letters import ALPHABETS
from pipeline.folding import fold, split_words
from pipeline.inflection import is_known

KIN = (
    frozenset({"ru", "uk", "be"}),
    frozenset({"kk", "tt", "ky", "ba"}),
    frozenset({"tr", "az", "tk"}),
    frozenset({"es", "pt", "gl", "ca"}),
    frozenset({"da", "no", "sv"}),
)
SHORT = 80  # letters; more of them tell close languages apart


def read_language(draft: str, told: str | None, asked_in: str | None) -> str | None:
    """The language of a draft, `told` being what it looks like: rather that of who is answered.

    A short text of their language is easily taken for a close one.
    """
    if told is None or asked_in is None or not any({told, asked_in} <= kin for kin in KIN):
        return told
    letters = {sign for sign in draft if sign.isalpha()}
    short = sum(map(str.isalpha, draft)) < SHORT
    writable = asked_in not in ALPHABETS or letters <= ALPHABETS[asked_in]
    russian = told == "ru" and all(map(is_known, split_words(fold(draft))))
    return asked_in if short and writable and not russian else told
