"""What engines write around an entry's words: who sent it where, counts, "first appeared on"."""

import re
from typing import Any

from classifier.entities import unescape
from crawlers.plain import fold_spaces

Entry = Any  # feedparser's FeedParserDict, whose values are of any type

_END = 2_500  # letters at the end of an entry's markup in which such lines stand
_LINK = r"<a\b[^>]{0,500}>[^<]{0,300}</a>"
# WordPress: The post <a>Title</a> first appeared on <a>Site</a>.
_FIRST_SEEN = re.compile(
    r"<p>[^<>]{2,80}<a\b[^>]{0,500}>([^<]{1,300})</a>[^<>]{2,80}"
    r"<a\b[^>]{0,500}>[^<]{1,200}</a>[^<>]{0,30}</p>\s*$"
)
# What stands at the end of an entry, by a word without which it is not looked for.
_ENDINGS = {
    # phpBB: Statistics: Posted by <a>ada</a> — Thu Nov 05, 2026 10:15 am — Replies 3 — Views 44
    "memberlist.php": re.compile(
        r"<p>[^<>]{3,40}:[^<>]{0,60}<a href=\"[^\"]{1,300}memberlist\.php[^\"]{0,200}\"[^>]{0,200}>"
        r"[^<]{1,100}</a>[^<>]{0,200}</p>\s*<hr ?/?>\s*$"
    ),
    # Reddit: submitted by <a>/u/ada</a> to <a>r/kettles</a> <a>[link]</a> <a>[comments]</a>
    "submitted by": re.compile(
        rf"(?<!\s)(?:&#32;|\s)*+submitted by (?:&#32;|\s)*+{_LINK}"
        rf"(?:(?:&#32;|\s|to|<br ?/?>|</?span>)*{_LINK}){{2,3}}"
        r"(?:&#32;|\s|</span>|</td>|</tr>|</table>)*$"
    ),
    # Hacker News as hnrss gives it
    "Article URL": re.compile(
        rf"(?:<hr ?/?>\s*)?<p>Article URL: {_LINK}</p>\s*<p>Comments URL: {_LINK}</p>\s*"
        r"<p>Points: \d+</p>\s*<p># Comments: \d+</p>\s*$"
    ),
    # Google News: the paper behind its headline
    "#6f6f6f": re.compile(
        r"(?<!\s)(?:&nbsp;|\xa0|\s)*+<font color=\"#6f6f6f\">[^<>]{1,200}</font>\s*$"
    ),
}
# Lemmy: submitted by <a>ada</a> to <a>kettles</a><br>5 points | <a>2 comments</a><br><a>address</a>
_OPENING = re.compile(
    rf"^\s*submitted by {_LINK} to {_LINK}<br ?/?>-?\d+ points? \| {_LINK}"
    r"(?:<br ?/?>(?:<a href=\"([^\"]{1,2000})\">\1</a>)?)?"
)
# Discourse: 2 posts - 1 participant, Read full topic
_TOPIC = re.compile(r"-(?:topic|post)-\d[\d-]*")  # how its guids end
_READ_ON = re.compile(
    r"(?:<p><small>[^<>]{3,80}</small></p>\s*)?"
    r"<p><a href=\"[^\"]{1,300}/t/[^\"]{1,300}\">[^<>]{3,60}</a></p>\s*$"
)
# Hacker News, Lobsters: nothing but a link to what people say of it
_TALK = re.compile(r"\s*(?:<p>)?<a href=\"([^\"]{1,2000})\"[^>]{0,100}>[^<]{1,60}</a>(?:</p>)?\s*")
_ACCOUNT = re.compile(r"(?:https?://[^/\s]+)?/u(?:ser)?/([\w.@-]+)/?")  # Reddit, Lemmy


def strip_odds(markup: str, entry: Entry) -> str:
    """The markup of an entry without what its engine adds to each."""
    talk = _TALK.fullmatch(markup) if "comments" in entry else None
    if talk and unescape(talk[1]) == entry.get("comments"):
        return ""
    if "submitted by" in markup[:_END]:
        markup = _OPENING.sub("", markup, count=1)
    start = max(len(markup) - _END, 0)
    body, ending = markup[:start], markup[start:]
    for word, pattern in _ENDINGS.items():
        ending = pattern.sub("", ending, count=1) if word in ending else ending
    if "/t/" in ending and _is_topic(entry):
        ending = _READ_ON.sub("", ending, count=1)
    seen = _FIRST_SEEN.search(ending) if ending.rstrip().endswith("</p>") else None
    if seen and _plain(seen[1]) == _plain(str(entry.get("title") or "")):
        ending = ending[: seen.start()]
    return body + ending


def find_poster(entry: Entry) -> str | None:
    """Who wrote an entry, where its engine says so in a way of its own.

    LiveJournal has a field, Discourse writes "@ada Ada Bell", Google News names the paper.
    """
    said = str(entry.get("author") or "")
    if said.startswith("@") and _is_topic(entry):
        return said[1:].split()[0] if said[1:].strip() else None
    return str(entry.get("lj_poster") or "").strip() or _paper(entry)


def strip_paper(title: str, entry: Entry) -> str:
    """A headline without the name of the paper that Google News puts behind it."""
    return title.removesuffix(f" - {_paper(entry) or ''}") if " - " in title else title


def _paper(entry: Entry) -> str | None:
    if not str(entry.get("link") or "").startswith("https://news.google.com/"):
        return None
    source = entry.get("source")
    return fold_spaces(str(source.get("title") or "")) if isinstance(source, dict) else None


def _is_topic(entry: Entry) -> bool:
    """Whether an entry is of a forum that runs Discourse."""
    return _TOPIC.search(str(entry.get("id") or "")[-40:]) is not None


def name_account(name: str) -> str:
    """The name of an account that is given as its address or path: /u/ada."""
    account = _ACCOUNT.fullmatch(name)
    return account[1] if account else name


def _plain(text: str) -> str:
    return fold_spaces(unescape(unescape(text)))
