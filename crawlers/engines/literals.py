"""Data that scripts write as JavaScript does: names without quotes, and Nuxt 2's one function.

Nothing is run: literals alone are read, and the function's arguments are put in the place of its
names. What is anything else is no data.
"""

import json
import re
from typing import Any

_DEEPEST = 100  # levels of what a program writes
_MOST_VALUES = 300_000  # of one literal
_MOST_NAMES = 20_000  # of a function's arguments
_MOST_MEMBERS = 10_000  # of a list that is filled one by one
_TOKEN = re.compile(
    r"\s*+(?:(\"(?:[^\"\\\n]++|\\.)*+\"|'(?:[^'\\\n]++|\\.)*+'|`(?:[^`\\$]++|\\.)*+`)"
    r"|(-?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,3})?+)"
    r"|([A-Za-z_$][\w$]{0,100}+)|([\[\]{}(),:;.=!]))",
    re.S,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r?\n)|(.))", re.S)
_MEANT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_WORDS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}


def read_literal(program: str, place: int) -> tuple[Any, int]:
    """The literal that begins at a place, and where it ends; ValueError where there is none."""
    reader = _Reader(program, place)
    found = reader.read()
    return found, reader.place


def read_call(program: str, place: int) -> tuple[Any, dict[str, Any]]:
    """What `(function(a,b){a.x=1;return {...}}(1,2))` returns, and what its names stand for.

    A name in what is returned is {"__ref": name}, as in Apollo's caches. ValueError where
    anything else begins at the place.
    """
    reader = _Reader(program, place)
    reader.expect("(", "function", "(")
    names = reader.names()
    reader.expect("{")
    filled = list[tuple[str, Any, Any]]()
    while not reader.takes("return"):
        filled.append(reader.filling())
    found = reader.read()
    reader.takes(";")
    reader.expect("}")
    reader.takes(")")  # (function(){}(1)) and (function(){})(1) are one
    reader.expect("(")
    known = dict(zip(names, reader.members(")", 0), strict=False))
    for name, key, value in filled:
        _fill(known.get(name), key, value)
    return found, known


def _fill(held: Any, key: Any, value: Any) -> None:
    """Put what a function adds to one of its arguments where it belongs."""
    if isinstance(held, dict):
        held[str(key)] = value
    elif isinstance(held, list) and len(held) < _MOST_MEMBERS:
        held.append(value)  # they come in their order


class _Reader:
    """Literals one after the other; ValueError at the first thing that is none."""

    def __init__(self, program: str, place: int) -> None:
        self.place, self._program, self._left = place, program, _MOST_VALUES

    def read(self, depth: int = 0) -> Any:
        """The value that comes next."""
        self._left -= 1
        if depth > _DEEPEST or self._left < 0:
            raise ValueError("more than any page holds")
        string, number, word, sign = self._next()
        if string:
            return unquote_literal(string)
        if number:
            return float(number) if set(number) & set(".eE") else int(number)
        if word:
            return self._word(word, depth)
        if sign == "{":
            return self._object(depth)
        if sign == "[":
            return self.members("]", depth)
        if sign == "!":
            return not self.read(depth + 1)
        raise ValueError(f"no literal: {sign}")

    def members(self, end: str, depth: int) -> list[Any]:
        """Values up to the sign that ends them; places left empty are nothing."""
        found = list[Any]()
        while not self.takes(end):
            if self.takes(","):
                found.append(None)
                continue
            found.append(self.read(depth + 1))
            if not self.takes(","):
                self.expect(end)
                break
        return found

    def names(self) -> list[str]:
        """The names of a function's arguments."""
        found = list[str]()
        while not self.takes(")"):
            _, _, word, _ = self._next()
            if not word or len(found) == _MOST_NAMES:
                raise ValueError("no name of an argument")
            found.append(word)
            self.takes(",")
        return found

    def filling(self) -> tuple[str, Any, Any]:
        """`a.x=1;` or `a["x"]=1;`: whose, which and what."""
        _, _, name, _ = self._next()
        if self.takes("."):
            key: Any = self._next()[2]
        else:
            self.expect("[")
            key = self.read()
            self.expect("]")
        self.expect("=")
        value = self.read()
        self.expect(";")
        return name, key, value

    def takes(self, wanted: str) -> bool:
        """Step over a sign or a word, if it comes next."""
        found = _TOKEN.match(self._program, self.place)
        if found is None or found[0].lstrip() != wanted:
            return False
        self.place = found.end()
        return True

    def expect(self, *wanted: str) -> None:
        """Step over signs and words that must come."""
        for each in wanted:
            if not self.takes(each):
                raise ValueError(f"no {each}")

    def _next(self) -> tuple[str, str, str, str]:
        found = _TOKEN.match(self._program, self.place)
        if found is None:
            raise ValueError("no literal")
        self.place = found.end()
        return found[1] or "", found[2] or "", found[3] or "", found[4] or ""

    def _object(self, depth: int) -> dict[str, Any]:
        found = dict[str, Any]()
        while not self.takes("}"):
            string, number, word, _ = self._next()
            key = unquote_literal(string) if string else number or word
            if not (string or key):
                raise ValueError("no name of a value")
            if word and not self.takes(":"):
                found[key] = {"__ref": word}  # {a} is {a: a}
            else:
                if not word:
                    self.expect(":")
                found[key] = self.read(depth + 1)
            if not self.takes(","):
                self.expect("}")
                break
        return found

    def _word(self, word: str, depth: int) -> Any:
        """What a word means: a constant, something made of its arguments, or a name."""
        if word in _WORDS:
            return _WORDS[word]
        if word == "void":
            self.read(depth + 1)
            return None
        if word == "new":
            word = self._next()[2]
        if self.takes("."):
            word += f".{self._next()[2]}"
        if not self.takes("("):
            return {"__ref": word}
        return _made(word, self.members(")", depth))


def _made(word: str, values: list[Any]) -> Any:
    """What `new Date(1)`, `Array(3)` or `JSON.parse("...")` makes."""
    first = values[0] if values else None
    if word == "Array":
        return list[Any]()
    if word in ("Map", "Object.create"):
        return dict[str, Any]()
    if word == "JSON.parse" and isinstance(first, str):
        try:
            return json.loads(first)
        except RecursionError as error:
            raise ValueError("nested too deep") from error
    if word in ("Date", "Set", "Object", "String", "Number"):
        return first
    raise ValueError(f"{word} is no literal")


def unquote_literal(quoted: str) -> str:
    """What a string of a program says."""
    inner = quoted[1:-1]
    return _ESCAPE.sub(_unescape, inner) if "\\" in inner else inner


def _unescape(sign: re.Match[str]) -> str:
    code = sign[1] or sign[2]
    if code:
        return chr(int(code, 16))
    return "" if sign[3] else _MEANT.get(sign[4], sign[4])
