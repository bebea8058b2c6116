"""What one running desk holds: settings, database, clock, and the memory of failed logins."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import BoundedSemaphore

from pipeline.database import Database
from pipeline.people import digest
from pipeline.settings import Settings
from web.throttle import Meter, Throttle

COOKIE = "otklik"  # the login
THEME = "theme"  # light, dark or nothing: as the system
KEYS = "keys"  # off: the keyboard is left to the browser
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
    throttle: Throttle = field(default_factory=Throttle)
    meter: Meter = field(default_factory=Meter)  # of pages that need no login
    hashing: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(2))

    @property
    def secure(self) -> bool:
        """Do browsers reach the desk over https?"""
        return self.settings.desk.startswith("https://")
