"""The one address of an article that a site shows at several: plain, for AMP, below a section."""

import re
from dataclasses import replace
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawlers.page import Page
from pipeline.dedup import bare_host, canonical

_MOST_SAID = 2_000  # letters of an address
# Where Google and others keep copies of AMP pages: the site's own address stands in the path.
_COPY = re.compile(
    r"https?://(?:[\w-]+\.cdn\.ampproject\.org/(?:[a-z]/)?(?:s/)?|www\.google\.[a-z.]+/amp/(?:s/)?)"
    r"(?=[\w-]+(?:\.[\w-]+)+/)",
    re.I,
)
_AMP_PATH = re.compile(r"^/amp(?=/)|/amp/?$|[./_-]amp(?=\.html?$)|[._-]amp/?$", re.I)
_AMP_NAMES = {"amp", "outputtype", "output", "amp_js_v", "amp_gsa", "usqp", "noamp"}
_PART = re.compile(
    r"/(?:page|p|seite|pagina|str|стр)?[-_]?\d{1,2}/?$|[?&](?:page|paged|p)=\d{1,3}(?!\d)"
)
_TELLING = re.compile(r"\d{3}|[^/_-]+[-_][^/_-]+[-_]|\w{20}")  # in the last part of a path


def at_own_address(page: Page) -> Page:
    """The page as if it were fetched from the address it names as its own, where that is safe."""
    address = _find_address(page)
    if address is None or canonical(address) == canonical(page.response.url):
        return page
    return replace(page, response=page.response.replace(url=address))


def _find_address(page: Page) -> str | None:
    """What the page names as its own address; None where it names none, or one it may not have."""
    links = page.response.css("link[rel~=canonical]::attr(href)").getall()
    try:
        said = {urljoin(page.response.url, link.strip()) for link in links[:10]}
        address = next(iter(said)) if len(said) == 1 else ""
        own, named = urlsplit(_COPY.sub("https://", page.response.url)), urlsplit(address)
        fits = len(address) <= _MOST_SAID and _is_same_site(own, named)
    except ValueError:  # "http://[" is no address
        return None
    amp = page.response.xpath("boolean(/html[@amp or @*[name()='⚡']])").get() == "1"
    return address if fits and _is_same_article(own, named, amp=amp) else None


def _is_same_site(own: SplitResult, named: SplitResult) -> bool:
    hosts = [bare_host((each.hostname or "").lower()) for each in (own, named)]
    ports = [each.port if each.port not in (80, 443) else None for each in (own, named)]
    return (
        named.scheme in ("http", "https")
        and named.username is None
        and bool(hosts[0])
        and hosts[0] == hosts[1]
        and ports[0] == ports[1]
    )


def _is_same_article(own: SplitResult, named: SplitResult, *, amp: bool) -> bool:
    """Whether what a page names is itself at another place: no front page, section or first part.

    Templates name one and the same page on all of a site; then all its articles would be one.
    """
    if named.path.strip("/") == "":
        return False
    if _spelling(own) == _spelling(named):
        return True
    ours, theirs = (_bare_path(each.path) for each in (own, named))
    if ours == theirs or ours.startswith(theirs + "/") or _PART.search(own.geturl()):
        return False  # a section, or what only a query tells from others
    last = theirs.rpartition("/")[2]
    return bool(_TELLING.search(last)) and (amp or ours.rpartition("/")[2] == last)


def _spelling(parts: SplitResult) -> str:
    """An address without what asks for the AMP page."""
    asked = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([pair for pair in asked if pair[0].lower() not in _AMP_NAMES])
    host = bare_host(parts.netloc.lower())
    return canonical(urlunsplit(("https", host, _bare_path(parts.path), query, "")))


def _bare_path(path: str) -> str:
    bare = _AMP_PATH.sub("", path.rstrip("/"))
    return re.sub(r"\.html?$", "", bare, flags=re.I).rstrip("/")
