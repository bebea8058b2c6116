"""Pages that are shown instead of the one that was asked for."""

from datetime import UTC, datetime

import pytest
from scrapy.http import HtmlResponse

from crawlers import stand_in
from crawlers.decode import open_page
from crawlers.denial import of_answer
from crawlers.stand_in import StandIn, find_stand_in
from pipeline.database import Database
from pipeline.post import Channel
from pipeline.states import Outcome
from pipeline.watch import Source
from tests.crawlers.conftest import Reply, Web
from tests.crawlers.test_crawl import Run, feed, fetches, source, texts, watch

URL = "http://a.example/"
BLOG = Source("blog", "article", Channel.BLOG, URL)
PROSE = "<p>" + "The kettle leaks from below, and nobody at the shop answers. " * 40 + "</p>"


def titled(title: str, body: str = "<p>Words</p>") -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        (titled("Just a moment..."), stand_in.CAPTCHA),
        (titled("Shop", "<script>window._cf_chl_opt={}</script>"), stand_in.CAPTCHA),
        (titled("Attention Required! | Cloudflare"), stand_in.CAPTCHA),
        (titled("Вы не робот?"), stand_in.CAPTCHA),
        (titled("DDoS-Guard"), stand_in.CAPTCHA),
        (titled("kettles.example is for sale"), stand_in.FOR_SALE),
        (titled("x", "<h1>This domain is for sale!</h1>"), stand_in.FOR_SALE),
        (titled("Домен kettles.example продаётся"), stand_in.FOR_SALE),
        (titled("x", '<script src="//www.sedoparking.com/x.js"></script>'), stand_in.FOR_SALE),
        (titled("404 Not Found"), stand_in.NOT_THERE),
        (titled("Page not found — Kettles"), stand_in.NOT_THERE),
        (titled("Чайники | Страница не найдена"), stand_in.NOT_THERE),
        (titled("Site under maintenance"), stand_in.CLOSED),
        (titled("Форум временно недоступен"), stand_in.CLOSED),
        (titled("На сайте", "<h1>Ведутся технические работы</h1>"), stand_in.CLOSED),
        (titled("Log in", "<input type=password>"), stand_in.LOGIN),
        (titled("Вход | Форум", "<input type=password>"), stand_in.LOGIN),
        (titled("Log in to your kettle"), None),  # there is nothing to log in with
        (titled("404 Not Found", PROSE), None),  # an article about it
        (titled("Is it 404 times hotter?"), None),
        (titled("Kettles", "<p>Words</p>"), None),
        ("", None),
    ],
)
@pytest.mark.parametrize("gave", [0, 1])
def test_pages_say_what_they_are(markup: str, found: StandIn | None, gave: int) -> None:
    page = open_page(markup.encode(), URL, "text/html; charset=utf-8", BLOG)

    assert find_stand_in(page, gave) == found
    assert find_stand_in(page, 2) is None


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('<div id="root"></div><script src="/app.js"></script>', stand_in.SHELL),
        ("<noscript>Включите JavaScript</noscript>", stand_in.SHELL),
        ("<h1>Members</h1><form><input type=password></form>", stand_in.LOGIN),
        ("<p>We value you. Accept all cookies to go on.</p>", stand_in.CONSENT),
        ("<p>Примите cookie, чтобы продолжить</p>", stand_in.CONSENT),
        ("<p>Читать дальше — только для подписчиков</p>", stand_in.PAYWALL),
        ("<p>Prove it</p><div class=g-recaptcha></div>", stand_in.CAPTCHA),
        ("<p>No reviews yet</p>", None),
    ],
)
def test_hints_hold_where_nothing_is_read(body: str, found: StandIn | None) -> None:
    page = open_page(titled("Shop", body).encode(), URL, "text/html; charset=utf-8", BLOG)

    assert find_stand_in(page, 0) == found
    assert find_stand_in(page, 1) is None


@pytest.mark.parametrize(
    ("status", "title", "captcha"),
    [(403, "Just a moment...", True), (503, "DDoS-Guard", True), (403, "403 Forbidden", False)],
)
def test_a_refusal_that_asks_for_a_captcha_says_so(status: int, title: str, captcha: bool) -> None:
    response = HtmlResponse(URL, status=status, body=titled(title).encode(), encoding="utf-8")

    words = of_answer(response, "feed", datetime(2026, 11, 22, tzinfo=UTC)).words

    assert words.startswith(f"{URL}: asks whether a person is there") is captcha
    assert (f"answered {status}" in words) is not captcha


def test_a_domain_for_sale_is_no_article(web: Web, otklik: Run, database: Database) -> None:
    sale = "<h1>This domain is for sale</h1><p>The domain name kettles.example may be yours.</p>"
    web.pages["/"] = Reply(titled("kettles.example", sale))
    watch(database, source("blog", f"{web.url}/", kind="article"))

    otklik("crawl", allow=[web.host])

    (visit,) = fetches(database, "blog")
    assert (visit.outcome, visit.changed) == (Outcome.FAILED, False)
    assert "its domain is for sale or parked" in (visit.error or "")
    assert texts(database) == set()


def test_an_article_that_is_shown_as_missing_is_looked_at_twice(
    web: Web, otklik: Run, database: Database
) -> None:
    links = "".join(
        f'<article><h2><a href="/2026/11/kettle-{n}">The kettle number {n} leaks</a></h2>'
        f"<p>It leaks from below</p></article>"
        for n in (1, 2, 3)
    )
    web.pages["/"] = Reply(titled("Kettles", links))
    lost = "<h1>Страница не найдена</h1><p>Возможно, её никогда не было, или она удалена.</p>"
    for n in (1, 2, 3):
        web.pages[f"/2026/11/kettle-{n}"] = Reply(titled("Страница не найдена | Чайники", lost))
    web.pages["/2026/11/kettle-1"] = Reply(titled("The kettle", f"<article>{PROSE}</article>"))
    watch(database, source("blog", f"{web.url}/", kind="article"))

    otklik("crawl", allow=[web.host])

    (visit,) = fetches(database, "blog")
    assert (visit.outcome, len(texts(database))) == (Outcome.OK, 1)
    assert "says that there is no such page, though it answered 200" in (visit.error or "")


def test_a_feed_behind_a_captcha_says_so(web: Web, otklik: Run, database: Database) -> None:
    web.pages["/feed"] = Reply(titled("Just a moment..."))
    watch(database, source("blog", f"{web.url}/feed"))
    otklik("crawl", allow=[web.host])
    web.pages["/feed"] = feed("The kettle leaks")
    otklik("crawl", "--now", allow=[web.host])

    first, second = fetches(database, "blog")
    assert "asks whether a person is there (captcha)" in (first.error or "")
    assert (first.outcome, second.outcome) == (Outcome.FAILED, Outcome.OK)
