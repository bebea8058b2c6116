"""What one running desk holds: settings, database, clock, and the memory of failed logins."""

from asyncio import Semaphore
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from pipeline.database import Database
from pipeline.people import digest
from pipeline.posting.account import Account
from pipeline.posting.ways import read_accounts
from pipeline.settings import Settings
from web.choices import KeptChoices
from web.errands import Errands
from web.live import Live
from web.rehearsals import Rehearsals
from web.throttle import Meter, Throttle

COOKIE = "otklik"  # the login
THEME = "theme"  # light, dark or nothing: as the system
KEYS = "keys"  # off: the keyboard is left to the browser
VISITS_AT_ONCE = 12  # fewer than the database's connections, far fewer than the server's threads
WELCOME_LIFE = timedelta(hours=1)


@dataclass(frozen=True)
class Welcome:
    """The one-time link with which the first person adds themselves."""

    digest: str
    expires: datetime

    @classmethod
    def of(cls, token: str, now: datetime) -> "Welcome":
        """A link with this token, good for a while from now."""
        return cls(digest(token), now + WELCOME_LIFE)

    def admits(self, token: str, now: datetime) -> bool:
        """Is this the token, and in time?"""
        return now < self.expires and digest(token) == self.digest


@dataclass
class Desk:
    """One running desk."""

    settings: Settings
    database: Database
    welcome: Welcome | None = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    errands: Errands | None = None  # None: something else runs the program's commands
    throttle: Throttle = field(default_factory=Throttle)
    meter: Meter = field(default_factory=Meter)  # of pages that need no login
    hashing: Semaphore = field(default_factory=lambda: Semaphore(2))  # of passwords at the door
    rehearsals: Rehearsals = field(default_factory=Rehearsals)
    room: Semaphore = field(default_factory=lambda: Semaphore(VISITS_AT_ONCE))
    choices: KeptChoices = field(init=False)
    live: Live = field(init=False)

    def __post_init__(self) -> None:
        self.choices = KeptChoices(self.database)
        self.live = Live(self.database, lambda: self.clock())

    @cached_property
    def accounts(self) -> list[Account]:
        """The accounts that answers are posted as; raises OtklikError for what means nothing."""
        return read_accounts(self.settings.post_as)

    @property
    def secure(self) -> bool:
        """Do browsers reach the desk over https?"""
        return self.settings.desk.startswith("https://")
