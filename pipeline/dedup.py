"""Seen before? The key under which a post is stored once."""

import re
from functools import lru_cache
from hashlib import sha256
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from pipeline.folding import fold
from pipeline.post import Post

# Names of query parameters that say how a visitor came, not what the page is.
_TRACKING = re.compile(
    r"utm_.*|mtm_.*|pk_.*|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|ysclid|twclid|ttclid|igshid"
    r"|_openstat|mc_cid|mc_eid|_ga|_gl|ref_src|cmpid|rb_clickid|xtor|hilit|highlight|replytocom"
    r"|phpsessid|jsessionid|aspsessionid.*|sid|session_?id",
    re.IGNORECASE,
)
_SESSION_VALUE = re.compile(r"[0-9a-f]{32}")  # what old forums put into s=
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)
_COMMENT_PAGE = re.compile(
    r"/comment-page-\d+(?=/?$)"
)  # WordPress serves an article under these too
# An address as most are: nothing in it is to be decoded or left out but parts of its query.
_PLAIN = re.compile(
    r"https?://([a-z0-9]{1,50}(?:[.-][a-z0-9]{1,50}){1,5}(?::(?!80/|443/)(?:[1-5]\d{4}|[1-9]\d{0,3}))?)"
    r"((?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*/?)"
    r"(?:\?(\w+=[\w.-]*(?:&\w+=[\w.-]*)*))?(?:#([\w-]+))?",
    re.ASCII,
)
_SIDE_DOOR = re.compile(r"(?:www|m|mobile|amp)\.(?=[^.]+\.[^.]*\D)")
_DEFAULT_PORTS = {"http": 80, "https": 443}
SHORTEST_TWIN = 20  # characters of a text that two people do not write alike by chance
LONGEST_KEY = 500  # an index of PostgreSQL refuses entries of more than some 2,700 bytes


def key(post: Post) -> str:
    """What makes a post the same post: its permalink, or its thread with author and text.

    A post without an address of its own carries its page's address as `url` and as `thread`.
    A repeated post has the key of its original, so that copies found elsewhere are one post.
    """
    if post.original:
        return _fit(canonical(post.original))
    address = canonical(post.url)
    if post.thread and canonical(post.thread) == address:
        return _fit(address) + "#" + _digest(post.author or "", post.text)
    return _fit(address)


def key_of(url: str) -> str:
    """The key of a post that has an address of its own."""
    return _fit(canonical(url))


def is_twin(one: Post, other: Post) -> bool:
    """Whether two posts with addresses of their own are one, shown in two places of a site.

    A shop shows a review beside its product and on a page of its own, say. The author, the
    moment and the words must all be the same, and enough words that chance did not do it.
    """
    if None in (one.author, one.published) or len(one.text) < SHORTEST_TWIN:
        return False
    facts = [(post.author, post.published, _site(post.url), post.text) for post in (one, other)]
    return facts[0] == facts[1]


def _site(url: str) -> str:
    try:
        return bare_host(urlsplit(url).netloc.lower())
    except ValueError:
        return ""


def bare_host(host: str) -> str:
    """A host without `www.` or the name of its pages for small screens."""
    found = _SIDE_DOOR.match(host)
    return host[found.end() :] if found else host


@lru_cache(4_096)  # a thread's address comes with each of its posts, and is asked for twice
def canonical(url: str) -> str:
    """One spelling for all addresses of one page; http and https count as the same."""
    plain = _PLAIN.fullmatch(url)
    if plain and plain[2] and "comment-page" not in url:
        return _put_together(*plain.groups(""))
    return _work_out(url)


def _put_together(host: str, path: str, query: str, fragment: str) -> str:
    """What `_work_out` gives for a plain address, at a tenth of the price."""
    pairs = [each.split("=") for each in query.split("&")] if query else []
    kept = sorted((name, value) for name, value in pairs if not _is_noise(name, value))
    asked = "?" + "&".join(f"{name}={value}" for name, value in kept) if kept else ""
    place = _kept(fragment)
    return f"https://{host}{path}{asked}" + (f"#{place}" if place else "")


def _work_out(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        host = _host(parts)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        query = urlencode([(name, value) for name, value in pairs if not _is_noise(name, value)])
        path = _COMMENT_PAGE.sub("", _PATH_SESSION.sub("", parts.path))
        rest = urlunsplit(("https", host, path, query, _kept(parts.fragment)))
        return canonicalize_url(rest, keep_fragments=True) if host else url.strip()
    except ValueError:  # not an address: whoever reads the page keeps what it says
        return url.strip()


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    shown = f"[{host}]" if ":" in host else host
    port = parts.port
    return shown if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{shown}:{port}"


def _is_noise(name: str, value: str) -> bool:
    if _TRACKING.fullmatch(name):
        return True
    return name == "s" and _SESSION_VALUE.fullmatch(value) is not None


def _kept(fragment: str) -> str:
    """The fragment if it names one post: #comment-12 does, #comments and #:~:text=5 do not."""
    if fragment.startswith(("!", "/")):
        return fragment  # the page's own router reads it
    if fragment.startswith((":~:", "xtor=")) or "utm_" in fragment:
        return ""
    return fragment if any(character.isdigit() for character in fragment) else ""


def _fit(address: str) -> str:
    if len(address) <= LONGEST_KEY:
        return address
    return address[: LONGEST_KEY - 65] + "#" + _digest(address)


def _digest(*parts: str) -> str:
    told_apart = "\x1f".join(" ".join(fold(part).split()) for part in parts)
    return sha256(told_apart.encode("utf-8", "surrogatepass")).hexdigest()
