"""What we watch: brands, sources and rules, as values."""

from dataclasses import dataclass, field
from typing import Any

from pipeline.assignment import Assignment
from pipeline.errors import OtklikError
from pipeline.escalation import Escalation
from pipeline.hours import Hours
from pipeline.post import Channel
from pipeline.replies import Template
from pipeline.sla import Promise
from pipeline.tone import Tone
from pipeline.triggers import Trigger

# The kinds of source, as crawlers.kinds reads them, and the types of rule, as alerts.rules knows
# them: both floors are above this one, so the names stand here and tests hold them equal.
KINDS = (
    "activitypub",
    "article",
    "bluesky",
    "feed",
    "forum",
    "hackernews",
    "mastodon",
    "reddit",
    "review",
    "stackexchange",
    "telegram",
    "vk",
    "youtube",
)
RULE_TYPES = (
    "figure",
    "influential-author",
    "negative-share",
    "new-complaint",
    "promise",
    "queue",
    "report",
    "source-trouble",
    "spreading",
    "theme-rising",
    "volume",
    "waiting",
)

Options = dict[str, Any]  # any TOML value, as the kind or rule that owns the option reads it


@dataclass(frozen=True)
class Brand:
    """A name we watch for; `query` says when a text names it."""

    name: str
    query: str
    competitor: bool = False
    own_accounts: list[str] = field(default_factory=list)  # names or addresses of our own accounts
    tone: Tone = field(default_factory=Tone)
    approve_from: str | None = None  # answers this urgent need a second person's approval


@dataclass(frozen=True)
class Source:
    """One place we look, and how it is read."""

    name: str
    kind: str
    channel: Channel
    url: str
    language: str | None = None
    options: Options = field(default_factory=dict)
    enabled: bool = True

    @property
    def about(self) -> list[str]:
        """The brands every post here is about, named or not; OtklikError when it says no names."""
        said = self.options.get("about", [])
        names = [said] if isinstance(said, str) else said
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise OtklikError('"about" must be the name of a brand, or a list of names')
        return names


@dataclass(frozen=True)
class Rule:
    """When an alert is due, and to which notifiers it goes."""

    name: str
    type: str
    to: list[str]
    options: Options = field(default_factory=dict)


@dataclass(frozen=True)
class Watch:
    """All that is watched, as a file says it."""

    brands: tuple[Brand, ...] = ()
    sources: tuple[Source, ...] = ()
    rules: tuple[Rule, ...] = ()
    templates: tuple[Template, ...] = ()
    promises: tuple[Promise, ...] = ()
    hours: Hours | None = None
    assignments: tuple[Assignment, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    triggers: tuple[Trigger, ...] = ()  # those that people changed or added
