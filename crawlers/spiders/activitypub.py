"""ActivityPub: what an actor of any server publishes, and single objects."""

from collections.abc import Iterator

from crawlers.answer import Answer, open_answer
from crawlers.engines import fediverse
from crawlers.engines.activitypub import ACTIVITIES, COLLECTIONS, OBJECTS, kinds_of
from crawlers.kinds import read_as
from crawlers.page import Page
from crawlers.source_spider import Follow, Found, SourceSpider, absolute

ACCEPT = {
    "Accept": 'application/activity+json, application/ld+json; profile="'
    'https://www.w3.org/ns/activitystreams"'
}


class ActivitypubSpider(SourceSpider):
    """Goes from an actor to the outbox, through its pages, to objects that are only named."""

    name = "activitypub"

    def start(self) -> Iterator[Follow]:
        yield Follow(self.source.url, self.parse, needed=True, headers=ACCEPT)

    def parse(self, page: Page) -> Iterator[Found]:
        answer = open_answer(page)
        kinds = kinds_of(answer)
        if kinds & (OBJECTS | ACTIVITIES | COLLECTIONS):
            yield from read_as("activitypub", page)
            yield from self._onward(answer)
        elif fediverse.claims(page):
            yield from read_as("activitypub", page)
            url = fediverse.find_more(page)
            if url:
                yield Follow(url, self.parse, if_new=True)
        else:
            outbox = answer.link("outbox")
            if outbox:
                yield Follow(absolute(page, outbox), self.parse, needed=True, headers=ACCEPT)

    def _onward(self, answer: Answer) -> Iterator[Follow]:
        """The collection's pages, then what it names without showing it."""
        for name in ("first", "next"):
            link = answer.link(name)
            if link:
                yield Follow(link, self.parse, if_new=name == "next", headers=ACCEPT)
        for name in ("replies", "comments") if self.option("replies", bool) else ():
            link = answer.link(name) or answer.link(name, "id")
            if link:
                yield Follow(link, self.parse, headers=ACCEPT)
        for link in _named(answer):
            yield Follow(link, self._read_object, once=True, headers=ACCEPT)

    def _read_object(self, page: Page) -> Iterator[Found]:
        yield from read_as("activitypub", page)


def _named(collection: Answer) -> Iterator[str]:
    """Addresses of objects that stand in a collection without their content."""
    members = [*collection.at("orderedItems").each(), *collection.at("items").each()]
    members += collection.at("first", "items").each()
    for member in members:
        object_ = member.at("object") if kinds_of(member) & ACTIVITIES else member
        link = object_.link()
        if link:
            yield link
