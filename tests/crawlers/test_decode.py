"""From bytes to a page: encodings declared, wrongly declared and not declared at all."""

import codecs
import gc
import weakref

import pytest
from scrapy.http import HtmlResponse, JsonResponse, TextResponse, XmlResponse

from crawlers.decode import LARGEST, Refused, choose_encoding, open_page
from pipeline.post import Channel
from pipeline.watch import Source

SOURCE = Source("saved", "article", Channel.BLOG, "https://site.example/")
RUSSIAN = "Доставка опоздала на три дня, и никто не извинился. Больше заказывать не буду."


@pytest.mark.parametrize(
    ("header", "declared", "codec"),
    [
        ("text/html; charset=windows-1251", "", "cp1251"),
        ("text/html; charset=KOI8-R", '<meta charset="utf-8">', "koi8-r"),
        (None, '<?xml version="1.0" encoding="koi8-r"?>', "koi8-r"),
        (None, '<meta http-equiv="Content-Type" content="text/html; charset=cp1251">', "cp1251"),
        (None, '<!-- <meta charset="koi8-r"> --><meta charset="cp866">', "cp866"),
        (None, '<meta charset="iso-8859-5">', "iso8859-5"),
    ],
)
def test_declared_encoding_is_believed(header: str | None, declared: str, codec: str) -> None:
    body = (declared + RUSSIAN).encode(codec)

    assert codecs.lookup(choose_encoding(body, header)).name == codec


def test_utf8_declared_as_something_else_is_utf8() -> None:
    body = f'<meta charset="windows-1251"><p>{RUSSIAN}'.encode()

    assert choose_encoding(body, "text/html; charset=windows-1251") == "utf-8"


def test_latin_1_is_read_as_browsers_read_it() -> None:
    body = '<meta charset="iso-8859-1"><p>“Cafés” — 5 €'.encode("cp1252")

    page = open_page(body, "https://site.example/", None, SOURCE)

    assert "“Cafés” — 5 €" in page.response.text


@pytest.mark.parametrize("label", ["utf-7", "unicode_escape", "rot13", "punycode", "no-such"])
def test_label_that_hides_markup_is_not_obeyed(label: str) -> None:
    body = f'<meta charset="{label}">+ADw-script+AD4-'.encode()

    assert choose_encoding(body) == "utf-8"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encoding_without_a_mark_is_seen(codec: str) -> None:
    assert choose_encoding("<html><body>plain words".encode(codec)) == codec


def test_byte_order_mark_wins() -> None:
    body = codecs.BOM_UTF8 + '<meta charset="koi8-r">привет'.encode()

    assert choose_encoding(body, "text/html; charset=koi8-r") == "utf-8"


@pytest.mark.parametrize(
    ("body", "media", "document"),
    [
        (b"<!doctype html><p>x", None, HtmlResponse),
        (b'<?xml version="1.0"?><rss/>', "text/html", HtmlResponse),
        (b'<?xml version="1.0"?><rss/>', None, XmlResponse),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", None, XmlResponse),
        (b' {"a": 1}', None, JsonResponse),
        (b"just words", None, TextResponse),
    ],
)
def test_document_is_known_by_its_first_bytes(
    body: bytes, media: str | None, document: type[TextResponse]
) -> None:
    assert type(open_page(body, "https://site.example/", media, SOURCE).response) is document


@pytest.mark.parametrize(
    "body",
    [b"x" * (LARGEST + 1), b"PK\x03\x04rest", b"<html>" + b"<b>" * 200_000, b"%PDF-1.7"],
    ids=["large", "zip", "tags", "pdf"],
)
def test_what_is_no_page_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match=r"https://site\.example/x"):
        open_page(body, "https://site.example/x", None, SOURCE)


@pytest.mark.parametrize(
    "sign", ["\x0b", "\x1f", "&#11;", "&#x1F;", "&#x000b", "&#xD83D;&#xDE00;", "&#55357"]
)
def test_controls_are_spaces_in_markup(sign: str) -> None:
    body = f"<html><body><h1>one{sign} two&#10;&#110;</h1></body></html>".encode()
    page = open_page(body, "https://a.example", "text/html", SOURCE)
    assert page.response.css("h1::text").get("").split() == ["one", "two", "n"]


def test_a_page_let_go_is_freed_before_anybody_looks_for_garbage() -> None:
    page = open_page(b"<html><body><h1>Otklik</h1>", SOURCE.url, "text/html", SOURCE)
    assert page.response.selector.css("h1::text").get() == "Otklik"
    watched = weakref.ref(page.response)
    gc.disable()
    try:
        page.let_go()
        del page
        assert watched() is None
    finally:
        gc.enable()
