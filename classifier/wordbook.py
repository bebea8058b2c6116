"""Word lists: read from TOML, found in a text; a star stands for any ending."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "wordlists"
TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
LONGEST_PHRASE = 4


def tokens(text: str) -> list[str]:
    """The words of a text, folded as the lists are."""
    return TOKEN.findall(fold(text))


def fold(text: str) -> str:
    """Lower case, one apostrophe, and е for ё."""
    return text.lower().replace("ё", "е").replace("’", "'").replace("ʼ", "'").replace("i̇", "i")


@dataclass(frozen=True)
class WordList:
    """Whole words, stems and phrases of one kind."""

    whole: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()  # first words of phrases
    shortest: int = 0  # length of the shortest stem

    @classmethod
    def parse(cls, text: str) -> "WordList":
        """A list as written: entries between spaces, _ for a space, * for any ending."""
        entries = [fold(entry).replace("_", " ") for entry in text.split()]
        stems = frozenset(entry[:-1] for entry in entries if entry.endswith("*"))
        return cls(
            whole=frozenset(entry for entry in entries if not entry.endswith("*")),
            stems=stems,
            openers=frozenset(entry.split()[0] for entry in entries if " " in entry),
            shortest=min(map(len, stems), default=0),
        )

    def places(self, words: list[str]) -> Iterator[tuple[int, int]]:
        """Where (start, end) entries stand among the words; of two at one start the longer."""
        for start, word in enumerate(words):
            longest = LONGEST_PHRASE if word in self.openers else 1
            for size in range(min(longest, len(words) - start), 0, -1):
                if self.holds(" ".join(words[start : start + size])):
                    yield start, start + size
                    break

    def holds(self, entry: str) -> bool:
        """Whether the list has this word or phrase, or its beginning as a stem."""
        if entry in self.whole:
            return True
        return bool(self.stems) and any(
            entry[:end] in self.stems for end in range(self.shortest, len(entry) + 1)
        )

    def count(self, words: list[str]) -> int:
        """How many entries stand among the words."""
        return sum(1 for _ in self.places(words))


@dataclass(frozen=True)
class Feelings:
    """What one language offers; wordlists/feelings.toml says what each list means."""

    negative: WordList
    positive: WordList
    negations: WordList
    expected: WordList
    trouble: WordList
    grave: WordList
    suggestion: WordList
    questions: WordList
    contrast: WordList
    after: bool = False  # a negation may follow what it negates

    @classmethod
    def parse(cls, table: dict[str, Any]) -> "Feelings":
        """One table of feelings.toml."""
        names = [field.name for field in fields(cls) if field.name != "after"]
        lists = {name: WordList.parse(table.get(name, "")) for name in names}
        return cls(**lists, after=bool(table.get("after")))


@cache
def read_feelings() -> dict[str, Feelings]:
    """The lists of every language we have."""
    return {code: Feelings.parse(table) for code, table in _read("feelings").items()}


@cache
def read_themes() -> dict[str, WordList]:
    """The words that name each theme."""
    return {theme: WordList.parse(words) for theme, words in _read("themes").items()}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
