"""Forums: a front page or section leads to threads, threads are read to their last page."""

from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from scrapy.http import JsonResponse

from crawlers.answer import open_answer
from crawlers.interface import asked, changed
from crawlers.kinds import read_as
from crawlers.links import is_thread, section_links, thread_links
from crawlers.page import Page
from crawlers.pagination import find_next
from crawlers.source_spider import Follow, Found, SourceSpider, absolute

DISCOURSE_PAGE = 20  # posts that Discourse gives at once


class ForumSpider(SourceSpider):
    """Reads threads; the next visit goes on where a thread ended."""

    name = "forum"
    comes_back = True

    def start(self) -> Iterator[Follow]:
        """The source's page; of a thread, where the last visit ended."""
        url = self.source.url
        yield Follow(url, self.parse, needed=True, chain=url if is_thread(url) else None)

    def parse(self, page: Page) -> Iterator[Found]:
        """A front page, a section or one thread."""
        if isinstance(page.response, JsonResponse):
            yield from self._read_json(page)
        elif is_thread(page.response.url) or not (thread_links(page) or section_links(page)):
            yield from self.read_thread(self.source.url, page)
        else:
            yield from self._read_section(page, depth=0)

    def read_thread(self, thread: str, page: Page) -> Iterator[Found]:
        """A page of a thread and the way to the next."""
        yield from read_as("forum", page)
        url = find_next(page)
        if url is not None:
            yield Follow(url, partial(self.read_thread, thread), chain=thread)

    def again(self, url: str) -> Follow:
        """A thread that no list shows any more: somebody may have answered, or deleted it."""
        if urlsplit(url).path.endswith(".json"):
            return Follow(url, partial(self._read_topic, url), chain=url)
        return self._thread(url)

    def _thread(self, url: str) -> Follow:
        return Follow(url, partial(self.read_thread, url), chain=url)

    def _read_section(self, page: Page, depth: int) -> Iterator[Found]:
        threads = thread_links(page)
        for url in threads:
            yield self._thread(url)
        if depth < 2 and not threads and self.option("sections", bool):
            for url in section_links(page):
                yield Follow(url, partial(self._read_section, depth=depth + 1))
        following = find_next(page)
        if following is not None:
            yield Follow(following, partial(self._read_section, depth=depth), if_new=True)

    def _read_json(self, page: Page) -> Iterator[Found]:
        """Discourse's own answers: a list of topics, a search for words, or a topic."""
        whole = open_answer(page)
        searched = whole.has("grouped_search_result")
        answer = whole if searched else whole.at("topic_list")
        if not answer.has("topics") and not searched:
            yield from self._read_topic(self.source.url, page)
            return
        for topic in answer.at("topics").each():
            number = topic.number("id")
            if number is not None:
                url = absolute(page, f"/t/{topic.text('slug') or '-'}/{number}.json")
                yield Follow(url, partial(self._read_topic, url), chain=url)
        more = answer.text("more_topics_url")
        if more:
            listing = absolute(page, more.replace("?", ".json?", 1))
            yield Follow(listing, self._read_json, if_new=True)
        if whole.at("grouped_search_result", "more_full_page_results").value is True:
            here = page.response.url
            following = changed(here, page=str(int(asked(here, "page") or 1) + 1))
            yield Follow(following, self._read_json, if_new=True)

    def _read_topic(self, topic: str, page: Page) -> Iterator[Found]:
        yield from read_as("forum", page)
        stream = list(open_answer(page).at("post_stream", "stream").each())
        before, _, number = page.response.url.partition("?page=")
        here = int(number) if number.isdecimal() else 1
        if len(stream) > here * DISCOURSE_PAGE:
            yield Follow(f"{before}?page={here + 1}", partial(self._read_topic, topic), chain=topic)
