"""From bytes to a page: which encoding, which kind of document; the one way in for both."""

import codecs
import re
import struct
import zlib
from datetime import datetime
from itertools import islice

from lxml import etree
from scrapy.http import HtmlResponse, JsonResponse, TextResponse, XmlResponse
from scrapy.utils.gz import gunzip
from w3lib.encoding import resolve_encoding

from crawlers.charset import guess_charset
from crawlers.page import Page
from pipeline.errors import OtklikError
from pipeline.watch import Source

LARGEST = 12_000_000  # bytes of a page; the largest real one seen has 1.6 million
_MOST_TAGS = 60_000  # of an HTML page; the largest real one seen has 13,000
_FEW_TAGS = 5_000  # below that even the deepest tree is read quickly
_DEEPEST = 1_500  # elements within elements; tags left open make some hundreds on real pages
_MOST_ELEMENTS = 1_000_000  # of any document; feeds and sitemaps are long
_MOST_ATTRIBUTES = 500  # of one tag; parsers compare each with all others, real tags have dozens
_HARMLESS = 20_000  # bytes that hold too few attributes to matter

_GZIP = b"\x1f\x8b"
_BINARY = (
    _GZIP,
    b"PK\x03\x04",
    b"%PDF-",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"OggS",
    b"ID3",
)
# Controls that people paste out of documents, and halves of signs: no text of a tree may hold
# them, said either way.
_CONTROLS = {*range(1, 9), 11, 12, *range(14, 32)}
_SPACES = bytes(32 if code in _CONTROLS else code for code in range(256))
_HALVES = rb"5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]"
_REFERENCES = re.compile(
    rb"&#(?:0{0,9}(?:[0-8]|1[124-9]|2\d|3[01]|" + _HALVES + rb")(?:;|(?!\d))"
    rb"|x0{0,9}(?:[0-8bcef]|1[0-9a-f]|d[89a-f][0-9a-f]{2})(?:;|(?![0-9a-f])))",
    re.IGNORECASE,
)
_WITH_CONTROLS = ("utf-16", "utf-32", "utf_16", "utf_32", "iso2022", "hz")  # codecs made of them
_HEAD = 4096  # how far into a document a declaration is looked for
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(r"charset\s*+=\s*+[\"']?+\s*+([\w.:+-]+)", re.I)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:+-]+)", re.I)
_META = re.compile(rb"<meta\b[^>]{0,400}?charset\s*+=\s*+[\"']?+\s*+([\w.:+-]+)", re.I)
_COMMENT = re.compile(rb"<!--.*?(-->|$)", re.S)
_HTML = re.compile(rb"<(!doctype\s+html|html|head|body|div|p|table|meta|title|script)\b", re.I)
_XML_START = re.compile(rb"^\s*(<\?xml|<(rss|feed|rdf:RDF)\b)", re.I)
# A tag up to its end, with what stands between it and the end of a script.
_TAG = re.compile(
    rb"<(?=[a-z])(?:(script|style)\b)?((?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)"
    rb"(?(1)(?:[^<]++|<(?!/(?:script|style)))*+)",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(rb"[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]++)?+)?+")
_ASCII = bytes(range(0x80))
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
# Text codecs that let markup hide from every filter that read the bytes before us.
_REFUSED = {"utf-7", "unicode_escape", "raw_unicode_escape", "punycode", "idna", "undefined"}


class Refused(OtklikError):  # noqa: N818 - it says what happened
    """A body that is not read: no text, or too much of it."""


def open_page(
    body: bytes,
    url: str,
    content_type: str | None,
    source: Source,
    fetched: datetime | None = None,
) -> Page:
    """A fetched or saved body as a page, decoded once and for all readers alike.

    Raises Refused for what no reader should be given.
    """
    body = _unpack(body, url) if body.startswith(_GZIP) else body
    _check(body, url)
    encoding = choose_encoding(body, content_type)
    document = _document_class(body, content_type or "")
    if document in (HtmlResponse, XmlResponse) and not encoding.startswith(_WITH_CONTROLS):
        body = _REFERENCES.sub(b" ", body.translate(_SPACES))
    headers = {"Content-Type": content_type} if content_type else None
    address = url or source.url or "about:blank"
    response = document(address, body=body, encoding=encoding, headers=headers)
    if body.count(b"<") > _FEW_TAGS:
        _check_depth(response)
    return Page(response, source, fetched)


def _unpack(body: bytes, url: str) -> bytes:
    """What a .gz file holds, as sitemaps are often kept; a broken one is told to be no page."""
    try:
        return gunzip(body, max_size=LARGEST)
    except (OSError, EOFError, ValueError, struct.error, zlib.error) as error:
        raise Refused(f"{url}: a file of another sort, not a page") from error


def _check(body: bytes, url: str) -> None:
    """Refuse what is no text, and markup made to exhaust whoever parses it."""
    if len(body) > LARGEST:
        raise Refused(f"{url}: larger than {LARGEST // 1_000_000} MB")
    if body.startswith(_BINARY):
        raise Refused(f"{url}: a file of another sort, not a page")
    tags = body.count(b"<")
    if tags > (_MOST_TAGS if _is_html(body[:_HEAD]) else _MOST_ELEMENTS):
        raise Refused(f"{url}: {tags} tags, more than any page that people read")
    if len(body) > _HARMLESS:
        _check_attributes(body, url)


def _check_attributes(body: bytes, url: str) -> None:
    """Refuse a tag with so many attributes that parsers take minutes over it."""
    for tag in _TAG.finditer(body):
        head = tag[2]
        if len(head) > 2 * _MOST_ATTRIBUTES and len(_ATTRIBUTE.findall(head)) > _MOST_ATTRIBUTES:
            raise Refused(f"{url}: a tag with more than {_MOST_ATTRIBUTES} attributes")


def _is_html(head: bytes) -> bool:
    """Whether a document begins as HTML does, and not as a feed that has a title."""
    return bool(_HTML.search(head)) and not (
        _XML_START.search(head) and b"<html" not in head.lower()
    )


def _check_depth(response: TextResponse) -> None:
    """Refuse a tree so deep that every look upwards takes forever."""
    if not isinstance(response, HtmlResponse | XmlResponse):
        return
    depth = 0
    for event, _ in etree.iterwalk(response.selector.root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise Refused(f"{response.url}: tags nested deeper than {_DEEPEST} levels")


def choose_encoding(body: bytes, content_type: str | None = None) -> str:
    """The codec to read a body with: its BOM, what is declared, else the likeliest."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return name
    wide = _wide_encoding(body[:_HEAD])
    if wide:
        return wide
    for label in _declared(body, content_type or ""):
        codec = _codec(label)
        if codec and _fits(body, codec):
            return codec
    return guess_charset(body)


def _declared(body: bytes, content_type: str) -> list[str]:
    """Labels in the order they are believed: HTTP header, XML declaration, meta."""
    header = _CHARSET.search(content_type)
    head = body[:_HEAD]
    found = [_XML.search(head), _META.search(_COMMENT.sub(b"", body[: 4 * _HEAD]))]
    labels = [match[1].decode("ascii", "replace") for match in found if match]
    return ([header[1]] if header else []) + labels


def _codec(label: str) -> str | None:
    """The codec of a label as browsers read it ("iso-8859-1" is windows-1252), else None."""
    name = resolve_encoding(label)
    if name is None or name.replace("-", "_") in _REFUSED:
        return None
    info = codecs.lookup(name)
    return info.name if getattr(info, "_is_text_encoding", True) else None


def _fits(body: bytes, codec: str) -> bool:
    """Whether a declaration may be true: few bytes fail, and it is not UTF-8 under another name."""
    if codec.startswith(("utf-16", "utf-32")):
        return False  # the declaration was readable as ASCII, so the body is neither
    if codec != "utf-8" and _is_utf8(body):
        return False
    failures = body.decode(codec, "replace").count("\ufffd") - body.count(b"\xef\xbf\xbd")
    high = len(body[:100_000].translate(None, _ASCII))
    return failures <= max(2, high // 50)


def _is_utf8(body: bytes) -> bool:
    """Several multi-byte sequences and none broken do not happen by chance."""
    if len(list(islice(_MULTIBYTE.finditer(body, 0, 200_000), 3))) < 3:
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _wide_encoding(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a BOM, told by where the zero bytes stand."""
    if len(head) < 8 or head.count(0) * 5 < len(head):
        return None
    lanes = [head[lane::4].count(0) / len(head[lane::4]) for lane in range(4)]
    order = {
        "utf-32-be": lanes[0] > 0.9 and lanes[1] > 0.7 and lanes[3] < 0.5,
        "utf-32-le": lanes[3] > 0.9 and lanes[2] > 0.7 and lanes[0] < 0.5,
        "utf-16-be": lanes[0] + lanes[2] > lanes[1] + lanes[3] + 0.4,
        "utf-16-le": lanes[1] + lanes[3] > lanes[0] + lanes[2] + 0.4,
    }
    return next((name for name, holds in order.items() if holds), None)


def _document_class(body: bytes, content_type: str) -> type[TextResponse]:
    """HTML, XML, JSON or plain text: the body's first bytes, then the header."""
    media = content_type.partition(";")[0].strip().lower()
    head = body[:_HEAD].replace(b"\0", b"").removeprefix(codecs.BOM_UTF8).lstrip()
    if head[:1] in (b"{", b"[") and "html" not in media:
        return JsonResponse
    if "html" in media and "xml" not in media:
        return HtmlResponse
    if _is_html(head):
        return HtmlResponse
    if _XML_START.search(head) or media.endswith("xml"):
        return XmlResponse
    return HtmlResponse if head[:1] == b"<" and not media.startswith("text/plain") else TextResponse
