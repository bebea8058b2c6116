"""What a thread's page says of the whole thread: its title, first page, language and clock."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cached_property
from itertools import islice
from urllib.parse import urljoin, urlsplit, urlunsplit

from lxml import etree

from crawlers.dates import read_date
from crawlers.engines.markup import Element, climb, read_line, select
from crawlers.page import Page
from pipeline.post import Post

_SESSION = {"sid", "s", "phpsessid", "session", "sessionid", "jsessionid", "zenid", "osclid"}
_SESSION_MARK = re.compile(rf"[?&](?:{'|'.join(_SESSION)})(?:[=&#]|$)", re.I)
_PLAIN = re.compile(r"https?://[\w.:-]+/[^\s?#;]*(?:\?[^\s#;]+)?(?:#\S+)?", re.A)
_BESIDE = re.compile(r"(?:\./)?(\w[\w.-]*(?:\?[^\s#;]+)?(?:#\S+)?)")
_PAGING = {
    "start", "page", "pagenumber", "pp", "highlight", "hilit", "view", "sort", "order", "sd",
    "sk", "st", "do", "comment", "mode", "posts", "perpage", "pagenum", "pageno", "all",
}  # fmt: skip
_POINTERS = {"p", "pid", "post", "postid", "post_id"}  # name a post where the thread is named too
_THREAD_NAMES = {"t", "tid", "topic", "id", "thread", "threadid", "showtopic", "f", "fid"}
_PAGE_PATHS = (
    re.compile(r"/(?:page|seite|pagina|p)[-/]?\d+/?$", re.I),
    re.compile(r"(?<=\D)/(?:post-\d+|latest|unread|newest|lastpost|newpost|reply)/?$", re.I),
    re.compile(r"[-_](?:page|seite|pagina|p)[-_]?\d+(?=\.\w{3,5}$)", re.I),
)
_PHPBB_PATH = re.compile(r"(-t\d+)-\d+(?=\.html?$)")
_DISCOURSE_PATH = re.compile(r"(/t/[^/]+/\d+)/\d+(?:/print)?/?$")
_POST_PATH = re.compile(r"(/(?:threads|t)/[^/]+/)(?:post-\d+|page-\d+|latest|unread).*$")
_SMF_TOPIC = re.compile(r"(topic[=,]\d+)\.(?:msg|new|\w)?\w*")
_SUBJECT = re.compile(
    r"^(?:sujet|subject|topic|thread|тема|thema|betreff|tema|temat|onderwerp|asunto|konu)\s?:\s*",
    re.I,
)
_BETWEEN = re.compile(r"\s(?:[-–—|•·»«]|::)\s")  # the parts of a page's title
# What the page says, but not of other pages.
_SHOWN_TEXTS = etree.XPath("//body//text()[normalize-space() and not(ancestor::a[@href])]")
_MOST_TEXTS = 20_000
_TITLED = re.compile(r"title|subject|topic|thread|heading|caption|active|current", re.I)
_SITE_ZONE = re.compile(r"\b(?:UTC|GMT)\s?(?:([+\-−])\s?(\d{1,2})(?::?(\d\d))?)?\b")
_ZONE_LABEL = re.compile(
    r"all times|time ?zone|часов|zeiten|heures|horas|время|^\s*gmt[+-]\d{1,2}, \d{4}-\d", re.I
)
_CLOCK_LABELS = ("it is currently", "aktuelle zeit:", "сейчас:", "текущее время:")


@dataclass(frozen=True)
class Thread:
    """A page of a thread, with what its posts share."""

    page: Page

    @property
    def root(self) -> Element:
        return self.page.response.selector.root

    @cached_property
    def title(self) -> str | None:
        """The heading that the page's title repeats, so without the site's name; else the title."""
        titles = [
            " ".join(text.split())
            for query in ("meta[property='og:title']::attr(content)", "head title::text")
            for text in select(self.root, query)
        ]
        whole = next(filter(None, titles), None)
        for heading in select(self.root, "h1, h2, h3")[:20]:
            line = _SUBJECT.sub("", read_line(heading))
            if whole and len(line) > 3 and line in whole:
                return line[:500]
        shown = whole and self._find_shown(whole)
        return shown or (whole and whole[:500])

    def _find_shown(self, whole: str) -> str | None:
        """The longest beginning of the page's title that it shows, where no end is shown as well.

        Where both are shown, one may be the site's name: then what is shown as titles are.
        """
        cuts = list(_BETWEEN.finditer(whole))
        starts = {whole[: cut.start()] for cut in cuts}
        ends = {whole[cut.end() :] for cut in cuts}
        shown: dict[str, bool] = {}
        for text in islice(_SHOWN_TEXTS(self.root), _MOST_TEXTS) if cuts else ():
            line = _SUBJECT.sub("", " ".join(text.split()))
            if line in starts | ends:
                shown[line] = shown.get(line, False) or _is_titled(text.getparent())
        if ends & set(shown):
            shown = {line: titled for line, titled in shown.items() if titled}
            if ends & set(shown) and starts & set(shown):
                return None
        else:
            shown = {line: titled for line, titled in shown.items() if line in starts}
        return max((line for line in shown if len(line) > 3), key=len, default=None)

    @cached_property
    def address(self) -> str:
        """The thread's first page."""
        own = self.page.response.url
        for link in select(self.root, "link[rel=canonical]::attr(href)"):
            address = self.absolute(link)
            if address and urlsplit(address).path.strip("/") and _same_site(address, own):
                return first_page(address)
        return first_page(own)

    @cached_property
    def language(self) -> str | None:
        """The language of dates: the page's own, which may name a region, else the source's."""
        for name in ("lang", "{http://www.w3.org/XML/1998/namespace}lang", "xml:lang"):
            said = str(self.root.get(name) or "").replace("_", "-").strip()
            if re.fullmatch(r"[a-zA-Z]{2}(-\w{2,4})?", said):
                return said
        return self.page.source.language

    @cached_property
    def fetched(self) -> datetime | None:
        """When the page was fetched, as we know or as the page itself says."""
        return self.page.fetched or self._read_clock()

    @cached_property
    def zone(self) -> tzinfo:
        """The zone of the site's times: from the source's options, else from the page."""
        return self.page.zone or self._read_zone() or UTC

    @property
    def keeps_quotes(self) -> bool:
        """Whether the source wants quotes in its texts, in lines that begin with "> "."""
        return keeps_quotes(self.page)

    @cached_property
    def base(self) -> str:
        """What the page's links are relative to."""
        said: str = next(iter(select(self.root, "base::attr(href)")), "")
        return urljoin(self.page.response.url, said.strip())

    @cached_property
    def _folder(self) -> str:
        """What stands before a link that names no more than a file beside the page."""
        return urljoin(self.base, "x").removesuffix("x")

    def absolute(self, link: str) -> str | None:
        """A link of the page as an address without session marks; None for what is no address."""
        try:
            beside = _BESIDE.fullmatch(link)  # most links of a thread, and joined soonest
            address = self._folder + beside[1] if beside else urljoin(self.base, link.strip())
            if _is_plain(address):
                return address
            if urlsplit(address).scheme not in {"http", "https"}:
                return None
            return drop_session(address)
        except ValueError:  # "http://[" and the like
            return None

    def read_date(self, text: str | None, day_first: bool | None = None) -> datetime | None:
        return read_date(
            text,
            fetched=self.fetched,
            language=self.language,
            day_first=day_first,
            zone=self.zone,
        )

    def post(
        self,
        url: str,
        text: str,
        author: str | None,
        published: datetime | None,
        *,
        titled: bool = True,
    ) -> Post:
        source = self.page.source
        return Post(
            source=source.name,
            channel=source.channel,
            url=url,
            text=text,
            title=self.title if titled else None,
            author=author,
            published=published,
            thread=self.address,
            language=source.language,
        )

    def _read_clock(self) -> datetime | None:
        for text in self.root.itertext("p", "li", "div", "span", "td"):
            line = text.strip().lower()
            if line.startswith(_CLOCK_LABELS) and len(line) < 100:
                said = next(line[len(label) :] for label in _CLOCK_LABELS if line.startswith(label))
                return read_date(said, language=self.language, zone=self.zone)
        return None

    def _read_zone(self) -> tzinfo | None:
        markup = self.page.response.text
        if "UTC" not in markup and "GMT" not in markup:
            return None
        for element in self.root.iter("p", "li", "div", "td", "span"):
            text = element.text or ""
            if len(text) > 200 or not _ZONE_LABEL.search(text):
                continue
            found = _SITE_ZONE.search(read_line(element)[:200])
            if found:
                return _make_zone(*found.groups())
        return None


def _is_titled(element: Element) -> bool:
    """Whether an element, or what it stands in, is called as the titles of threads are."""
    around = (element, *islice(climb(element), 1))
    return any(_TITLED.search(f"{up.get('class') or ''} {up.get('id') or ''}") for up in around)


def keeps_quotes(page: Page) -> bool:
    """Whether the source's options say `quotes = "keep"`; by default only own words are kept."""
    return page.source.options.get("quotes") == "keep"


def first_page(address: str) -> str:
    """The address of a thread's first page, from the address of any of its pages."""
    parts = urlsplit(drop_session(address))
    path = _DISCOURSE_PATH.sub(r"\1", parts.path)
    path = _PHPBB_PATH.sub(r"\1", _POST_PATH.sub(r"\1", path))
    path = _SMF_TOPIC.sub(r"\1.0", path)
    for pattern in _PAGE_PATHS:
        path = pattern.sub("/" if path.endswith("/") else "", path)
    query = _SMF_TOPIC.sub(r"\1.0", _drop_paging(parts.query))
    return urlunsplit((parts.scheme, parts.netloc.lower(), path or "/", query, ""))


def is_first_page(address: str) -> bool:
    """Whether an address is that of a thread's first page."""
    parts = urlsplit(drop_session(address))
    own = urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", parts.query, ""))
    return own == first_page(address)


def drop_session(address: str) -> str:
    """An address without the marks of one visit."""
    if _is_plain(address):
        return address
    parts = urlsplit(address)
    pairs = re.split(r"[&;]", parts.query) if parts.query else []
    kept = [pair for pair in pairs if pair.partition("=")[0].lower() not in _SESSION]
    query = parts.query if len(kept) == len(pairs) else "&".join(kept)
    path = re.sub(r";jsessionid=[^/?]*", "", parts.path, flags=re.I)
    return urlunsplit((parts.scheme, parts.netloc, path, query, parts.fragment))


def _is_plain(address: str) -> bool:
    """Whether there is nothing in an address to be left out or mended."""
    return _PLAIN.fullmatch(address) is not None and not _SESSION_MARK.search(address)


def _drop_paging(query: str) -> str:
    pairs = query.split("&") if query else []
    names = {pair.partition("=")[0].lower() for pair in pairs}
    gone = _PAGING | (_POINTERS if names & _THREAD_NAMES else set())
    return "&".join(pair for pair in pairs if pair.partition("=")[0].lower() not in gone)


def _same_site(address: str, other: str) -> bool:
    hosts = [(urlsplit(url).hostname or "").removeprefix("www.") for url in (address, other)]
    return hosts[0] == hosts[1] or not hosts[1]


def _make_zone(sign: str | None, hours: str | None, minutes: str | None) -> tzinfo | None:
    shift = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    if shift > timedelta(hours=14):
        return None
    return timezone(shift if sign == "+" else -shift)
