"""robots.txt by RFC 9309, read as Google's own reader reads it."""

import codecs
import re
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

LARGEST = 512_000  # bytes looked at; RFC 9309 asks for at least 500 KiB
LONGEST_LINE = 8 * 2083 - 1  # bytes of a line; Google leaves out what stands behind
_TOKEN = re.compile(r"[a-zA-Z_-]*")
_AGENT = re.compile(r"user[- ]?agent$")
_DISALLOW = re.compile(r"dis+al+[oa]w$|diasllow$")  # misspellings that Google forgives
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_SAFE = "%/?:@!$&'()*+,;=-._~[]#|^`{}\"<>\\"


@dataclass
class Group:
    """The rules for one set of user agents."""

    rules: list[tuple[str, bool]] = field(default_factory=list)  # pattern, allowed
    delay: float | None = None


@dataclass
class Robots:
    """One robots.txt."""

    groups: dict[str, Group] = field(default_factory=dict)  # by product token in lower case

    @classmethod
    def parse(cls, body: bytes) -> "Robots":
        """Read what can be read; there is no such thing as an invalid robots.txt."""
        robots, current, in_rules = cls(), list[Group](), True
        for line in body[:LARGEST].removeprefix(codecs.BOM_UTF8).splitlines():
            name, value = _split(line[:LONGEST_LINE].decode("utf-8", "replace"))
            if _AGENT.match(name):
                current = [] if in_rules else current
                in_rules = False
                current.append(robots.groups.setdefault(_token(value), Group()))
            elif name in ("allow", "crawl-delay") or _DISALLOW.match(name):
                in_rules = True
                for group in current:
                    _add(group, name, value)
        return robots

    def allows(self, agent: str, url: str) -> bool:
        """Whether the longest rule that matches lets this agent fetch the address."""
        path = _path(url)
        if path == "/robots.txt":
            return True
        matching = [
            (len(pattern), allowed)
            for pattern, allowed in self._group(agent).rules
            if _matches(pattern, path)
        ]
        return max(matching, default=(0, True))[1]

    def delay(self, agent: str) -> float | None:
        """The Crawl-delay for this agent, in seconds."""
        return self._group(agent).delay

    def _group(self, agent: str) -> Group:
        # A name with a space in it is no product token: no group is meant for it.
        asked = "" if " " in agent.partition("/")[0].strip() else _token(agent)
        return self.groups.get(asked) or self.groups.get("*") or Group()


def _split(line: str) -> tuple[str, str]:
    line = line.partition("#")[0].strip()
    name, colon, value = line.partition(":")
    if not colon:  # Google forgives a missing colon when there is exactly one value
        words = line.split()
        name, value = (words[0], words[1]) if len(words) == 2 else ("", "")
    return name.strip().lower(), value.strip()


def _token(agent: str) -> str:
    """The product token: "Otklik" of "Otklik/1.0 (+https://...)"; "*" stays."""
    agent = agent.strip()
    if agent == "*" or agent.startswith("* "):
        return "*"
    match = _TOKEN.match(agent)
    return (match[0] if match else "").lower()


def _add(group: Group, name: str, value: str) -> None:
    if name == "crawl-delay":
        try:
            group.delay = min(max(float(value), 0.0), 86400.0)
        except ValueError:
            return  # a delay nobody can read asks for nothing
    elif value:
        pattern = _normal(value)
        group.rules.append((pattern, name == "allow"))
        if name == "allow" and pattern.endswith("/index.html"):
            group.rules.append((pattern.removesuffix("index.html") + "$", True))


def _normal(text: str) -> str:
    """One spelling of percent-encoding: upper case, letters beyond ASCII encoded."""
    return _ESCAPE.sub(lambda match: match[0].upper(), quote(text, safe=_SAFE))


def _path(url: str) -> str:
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query or url.partition("#")[0].endswith("?") else ""
    return _ESCAPE.sub(lambda match: match[0].upper(), (parts.path or "/") + query)


def _matches(pattern: str, path: str) -> bool:
    """`*` stands for anything, a final `$` for the end; without backtracking."""
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*") if anchored else pattern.split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for index, part in enumerate(rest):
        if anchored and index == len(rest) - 1:
            return len(path) - len(part) >= at and path.endswith(part)
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return not anchored or at == len(path)
