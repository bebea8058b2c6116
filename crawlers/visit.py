"""One visit to a source: what was asked, what came back, how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from crawlers.hubs import Offer
from crawlers.page import Page
from crawlers.probe import Blank, Probe, Verdict
from crawlers.rhythm import Rhythm, Weight
from crawlers.shown import forget_whole
from crawlers.source_spider import Follow, SourceSpider
from crawlers.trouble import Trouble
from pipeline.addresses import LONGEST_URL
from pipeline.filled import Filled
from pipeline.new_address import tell_move
from pipeline.post import Post
from pipeline.states import Outcome
from pipeline.watch import Source

LONGEST = timedelta(minutes=10)  # then a visit asks for no further page; the next one goes on


@dataclass(frozen=True)
class State:
    """What is remembered of a page between visits."""

    url: str
    first: datetime
    visited: datetime
    etag: str | None = None
    modified: str | None = None
    resume: str | None = None
    brought: datetime | None = None
    again: datetime | None = None
    missed: datetime | None = None  # since when it is not to be had
    shown: bytes | None = None  # marks of what it showed

    def in_full(self) -> "State":
        """As it is remembered when the page is to be read again, whether it changed or not."""
        return replace(self, etag=None, modified=None, shown=forget_whole(self.shown))


@dataclass
class Visit:
    """A visit under way."""

    source: Source
    started: datetime
    spider: SourceSpider | None = None  # None: its configuration cannot be used
    pages: int = 0
    unchanged: int = 0
    still: int = 0  # of these, the ones that its lists lead to: they work, and nothing is new
    posts_seen: int = 0
    filled: Filled = field(default_factory=Filled)
    posts_new: int = 0
    written: list[datetime | None] = field(default_factory=list)  # of new posts that are no backlog
    mentions_new: int = 0
    known: int = 0  # pages of single posts that were not fetched again
    cut: bool = False  # the limits ended it
    trouble: Trouble | None = None  # what failed it
    mishap: Trouble | None = None  # what went wrong on the way without failing it
    asked: set[str] = field(default_factory=set)
    listens: bool = False  # hubs may push this source's feed to us
    offer: Offer | None = None  # the hub that the feed names
    heard: list[int] = field(default_factory=list)  # pushes that were read
    passed_over: int = 0  # posts that could not be read
    first_passed: tuple[str, int, str] | None = None  # its page, its place there, and why
    lost: list[str] = field(default_factory=list)  # pages that were not to be had twice
    states: dict[str, State] = field(default_factory=dict)  # as they are to be remembered
    blank: Blank | None = None  # a page that it began with, and that gave nothing
    probe: Probe | None = None  # what a kept page tells of that
    moved: str | None = None  # where its page is said to be from now on

    @property
    def gives_nothing(self) -> bool:
        """Was the source's page had, and nothing found?"""
        read = self.trouble is None or self.trouble.changed
        return read and not (self.posts_seen or self.known or self.unchanged or self.mishap)

    def see(self, posts: Sequence[Post]) -> None:
        """Count the posts of a page."""
        self.posts_seen += len(posts)
        self.filled += Filled.of(posts)

    def pass_over(self, page: Page) -> None:
        """Count the posts of a page that cannot be read, and remember the first of all."""
        self.passed_over += len(page.passed_over)
        if page.passed_over and not self.first_passed:
            self.first_passed = (page.response.url, *min(page.passed_over.items()))

    def tell_passed(self) -> str | None:
        """How many posts could not be read, and why."""
        if self.first_passed is None:
            return None
        url, place, why = self.first_passed
        posts = f"{self.passed_over} of {self.passed_over + self.posts_seen} posts"
        return f"{url}: passed over {posts}, the first of them number {place}: {why}"

    def may_ask(self, follow: Follow, now: datetime) -> bool:
        """Whether a page may be asked for within this visit's limits."""
        if follow.url in self.asked or len(follow.url) > LONGEST_URL:
            return False
        if follow.needed:
            return True
        assert self.spider is not None  # noqa: S101  (it is what asks)
        over = len(self.asked) >= self.spider.option("pages", int) or now - self.started > LONGEST
        self.cut = self.cut or over
        return not over

    def every(self) -> timedelta:
        """The interval that the source's configuration fixes; none when it is to be learnt."""
        return timedelta(minutes=self.spider.option("every", int) if self.spider else 0)

    def lasting_states(self) -> list[State]:
        """What to remember; after a broken visit every page is to be asked for in full again."""
        states = list(self.states.values())
        if self.trouble or self.cut:
            return [state.in_full() for state in states]
        return states

    def fail(self, trouble: Trouble) -> None:
        """The visit has failed; the first reason is the one to tell."""
        self.trouble = self.trouble or trouble

    def stumble(self, trouble: Trouble) -> None:
        """One page of several went wrong."""
        self.mishap = self.mishap or trouble


@dataclass(frozen=True)
class Ending:
    """How a visit ended."""

    outcome: Outcome
    weight: float = 0.0
    error: str | None = None
    changed: bool = False  # what was read no longer looks like itself


def conclude(visit: Visit, rhythm: Rhythm) -> Ending:
    """What a visit amounts to in the light of earlier ones."""
    ending = _conclude(visit, rhythm)
    if visit.moved and ending.error is None:
        return replace(ending, error=tell_move(visit.source.url, visit.moved))
    return ending


def _conclude(visit: Visit, rhythm: Rhythm) -> Ending:
    if visit.trouble and visit.probe:
        return _failed(replace(visit.trouble, words=visit.probe.tell(visit.source.url)))
    if visit.trouble:
        return _failed(visit.trouble)
    found = visit.posts_seen + visit.known
    mishap = visit.mishap.words if visit.mishap else visit.tell_passed()
    if visit.pages and visit.unchanged == visit.pages:
        return Ending(Outcome.UNCHANGED, error=mishap)
    if found:
        return Ending(Outcome.OK, error=mishap)
    if visit.still:
        return Ending(Outcome.UNCHANGED, error=mishap)
    if visit.mishap:
        return _failed(visit.mishap)
    if mishap:
        return _failed(Trouble(mishap, Weight.HARD, changed=True))
    if visit.probe:
        return _judge(visit.probe, visit.source.url, always=rhythm.always_posts)
    if rhythm.always_posts:
        words = f"{visit.source.url}: no posts found where every earlier visit found some"
        return _failed(Trouble(words, Weight.SOFT, changed=True))
    return Ending(Outcome.EMPTY)


def _judge(probe: Probe, url: str, *, always: bool) -> Ending:
    """What a page amounts to that gives nothing, where a kept one says why.

    One that gave nothing before, too, may be another page each time.
    """
    sure = probe.verdict in (Verdict.READER, Verdict.KIND)
    if sure or (probe.verdict is Verdict.CHANGED and always):
        return _failed(Trouble(probe.tell(url), Weight.SOFT, changed=True))
    return Ending(Outcome.EMPTY, error=probe.tell(url))


def _failed(trouble: Trouble) -> Ending:
    if trouble.ours:
        return Ending(Outcome.AWAY, error=trouble.words)
    return Ending(Outcome.FAILED, float(trouble.weight), trouble.words, trouble.changed)
