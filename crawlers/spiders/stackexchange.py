"""Stack Exchange: questions of a site, a tag or a search, with answers and comments."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

from crawlers.answer import open_answer
from crawlers.interface import address, asked, changed, not_understood, steps
from crawlers.kinds import read_as
from crawlers.page import Page
from crawlers.source_spider import Follow, Found, SourceSpider
from pipeline.post import Post
from pipeline.settings import read_settings

API = "https://api.stackexchange.com/2.3"
AT_ONCE = 100  # items in an answer
Links = Mapping[str, str | None]  # of questions, by the numbers of posts below them


class StackexchangeSpider(SourceSpider):
    """Reads questions by their last activity, then the answers and comments of them all."""

    name = "stackexchange"

    def start(self) -> Iterator[Follow]:
        path, words = steps(self.source.url), asked(self.source.url, "q")
        if words:
            url = self._ask("search/advanced", q=words)
        elif path[:1] in (["questions"], ["q"]) and len(path) > 1 and path[1].isdecimal():
            url = self._ask(f"questions/{path[1]}")
        elif path[:2] == ["questions", "tagged"] and len(path) > 2:
            url = self._ask("questions", tagged=path[2].replace("+", ";"))
        elif not path or path == ["questions"]:
            url = self._ask("questions")
        else:
            site = "https://SITE"
            raise not_understood(self.source, f"{site}/questions/tagged/TAG", f"{site}/search?q=X")
        yield Follow(url, self.parse, needed=True, interface=True)

    def parse(self, page: Page) -> Iterator[Found]:
        yield from read_as("stackexchange", page)
        items = open_answer(page).at("items").each()
        links = {item.text("question_id") or "": item.link("link") for item in items}
        for part in ("answers", "comments"):
            if self.option(part, bool):
                yield from self._below("questions", links, part)
        yield from self._more(page, self.parse)

    def _below(self, what: str, links: Links, part: str) -> Iterator[Follow]:
        """The answers to all questions of a page at once, or the comments on all its posts."""
        several = ";".join(filter(None, links))
        if several:
            read = self._read_answers if part == "answers" else self._read_comments
            url = self._ask(f"{what}/{several}/{part}")
            yield Follow(url, partial(read, links), interface=True)

    def _read_answers(self, links: Links, page: Page) -> Iterator[Found]:
        yield from _threaded(links, page)
        items = open_answer(page).at("items").each()
        pairs = ((item.text("answer_id") or "", item.text("question_id") or "") for item in items)
        answers = {answer: links.get(question) for answer, question in pairs}
        if self.option("comments", bool):
            yield from self._below("answers", answers, "comments")
        yield from self._more(page, partial(self._read_answers, links))

    def _read_comments(self, links: Links, page: Page) -> Iterator[Found]:
        yield from _threaded(links, page)
        yield from self._more(page, partial(self._read_comments, links))

    def _more(self, page: Page, then: Callable[[Page], Iterator[Found]]) -> Iterator[Follow]:
        answer = open_answer(page)  # which may ask for a pause before the same is asked again
        if answer.at("has_more").value is True and not answer.number("backoff"):
            following = int(asked(page.response.url, "page") or 1) + 1
            url = changed(page.response.url, page=str(following))
            yield Follow(url, then, if_new=True, interface=True)

    def _ask(self, what: str, **told: str) -> str:
        """An address of the interface; the key is no secret, it only raises the daily quota."""
        sort = "creation" if what.endswith(("answers", "comments")) else "activity"
        key = read_settings().stackexchange_key or None
        shown = {"sort": sort, "order": "desc", "pagesize": str(AT_ONCE), "filter": "withbody"}
        return address(f"{API}/{what}", **told, **shown, site=_site(self.source.url), key=key)


def _threaded(links: Links, page: Page) -> Iterator[Post]:
    """Posts below questions, with the questions' addresses where only numbers are told."""
    for post in read_as("stackexchange", page):
        place, _, number = (post.thread or "").rpartition("/")
        link = links.get(number) if place.endswith("/q") else None
        yield replace(post, thread=link) if link else post


def _site(url: str) -> str:
    """The interface's name of a site: its host, without .com and .stackexchange.com."""
    host = urlsplit(url).netloc.lower().removeprefix("www.")
    return host.removesuffix(".com").removesuffix(".stackexchange")
