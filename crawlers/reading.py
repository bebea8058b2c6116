"""One page read as its visit asks for it: posts, the ways on, and what stands in their place."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from scrapy.http import Response, TextResponse, XmlResponse

from crawlers import shown
from crawlers.ask import Ask, header
from crawlers.decode import open_page
from crawlers.hubs import find_offer
from crawlers.kinds import gone_of
from crawlers.page import Page
from crawlers.probe import Blank, count_finds
from crawlers.raw import RawPage
from crawlers.rhythm import Weight
from crawlers.source_spider import Follow
from crawlers.stand_in import NOTHING, StandIn, find_stand_in
from crawlers.trouble import Trouble, of_exception
from pipeline.errors import OtklikError
from pipeline.post import Post

LONGEST_KIND = 80  # letters of what an answer calls itself


@dataclass
class Reading:
    """What a page gave."""

    raw: RawPage
    posts: list[Post] = field(default_factory=list)
    follows: list[Follow] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)  # posts that it says are deleted
    trouble: Trouble | None = None  # it could not be read
    instead: StandIn | None = None  # what it is shown instead of
    page: Page | None = None

    def mark(self, posts: Sequence[bytes]) -> bytes:
        """What to remember of all that it showed, `posts` being the marks of its posts.

        The same answer once more says nothing new where all that it leads to would be passed over:
        articles read already, and further pages. A list of threads may stay as it is while they
        grow.
        """
        quiet = all(follow.once or follow.if_new for follow in self.follows)
        whole = shown.whole(self.raw.body, self.raw.fetched) if quiet else None
        return shown.join(whole, posts)


def read_page(response: Response, ask: Ask, now: datetime) -> Reading:
    """Read an answer; nothing is raised for a page that cannot be read."""
    visit, follow = ask.visit, ask.follow
    kind = header(response, "Content-Type")
    source = visit.source
    raw = RawPage(source.name, response.url, kind, now, response.body, follow.url, source.kind)
    done = Reading(raw)
    try:
        done.page = open_page(response.body, response.url, kind, source, now)
        for found in follow.then(done.page):
            if isinstance(found, Post):
                done.posts.append(found)
            else:
                done.follows.append(found)
        done.gone = gone_of(source.kind, done.page)
        done.gone += [follow.post] if follow.post and done.gone and not done.posts else []
    except OtklikError as error:
        done.trouble = of_exception(error, response.url)
    gave = count_finds((*done.posts, *done.follows))
    done.instead = _look_behind(done, ask, gave)
    done.raw = replace(raw, gave=0 if done.instead else gave)
    return done


def _look_behind(done: Reading, ask: Ask, gave: int) -> StandIn | None:
    """What is shown instead of the page; hints count only where a visit cannot do without it."""
    needed = ask.follow.needed
    if done.page is None or ask.pushed:
        return None
    if needed and not gave and not done.raw.body.strip():
        return NOTHING
    if needed and not gave and _is_no_page(done.page):
        kind = (done.raw.content_type or "").partition(";")[0]
        return StandIn(f"{kind[:LONGEST_KIND] or 'text'} is no page to read", sure=False)
    found = find_stand_in(done.page, gave)
    return found if found and (found.sure or needed) else None


def _is_no_page(page: Page) -> bool:
    """Whether it is neither HTML nor data: plain text, or XML where only pages hold posts."""
    xml = page.source.kind == "forum" and isinstance(page.response, XmlResponse)
    return xml or type(page.response) is TextResponse


def settle(done: Reading, response: Response, ask: Ask) -> None:
    """Tell the visit what came of a page."""
    visit, follow = ask.visit, ask.follow
    if done.trouble:
        ask.miss(done.trouble)
        done.posts += [follow.instead] if follow.instead else []
    elif done.page is not None:
        visit.pass_over(done.page)
        if visit.listens and follow.needed:
            visit.offer = find_offer(done.page, header(response, "Link")) or visit.offer
        done.page.let_go()
    if follow.needed and not ask.pushed and not done.raw.gave:
        blank = Blank(follow.url, done.raw, follow.then, readable=not done.trouble)
        visit.blank = visit.blank or blank


def trouble_of(instead: StandIn, url: str) -> Trouble:
    """Trouble for a page that something else is shown instead of."""
    return Trouble(f"{url}: {instead.words}", Weight.SOFT)
